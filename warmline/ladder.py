"""The ladder: in which order phones are tried, how many at once, and where it ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from warmline.line import Rung

AT_ONCE = 10  # phones rung together at most; more only queue up behind the carrier's pace
ANSWER_SECONDS = 15  # a person presses 1 within this of picking up (DESIGN.md section 4, point 4)


def is_desk(rung: Rung) -> bool:
    """Say whether a rung is counseling desks rather than mentors."""
    return rung.who == "desk"


def first_desk_rung(ladder: Sequence[Rung], after: int = -1) -> int | None:
    """Return the index of the first desk rung behind ``after``, or None."""
    return next((i for i, rung in enumerate(ladder) if i > after and is_desk(rung)), None)


def guest_rungs(ladder: Sequence[Rung]) -> tuple[int, ...]:
    """Return whom a mentor's call for help rings, by index: backups, counseling, then others.

    The people of the shift are left for the students who still wait.
    """
    places = {"role:backup": 0, "role:counselor": 1, "desk": 1}
    asked = [i for i, rung in enumerate(ladder) if rung.who != "shift"]
    return tuple(sorted(asked, key=lambda i: (places.get(ladder[i].who, 2), i)))


def is_counseling(rung: Rung) -> bool:
    """Say whether a rung is the counseling service: people or desks."""
    return rung.who in {"role:counselor", "desk"}


def first_help_rung(ladder: Sequence[Rung]) -> int:
    """Return the index of the first rung that is nobody's shift; the first, if all are."""
    return next((i for i, rung in enumerate(ladder) if rung.who != "shift"), 0)


def phones_wanted(rung: Rung, hopeful: int, newest: datetime | None, now: datetime) -> int:
    """Return how many more phones the rung's way of ringing wants now.

    ``hopeful`` phones of it may still be answered; ``newest`` is when the last one was asked.
    """
    match rung.ring:
        case "together":
            return 0 if hopeful else AT_ONCE
        case "staggered":
            due = newest is None or now >= stagger_at(rung, newest)
            return 1 if not hopeful or due else 0
        case "sequential":
            return 0 if hopeful else 1


def stagger_at(rung: Rung, newest: datetime) -> datetime:
    """Return when a staggered rung adds the next phone."""
    return newest + timedelta(seconds=rung.stagger_seconds)
