"""Reports: what happened on a line as numbers, and what of it the adviser reads."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.contact import phones
from warmline.conversation import state as texts
from warmline.errors import PlanError
from warmline.reports import (
    HAND_OVERS,
    HELP_OUTCOMES,
    Waits,
    count,
    read_month,
    summarize,
    tallies,
    tell_all,
)
from warmline.store.records.history import (
    LISTENING_IN,
    Attempt,
    ContactHistory,
    Happening,
    KeptWrapUp,
)
from warmline.wrap_up import HELP_BY_WORD, Topic

ZONE = "America/Los_Angeles"
EVENING = datetime(2026, 11, 3, 5, 30, tzinfo=UTC)  # Monday 21:30 there
ROOMS = ("contact", "conversation")
MAYA, LUIS = "m-maya", "m-luis"


def contact(number=0, **more):
    """Return a call that Maya answered after ten seconds, unless told otherwise."""
    said = {
        "end": "talked",
        "answered_by": MAYA,
        "waited_seconds": 10,
        "arrived_at": EVENING,
        "caller_hash": "c0ffee",
    }
    return ContactHistory(
        id=f"northfield.{number:04}", campus="northfield", line="main", **said | more
    )


def missed(end="left", **more):
    """Return a contact that nobody answered."""
    return contact(end=end, answered_by=None, waited_seconds=40, **more)


def wrapped(*topics, stress=(None, None), mentor=MAYA):
    """Return a mentor's reply."""
    before, after = stress
    return KeptWrapUp(
        mentor=mentor, at=EVENING, topics=frozenset(topics), before=before, after=after
    )


@pytest.mark.parametrize(
    ("history", "outcome"),
    [
        (contact(), "mentor"),
        (contact(kind="callback", end="called_back"), "mentor"),
        (contact(kind="text"), "mentor"),
        (contact(end="counseling"), "mentor"),  # a mentor first, then counseling
        (contact(end="counseling", answered_by=None), "counseling"),
        (missed("left"), "missed"),
        (missed("safety_card"), "missed"),
        (missed("callback_unmet", kind="callback"), "missed"),
        (missed("message"), "missed"),
        (missed("unclaimed", kind="text"), "missed"),
        (missed("stopped", kind="text"), "missed"),
    ],
)
def test_every_end_has_an_outcome(history, outcome):
    """A contact was answered by a mentor or by counseling, or it was missed."""
    counts = count([history], ZONE)
    assert {name: it for name, it in counts.outcomes.items() if it} == {outcome: 1}
    assert counts.ends == {history.end: 1}


def test_who_is_turned_away_is_not_a_missed_contact():
    """Calls at closed hours and from blocked callers stand apart; notices and open ones nowhere."""
    histories = [missed("closed"), missed("blocked"), missed("notice"), missed(None), contact()]
    counts = count(histories, ZONE)
    assert (counts.contacts, counts.turned_away) == (1, 2)
    assert counts.ends == {"blocked": 1, "closed": 1, "talked": 1}


def test_hours_and_weekdays_are_those_on_the_lines_wall():
    """A contact at half past nine on a Monday evening counts there, whatever UTC says."""
    counts = count([contact(), contact(arrived_at=EVENING + timedelta(hours=3))], ZONE)
    assert [hour for hour, number in enumerate(counts.hours) if number] == [0, 21]
    assert counts.weekdays == (1, 1, 0, 0, 0, 0, 0)


def test_waits_are_of_those_who_were_answered():
    """The median and the 90th percentile are the usual ones, by kind, without the missed."""
    calls = [contact(waited_seconds=seconds) for seconds in (5, 10, 20, 40, 90)]
    text = contact(kind="text", waited_seconds=120)
    counts = count([*calls, text, missed()], ZONE)
    assert counts.waits == {"call": Waits(5, 20, 70), "text": Waits(1, 120, 120)}


def test_hand_overs_are_counted_once_a_contact():
    """A conversation that is handed on twice is one contact with a hand-over."""
    twice = [Happening(at=EVENING, kind="text_handed_on")] * 2
    other = Happening(at=EVENING, kind="talking")
    counts = count([contact(happenings=(*twice, other)), contact()], ZONE)
    assert counts.hand_overs == dict.fromkeys(HAND_OVERS, 0) | {"text_handed_on": 1}


def said_of_help(mentor, outcome):
    """Return that a mentor answered H1 to H4."""
    detail = {"mentor": mentor, "detail": outcome}
    return Happening(at=EVENING, kind="help_outcome", detail=detail)


