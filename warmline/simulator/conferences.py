"""Conferences: who is in which room, what the waiting hear, and when a room opens and closes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from warmline.simulator.calls import NO_HOOKS, Call, Hooks
from warmline.simulator.grammar import WAIT_VERBS
from warmline.simulator.tasks import Interruption, Program, Task
from warmline.simulator.twiml import Broken, Jump, Script
from warmline.simulator.values import new_sid, rfc2822
from warmline.simulator.webhooks import Request

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange

KICKED = "participant_updated_via_api"
HOLD_MUSIC = "♪ hold music"
_KINDS = {  # which word of statusCallbackEvent asks for which event
    "conference-start": "start", "conference-end": "end", "participant-join": "join",
    "participant-leave": "leave", "participant-mute": "mute", "participant-unmute": "mute",
    "participant-hold": "hold", "participant-unhold": "hold", "participant-modify": "modify",
    "announcement-end": "announcement", "announcement-fail": "announcement",
}  # fmt: skip


class ConferenceRefused(Exception):  # noqa: N818 - what happened, not what went wrong in here
    """A call may not join a conference; ``code`` says why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class MusicStopped(Interruption):
    """Nobody listens to the wait document any more."""


@dataclass(frozen=True)
class RoomOver:
    """The call is out of its conference."""

    participant: "Participant"


@dataclass(frozen=True)
class RoomFailed:
    """The wait document could not be had, so the conference was not established for this call."""

    participant: "Participant"


@dataclass(frozen=True)
class Terms:
    """How a call joins: label, whether it opens and closes the room, what it hears meanwhile."""

    label: str = ""
    muted: bool = False
    start_on_enter: bool = True
    end_on_exit: bool = False
    wait: Jump | None = None
    music: bool = True  # the carrier's own, when there is no wait document
    most: int = 250
    hooks: Hooks = NO_HOOKS


@dataclass(eq=False)
class Participant:
    """A call in a conference."""

    call: Call
    room: "Conference"
    label: str
    muted: bool
    start_on_enter: bool
    end_on_exit: bool
    entered: datetime
    updated: datetime
    hold: bool = False
    music: Task | None = None
    gone: bool = False


@dataclass(eq=False)
class Conference:
    """One room; a name is unique among rooms that are not over."""

    sid: str
    name: str
    created: datetime
    updated: datetime
    hooks: Hooks  # those of whoever came first
    status: str = "init"
    participants: list[Participant] = field(default_factory=list)
    sequence: int = 0
    reason: str = ""
    ended_by: str = ""


