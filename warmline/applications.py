"""What somebody wrote who would like to be a mentor, or knows who should: it waits to be taken up.

Whoever writes may be anybody. So it is no person of the roster and in no audit until a coordinator
takes it up; what it says is sealed, and goes by itself on a day that was said beforehand.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from warmline.errors import PlanError
from warmline.ids import MentorId, NumberHash

Kind = Literal["application", "nomination"]
Verdict = Literal["taken", "refused", "withdrawn"]

KEPT_DAYS = 180  # from the day it came, decided or not
REFUSED_DAYS = 30  # from the day it was refused or taken back
MOST_WAITING = 300  # of a campus; whoever floods us fills a list, not a disk
MOST_ALIKE = 3  # waiting, with the same number: the first ones stand
LONGEST_WORDS = 1000
TOLD_APART = timedelta(hours=4)  # coordinators are texted no more often than this


class Written(Struct, frozen=True, kw_only=True):
    """What somebody wrote; sealed whole wherever it is kept."""

    name: str  # who is to be a mentor
    words: str = ""
    by: str = ""  # a nomination's: who wrote it, if they say so
    phone: str = ""  # an application's, E.164


class Application(Struct, frozen=True, kw_only=True):
    """An application or a nomination; times are UTC, and it is gone from ``until`` on."""

    id: str
    kind: Kind
    written: Written
    phone_hash: NumberHash | None
    came_at: datetime
    until: datetime
    verdict: Verdict | None = None  # None: new, nobody has decided
    mentor: MentorId | None = None  # as whom it was taken up

    @property
    def is_new(self) -> bool:
        """Say whether somebody must still decide."""
        return self.verdict is None


class Untold(Struct, frozen=True):
    """Applications that wait without a coordinator's knowing, the oldest first."""

    ids: tuple[str, ...]
    last_told: datetime | None  # of whatever came before

    def is_due(self, now: datetime) -> bool:
        """Say whether coordinators may be texted again."""
        return self.last_told is None or now >= self.last_told + TOLD_APART


def kept_until(came_at: datetime) -> datetime:
    """Return until when what came is kept."""
    return came_at + timedelta(days=KEPT_DAYS)


def kept_when(verdict: Verdict, until: datetime, now: datetime) -> datetime:
    """Return until when something is kept that is decided ``now``; never longer than was said."""
    return until if verdict == "taken" else min(until, now + timedelta(days=REFUSED_DAYS))


def words_of(text: str) -> str:
    """Return what somebody wrote as it is kept. Raises PlanError for what may be a number."""
    lines = (" ".join(it.split()) for it in text.splitlines())
    words = "\n".join(it for it in lines if it)
    if len(words) > LONGEST_WORDS:
        raise PlanError(f"that is longer than {LONGEST_WORDS} characters")
    if not words.replace("\n", "").isprintable():
        raise PlanError("there is something in it that cannot be shown; please type it again")
    if any(_digits(it) >= 7 for it in words.split("\n")):
        raise PlanError("that looks like a phone number; please write none here")
    return words


def alike(one: Application, others: Iterable[Application]) -> bool:
    """Say whether somebody else's, or the same person's, application has the same number."""
    return one.phone_hash is not None and any(
        it.id != one.id and it.phone_hash == one.phone_hash for it in others
    )


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
