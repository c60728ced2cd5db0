"""Mentors: who they are, what they may cover, and whether they may be rung."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from warmline.callers import CallerPlan
from warmline.care import Added
from warmline.holidays import Holiday, hours_of
from warmline.hours import Hours, Window
from warmline.ids import LineSlug, MentorId, NumberHash, Sealed
from warmline.line import Campus, Line
from warmline.stretches import Stretch

Role = Literal["mentor", "backup", "coordinator", "counselor", "adviser", "engineer"]
Stage = Literal["nominated", "applied", "interviewed", "training", "certified", "alumni"]
SURGE_TURN = "surge:"  # how the turns begin that a surge adds
NEVER = date.min  # the last day of a certificate that nobody has given yet


class Mentor(Struct, frozen=True, kw_only=True):
    """A person whose phone may be rung; ``order`` is their place in the roster."""

    id: MentorId
    name: str
    phone: Sealed  # "" while there is none: somebody nominated has not been asked for it yet
    phone_hash: NumberHash
    roles: frozenset[Role]
    certified_until: date  # the last day on which they may be rung, in the line's zone
    order: int
    languages: tuple[str, ...] = ("en",)
    max_texts: int = 1
    active: bool = True
    paused: bool = False
    paused_until: date | None = None  # the last day of the pause, in the line's zone; None: open
    stage: Stage = "certified"
    listens: bool = False  # in training, and may listen in to calls
    new_phone: Sealed | None = None  # not rung before its owner has sent a code
    new_phone_hash: NumberHash | None = None
    hours: tuple[Window, ...] = ()  # as a counselor; empty: always
    holidays: tuple[Holiday, ...] = ()  # as a counselor

    def hours_as(self, role: str, timezone: str) -> Hours:
        """When they are there to be rung in a role: a counselor by their own hours, others always.

        A shift or a duty says for itself when it is.
        """
        if role != "counselor":
            return Hours(timezone)
        return hours_of(timezone, self.hours, self.holidays)


class Member(Struct, frozen=True):
    """A mentor in a pool; ``shift`` names the turn of duty that caps and fairness count by."""

    mentor: MentorId
    shift: str
    order: int


class PoolSpan(Stretch, frozen=True):
    """Who may be rung for one rung for a stretch of time."""

    members: tuple[Member, ...]


class CompiledRoster(Struct, frozen=True, kw_only=True):
    """What webhooks need of the plan, published to Redis so that calls go on while SQL is away.

    ``pools[line][i]`` are the contiguous spans of the line's i-th rung; a desk rung has none.
    """

    campus: Campus
    version: str
    compiled_at: datetime
    valid_until: datetime
    pepper: Sealed  # the key of the campus's number hashes
    lines: tuple[Line, ...]
    mentors: tuple[Mentor, ...]
    pools: dict[LineSlug, tuple[tuple[PoolSpan, ...], ...]]
    blocked: frozenset[NumberHash] = frozenset()
    phrases: tuple[Added, ...] = ()  # the campus's own safety phrases
    callers: tuple[CallerPlan, ...] = ()  # who calls often, and has a plan


def may_be_rung(mentor: Mentor, local_date: date) -> str | None:
    """Return None if a mentor may be rung on a date of the line's zone, else the reason why not."""
    if not mentor.active or mentor.stage == "alumni":
        return "has left"
    if mentor.stage != "certified":
        return f"is not certified yet ({mentor.stage})"
    if mentor.paused and pauses(mentor.paused_until, local_date):
        return "is paused" + (f" until {mentor.paused_until}" if mentor.paused_until else "")
    if local_date > mentor.certified_until:
        return f"certification ended on {mentor.certified_until.isoformat()}"
    return None


def pauses(until: date | None, local_date: date) -> bool:
    """Say whether a pause that lasts up to and including a day (None: no end) is on at a date."""
    return until is None or local_date <= until


def pool_at(spans: Sequence[PoolSpan], at: datetime) -> tuple[Member, ...]:
    """Return who may be rung at an instant (UTC); nobody outside the compiled time.

    Spans are contiguous, so this takes the same time on call number one and one million.
    """
    place = bisect_right(spans, at, key=lambda span: span.start) - 1
    if place < 0 or at >= spans[place].end:
        return ()
    return spans[place].members


def is_surge(member: Member) -> bool:
    """Say whether a surge alone has somebody rung: it is no shift of theirs."""
    return member.shift.startswith(SURGE_TURN)
