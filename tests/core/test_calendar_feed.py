"""What a subscribed calendar shows: who is on call, when, and what became of a turn given away."""

from datetime import timedelta

import pytest
from calendar_making import by_hand, eras, feed_of, feed_of_line, read, seen, unfolded
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from plan_making import MAIN, MENTORS, duty, line, mentor, override, plan, shift, utc
from test_schedule_clock_changes import plans

from warmline.calendars.found import MOST_EVENTS
from warmline.calendars.importing import plan_import
from warmline.calendars.reading import read_calendar
from warmline.calendars.writing import AHEAD, BACK
from warmline.hours import read_hours
from warmline.schedule import Shift, spans

EVENINGS = shift("maya luis", "2026-09-01 19:00", "2026-09-01 23:00", "FREQ=DAILY")
NIGHTS = duty("luis maya", "2026-09-01 23:00", "1 week", read_hours(["mon-sun 23:00-07:00"]))
COVER = override("cover", "sam", "2026-11-26 19:00", "2026-11-26 23:00", covers="maya")
NOW = utc("2026-11-20 12:34")
BEGUN = "2026-10-01 00:00"
MINUTE = timedelta(minutes=1)


def thanksgiving(text):
    """Return the events that begin on the evening of 26 November in Los Angeles."""
    return [it for it in by_hand(text) if it[_START].startswith("20261126T19")]


_START = "DTSTART;TZID=America/Los_Angeles"
_END = "DTEND;TZID=America/Los_Angeles"


def test_an_event_is_what_a_phone_needs_and_nothing_else():
    """A mentor sees the line, why, and the hours on the wall; no number and no student."""
    text = feed_of("luis", eras((BEGUN, plan(EVENINGS))), NOW, version=7)
    (event,) = thanksgiving(text)
    uid = event.pop("UID")
    assert uid.endswith("@northfield.warmline")
    assert event == {
        "SUMMARY": "Main: shift",
        "DTSTART;TZID=America/Los_Angeles": "20261126T190000",
        "DTEND;TZID=America/Los_Angeles": "20261126T230000",
        "DTSTAMP": "20261001T000000Z",
        "LAST-MODIFIED": "20261001T000000Z",
        "SEQUENCE": "7",
        "STATUS": "CONFIRMED",
    }


def test_the_calendar_says_its_name_and_when_to_ask_again():
    """Phones list the calendar by its owner and school, and look again within the hour."""
    lines = unfolded(feed_of("luis", eras((BEGUN, plan(EVENINGS))), NOW))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert {
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "NAME:Luis (Northfield)",
        "X-WR-CALNAME:Luis (Northfield)",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    } <= set(lines)


def test_lines_are_folded_and_names_escaped():
    """A name with a comma, or a long one in another script, arrives whole."""
    name = "Ana, de la Cruz; called Анастасия " + "\u7dba" * 40
    people = (mentor("Maya", 0), replace(mentor("Ana", 1), name=name))
    text = feed_of_line(
        eras((BEGUN, plan(shift("ana", "2026-11-26 19:00", "2026-11-26 23:00"), mentors=people))),
        NOW,
    )
    assert all(len(it.encode()) <= 75 for it in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert [f"{name} (shift)"] == [it.summary for it in read(text)]


def test_it_reaches_from_a_month_ago_to_half_a_year_ahead():
    """The past month and the coming half year are there, whole turns, and no more."""
    text = feed_of("maya", eras((BEGUN, plan(EVENINGS))), NOW)
    starts = [it[_START] for it in by_hand(text)]
    assert (starts[0], starts[-1]) == ("20261020T190000", "20270517T190000")
    assert len(starts) == (BACK + AHEAD).days


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("maya", []),
        ("luis", ["Main: duty overnight"]),
        ("sam", ["Main: cover for Maya"]),
    ],
)
def test_a_cover_moves_from_one_calendar_to_the_other(who, expected):
    """Whoever covers has the hours in their calendar; whoever is covered has them no longer."""
    night = override("cover", "sam", "2026-11-26 19:00", "2026-11-26 23:00", covers="maya")
    plain = plan(shift("maya", "2026-11-26 19:00", "2026-11-26 23:00"), NIGHTS, night)
    text = feed_of(who, eras((BEGUN, plain)), NOW)
    start, end = utc("2026-11-27 03:00"), utc("2026-11-27 15:00")
    there = [
        name for name, times in seen(text).items() if any(start <= it[0] < end for it in times)
    ]
    assert expected == there


