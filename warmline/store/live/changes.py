"""What a step changes beside the contact itself: claims, turns, rests, the next look."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from warmline.contact import Contact, deadline
from warmline.contact.actions import Pending
from warmline.contact.state import CallbackWanted, Leg
from warmline.ids import CallSid, ContactId, MentorId

UNPERFORMED = timedelta(seconds=1.5)  # a job that has not come by then is taken to be lost
UNANSWERED = timedelta(seconds=12)  # longer than any request to the carrier may take


class Changes(Struct, frozen=True):
    """The part of a commit that Redis applies together with the contact."""

    id: ContactId
    call: CallSid | str
    claim: list[MentorId]
    release: list[MentorId]
    rest: list[tuple[MentorId, int]]  # until, milliseconds UTC
    offered: list[tuple[MentorId, str]]
    taken: list[tuple[MentorId, str]]
    owner: MentorId | str
    story: list[str]
    settled: bool


def changes(before: Contact | None, after: Contact) -> Changes:
    """Return what the step from ``before`` to ``after`` changes for others."""
    held = before.holders if before else frozenset()
    earlier = {leg.id: leg for leg in before.legs} if before else {}
    freed = held - after.holders
    return Changes(
        id=after.id,
        call=after.student.call or "",
        claim=sorted(after.holders - held),
        release=sorted(freed),
        rest=[(leg.mentor, _rest_until(after, leg)) for leg in after.legs if _talked(leg, freed)],
        offered=[(leg.mentor, leg.shift) for leg in after.legs if leg.id not in earlier],
        taken=[
            (leg.mentor, leg.shift)
            for leg in after.legs
            if leg.outcome == "accepted"
            and (leg.id not in earlier or earlier[leg.id].outcome != "accepted")
        ],
        owner=_owner(after),
        story=[msgspec.json.encode(it).decode() for it in after.news],
        settled=after.is_settled,
    )


def next_look(contact: Contact, now: datetime) -> datetime | None:
    """Return when somebody must look at the contact, should every job about it be lost."""
    looks = [_look(it, now) for it in contact.pending]
    ends = deadline(contact)
    return min([*looks, *([ends] if ends else [])], default=None)


def _look(pending: Pending, now: datetime) -> datetime:
    if pending.started_at:
        return pending.started_at + UNANSWERED
    return pending.not_before or now + UNPERFORMED


def _talked(leg: Leg, freed: frozenset[MentorId]) -> bool:
    return leg.mentor in freed and leg.outcome == "accepted" and leg.phase == "over"


def _rest_until(contact: Contact, leg: Leg) -> int:
    ended = leg.ended_at or contact.arrived_at
    return int((ended + timedelta(minutes=contact.cool_down_minutes)).timestamp() * 1000)


def _owner(contact: Contact) -> MentorId | str:
    state = contact.state
    return (state.owner or "") if isinstance(state, CallbackWanted) else ""
