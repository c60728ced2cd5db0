"""A request that needs a second person: who may ask, who may agree, what counts as a reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from warmline.errors import PlanError
from warmline.ids import CampusSlug, MentorId
from warmline.roster import Mentor, Role

Kind = Literal["reveal", "block"]
Verdict = Literal["agreed", "refused", "lapsed"]

AGREED_WITHIN = timedelta(minutes=15)  # DESIGN.md section 8; after that the need must be said anew
DECIDING: tuple[Role, ...] = ("coordinator", "adviser", "counselor")
_SHORTEST, _LONGEST = 15, 300  # letters of a reason
_DIGITS = 7  # as many look like a phone number


class Assent(Struct, frozen=True, kw_only=True):
    """One request; ``subject`` is a contact's id or a number's hash, times are UTC.

    ``verdict`` is None while nobody has decided; ``shown_at`` is when a number was shown, once.
    """

    id: str
    campus: CampusSlug
    kind: Kind
    subject: str
    reason: str
    asker: MentorId
    asker_role: Role
    asked_at: datetime
    until: datetime
    wanted_until: datetime | None = None  # a block: until when, if the second person agrees
    verdict: Verdict | None = None
    second: MentorId | None = None
    decided_at: datetime | None = None
    shown_at: datetime | None = None


def deciding_role(asker: Mentor) -> Role:
    """Return the role in which somebody asks. Raises PlanError if they have none that may."""
    if asker.active and asker.stage != "alumni":
        for role in DECIDING:
            if role in asker.roles:
                return role
    raise PlanError(f"{asker.name} may not ask this; a coordinator, adviser or counselor may")


def who_may_agree(
    mentors: Iterable[Mentor], asker: MentorId, asker_role: Role
) -> tuple[Mentor, ...]:
    """Return everyone of another deciding role; the asker's own second role does not count."""
    others = frozenset(DECIDING) - {asker_role}
    return tuple(
        it
        for it in mentors
        if it.id != asker and it.active and it.stage != "alumni" and others & it.roles
    )


def check_reason(reason: str) -> str:
    """Return a reason that can stand in the audit. Raises PlanError with what is wrong."""
    said = " ".join(reason.split())
    if not _SHORTEST <= len(said) <= _LONGEST:
        raise PlanError(f"say why in a sentence of {_SHORTEST} to {_LONGEST} letters")
    if sum(it.isdigit() for it in said) >= _DIGITS:
        raise PlanError("the reason seems to hold a phone number; leave it out")
    return said