def test_a_turn_given_away_is_sent_as_cancelled_for_two_weeks():
    """A phone that keeps a copy learns that the evening is gone; the line's calendar is silent."""
    its = eras((BEGUN, plan(EVENINGS)), ("2026-11-19 08:00", plan(EVENINGS, COVER)))
    before = feed_of("maya", its[:1], NOW, version=1)
    after = feed_of("maya", its, NOW, version=2)
    (old,), (new,) = thanksgiving(before), thanksgiving(after)
    assert (old["UID"], "CANCELLED", "2") == (new["UID"], new["STATUS"], new["SEQUENCE"])
    assert new["LAST-MODIFIED"] == "20261119T080000Z"
    assert "CANCELLED" in feed_of("maya", its, NOW + timedelta(days=12), version=2)
    assert "CANCELLED" not in feed_of("maya", its, NOW + timedelta(days=14), version=2)
    assert "CANCELLED" not in feed_of_line(its, NOW, version=2)
    assert thanksgiving(feed_of("sam", its, NOW))[0]["SUMMARY"] == "Main: cover for Maya"


def test_a_cover_that_is_taken_back_is_cancelled_for_the_one_who_would_have_covered():
    """Both see the truth after a change of mind: the turn is Maya's again under its old name."""
    its = eras(
        (BEGUN, plan(EVENINGS)),
        ("2026-11-18 08:00", plan(EVENINGS, COVER)),
        ("2026-11-19 08:00", plan(EVENINGS)),
    )
    (maya,), (sam,) = (
        thanksgiving(feed_of("maya", its, NOW)),
        thanksgiving(feed_of("sam", its, NOW)),
    )
    assert (maya["STATUS"], sam["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert maya["UID"] == thanksgiving(feed_of("maya", its[:1], NOW))[0]["UID"]


def test_an_edit_leaves_the_names_of_all_other_events():
    """A client that matches events by UID sees one evening change, and every other stay."""
    half = override("cover", "sam", "2026-11-26 21:00", "2026-11-26 23:00", covers="maya")
    one = by_hand(feed_of("maya", eras((BEGUN, plan(EVENINGS, NIGHTS))), NOW))
    two = by_hand(
        feed_of(
            "maya",
            eras(
                (BEGUN, plan(EVENINGS, NIGHTS)), ("2026-11-19 08:00", plan(EVENINGS, NIGHTS, half))
            ),
            NOW,
        )
    )
    assert [it["UID"] for it in one] == [it["UID"] for it in two]
    changed = [(a[_END], b[_END]) for a, b in zip(one, two, strict=True) if a[_END] != b[_END]]
    assert changed == [("20261126T230000", "20261126T210000")]
    assert len({it["UID"] for it in two}) == len(two)


def test_the_past_stays_what_it_was():
    """A shift that was served last week stays in the calendar when the plan drops it today."""
    its = eras((BEGUN, plan(EVENINGS)), ("2026-11-19 08:00", plan(NIGHTS)))
    times = [it[_START] for it in by_hand(feed_of("maya", its, NOW)) if it["STATUS"] == "CONFIRMED"]
    assert "20261118T190000" in times
    assert "20261119T190000" not in times


def test_whoever_has_left_has_no_calendar():
    """A link of somebody who left shows nothing, and the line's calendar does not name them."""
    gone = tuple(replace(it, active=it.name != "Maya") for it in MENTORS)
    its = eras((BEGUN, plan(EVENINGS)), ("2026-11-19 08:00", plan(EVENINGS, mentors=gone)))
    assert feed_of("maya", its, NOW) is None
    assert feed_of("nobody", its, NOW) is None
    assert set(seen(feed_of_line(its, NOW))) == {"Luis (shift)"}


def test_a_mentor_of_two_lines_has_one_calendar_in_two_zones():
    """Somebody who serves two campuses' lines sees both, each by its own clock."""
    east = replace(line("America/New_York"), slug="east", name="East")
    both = plan(EVENINGS, replace(EVENINGS, line="east"))
    text = feed_of("maya", eras((BEGUN, replace(both, lines=(*both.lines, east)))), NOW)
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert seen(text)["East: shift"][0][0] == seen(text)["Main: shift"][0][0] - timedelta(hours=3)


def test_the_same_plan_gives_the_same_bytes_all_day():
    """Nothing is sent again for nothing: a calendar changes with the plan, or with the day."""
    its = eras((BEGUN, plan(EVENINGS, NIGHTS)))
    day = [feed_of("maya", its, utc(f"2026-11-20 {hour:02}:15")) for hour in (0, 11, 23)]
    assert len(set(day)) == 1
    assert feed_of("maya", its, utc("2026-11-21 00:15")) not in day


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.sampled_from(MENTORS))
def test_what_routes_is_what_a_calendar_shows(drawn, whose):
    """Read by a library that did not write it, a calendar has exactly the spans that route."""
    made, start, end = drawn
    its = eras((f"{start - timedelta(days=90):%Y-%m-%d} 00:00", made))
    names = {it.id: it.name for it in made.mentors}
    expected = [
        (span.start, span.end, f"{names[entry.mentor]} ({entry.source})")
        for span in spans(made, MAIN, start, end)
        for entry in span.on_call
    ]
    own = [it for it in expected if it[2].startswith(f"{whose.name} (")]
    assert _minutes(expected) == _minutes(_between(feed_of_line(its, start), start, end))
    mine = _between(feed_of(whose.id, its, start), start, end)
    titled = [(a, b, title.replace("Main: ", f"{whose.name} (") + ")") for a, b, title in mine]
    assert _minutes(own) == _minutes(titled)


def _between(text, start, end):
    """Return (start, end, title) of the events that touch a stretch, no longer than it."""
    return [
        (max(from_, start), min(to, end), title)
        for title, times in seen(text).items()
        for from_, to in times
        if from_ < end and start < to
    ]


def _minutes(parts):
    """Return {(minute, source)}."""
    found = set()
    for from_, to, source in parts:
        instant = from_
        while instant < to:
            found.add((instant, source))
            instant += MINUTE
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_a_calendar_that_comes_back_puts_the_same_people_on_call(drawn):
    """Export a line, load it into an empty plan: at every instant the same people are on call."""
    made, start, end = drawn
    its = eras((f"{start - timedelta(days=90):%Y-%m-%d} 00:00", made))
    text = feed_of_line(its, start)
    assume(0 < text.count("BEGIN:VEVENT") <= MOST_EVENTS)
    empty = replace(made, shifts=(), duties=(), overrides=())
    found = plan_import(empty, made.lines[0], read_calendar(text), mentor=None, now=start)
    twice = [it for it in found.mistakes if "comes twice" in it or "31 days" in it]
    assert list(found.mistakes) == twice
    assume(not twice)
    ids = {it.name: it.id for it in made.mentors}
    shifts = tuple(
        Shift(
            id=str(n),
            line=MAIN,
            mentors=tuple(ids[name] for name in it.mentors),
            start=it.start,
            end=it.end,
        )
        for n, it in enumerate(found.shifts)
    )
    again = replace(empty, shifts=shifts)
    for one, other in ((made, again), (again, made)):
        for span in spans(one, MAIN, start, end):
            who = {it.mentor for it in span.on_call}
            for part in spans(other, MAIN, span.start, span.end):
                assert {it.mentor for it in part.on_call} == who
    second = plan_import(again, made.lines[0], read_calendar(text), mentor=None, now=start)
    assert (second.shifts, second.removals, second.mistakes) == ((), (), ())
