"""What a mentor sees on a page: what was said, what became of their own words, what can be done."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline import wording
from warmline.conversation.actions import RelayToMentor, RelayToStudent, SendRecent
from warmline.conversation.escalation import may_take
from warmline.conversation.state import Claimed, Conversation, Offering, Over
from warmline.ids import MentorId, Sealed
from warmline.pages.links import Seat, message_id
from warmline.privacy import Vault
from warmline.store.live import LiveStore
from warmline.store.live.pages import Entry, Page

# offer: they may take it. mine: they have it. told: they read what help was asked for with, and may
# take over. The others show no word of the student.
SHOWING = frozenset({"offer", "mine", "told"})
SUMMARY = "summary"  # what a student agreed to: all that is read before taking over
Phase = Literal["offer", "mine", "told", "other", "passed", "barred", "closed", "stopped"]
Fate = Literal["sending", "sent", "delivered", "failed", "refused", "unsent"]


class Said(Struct, frozen=True, kw_only=True):
    """One line of the page, opened; ``fate`` is of their own messages alone."""

    number: int
    who: Literal["student", "colleague", "mine", "note"]
    text: str
    at: datetime
    message: str = ""
    fate: Fate | None = None


class View(Struct, frozen=True, kw_only=True):
    """A page as it is this moment; ``read`` is how many of the student's texts are on it."""

    phase: Phase
    codename: str
    said: tuple[Said, ...] = ()
    read: int = 0
    waits: bool = False  # the student waits for an answer
    urgent: bool = False


def view(seat: Seat, live: LiveStore, vault: Vault, now: datetime) -> View:
    """Return what somebody sees. The conversation was read before the page: nothing is missed."""
    conv, mentor = seat.conv, seat.mentor
    phase = phase_of(seat, now)
    if phase not in SHOWING:
        return View(phase=phase, codename=conv.codename)
    page = live.page(conv.id)
    entries = [it for it in page.of(mentor) if phase != "told" or _is_told(it)]
    own = [message_id(conv.id, mentor, it.message) for it in entries if it.message]
    heard = dict(zip(own, live.marks(conv.campus, own), strict=True))
    return View(
        phase=phase,
        codename=conv.codename,
        said=tuple(_said(it, conv, mentor, page, heard, vault) for it in entries),
        read=_read(conv, mentor),
        waits=isinstance(conv.state, Claimed) and conv.state.waits_since is not None,
        urgent=conv.urgency == "marked",
    )


def phase_of(seat: Seat, now: datetime) -> Phase:
    """Say what a mentor may do, by the conversation and by the roster of this moment."""
    conv, thread = seat.conv, seat.thread
    if isinstance(conv.state, Over) and conv.state.end == "stopped":
        return "stopped"
    if not isinstance(conv.state, Offering | Claimed):
        return "closed"
    if seat.roster.why_not(seat.mentor, conv.line, now) is not None:
        return "barred"
    if isinstance(conv.state, Claimed) and conv.state.mentor == seat.mentor:
        return "mine"
    passed = thread is not None and thread.outcome == "passed"
    if isinstance(conv.state, Offering) and thread and thread.phase != "over" and not passed:
        return "offer"
    if may_take(conv, seat.mentor):
        return "told"
    return "passed" if passed else "other"


def _is_told(entry: Entry) -> bool:
    """Say whether somebody who was told of an escalation reads this before they take over."""
    return entry.kind == "note" or entry.what == SUMMARY


def mark_of(words: Sealed) -> str:
    """Return what sealed words are known by; each text of a person is sealed once."""
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def fate_of(words: Sealed, conv: Conversation, page: Page, *, heard: bool) -> Fate:
    """Return how far a message has come; "sent" until the carrier has said more.

    ``conv`` was read before ``page``: what is no longer to be sent has its mark there.
    """
    if any(
        isinstance(it.action, RelayToStudent) and it.action.words == words for it in conv.pending
    ):
        return "sending"
    sid = page.texts.get(mark_of(words))
    if sid is None:
        return "refused" if heard else "unsent"
    if sid == "":
        return "failed"
    match page.moved.get(sid):
        case "delivered" | "read":
            return "delivered"
        case "failed" | "undelivered":
            return "failed"
        case _:
            return "sent"


def _said(
    entry: Entry,
    conv: Conversation,
    mentor: MentorId,
    page: Page,
    heard: Mapping[str, str],
    vault: Vault,
) -> Said:
    if entry.words is None:
        answer = entry.detail if entry.what == "answer" else None
        text = answer or wording.text_on_page(entry.what or "", conv.codename, entry.detail)
        return Said(number=entry.number, who=entry.kind, text=text, at=entry.at)
    fate = None
    if entry.message:
        was = heard[message_id(conv.id, mentor, entry.message)] == "heard"
        fate = fate_of(entry.words, conv, page, heard=was)
    return Said(
        number=entry.number,
        who=entry.kind,
        text=vault.open(entry.words),
        at=entry.at,
        message=entry.message or "",
        fate=fate,
    )


def _read(conv: Conversation, mentor: MentorId) -> int:
    """Return how many of the student's texts are on the page, or a few less, never more."""
    coming = [it.action for it in conv.pending]
    relayed = sum(isinstance(it, RelayToMentor) and it.mentor == mentor for it in coming)
    recent = sum(
        len(it.said) for it in coming if isinstance(it, SendRecent) and it.mentor == mentor
    )
    return conv.from_student - relayed - recent
