"""What another system's calendar becomes: shifts on the line's own clock, or a reason in words."""

import pytest
from msgspec.structs import replace
from plan_making import MAIN, MENTORS, duty, local, override, plan, shift, utc

from warmline.calendars.found import MOST_EVENTS, MOST_MISTAKES
from warmline.calendars.importing import plan_import
from warmline.calendars.reading import read_calendar
from warmline.schedule import Override, Shift, on_call

LA = "America/Los_Angeles"
NOW = utc("2026-11-20 12:00")
MONDAYS = (
    "DTSTART;TZID=America/Los_Angeles:20261130T190000",
    "DTEND;TZID=America/Los_Angeles:20261130T230000",
    "RRULE:FREQ=WEEKLY;BYDAY=MO",
)
EVENING = (
    "DTSTART;TZID=America/Los_Angeles:20261201T190000",
    "DTEND;TZID=America/Los_Angeles:20261201T230000",
)


def event(*lines, uid="a", title="Maya"):
    """Return a VEVENT of some lines; titled unless told not to be."""
    summary = (f"SUMMARY:{title}",) if title else ()
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *summary, *lines, "END:VEVENT"])


def calendar(*events):
    """Return a calendar of events."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *events, "END:VCALENDAR", ""]
    )


def imported(*events, into=None, mentor=None, now=NOW):
    """Return what a calendar of these events changes."""
    into = into or plan()
    return plan_import(
        into, into.lines[0], read_calendar(calendar(*events)), mentor=mentor, now=now
    )


def shifts_of(made):
    """Return the shifts as (start, end, rule, names); there must be no mistake."""
    assert made.mistakes == ()
    return [
        (f"{it.start:%m-%d %H:%M}", f"{it.end:%m-%d %H:%M}", it.repeat, " ".join(it.mentors))
        for it in made.shifts
    ]


def removals_of(made):
    """Return who is taken off, and when; there must be no mistake."""
    assert made.mistakes == ()
    return [(it.mentor, f"{it.start:%m-%d %H:%M}", f"{it.end:%m-%d %H:%M}") for it in made.removals]


def written(made, into=None):
    """Return the plan with an import in it."""
    into = into or plan()
    ids = {it.name: it.id for it in into.mentors}
    shifts = [
        Shift(
            id=f"n{n}",
            line=MAIN,
            mentors=tuple(ids[m] for m in it.mentors),
            start=it.start,
            end=it.end,
            repeat=it.repeat,
        )
        for n, it in enumerate(made.shifts)
    ]
    removed = [
        Override(
            id=f"r{n}", line=MAIN, kind="remove", mentor=ids[it.mentor], start=it.start, end=it.end
        )
        for n, it in enumerate(made.removals)
    ]
    return replace(into, shifts=(*into.shifts, *shifts), overrides=(*into.overrides, *removed))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (EVENING, ("12-01 19:00", "12-01 23:00", None, "Maya")),
        (("DTSTART:20261202T030000Z", "DTEND:20261202T070000Z"),
         ("12-01 19:00", "12-01 23:00", None, "Maya")),
        (("DTSTART;TZID=America/New_York:20261201T220000",
          "DTEND;TZID=Europe/Berlin:20261202T080000"),
         ("12-01 19:00", "12-01 23:00", None, "Maya")),
        (("DTSTART:20261201T190000", "DTEND:20261201T230000"),
         ("12-01 19:00", "12-01 23:00", None, "Maya")),
        (("DTSTART;TZID=Pacific Standard Time:20261201T190000", "DURATION:PT4H"),
         ("12-01 19:00", "12-01 23:00", None, "Maya")),
        (('DTSTART;TZID="/citadel.org/20210210_1/America/Los_Angeles":20261201T190000',
          "DURATION:PT12H"),
         ("12-01 19:00", "12-02 07:00", None, "Maya")),
        (MONDAYS, ("11-30 19:00", "11-30 23:00", "FREQ=WEEKLY;BYDAY=MO", "Maya")),
        ((*MONDAYS[:2], "RRULE:FREQ=WEEKLY;COUNT=5"),
         ("11-30 19:00", "11-30 23:00", "FREQ=WEEKLY;COUNT=5", "Maya")),
        # the same evenings by a clock that is always three hours ahead
        (("DTSTART;TZID=America/New_York:20261130T220000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"),
         ("11-30 19:00", "11-30 20:00", "FREQ=WEEKLY", "Maya")),
        (("DTSTART;TZID=US/Pacific:20261130T190000", "DURATION:PT4H",
          "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301"),
         ("11-30 19:00", "11-30 23:00", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270302T075959Z", "Maya")),
        # UTC keeps its distance for as long as no clock is changed here
        (("DTSTART:20261201T030000Z", "DTEND:20261201T070000Z",
          "RRULE:FREQ=WEEKLY;UNTIL=20270310T000000Z"),
         ("11-30 19:00", "11-30 23:00", "FREQ=WEEKLY;UNTIL=20270310T000000Z", "Maya")),
    ],
)  # fmt: skip
def test_an_event_becomes_a_shift_on_the_lines_own_clock(lines, expected):
    """Whatever zone a calendar was written in, the shift is at the same instant."""
    assert [expected] == shifts_of(imported(event(*lines)))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202"),
         "is all day (line 7); a shift needs a start"),
        (("DTSTART:20261201",), "is all day"),
        (("DTEND:20261201T190000Z",), "has no DTSTART"),
        (("DTSTART:20261201T190000Z",), "must have either DTEND or DURATION"),
        ((*EVENING, "DURATION:PT1H"), "must have either DTEND or DURATION"),
        ((*EVENING, EVENING[0]), "has DTSTART twice (line 9)"),
        (("DTSTART:20261201T190000Z", "DTEND:20261201T190000Z"), "ends before it starts"),
        (("DTSTART:20261201T190000Z", "DURATION:-PT1H"), "ends before it starts"),
        (("DTSTART:20261201T190000Z", "DURATION:four hours"), "has a DURATION that cannot be read"),
        (("DTSTART:20261201T190000Z", "DURATION:P99999999999D"),
         "has a DURATION that cannot be read"),
        (("DTSTART:20261201T190000Z", "DTEND:20270201T190000Z"), "lasts longer than 31 days"),
        (("DTSTART:20261301T190000Z", "DURATION:PT1H"), "has a time that cannot be read (line 7)"),
        (("DTSTART:19000101T190000Z", "DURATION:PT1H"), "is not in the years 2000 to 2100"),
        (("DTSTART:20261201T190030Z", "DURATION:PT1H"), "does not start and end on a whole minute"),
        (("DTSTART;TZID=Middle Earth:20261201T190000", "DURATION:PT1H"),
         'is in the time zone "Middle Earth", which nobody else knows'),
        # 01:30 comes twice in Los Angeles on 1 November 2026; this is the second
        (("DTSTART:20271107T093000Z", "DURATION:PT3H"), "that comes twice on 07 Nov 2027"),
        (("DTSTART:20261201T030000Z", "DURATION:PT4H", "RRULE:FREQ=WEEKLY"),
         "repeats by the clock of UTC; on 16 Mar 2027 the clock of America/Los_Angeles differs"),
        (("DTSTART;TZID=America/New_York:20261201T013000", "DURATION:PT1H",
          "RRULE:FREQ=WEEKLY;BYDAY=TU"),
         "its rule names days of America/New_York, which are others"),
        ((*EVENING, "RRULE:FREQ=WEEKLY;BYDAY=MO"),
         "its rule does not name its own first day, and calendars disagree on what that means;"
         " begin it on Mon 07 Dec 2026"),
        ((*EVENING, "RRULE:FREQ=WEEKLY;BYDAY=XX"), '"XX" is not a day'),
        ((*EVENING, "RRULE:FREQ=SECONDLY"), "FREQ must be"),
        ((*EVENING, "RRULE:FREQ=HOURLY"), "repeats by the hour"),
        ((*EVENING, "RRULE:FREQ=WEEKLY", "RRULE:FREQ=DAILY"), "has RRULE twice (line 10)"),
        ((*EVENING, "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20270101"), "has both COUNT and UNTIL"),
        ((*EVENING, "RRULE:FREQ=DAILY;COUNT=4000"), "COUNT must be from 1 to 1000"),
        ((*EVENING, "RRULE:FREQ=YEARLY;COUNT=40"), "its COUNT reaches further than five years"),
        ((*EVENING, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "its rule never comes true"),
        ((*EVENING, "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=WE"), "its rule never comes true"),
        ((*EVENING, "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=53MO"), "its rule cannot be worked out"),
        ((*EVENING, "EXRULE:FREQ=WEEKLY"), "has an EXRULE"),
        ((*EVENING, "EXDATE:20261201T190000"), "has exceptions but no RRULE"),
        ((*MONDAYS, "EXDATE;VALUE=DATE:20261207"), "is all day"),
        ((*MONDAYS, "RDATE;VALUE=PERIOD:20261207T190000Z/PT1H"),
         "has a time with an end of its own"),
        ((*EVENING, "RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T190000Z"),
         "changes all later times of a series at once"),
    ],
)  # fmt: skip
def test_what_a_plan_cannot_hold_is_refused_in_words(lines, reason):
    """A coordinator reads which event it is and what to do; nothing is bent to fit."""
    made = imported(event(*lines))
    (mistake,) = made.mistakes
    assert mistake.startswith('line 4, "Maya": ')
    assert reason in mistake
    assert made.shifts == ()


@pytest.mark.parametrize(
    ("title", "people", "expected"),
    [
        ("Maya", (), "Maya"),
        ("maya", (), "Maya"),
        ("Maya, Luis", (), "Maya Luis"),
        ("Maya\\, Luis & Ana", (), "Maya Luis Ana"),
        ("Maya and Luis (shift)", (), "Maya Luis"),
        ("On call: Maya / Ana", (), "Maya Ana"),
        ("Maya - evening", (), "Maya"),
        ("Evening", ("CN=Maya", "CN=Luis;PARTSTAT=ACCEPTED"), "Maya Luis"),
        ("Evening", ('CN="Maya"', "CN=Luis;PARTSTAT=DECLINED"), "Maya"),
        ("Evening", ("CN=Maya", "CN=Room 3;CUTYPE=ROOM"), "Maya"),
        ("Maya", ("ROLE=CHAIR",), "Maya"),
    ],
)
def test_who_serves_is_read_off_the_event(title, people, expected):
    """Attendees' names come first, then the title; a label before or behind does not matter."""
    attendees = [f"ATTENDEE;{it}:mailto:x@example.edu" for it in people]
    ((*_, names),) = shifts_of(imported(event(*EVENING, *attendees, title=title)))
    assert expected == names


