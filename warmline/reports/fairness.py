"""Who was offered how much: what the coordinator looks at to see that the load is shared."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from warmline.ids import MentorId
from warmline.store.records.history import LISTENING_IN, ContactHistory

Became = Literal["answers", "passes", "misses", "other"]
Offers = Mapping[tuple[MentorId, str | None], int]  # mentor and how the ring ended, how often

# What became of an offer, by the outcomes of calls (contact/phones.py) and of texts
# (conversation/state.py). Whatever is not here was nobody's doing: somebody else was quicker, the
# student left, the carrier could not reach the phone, or it might no longer be rung.
_BECAME: Mapping[str, Became] = {
    "accepted": "answers",
    "claimed": "answers",
    "passed": "passes",
    "stepped_aside": "passes",
    "no_key": "misses",
    "no_answer": "misses",
    "busy": "misses",
}


class Tally(Struct, frozen=True, kw_only=True):
    """One mentor's offers; the four others add up to them."""

    mentor: MentorId
    offers: int = 0
    answers: int = 0
    passes: int = 0
    misses: int = 0
    other: int = 0


def tallies(histories: Iterable[ContactHistory], mentors: Sequence[MentorId]) -> tuple[Tally, ...]:
    """Return a tally for each of these mentors in order, then for whoever else was offered any."""
    offers = Counter(
        (it.mentor, it.outcome)
        for history in histories
        for it in history.attempts
        if it.mentor is not None and it.rung != LISTENING_IN
    )
    return tallied(offers, mentors)


def tallied(offers: Offers, mentors: Sequence[MentorId]) -> tuple[Tally, ...]:
    """Return the same from how often each mentor's offers ended in each way."""
    found = {mentor: Counter[Became]() for mentor in mentors}
    for (mentor, outcome), times in offers.items():
        found.setdefault(mentor, Counter())[_BECAME.get(outcome or "", "other")] += times
    return tuple(_tally(mentor, became) for mentor, became in found.items())


def tallies_of(counted: Iterable[tuple[MentorId, str | None, int]]) -> tuple[Tally, ...]:
    """Return a tally for everybody of whom offers are counted, by how those ended."""
    found: dict[MentorId, Counter[Became]] = {}
    for mentor, outcome, count in counted:
        found.setdefault(mentor, Counter())[_BECAME.get(outcome or "", "other")] += count
    return tuple(_tally(mentor, became) for mentor, became in found.items())


def _tally(mentor: MentorId, became: Counter[Became]) -> Tally:
    return Tally(
        mentor=mentor,
        offers=became.total(),
        answers=became["answers"],
        passes=became["passes"],
        misses=became["misses"],
        other=became["other"],
    )
