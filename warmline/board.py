"""What is happening now, for people who look: each open contact as plain words and times."""

from datetime import datetime
from typing import Any

from warmline.bootstrap import Parts
from warmline.contact import Contact
from warmline.contact.company import Alone, Seeking
from warmline.contact.moments import (
    AtCard,
    AtDesk,
    CallbackWanted,
    CallingBack,
    Ended,
    LeavingMessage,
    LineClosed,
    Parted,
    Reaching,
    Talking,
    Waiting,
)
from warmline.conversation.escalated import Agreed
from warmline.conversation.state import Claimed, Conversation, Offering, Over
from warmline.errors import LiveStoreUnavailableError
from warmline.houses import Roster
from warmline.ids import CampusSlug, LineSlug

SHOWN = 20

_WORDS = {
    "arrived": "A student called",
    "caller_planned": "There is a plan for this caller",
    "asked": "Ringing {who}",
    "picked_up": "{who}'s phone was picked up",
    "accepted": "{who} pressed 1",
    "passed": "{who} passed",
    "stepped_aside": "{who} stepped aside",
    "no_key": "{who}: no key was pressed",
    "no_answer": "{who} did not answer",
    "busy": "{who} was busy",
    "failed": "{who} could not be rung",
    "stopped": "Stopped ringing {who}",
    "withdrawn": "{who} is not on duty any more",
    "lost": "Lost sight of {who}'s phone",
    "bound_reached": "Waited long enough: counseling is next",
    "rung_skipped": "Skipped: {detail}",
    "desk_asked": "Connecting with {who}",
    "desk_answered": "{who} answered",
    "desk_no_answer": "{who} did not answer",
    "desk_silent": "{who} did not answer",
    "safety_card": "Hearing the safety card",
    "asked_for_counseling": "Asked for counseling",
    "no_desk_open": "No counseling desk is open",
    "callback_asked": "Asked to be called back",
    "message_left": "Left a message",
    "callback_offered": "{who} was texted about the callback",
    "callback_passed": "{who} handed the callback on",
    "callback_dropped": "{who}'s phone went down before the callback",
    "student_asked": "Ringing the student",
    "student_joined": "The student picked up",
    "student_unreached": "The student did not answer",
    "talking": "Talking with {who}",
    "mentor_left": "{who} left the call",
    "reconnect_asked": "Asked to be connected again",
    "student_left": "The student hung up",
    "listening_refused": "The student wants nobody to listen in",
    "listening": "{who} listens in",
    "help_asked": "The mentor asked for somebody: {detail}",
    "help_agreed": "The student agreed to the summary",
    "help_told": "Backup and counseling were told",
    "help_taken": "{who} took the conversation over",
    "help_call_asked": "The student asked to be called",
    "help_declined": "The student would rather not",
    "help_called_off": "The mentor needs nobody any more",
    "help_unanswered": "Nobody came when the mentor asked for help",
    "guest_joined": "{who} joined the call",
    "guest_left": "{who} left the call again",
    "handed_over": "Handed over to {who}",
    "help_outcome": "The mentor says of it: {detail}",
    "ended": "Ended: {detail}",
    "text_arrived": "A student wrote",
    "text_offered": "Offered to {who}",
    "text_no_answer": "{who} did not answer",
    "text_claimed": "{who} answered",
    "text_passed": "{who} passed",
    "text_withdrawn": "{who} is not on duty any more",
    "text_undelivered": "{who} cannot be reached by text",
    "text_still_looking": "Everybody has been asked; the search begins again",
    "text_handed_on": "{who} handed it on",
    "text_offered_on": "Offered on: {who} has not answered for a while",
    "text_closed": "Closed kindly",
    "text_reopened": "The student wrote again",
    "text_stopped": "Stopped by the word STOP",
    "text_urgent": "Marked urgent: a safety phrase",
}


def contacts_now(parts: Parts, only: CampusSlug | None = None) -> list[dict[str, Any]]:
    """Return the open contacts and those that ended lately, newest first; [] without Redis.

    Of every campus, or of one.
    """
    try:
        return [
            _row(parts, parts.houses.of_campus(campus), contact)
            for campus in parts.live.campuses()
            if only in {None, campus}
            for contact in _newest(parts, campus)
        ]
    except LiveStoreUnavailableError:
        return []


def lines_now(parts: Parts) -> list[dict[str, str]]:
    """Return the published lines with their numbers, which are public; [] without Redis."""
    try:
        return [
            {"name": line.name, "number": roster.numbers[line.slug].e164}
            for roster in map(parts.houses.of_campus, parts.live.campuses())
            for line in roster.lines.values()
        ]
    except LiveStoreUnavailableError:
        return []


def _newest(parts: Parts, campus: Any) -> list[Contact | Conversation]:
    """Return the contacts that arrived last, and every open one however long it has been open."""
    recent = parts.live.recent_contacts(campus, SHOWN)
    ids = dict.fromkeys([*recent, *parts.live.open_contacts(campus)])
    found = (parts.live.load(it) for it in ids)
    shown = [it for it in found if it is not None and not is_notice(it)]
    return sorted(shown, key=lambda it: it.arrived_at, reverse=True)


def is_notice(contact: Contact | Conversation) -> bool:
    """Say whether this is no student's contact but something to be done."""
    return isinstance(contact.state, Ended) and contact.state.end == "notice"


def _row(parts: Parts, roster: Roster, contact: Contact | Conversation) -> dict[str, Any]:
    if isinstance(contact, Conversation):
        return _text_row(parts, roster, contact)
    return _call_row(parts, roster, contact)


