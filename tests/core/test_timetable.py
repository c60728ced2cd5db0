"""Weeks and months as a page shows them, and what two plans have different."""

from datetime import date, timedelta

from msgspec.structs import replace
from plan_making import MAIN, plan, shift, utc

from warmline.drafts import differing, findings_differing, hours_differing
from warmline.hours import Period, read_hours
from warmline.ids import MentorId
from warmline.schedule import Era
from warmline.timetable import label_of, month_of, shown_on, timetable, week_of

ZONE = "America/Los_Angeles"
NIGHTS = shift("Maya", "2026-11-02 19:00", "2026-11-03 07:00", "FREQ=DAILY")
NOW = utc("2026-11-02 12:00")
WEEK = week_of(date(2026, 11, 4))


def made(*shifts, **more):
    return plan(*shifts, zone=ZONE, hours=read_hours(["mon-sun 19:00-07:00"]), **more)


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    """Earlier and later lead to the whole weeks and months beside."""
    assert (WEEK.first, WEEK.last) == (date(2026, 11, 2), date(2026, 11, 8))
    month = month_of(date(2026, 12, 31))
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (month.before, month.after) == (date(2026, 11, 1), date(2027, 1, 1))
    assert len(month.days) == 31


def test_a_night_stands_on_the_day_on_which_it_begins() -> None:
    """What goes on past the next noon is shown on that day, too."""
    night = (utc("2026-11-03 03:00"), utc("2026-11-03 15:00"))  # 19:00 to 07:00
    assert list(shown_on(*night, ZONE)) == [date(2026, 11, 2)]
    assert label_of(*night, date(2026, 11, 2), ZONE) == "19:00\u201307:00"
    long = (utc("2026-11-03 03:00"), utc("2026-11-05 23:00"))  # to Thursday 15:00
    days = list(shown_on(*long, ZONE))
    said = [label_of(*long, day, ZONE) for day in days]
    assert said == ["from 19:00", "all day", "all day", "until 15:00"]


def test_every_night_of_a_week_is_there_once() -> None:
    """Seven nights are seven turns: none is doubled at an edge of the week or lost."""
    shown = timetable((Era(NOW, made(NIGHTS)),), WEEK, NOW, private=True)
    days = [day for _, day in shown.by_line]
    assert sorted(days) == list(WEEK.days)
    assert [it.hours for those in shown.by_person.values() for it in those] == [
        "19:00\u201307:00"
    ] * 7
    assert {it.label for those in shown.person_notes.values() for it in those} >= {
        "alone at night", "too many nights",
    }  # fmt: skip


def test_the_past_is_told_by_its_plan_and_has_no_complaints_but_gaps() -> None:
    """What was served by another plan stays; nobody can put right a lonely night that is over."""
    now = utc("2026-11-05 20:00")
    eras = (Era(NOW, made(NIGHTS)), Era(now, made()))
    shown = timetable(eras, WEEK, now, private=True)
    served = sorted(day.day for _, day in shown.by_line)
    assert served == [2, 3, 4]
    assert shown.person_notes == {}
    gaps = sorted({day.day for _, day in shown.line_notes})
    assert gaps == [2, 5, 6, 7, 8]  # that of Monday is of the night before


def test_two_plans_are_compared_span_by_span() -> None:
    """Only the time in which somebody else is on call is told, in one piece where it is one."""
    luis = shift("Luis", "2026-11-03 22:00", "2026-11-04 01:00")
    found = differing(made(NIGHTS), made(NIGHTS, luis), NOW, NOW + timedelta(days=7))
    assert [(it.line, it.before, it.after) for it in found] == [
        (MAIN, (MentorId("maya"),), (MentorId("maya"), MentorId("luis")))
    ]
    assert (found[0].start, found[0].end) == (utc("2026-11-04 06:00"), utc("2026-11-04 09:00"))
    assert differing(made(NIGHTS), made(NIGHTS), NOW, NOW + timedelta(days=7)) == ()


def test_what_is_new_to_look_at_is_told_and_what_is_put_right() -> None:
    """A gap that was there before is not news; a new one is, with its own hours alone."""
    ends = replace(NIGHTS, repeat="FREQ=DAILY;UNTIL=20261104")
    fewer, more, end = made(ends), made(NIGHTS), NOW + timedelta(days=7)
    worse, better = findings_differing(more, fewer, NOW, end)
    gaps = [time for it in worse for time in it.times if it.kind == "gap"]
    assert min(time.start for time in gaps) == utc("2026-11-06 03:00")
    assert "gap" not in {it.kind for it in better}
    assert findings_differing(fewer, more, NOW, end) == (better, worse)
    assert findings_differing(more, more, NOW, end) == ((), ())


def test_a_holiday_changes_the_hours_of_its_days() -> None:
    """Closed days are named as closed, and nothing else is."""
    holiday = Period(id="p", name="Day off", kind="holiday", first=date(2026, 11, 4),
                     last=date(2026, 11, 4), closed=True)  # fmt: skip
    found = hours_differing(made(NIGHTS), made(NIGHTS, periods=(holiday,)), NOW,
                            NOW + timedelta(days=7))  # fmt: skip
    assert [(it.opens, it.start, it.end) for it in found] == [
        (False, utc("2026-11-05 03:00"), utc("2026-11-05 15:00"))
    ]
