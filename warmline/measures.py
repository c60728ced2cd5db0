"""Counts what a saved change of a contact brought: waits, outcomes of rings, ends, relayed texts.

Counted where a change is saved, because of all who try one, one saves it; never a word, a number
or an id, and nothing that takes longer than a few microseconds.
"""

from warmline.contact import Contact
from warmline.contact.moments import Ended
from warmline.conversation.state import Conversation, Over, Resting
from warmline.metrics import CONTACTS, ENDS, RELAYED, RING_OUTCOMES, WAITS

Either = Contact | Conversation


def measure(before: Either | None, after: Either) -> None:
    """Count what is new in ``after``; call once for each change that was saved."""
    if isinstance(after, Contact):
        _of_call(before if isinstance(before, Contact) else None, after)
    else:
        _of_conversation(before if isinstance(before, Conversation) else None, after)


def _of_call(before: Contact | None, after: Contact) -> None:
    medium = "callback" if after.called_back else "call"
    ended = after.state if isinstance(after.state, Ended) else None
    if ended is not None and ended.end == "notice":
        return
    if before is None:
        CONTACTS.labels(medium).inc()
    elif after.legs != before.legs:
        known = {it.id for it in before.legs if it.outcome is not None}
        for leg in after.legs:
            if leg.outcome is not None and leg.id not in known:
                RING_OUTCOMES.labels(leg.part, leg.outcome).inc()
    first = after.first_answer_at
    if first is not None and (before is None or before.first_answer_at is None):
        WAITS.labels(medium, "answered").observe((first - after.arrived_at).total_seconds())
    if ended is not None and not (before is not None and isinstance(before.state, Ended)):
        ENDS.labels(medium, ended.end).inc()
        if first is None:
            waited = (ended.at - after.arrived_at).total_seconds()
            WAITS.labels(medium, ended.end).observe(waited)


def _of_conversation(before: Conversation | None, after: Conversation) -> None:
    if before is None:
        CONTACTS.labels("text").inc()
    for who, new, old in (
        ("student", after.from_student, before.from_student if before else 0),
        ("mentor", after.from_mentor, before.from_mentor if before else 0),
    ):
        if new > old:
            RELAYED.labels(who).inc(new - old)
    claimed = after.first_claim_at
    if claimed is not None and (before is None or before.first_claim_at is None):
        WAITS.labels("text", "answered").observe((claimed - after.arrived_at).total_seconds())
    closed = after.state if isinstance(after.state, Resting | Over) else None
    if closed is not None and not (before and isinstance(before.state, Resting | Over)):
        ENDS.labels("text", closed.end).inc()