@pytest.mark.parametrize(
    ("title", "people", "reason"),
    [
        ("Lius", (), 'names nobody on the roster; did you mean "Luis"?'),
        ("Maya and Lius", (), "names nobody on the roster"),
        ("Pizza", (), "names nobody on the roster (or say whose all of it is with --mentor)"),
        ("", (), "names nobody on the roster"),
        ("Maya", ("CN=Maja",), '"Maja" is nobody on the roster; did you mean "Maya"?'),
        ("Call +1 415 555 0111", (), '"..." (hidden, it may be a phone number): names nobody'),
    ],
)
def test_a_name_that_nobody_has_is_told(title, people, reason):
    """Nobody is left out because their name was misspelled, and no number is repeated."""
    attendees = [f"ATTENDEE;{it}:mailto:x@example.edu" for it in people]
    (mistake,) = imported(event(*EVENING, *attendees, title=title)).mistakes
    assert reason in mistake
    assert "555" not in mistake


def test_with_a_mentor_everything_is_theirs():
    """A mentor's own export, whose events are called anything, is taken as theirs."""
    assert shifts_of(imported(event(*EVENING, title="Warm line"), mentor="maya"))[0][3] == "Maya"


def test_people_of_one_time_share_a_shift():
    """Two events at one time are one shift of two, as a coordinator would have written it."""
    made = imported(event(*EVENING, uid="a"), event(*EVENING, uid="b", title="Luis"))
    assert shifts_of(made) == [("12-01 19:00", "12-01 23:00", None, "Maya Luis")]


