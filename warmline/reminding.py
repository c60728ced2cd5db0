"""When a mentor is asked whether they are there for a shift, and who hears if they are silent."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from warmline.turns import Turn

REMINDED = timedelta(minutes=30)  # before a stint begins
ALARMED = timedelta(minutes=10)  # before it begins; they are rung last from its beginning on
TO_ANSWER = timedelta(minutes=5)  # at least, between the two: else nobody could have confirmed
LOOKED_BACK = timedelta(minutes=30)  # a clock that was dead catches up for so long

Due = Literal[
    "ask",  # the mentor, whether they are there
    "unreminded",  # they cannot be texted: coordinators are told
    "uncovered",  # they are off duty: coordinators are told
    "unconfirmed",  # they have not answered: coordinators and backups are told
]


class Known(Struct, frozen=True):
    """What is known of a stint's check-in; ``asked_at`` is None while they were not asked."""

    asked_at: datetime | None = None
    confirmed: bool = False
    off: bool = False  # off duty when it begins
    silent: bool = False  # not to be texted


def due(stint: Turn, known: Known, now: datetime) -> Due | None:
    """Return what is due for a stint; it is the caller who sees to it that it is done once.

    A plan that changed so late that nobody could confirm raises no alarm.
    """
    if known.confirmed or not stint.start - REMINDED <= now < min(
        stint.end, stint.start + LOOKED_BACK
    ):
        return None
    if now < stint.start and known.off:
        return "uncovered"
    if now < stint.start and known.silent:
        return "unreminded"
    if known.asked_at is None:
        return "ask" if now < stint.start else None
    in_time = known.asked_at <= stint.start - ALARMED - TO_ANSWER
    late = in_time and now >= stint.start - ALARMED
    return "unconfirmed" if late and not known.off and not known.silent else None


def is_confirmable(stint: Turn, now: datetime) -> bool:
    """Say whether an ON now is about this stint: from the reminder on, until it ends."""
    return stint.start - REMINDED <= now < stint.end