class Rooms:
    """All conferences of the account."""

    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange
        self.all: dict[str, Conference] = {}

    def live(self, name: str) -> Conference | None:
        """Return the room of this name that is not over."""
        rooms = (room for room in self.all.values() if room.name == name)
        return next((room for room in rooms if room.status != "completed"), None)

    def join(self, call: Call, name: str, terms: Terms) -> Participant:
        """Let a call in; raises ConferenceRefused for a taken label or a full room."""
        room = self.live(name) or self.open(name, terms)
        present = room.participants
        if terms.label and any(other.label == terms.label for other in present):
            raise ConferenceRefused(16025, "Participant label is already in use")
        if len(present) >= terms.most:
            raise ConferenceRefused(13223, "The conference is full")
        now = self._exchange.now()
        joined = Participant(
            call, room, terms.label, terms.muted, terms.start_on_enter, terms.end_on_exit, now, now
        )
        present.append(joined)
        call.participant = joined
        self.tell(room, "participant-join", joined)
        self._start_or_wait(joined, terms)
        return joined

    def open(self, name: str, terms: Terms) -> Conference:
        """Make a room, which begins when two are in it and one of them opens it."""
        now = self._exchange.now()
        room = Conference(new_sid("CF"), name, now, now, terms.hooks)
        self.all[room.sid] = room
        return room

    def _start_or_wait(self, joined: Participant, terms: Terms) -> None:
        room = joined.room
        opens = len(room.participants) > 1 and any(p.start_on_enter for p in room.participants)
        if room.status == "init" and opens:
            room.status, room.updated = "in-progress", self._exchange.now()
            for participant in room.participants:
                self._stop_music(participant)
            self.tell(room, "conference-start")
            for participant in room.participants[:-1]:
                self._exchange.joined(participant.call)
        if room.status == "in-progress":
            self._exchange.joined(joined.call)
        elif terms.wait is not None:
            joined.music = self._exchange.spawn(self._wait_document(joined, terms.wait))
        elif terms.music:
            self._exchange.say(joined.call, HOLD_MUSIC)

    def _wait_document(self, participant: Participant, jump: Jump) -> Program:
        extra = (("ConferenceSid", participant.room.sid), ("FriendlyName", participant.room.name))
        script = Script(self._exchange, participant.call, allowed=WAIT_VERBS, extra=extra)
        try:
            yield from script.run(jump)
        except Broken:
            if participant.room.status == "init":
                self._exchange.signal(participant.call.task, RoomFailed(participant))

    def _stop_music(self, participant: Participant) -> None:
        self._exchange.interrupt(participant.music, MusicStopped())
        participant.music = None

    def leave(self, participant: Participant, reason: str = "participant_hung_up") -> None:
        """Take a call out of its room; the last one out, or one who ends it, closes the room."""
        if participant.gone:
            return
        room, call = participant.room, participant.call
        participant.gone = True
        call.participant = None
        room.participants.remove(participant)
        self._stop_music(participant)
        said = {"ParticipantCallStatus": call.status, "ReasonParticipantLeft": reason}
        self.tell(room, "participant-leave", participant, said)
        self._exchange.left(call)
        if room.status == "completed":
            return
        how = "kicked" if reason == KICKED else "left"
        if participant.end_on_exit:
            self.end(room, f"participant-with-end-conference-on-exit-{how}", participant)
        elif not room.participants:
            self.end(room, f"last-participant-{how}", participant)

    def kick(self, participant: Participant) -> None:
        """Take a call out by request; it goes on with its Dial's action."""
        self.leave(participant, KICKED)
        self._exchange.signal(participant.call.task, RoomOver(participant))

    def end(self, room: Conference, reason: str, by: Participant | None = None) -> None:
        """Close a room; everybody in it goes on with the action of their Dial."""
        if room.status == "completed":
            return
        room.status, room.reason, room.updated = "completed", reason, self._exchange.now()
        room.ended_by = by.call.sid if by else ""
        for participant in tuple(room.participants):
            self.leave(participant, "conference_ended")
            self._exchange.signal(participant.call.task, RoomOver(participant))
        said = {
            "ReasonConferenceEnded": reason,
            "Reason": reason.replace("-", " "),
            "CallSidEndingConference": room.ended_by,
            "ParticipantLabelEndingConference": by.label if by else "",
        }
        self.tell(room, "conference-end", None, said)

    def mute(self, participant: Participant, *, muted: bool) -> None:
        """Mute a participant or let them speak again."""
        if participant.muted != muted:
            participant.muted = muted
            self.tell(participant.room, f"participant-{'' if muted else 'un'}mute", participant)

    def hold(self, participant: Participant, *, hold: bool, document: Jump | None) -> None:
        """Put a participant on hold, with a document to hear, or take them back."""
        if participant.hold == hold:
            return
        participant.hold = hold
        self._stop_music(participant)
        self.tell(participant.room, f"participant-{'' if hold else 'un'}hold", participant)
        if hold and document is not None:
            participant.music = self._exchange.spawn(self._wait_document(participant, document))
        elif hold:
            self._exchange.say(participant.call, HOLD_MUSIC)

    def announce(self, participants: list[Participant], jump: Jump) -> None:
        """Play a document to participants while their conversation goes on."""
        for participant in participants:
            self._exchange.spawn(self._announcement(participant, jump))

    def _announcement(self, participant: Participant, jump: Jump) -> Program:
        script = Script(self._exchange, participant.call, allowed=WAIT_VERBS)
        try:
            yield from script.run(jump)
        except Broken:
            self.tell(participant.room, "announcement-fail", participant)
        else:
            self.tell(participant.room, "announcement-end", participant)

    def tell(
        self,
        room: Conference,
        event: str,
        participant: Participant | None = None,
        more: dict[str, str] | None = None,
    ) -> None:
        """Send an event to the room's status callback, if it asked for events of this kind."""
        room.updated = self._exchange.now()
        if not room.hooks.url or _KINDS[event] not in room.hooks.events:
            return
        said = {
            "AccountSid": self._exchange.account.sid,
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "SequenceNumber": str(room.sequence),
            "Timestamp": rfc2822(self._exchange.now()) or "",
            "StatusCallbackEvent": event,
        }
        room.sequence += 1
        said |= {} if participant is None else _about(participant)
        said |= more or {}
        request = Request(room.hooks.method, room.hooks.url, tuple(said.items()), event=True)
        self._exchange.notify_later(request)


def _about(participant: Participant) -> dict[str, str]:
    facts = {
        "Muted": participant.muted,
        "Hold": participant.hold,
        "Coaching": False,
        "EndConferenceOnExit": participant.end_on_exit,
        "StartConferenceOnEnter": participant.start_on_enter,
    }
    said = {"CallSid": participant.call.sid}
    said |= {name: "true" if fact else "false" for name, fact in facts.items()}
    return said | ({"ParticipantLabel": participant.label} if participant.label else {})