def test_a_day_that_is_left_out_is_a_removal():
    """A holiday in a series takes its people off for that evening and for no other."""
    made = imported(
        event(
            *MONDAYS,
            "EXDATE;TZID=America/Los_Angeles:20261207T190000,20261221T190000",
            title="Maya & Luis",
        )
    )
    assert len(shifts_of(made)) == 1
    assert removals_of(made) == [
        ("Maya", "12-07 19:00", "12-07 23:00"),
        ("Luis", "12-07 19:00", "12-07 23:00"),
        ("Maya", "12-21 19:00", "12-21 23:00"),
        ("Luis", "12-21 19:00", "12-21 23:00"),
    ]
    after = written(made)
    evenings = {
        day: on_call(after, MAIN, utc(f"2026-12-{day} 04:30")) for day in ("01", "08", "15")
    }
    assert {day: len(people) for day, people in evenings.items()} == {"01": 2, "08": 0, "15": 2}


@pytest.mark.parametrize(
    ("moved", "singles", "removals"),
    [
        (  # an hour later: she is off the first hour and on one more
            ("DTSTART;TZID=America/Los_Angeles:20261207T200000", "DURATION:PT4H"),
            [("12-07 23:00", "12-08 00:00", None, "Maya")],
            [("Maya", "12-07 19:00", "12-07 20:00")],
        ),
        (  # to the next day
            ("DTSTART;TZID=America/Los_Angeles:20261208T190000", "DURATION:PT4H"),
            [("12-08 19:00", "12-08 23:00", None, "Maya")],
            [("Maya", "12-07 19:00", "12-07 23:00")],
        ),
        (  # shorter at both ends
            ("DTSTART;TZID=America/Los_Angeles:20261207T200000", "DURATION:PT1H"),
            [],
            [("Maya", "12-07 19:00", "12-07 20:00"), ("Maya", "12-07 21:00", "12-07 23:00")],
        ),
        (("DTSTART:20261208T030000Z", "DURATION:PT4H", "STATUS:CANCELLED"), [],
         [("Maya", "12-07 19:00", "12-07 23:00")]),
    ],
)  # fmt: skip
def test_one_time_of_a_series_may_be_otherwise(moved, singles, removals):
    """A single evening that was moved is moved in the plan, and she is on call exactly then."""
    instead = "RECURRENCE-ID;TZID=America/Los_Angeles:20261207T190000"
    made = imported(event(*MONDAYS), event(instead, *moved))
    assert singles == [it for it in shifts_of(made) if it[2] is None]
    assert removals == removals_of(made)


