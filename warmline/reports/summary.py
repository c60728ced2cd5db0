"""What the adviser reads each month: counts without a small cell, without anybody in them.

The tables that share a total are chosen so that they say nothing about each other's hidden counts.
Callbacks count as calls here, refused callers stand outside the total, and the named ends are not
here at all: some of them come with calls alone. Whatever implies that somebody was answered (a
topic, a wait) is shown only where it leaves the hidden counts as vague as before (``_room``).
"""

from collections.abc import Mapping
from math import inf
from typing import TypeVar

from msgspec import Struct

from warmline.reports.counts import Counts, Ease, Kind, Outcome, Stress
from warmline.reports.hand_overs import HAND_OVERS, Said
from warmline.reports.hiding import LEAST, alone, hide_all, together
from warmline.wrap_up import HelpOutcome, Topic

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PART_HOURS = 3  # one line has about one contact a night: single hours would all be small

_WAITING: Mapping[Said, Kind] = {"calls": "call", "texts": "text"}  # a callback's wait is none

Shown = dict[str, int | None]
Key = TypeVar("Key", bound=str)


class WaitShown(Struct, frozen=True):
    """How long those who were answered had waited, in seconds; how many they were is not told."""

    median_seconds: int
    p90_seconds: int


class StressShown(Struct, frozen=True):
    """How stress changed; None where hidden."""

    pairs: int | None
    changes: dict[Ease, int | None]
    median_before: float | None
    median_after: float | None


class Summary(Struct, frozen=True, kw_only=True):
    """One line's month; None stands where a count is hidden."""

    contacts: int | None
    kinds: dict[Said, int | None]
    outcomes: dict[Outcome, int | None]
    waits: dict[Said, WaitShown]  # without those of fewer than five
    weekdays: Shown
    hours: Shown  # "18:00-21:00"
    turned_away: int | None
    hand_overs: Shown
    help_outcomes: dict[HelpOutcome, int | None]
    wrapped_up: int | None
    topics: dict[Topic, int | None]
    stress: StressShown

    @property
    def answered(self) -> int | None:
        """How many reached a person, as far as the shown counts tell."""
        missed = self.outcomes["missed"]
        return None if self.contacts is None or missed is None else self.contacts - missed


def summarize(counts: Counts) -> Summary:
    """Return what may be shown outside the programme; of fewer than five contacts, nothing."""
    publish = together if counts.contacts >= LEAST else hide_all
    kinds, outcomes = publish(_said(counts)), publish(counts.outcomes)
    answered = _room(counts.outcomes, outcomes, "mentor")
    helped = {it: min(answered, _helped_room(number, outcomes)) for it, number in kinds.items()}
    return Summary(
        contacts=alone(counts.contacts),
        kinds=kinds,
        outcomes=outcomes,
        waits=_waits(counts, kinds, min(_room(counts.outcomes, outcomes, it) for it in outcomes)),
        weekdays=publish(dict(zip(WEEKDAYS, counts.weekdays, strict=True))),
        hours=publish(_parts_of_day(counts)),
        turned_away=alone(counts.turned_away),
        hand_overs={
            kind: _within(min(helped[it] for it in HAND_OVERS[kind].within), number)
            for kind, number in counts.hand_overs.items()
        },
        help_outcomes={
            which: _within(min(helped.values()), number)
            for which, number in counts.help_outcomes.items()
        },
        wrapped_up=_within(answered, counts.wrapped_up),
        topics={topic: _within(answered, it) for topic, it in counts.topics.items()},
        stress=_stress(counts.stress, answered),
    )


def tell_all(counts: Counts) -> Summary:
    """Return the same with nothing hidden: for the coordinator, and for nobody else."""
    stress = counts.stress
    return Summary(
        contacts=counts.contacts,
        kinds=dict(_said(counts)),
        outcomes=dict(counts.outcomes),
        waits={
            said: WaitShown(counts.waits[kind].median_seconds, counts.waits[kind].p90_seconds)
            for said, kind in _WAITING.items()
            if kind in counts.waits
        },
        weekdays=dict(zip(WEEKDAYS, counts.weekdays, strict=True)),
        hours=dict(_parts_of_day(counts)),
        turned_away=counts.turned_away,
        hand_overs=dict(counts.hand_overs),
        help_outcomes=dict(counts.help_outcomes),
        wrapped_up=counts.wrapped_up,
        topics=dict(counts.topics),
        stress=StressShown(
            stress.pairs, dict(_changes(stress)), stress.median_before, stress.median_after
        ),
    )


def _said(counts: Counts) -> dict[Said, int]:
    return {
        "calls": counts.kinds["call"] + counts.kinds["callback"],
        "texts": counts.kinds["text"],
    }


def _room(counts: Mapping[Key, int], shown: Mapping[Key, int | None], key: Key) -> float:
    """Return how many may be said to belong to one count without narrowing down what is hidden.

    Those who are said to be in a hidden count cannot be in the ones hidden with it: five must be
    left over, so that each of these may still be anything below five.
    """
    if shown[key] is not None:
        return inf
    return sum(it for name, it in counts.items() if shown[name] is None) - LEAST


def _helped_room(shown: int | None, outcomes: Mapping[Outcome, int | None]) -> float:
    """Return how many of a kind's contacts may be said to have had help, which a mentor asks for.

    Only what is shown may decide: a limit taken from a hidden count would give it away.
    """
    if shown is None:
        return 0
    return shown - LEAST if None in outcomes.values() else inf


def _within(room: float, count: int) -> int | None:
    return alone(count) if count <= room else None


def _waits(counts: Counts, shown: Mapping[Said, int | None], room: float) -> dict[Said, WaitShown]:
    """Return the waits that many share; a callback's is none, because they hung up by choice.

    That a wait is shown says that five or more of its kind were answered.
    """
    if room < LEAST * len(_WAITING):
        return {}
    return {
        said: WaitShown(waits.median_seconds, waits.p90_seconds)
        for said, kind in _WAITING.items()
        if shown[said] is not None
        and (waits := counts.waits.get(kind)) is not None
        and waits.count >= LEAST
    }


def _parts_of_day(counts: Counts) -> dict[str, int]:
    return {
        f"{hour:02}:00-{hour + PART_HOURS:02}:00": sum(counts.hours[hour : hour + PART_HOURS])
        for hour in range(0, 24, PART_HOURS)
    }


def _stress(stress: Stress, room: float) -> StressShown:
    changes = _changes(stress)
    if _within(room, stress.pairs) is None:
        return StressShown(None, hide_all(changes), None, None)
    return StressShown(stress.pairs, together(changes), stress.median_before, stress.median_after)


def _changes(stress: Stress) -> dict[Ease, int]:
    return {"eased": stress.eased, "same": stress.same, "harder": stress.harder}