def test_what_became_of_help_is_counted_as_mentors_say_it():
    """Of a mentor who says two things the later counts; two mentors of one call may disagree."""
    changed = (said_of_help(MAYA, "nobody came"), said_of_help(MAYA, "too late"))
    two = (said_of_help(MAYA, "helped"), said_of_help(LUIS, "needs more"))
    counts = count([contact(happenings=changed), contact(happenings=two), contact()], ZONE)
    assert counts.help_outcomes == {"helped": 1, "too late": 1, "nobody came": 0, "needs more": 1}


def test_few_outcomes_of_help_are_hidden_and_many_are_not():
    """Below five nobody outside learns whether help came too late even once."""
    helped = [contact(happenings=(said_of_help(MAYA, "helped"),)) for _ in range(8)]
    late = [contact(happenings=(said_of_help(MAYA, "too late"),)) for _ in range(2)]
    counts = count([*helped, *late, *[missed()] * 6], ZONE)
    assert summarize(counts).help_outcomes == {
        "helped": 8,
        "too late": None,
        "nobody came": None,
        "needs more": None,
    }
    assert tell_all(counts).help_outcomes["too late"] == 2


def test_what_a_mentor_can_say_of_help_is_counted():
    """Nothing that H1 to H4 can say is left out of the report."""
    assert set(HELP_OUTCOMES) == set(HELP_BY_WORD.values())


def test_the_missed_are_told_by_weekday_and_hour():
    """A call that was missed at half past nine on a Monday evening has its place in the week."""
    counts = count([contact(), missed(), missed(arrived_at=EVENING + timedelta(days=6))], ZONE)
    found = {
        (day, hour): number
        for day, hours in enumerate(counts.missed_at)
        for hour, number in enumerate(hours)
        if number
    }
    assert found == {(0, 21): 1, (6, 21): 1}


def test_every_counted_hand_over_is_told_by_somebody():
    """No hand-over is counted that nothing in the house ever tells."""
    house = Path(__file__).parents[2] / "warmline"
    told = "".join(it.read_text() for room in ROOMS for it in (house / room).glob("*.py"))
    assert [kind for kind in HAND_OVERS if f'"{kind}"' not in told] == []


def test_topics_and_stress_come_from_wrap_ups():
    """A topic that two mentors name is one contact's; stress is eased, the same or harder."""
    both = (
        wrapped(Topic.LONELINESS, stress=(4, 2)),
        wrapped(Topic.LONELINESS, Topic.OTHER, stress=(3, 3), mentor=LUIS),
    )
    counts = count([contact(wrap_ups=both), contact(wrap_ups=(wrapped(stress=(2, 5)),))], ZONE)
    assert {it: n for it, n in counts.topics.items() if n} == {"loneliness": 1, "other": 1}
    stress = counts.stress
    assert (stress.eased, stress.same, stress.harder) == (1, 1, 1)
    assert (stress.median_before, stress.median_after, counts.wrapped_up) == (3, 3, 2)


def test_a_month_of_nothing_has_nothing_in_it():
    """A line that nobody called has a report too, and it tells that there were fewer than five."""
    shown = summarize(count([], ZONE))
    assert (shown.contacts, shown.answered, shown.waits) == (None, None, {})
    assert set(shown.outcomes.values()) == set(shown.hours.values()) == {None}


def test_a_busy_month_is_shown():
    """What is large enough is in the summary: kinds, outcomes, waits, topics, stress."""
    reply = (wrapped(Topic.ACADEMIC_STRESS, stress=(4, 2)),)
    calls = [contact(wrap_ups=reply) for _ in range(20)]
    texts = [contact(kind="text", waited_seconds=60) for _ in range(10)]
    counseling = [contact(end="counseling", answered_by=None) for _ in range(6)]
    shown = summarize(count([*calls, *texts, *counseling, *[missed()] * 5], ZONE))
    assert (shown.contacts, shown.answered) == (41, 36)
    assert shown.kinds == {"calls": 31, "texts": 10}
    assert shown.outcomes == {"mentor": 30, "counseling": 6, "missed": 5}
    assert shown.waits["texts"].median_seconds == 60
    assert {it: n for it, n in shown.topics.items() if n} == {"academic stress": 20}
    stress = shown.stress
    assert (stress.pairs, stress.changes) == (20, {"eased": 20, "same": 0, "harder": 0})
    assert shown.hours["21:00-24:00"] == shown.weekdays["Monday"] == 41


ENDS = ("talked", "counseling", "left", "safety_card", "closed", "unclaimed")