def test_another_mentor_may_take_one_time_of_a_series():
    """The one evening is Luis's, all others are Maya's."""
    instead = ("RECURRENCE-ID:20261208T030000Z", "DTSTART:20261208T030000Z", "DURATION:PT4H")
    after = written(imported(event(*MONDAYS), event(*instead, title="Luis")))
    who = [
        [it.mentor for it in on_call(after, MAIN, utc(f"2026-12-{day} 04:30"))]
        for day in ("01", "08", "15")
    ]
    assert who == [["maya"], ["luis"], ["maya"]]


def test_a_removal_that_would_take_away_more_is_refused():
    """Whoever is removed is on call in no way: where that takes more, a person decides."""
    nights = duty("maya", "2026-11-01 00:00", "1 week", name="always")
    (mistake,) = imported(event(*MONDAYS, "EXDATE:20261208T030000Z"), into=plan(nights)).mistakes
    assert (
        "Maya is not to serve Mon 07 Dec 2026 19:00 to 23:00, but something else puts them on"
        in mistake
    )
    covered = override("cover", "maya", "2026-12-07 19:00", "2026-12-07 23:00", covers="luis")
    (mistake,) = imported(event(*MONDAYS, "EXDATE:20261208T030000Z"), into=plan(covered)).mistakes
    assert "the plan has another change for them at this time" in mistake
    tuesday = event("DTSTART:20261208T040000Z", "DURATION:PT1H", uid="b")
    (mistake,) = imported(event(*MONDAYS, "EXDATE:20261208T030000Z"), tuesday).mistakes
    assert "something else puts them on call then" in mistake


