"""A plan for somebody who calls often: a named mentor, set times and words, instead of a block.

Few people make most calls of a warm line. A plan refuses nobody anything: at its times the named
mentor is rung first, on shift or not; at all times the caller hears or reads its words.
"""

from datetime import datetime

from msgspec import Struct

from warmline.errors import PlanError
from warmline.hours import Hours, Window
from warmline.ids import LineSlug, MentorId, NumberHash

LONGEST = 160  # letters: one segment, and about ten seconds of speech
NAMED = 12  # letters of the hash by which people speak of a caller


class CallerPlan(Struct, frozen=True, kw_only=True):
    """What a line does for one caller until ``until`` (UTC), who is known by a hash only.

    ``hours`` are on the line's wall clock; empty: at any time.
    """

    line: LineSlug
    caller: NumberHash
    mentor: MentorId | None
    hours: tuple[Window, ...]
    words: str
    reason: str
    until: datetime
    actor: str = ""

    @property
    def name(self) -> str:
        """Return what people call the caller: the beginning of the hash."""
        return self.caller[:NAMED]

    def mentor_at(self, timezone: str, now: datetime) -> MentorId | None:
        """Return who is rung first at ``now`` (UTC), if it is one of the set times."""
        if self.mentor is None or not Hours(timezone, self.hours).is_open(now):
            return None
        return self.mentor


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody asks to be planned for a caller; the mentor by name, ``until`` in UTC."""

    mentor: str | None
    hours: tuple[Window, ...]
    words: str
    until: datetime


class Callers(Struct, frozen=True):
    """Whom a campus knows by the hash of a number: who is refused, and who has a plan."""

    blocked: frozenset[NumberHash] = frozenset()
    plans: tuple[CallerPlan, ...] = ()


def check_words(words: str) -> str:
    """Return the words in single spaces. Raises PlanError when they are too many to be heard."""
    said = " ".join(words.split())
    if len(said) > LONGEST:
        raise PlanError(f"the words have {len(said)} letters; {LONGEST} are the most")
    return said