def _text_row(parts: Parts, roster: Roster, conv: Conversation) -> dict[str, Any]:
    """Return a conversation as a call is shown: its codename, who is asked, who has it."""
    now, state = parts.now(), conv.state
    offering = isinstance(state, Offering)
    claimed = state.mentor if isinstance(state, Claimed) else None
    rung = state.rung if isinstance(state, Offering) and state.rung >= 0 else None
    until = conv.first_claim_at or (now if offering else conv.arrived_at)
    return {
        "id": conv.id.rpartition(".")[2][:6],
        "to_give": "",
        "line": f"{_line_name(roster, conv.line)}, by text: {conv.codename}",
        "slug": conv.line,
        "help": _help_by_text(conv),
        "state": "waiting" if offering else "with_mentor" if claimed else "ended",
        "rung": rung + 1 if rung is not None else None,
        "rung_name": _rung_name(conv, rung),
        "ringing": [
            {"name": _who(roster, it.mentor, None), "since": it.offered_at.isoformat()}
            for it in conv.threads
            if offering and it.phase == "open"
        ],
        "with": _who(roster, claimed, None) if claimed else None,
        "since": conv.arrived_at.isoformat(),
        "waiting_seconds": max(0, int((until - conv.arrived_at).total_seconds())),
        "bound_seconds": None,
        "urgent": conv.urgency != "none",
        "story": _story(parts, roster, conv),
    }


def _call_row(parts: Parts, roster: Roster, contact: Contact) -> dict[str, Any]:
    now, state = parts.now(), contact.state
    rung = state.rung if isinstance(state, Waiting | AtDesk) else None
    waiting = isinstance(state, Waiting)
    return {
        "id": contact.id.rpartition(".")[2][:6],
        "to_give": contact.id.partition(".")[2] if isinstance(state, CallbackWanted) else "",
        "line": _line_name(roster, contact.line),
        "slug": contact.line,
        "help": _help_in_call(contact),
        "state": _state(contact),
        "rung": rung + 1 if rung is not None else None,
        "rung_name": _rung_name(contact, rung),
        "ringing": [
            {"name": _who(roster, leg.mentor, leg.desk), "since": leg.asked_at.isoformat()}
            for leg in contact.legs
            if leg.is_hopeful
        ],
        "with": _with(roster, contact),
        "since": contact.arrived_at.isoformat(),
        "waiting_seconds": _waited(contact, now),
        "bound_seconds": contact.max_wait_seconds if waiting else None,
        "urgent": False,
        "story": _story(parts, roster, contact),
    }


def _help_in_call(contact: Contact) -> str:
    """Return "sought" while a mentor's request for help has no owner, "unanswered" if it had none.

    Whoever comes, or is on the way, owns it; one that the student declined needs nobody.
    """
    match contact.state:
        case Talking(company=Seeking()):
            return "sought"
        case Talking(company=Alone(why="nobody")):
            return "unanswered"
        case _:
            return ""


def _help_by_text(conv: Conversation) -> str:
    """Return the same for an escalation that the student agreed to, until it is closed for good."""
    it = conv.escalation
    if not isinstance(it, Agreed) or it.met or isinstance(conv.state, Over):
        return ""
    return "unanswered" if it.alarmed or not it.told else "sought"


def _story(parts: Parts, roster: Roster, contact: Contact | Conversation) -> list[dict[str, str]]:
    return [
        {
            "at": it.at.isoformat(),
            "text": words_of(it.kind, roster, it.mentor, it.desk, it.detail),
        }
        for it in parts.live.story(contact.id)
    ]


def words_of(
    kind: str, roster: Roster, mentor: str | None, desk: str | None, detail: str | None
) -> str:
    """Return what happened in words that a coordinator reads."""
    words = _WORDS.get(kind, kind.replace("_", " "))
    return words.format(who=_who(roster, mentor, desk), detail=(detail or "").replace("_", " "))


def _line_name(roster: Roster, line: LineSlug) -> str:
    return roster.lines[line].name if line in roster.lines else line


def _state(contact: Contact) -> str:
    match contact.state:
        case Waiting():
            return "waiting"
        case AtDesk():
            return "at_desk"
        case AtCard() | LineClosed() | LeavingMessage():
            return "safety_card"
        case Talking():
            return "with_mentor"
        case Parted():
            return "parted"
        case CallbackWanted() | CallingBack() | Reaching():
            return "callback"
        case Ended():
            return "ended"


def _with(roster: Roster, contact: Contact) -> str | None:
    match contact.state:
        case Talking(leg=leg_id) | Parted(leg=leg_id) | CallingBack(leg=leg_id):
            leg = contact.leg(leg_id)
            return _who(roster, leg.mentor, leg.desk) if leg else None
        case AtDesk(desk=desk):
            return _who(roster, None, desk)
        case CallbackWanted(owner=owner) if owner:
            return _who(roster, owner, None)
        case _:
            return None


def _who(roster: Roster, mentor: Any, desk: Any) -> str:
    if mentor is not None:
        return roster.mentors[mentor].name if mentor in roster.mentors else "a mentor"
    desks = (it for line in roster.lines.values() for it in line.desks)
    return next((it.name for it in desks if it.id == desk), "counseling")


def _rung_name(contact: Contact | Conversation, rung: int | None) -> str | None:
    return contact.ladder[rung].name if rung is not None and rung < len(contact.ladder) else None


def _waited(contact: Contact, now: datetime) -> int:
    until = contact.first_answer_at or now
    if isinstance(contact.state, Ended) and contact.first_answer_at is None:
        until = contact.state.at
    return max(0, int((until - contact.arrived_at).total_seconds()))