def test_single_times_beside_a_series_are_shifts():
    """An extra evening of a series is a shift of its own."""
    made = imported(event(*MONDAYS, "RDATE;TZID=America/Los_Angeles:20261202T190000"))
    assert ("12-02 19:00", "12-02 23:00", None, "Maya") in shifts_of(made)


WHOLE = (
    event(*MONDAYS, "EXDATE:20261215T030000Z", "RDATE:20261203T030000Z"),
    event("RECURRENCE-ID:20261208T030000Z", "DTSTART:20261208T040000Z", "DURATION:PT4H"),
    event(*EVENING, uid="b", title="Luis"),
)


def test_the_same_file_changes_nothing_the_second_time():
    """Loading an export every week does not pile up shifts, also after somebody covered one."""
    after = written(imported(*WHOLE))
    again = imported(*WHOLE, into=after)
    assert (again.shifts, again.removals, again.mistakes) == ((), (), ())
    assert any("is in the plan already" in note for note in again.notes)
    cover = override("cover", "ana", "2026-12-01 19:00", "2026-12-01 23:00", covers="luis")
    covered = replace(after, overrides=(*after.overrides, cover))
    again = imported(*WHOLE, into=covered)
    assert (again.shifts, again.removals, again.mistakes) == ((), (), ())


def test_a_newer_export_adds_only_what_is_new():
    """Another day off in the same series is one removal more, and no second series."""
    after = written(imported(*WHOLE))
    newer = event(
        *MONDAYS, "EXDATE:20261215T030000Z", "EXDATE:20261222T030000Z", "RDATE:20261203T030000Z"
    )
    made = imported(newer, *WHOLE[1:], into=after)
    assert shifts_of(made) == []
    assert removals_of(made) == [("Maya", "12-21 19:00", "12-21 23:00")]


def test_what_the_plan_says_in_its_own_way_is_not_added():
    """Somebody who has the hours by a repeating shift or a duty does not get them a second time."""
    evenings = shift("maya", "2026-09-01 18:00", "2026-09-02 00:00", "FREQ=DAILY")
    made = imported(event(*EVENING), event(*EVENING, uid="b", title="Luis"), into=plan(evenings))
    assert shifts_of(made) == [("12-01 19:00", "12-01 23:00", None, "Luis")]
    monday = shift("maya", "2026-11-30 19:00", "2026-11-30 23:00", "BYDAY=MO;FREQ=WEEKLY")
    assert shifts_of(imported(event(*MONDAYS), into=plan(monday))) == []


