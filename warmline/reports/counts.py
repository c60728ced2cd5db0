"""Counts what happened on a line: exact numbers, for the programme's own eyes."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from warmline.reports.hand_overs import HAND_OVERS, HELP_OUTCOME, HELP_OUTCOMES
from warmline.store.records.history import ContactHistory, KeptWrapUp
from warmline.wrap_up import HelpOutcome, Topic

Outcome = Literal["mentor", "counseling", "missed"]
Ease = Literal["eased", "same", "harder"]
Kind = Literal["call", "callback", "text"]

_MENTOR = frozenset({"talked", "called_back"})
_TURNED_AWAY = frozenset({"closed", "blocked"})  # nobody was rung for these, by the line's rules
_NO_CONTACT = frozenset({"notice"})


class Waits(Struct, frozen=True):
    """How long those who were answered had waited for the first person, in seconds."""

    count: int
    median_seconds: int
    p90_seconds: int


class Stress(Struct, frozen=True):
    """Stress from 1 to 5 as mentors gave it, before a contact and after."""

    eased: int
    same: int
    harder: int
    median_before: float | None  # None: nobody gave any
    median_after: float | None

    @property
    def pairs(self) -> int:
        """How many gave both."""
        return self.eased + self.same + self.harder


class Counts(Struct, frozen=True, kw_only=True):
    """What came to a line in some time; ``contacts`` are those that the line was open for.

    ``kinds``, ``outcomes``, ``weekdays`` (Monday first) and ``hours`` add up to it each. ``ends``
    are all named ends, those of ``turned_away`` among them. ``hand_overs`` counts contacts in which
    each happened, ``help_outcomes`` those of which a mentor said each, ``topics`` those whose
    mentors named each. ``missed_at`` are the missed ones by weekday (Monday first) and hour.
    """

    contacts: int
    kinds: dict[Kind, int]
    outcomes: dict[Outcome, int]
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    waits: dict[Kind, Waits]
    turned_away: int
    ends: dict[str, int]
    hand_overs: dict[str, int]
    help_outcomes: dict[HelpOutcome, int]
    wrapped_up: int
    topics: dict[Topic, int]
    stress: Stress
    missed_at: tuple[tuple[int, ...], ...]


def count(histories: Iterable[ContactHistory], timezone: str) -> Counts:
    """Count contacts that are over; hours and weekdays are those of arrival in the zone."""
    over = [it for it in histories if it.end is not None and it.end not in _NO_CONTACT]
    taken = [it for it in over if is_taken(it)]
    zone = ZoneInfo(timezone)
    arrivals = [(it.weekday(), it.hour) for it in (h.arrived_at.astimezone(zone) for h in taken)]
    hours = Counter(hour for _, hour in arrivals)
    weekdays = Counter(day for day, _ in arrivals)
    became = list(map(outcome, taken))
    outcomes = Counter(became)
    missed = Counter(at for at, it in zip(arrivals, became, strict=True) if it == "missed")
    kinds = Counter(it.kind for it in taken)
    replies = [it.wrap_ups for it in taken if it.wrap_ups]
    return Counts(
        contacts=len(taken),
        kinds={it: kinds[it] for it in ("call", "callback", "text")},
        outcomes={it: outcomes[it] for it in ("mentor", "counseling", "missed")},
        weekdays=tuple(weekdays[day] for day in range(7)),
        hours=tuple(hours[hour] for hour in range(24)),
        waits=_waits(taken),
        turned_away=len(over) - len(taken),
        ends=dict(sorted(Counter(it.end for it in over if it.end).items())),
        hand_overs=_hand_overs(taken),
        help_outcomes=_help_outcomes(taken),
        wrapped_up=len(replies),
        topics=_topics(replies),
        stress=_stress([it for reply in replies for it in reply]),
        missed_at=tuple(tuple(missed[day, hour] for hour in range(24)) for day in range(7)),
    )


def is_taken(history: ContactHistory) -> bool:
    """Say whether a contact is over and was one that the line was open for."""
    end = history.end
    return end is not None and end not in _NO_CONTACT and end not in _TURNED_AWAY


def outcome(history: ContactHistory) -> Outcome:
    """Return who answered the contact first, if anybody; a desk's voice menu is counseling."""
    if history.answered_by is not None or history.end in _MENTOR:
        return "mentor"
    return "counseling" if history.end == "counseling" else "missed"


def _waits(taken: Sequence[ContactHistory]) -> dict[Kind, Waits]:
    found: dict[Kind, list[int]] = {}
    for it in taken:
        if outcome(it) != "missed" and it.waited_seconds is not None:
            found.setdefault(it.kind, []).append(it.waited_seconds)
    return {kind: _wait(seconds) for kind, seconds in found.items()}


def _wait(seconds: Sequence[int]) -> Waits:
    p90 = seconds[0]  # of one value every quantile is that value
    if len(seconds) > 1:
        p90 = round(statistics.quantiles(seconds, n=10, method="inclusive")[-1])
    return Waits(len(seconds), round(statistics.median(seconds)), p90)


def _hand_overs(taken: Sequence[ContactHistory]) -> dict[str, int]:
    kinds = [{happening.kind for happening in it.happenings} for it in taken if it.happenings]
    return {kind: sum(kind in those for those in kinds) for kind in HAND_OVERS}


def _help_outcomes(taken: Sequence[ContactHistory]) -> dict[HelpOutcome, int]:
    """Count what mentors said of the help; of one who said two things, the later."""
    said = [
        {it.detail.get("mentor"): it.detail.get("detail") for it in of if it.kind == HELP_OUTCOME}
        for of in (it.happenings for it in taken)
        if of
    ]
    return {which: sum(which in it.values() for it in said) for which in HELP_OUTCOMES}


def _topics(replies: Sequence[Sequence[KeptWrapUp]]) -> dict[Topic, int]:
    """Count the contacts that each topic was named in, once also where two mentors named it."""
    named = Counter(topic for those in replies for topic in {t for it in those for t in it.topics})
    return {topic: named[topic] for topic in Topic}


def _stress(replies: Sequence[KeptWrapUp]) -> Stress:
    pairs = [(it.before, it.after) for it in replies if it.before and it.after]
    return Stress(
        eased=sum(after < before for before, after in pairs),
        same=sum(after == before for before, after in pairs),
        harder=sum(after > before for before, after in pairs),
        median_before=statistics.median(before for before, _ in pairs) if pairs else None,
        median_after=statistics.median(after for _, after in pairs) if pairs else None,
    )