@given(
    st.lists(
        st.builds(
            contact,
            end=st.sampled_from(ENDS),
            kind=st.sampled_from(("call", "callback", "text")),
            answered_by=st.sampled_from((None, MAYA)),
            waited_seconds=st.none() | st.integers(0, 3600),
            arrived_at=st.integers(0, 60_000).map(lambda it: EVENING + timedelta(minutes=it)),
            wrap_ups=st.lists(
                st.builds(
                    wrapped,
                    st.sampled_from(Topic),
                    stress=st.tuples(st.integers(1, 5), st.integers(1, 5)),
                ),
                max_size=1,
            ).map(tuple),
        ),
        max_size=60,
    )
)
def test_a_summary_holds_no_small_count_and_nobody(histories):
    """Whatever a month was like, no 1 to 4, no mentor, no caller and no contact is in it."""
    counts = count(histories, ZONE)
    assert sum(counts.kinds.values()) == sum(counts.outcomes.values()) == counts.contacts
    assert sum(counts.hours) == sum(counts.weekdays) == counts.contacts
    shown = summarize(counts)
    tables = (shown.kinds, shown.outcomes, shown.weekdays, shown.hours, shown.stress.changes)
    small = {1, 2, 3, 4}
    assert [table for table in tables if small & set(table.values())] == []
    alone = (shown.contacts, shown.turned_away, shown.wrapped_up, shown.stress.pairs)
    singles = {*alone, *shown.topics.values(), *shown.hand_overs.values()} - {None}
    assert [it for it in singles if it < 5] == []
    page = msgspec.json.encode(shown).decode()
    assert [it for it in (MAYA, "c0ffee", "northfield.") if it in page] == []


@pytest.mark.parametrize(
    ("text", "zone", "start", "hours"),
    [
        ("2026-11", "America/Los_Angeles", "2026-11-01T07:00+00:00", 30 * 24 + 1),  # clocks back
        ("2026-12", "Pacific/Auckland", "2026-11-30T11:00+00:00", 31 * 24),
        ("2028-02", "UTC", "2028-02-01T00:00+00:00", 29 * 24),
    ],
)
def test_a_month_is_from_midnight_to_midnight(text, zone, start, hours):
    """A month begins and ends with midnight on the wall of the line's zone."""
    month = read_month(text, zone)
    assert month.start == datetime.fromisoformat(start)
    assert month.end - month.start == timedelta(hours=hours)
    assert [month.is_over(month.end - timedelta(seconds=1)), month.is_over(month.end)] == [
        False,
        True,
    ]


@pytest.mark.parametrize("text", ["2026", "2026-13", "november", "2026-11-01", ""])
def test_what_is_no_month_is_told(text):
    """A month is written in one way, and the message says how."""
    with pytest.raises(PlanError, match="write it like 2026-11"):
        read_month(text, "UTC")


def test_offers_add_up_for_every_mentor():
    """Each offer is an answer, a pass, a miss or nobody's doing, for calls and texts alike."""
    outcomes = {
        "accepted": "answers",
        "claimed": "answers",
        "passed": "passes",
        "stepped_aside": "passes",
        "no_key": "misses",
        "no_answer": "misses",
        "busy": "misses",
        "failed": "other",
        "stopped": "other",
        "lost": "other",
        "undelivered": "other",
        "withdrawn": "other",
        None: "other",
    }
    assert {*get_args(phones.Outcome), *get_args(texts.Outcome), None} == set(outcomes)
    attempts = [
        Attempt(rung="on shift", rang_at=EVENING, mentor=MAYA, outcome=it) for it in outcomes
    ]
    desk = Attempt(rung="counseling", rang_at=EVENING, desk="d-1", outcome="accepted")
    trainee = Attempt(rung=LISTENING_IN, rang_at=EVENING, mentor=LUIS, outcome="accepted")
    maya, luis = tallies([contact(attempts=(*attempts, desk, trainee))], [MAYA, LUIS])
    assert (maya.offers, maya.answers, maya.passes, maya.misses, maya.other) == (13, 2, 2, 3, 6)
    assert (luis.mentor, luis.offers) == (LUIS, 0)


def test_who_has_left_is_in_the_tallies_too():
    """Offers to somebody who is no longer on the roster are not lost from the count."""
    attempt = Attempt(rung="on shift", rang_at=EVENING, mentor="m-gone", outcome="passed")
    assert [(it.mentor, it.passes) for it in tallies([contact(attempts=(attempt,))], [MAYA])] == [
        (MAYA, 0),
        ("m-gone", 1),
    ]