def test_what_is_over_or_cancelled_or_no_event_is_passed_over():
    """Last month's shifts are not planned anew; each thing that was passed over is named."""
    made = imported(
        event("DTSTART:20261020T190000Z", "DURATION:PT1H"),
        event(*EVENING, "STATUS:CANCELLED", uid="b"),
        event("DTSTART:20260901T190000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", uid="c"),
        "BEGIN:VTODO\r\nUID:z\r\nSUMMARY:x\r\nEND:VTODO",
        event(*EVENING, uid="d"),
        event(*MONDAYS, "EXDATE:20261209T030000Z", uid="e"),
    )
    assert len(shifts_of(made)) == 2
    assert list(made.notes) == [
        'line 24: "VTODO" is not an event',
        'line 10, "Maya": was cancelled',
        'line 4, "Maya": 19:00 UTC is 12:00 here',
        'line 4, "Maya": Tue 20 Oct 2026 12:00 to 13:00 is over',
        'line 17, "Maya": 19:00 UTC is 12:00 here',
        'line 17, "Maya": is over',
        'line 34, "Maya": Tue 08 Dec 2026 19:00 is none of its times',
    ]


def test_a_floating_time_is_read_here_and_told():
    """A time that says no zone is the line's own, and the coordinator is told so."""
    made = imported(event("DTSTART:20261201T190000", "DURATION:PT4H"))
    assert made.notes == (
        'line 4, "Maya": says no time zone; its times are read on the line\'s own clock',
    )
    assert made.shifts[0].start == local("2026-12-01 19:00")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "line 1: is not iCalendar, which begins with BEGIN:VCALENDAR"),
        ("hello", "line 1: is not iCalendar; a line is a name, a colon and a value"),
        ("BEGIN:VCARD\nEND:VCARD\n", "line 1: is not iCalendar, which begins with BEGIN:VCALENDAR"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "line 2: VEVENT has no end; the file is cut off"),
        ("BEGIN:VCALENDAR\nEND:VEVENT\n", "line 2: ends what was not begun"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 9, "line 5: is nested too deeply to be a calendar"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n\x00\n", "line 3: is not iCalendar; a line is"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID;=:x\n", "line 3: UID cannot be read"),
        ("BEGIN:VCALENDAR\nX:" + "a" * 30_000, "line 2: is longer than 20000 characters"),
        ("BEGIN:VCALENDAR\nX:a\n" + " a\n" * 30_000, "line 2: is longer than 20000 characters"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * (MOST_EVENTS + 1),
         f"has more than {MOST_EVENTS} events"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_calendar_is_told_by_its_line(text, mistake):
    """A wrong, cut off or hostile file is one mistake with its place."""
    reading = read_calendar(text)
    assert reading.found == ()
    assert mistake in reading.mistakes[0]
    assert len(reading.mistakes) == 1


def test_a_zone_that_would_never_be_worked_out_is_not_looked_at():
    """A file's own zone may change its clock every second: we know the zones ourselves."""
    lines = (
        "BEGIN:VTIMEZONE TZID:Mine X-LIC-LOCATION:America/Denver BEGIN:STANDARD"
        " DTSTART:16010101T000000 RRULE:FREQ=SECONDLY TZOFFSETFROM:+0000 TZOFFSETTO:+0001"
        " END:STANDARD END:VTIMEZONE"
    )
    zone = lines.replace(" ", "\n")
    made = imported(event("DTSTART;TZID=Mine:20261201T200000", "DURATION:PT4H"), zone)
    assert shifts_of(made) == [("12-01 19:00", "12-01 23:00", None, "Maya")]


def test_a_thousand_mistakes_are_told_as_a_few():
    """A coordinator is not buried, and the reading stops."""
    bombs = [
        event(*EVENING, "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=200", uid=str(n)) for n in range(200)
    ]
    made = imported(*bombs)
    assert len(made.mistakes) == MOST_MISTAKES + 1
    assert made.mistakes[-1] == "and more; mend these first"


def test_everybody_who_may_serve_can_be_named():
    """Somebody who left cannot be put on a shift; a paused mentor keeps their place."""
    people = tuple(
        replace(it, active=it.name != "Maya", paused=it.name == "Luis") for it in MENTORS
    )
    assert imported(event(*EVENING), into=plan(mentors=people)).mistakes != ()
    assert shifts_of(imported(event(*EVENING, title="Luis"), into=plan(mentors=people)))
