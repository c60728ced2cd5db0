"""What a mentor's command does, and what they read in answer."""

from typing import Literal

from warmline import wording, wrap_up
from warmline.commands import Command
from warmline.conversation import events as ev
from warmline.conversation.escalation import may_take
from warmline.conversation.state import Claimed, Conversation
from warmline.errors import UnknownContactError
from warmline.houses import Roster
from warmline.ids import MentorId
from warmline.incoming.text import Incoming
from warmline.line import Line
from warmline.roster import Mentor
from warmline.switchboard import MentorBusyError, Switchboard
from warmline.textboard import Textboard
from warmline.wrapping import WrapUps

_IN_CONVERSATION: dict[str, Literal["DONE", "PASS", "HARD", "SEND", "ESCALATE"]] = {
    "DONE": "DONE",
    "PASS": "PASS",
    "HARD": "HARD",
    "SEND": "SEND",
    "ESCALATE": "ESCALATE",
}


class MentorTexts:
    """Answers commands; each returns the text to reply, or None when one comes by itself."""

    def __init__(self, switchboard: Switchboard, textboard: Textboard) -> None:
        self._switchboard = switchboard
        self._textboard = textboard
        self._live = textboard.live
        self._now = textboard.now
        self._wrap_ups = WrapUps(switchboard, textboard)

    def command(
        self, text: Incoming, mentor: Mentor, read: Command, conv: Conversation | None
    ) -> str | None:
        """Do what a command says; ``conv`` is the open conversation on its number, if any."""
        line = text.line
        match read.name:
            case "WHO":
                return wording.who_text(line, self._on_call(text.roster, line))
            case "COMMANDS":
                if line.text_mode == "page":
                    return wording.page_commands_text()
                return wording.commands_text()
            case "CALL" if text.late is not None:  # no phone rings out of the blue hours later
                return wording.late_command_text(line, read.name)
            case "CALL":
                return self._call(text, mentor, conv)
            case "TAKEOVER":
                return self._take_over(text, mentor)
            case "DONE" | "PASS" | "HARD" | "SEND" | "ESCALATE":
                return self._about_conversation(text, mentor, read, conv)
            case _:  # of shifts, of duty, of oneself: others deal with these
                return None

    def stopped_or_started(self, text: Incoming, mentor: MentorId, word: str) -> bool:
        """Take a mentor off text duty at a stop word and back on at a start word.

        False for a start word of somebody who had not said stop: it is an ordinary word.
        """
        campus, known = text.campus, self._live.is_untextable(text.campus, mentor)
        if word == "start":
            if known:
                self._live.set_textable(campus, mentor, yes=True, heard=text.sid)
            return known
        if not known:  # told before it is noted: who dies in between is told twice, not never
            self._switchboard.alert_mentor_stopped(text.roster, text.line, mentor)
        self._live.set_textable(campus, mentor, yes=False)
        self._textboard.stop_mentor(text.roster, mentor)
        return True

    def wrap_up(self, text: Incoming, mentor: Mentor, body: str) -> str | None:
        """Take a wrap-up; None when the text is none, or nobody asked this mentor for one."""
        read = wrap_up.read(body)
        owed = self._live.owed(text.campus, mentor.id)
        if read is None or owed is None:
            return None
        try:
            self._wrap_ups.give(text.roster, owed, mentor.id, read)
        except UnknownContactError:
            return None
        return wording.hard_text(text.line) if read.hard else wording.wrapped_up_text(text.line)

    def _about_conversation(
        self, text: Incoming, mentor: Mentor, read: Command, conv: Conversation | None
    ) -> str | None:
        hard, line = read.name == "HARD", text.line
        theirs = conv is not None and isinstance(conv.state, Claimed)
        if conv is not None and read.name in _IN_CONVERSATION and (theirs or not hard):
            event = ev.MentorCommanded(
                mentor.id, text.number, _IN_CONVERSATION[read.name], late=text.late
            )
            self._textboard.handle(conv.id, event, text.sid)
            return wording.hard_text(line) if hard else None
        if read.name == "PASS":
            passed = self._switchboard.pass_callback(text.campus, mentor.id, text.sid)
            return wording.callback_passed_text(line) if passed else wording.nothing_open_text(line)
        if hard:
            return self.wrap_up(text, mentor, "HARD") or wording.nothing_open_text(line)
        return wording.nothing_open_text(line)

    def _call(self, text: Incoming, mentor: Mentor, conv: Conversation | None) -> str:
        board, line = self._switchboard, text.line
        try:
            if conv is not None and isinstance(conv.state, Claimed):
                board.call_about(text.roster, line, mentor.id, conv, heard=text.sid)
                called = ev.MentorCommanded(mentor.id, conv.state.number, "CALL")
                self._textboard.handle(conv.id, called)
                return wording.callback_ringing_text(line)
            taken = board.take_callback(text.campus, mentor.id, text.sid)
        except MentorBusyError:
            return wording.callback_busy_text(line)
        return wording.callback_ringing_text(line) if taken else wording.callback_gone_text(line)

    def _take_over(self, text: Incoming, mentor: Mentor) -> str | None:
        """Give a helper the conversation that they were told of first and nobody has taken over."""
        for contact in self._live.asked_to_help(text.campus, mentor.id):
            conv = self._live.load(contact)
            if isinstance(conv, Conversation) and may_take(conv, mentor.id):
                self._textboard.handle(contact, ev.HelperTook(mentor.id), text.sid)
                return None
        return wording.nothing_to_take_text(text.line)

    def _on_call(self, roster: Roster, line: Line) -> list[str]:
        names: dict[str, None] = {}
        now = self._now()
        late = self._live.late(roster.campus.slug, now)
        for rung in range(len(line.ladder)):
            _, members = roster.pool(line.slug, rung, now)
            for member in members[:20]:
                if not self._live.is_off(roster.campus.slug, member.mentor, now):
                    name = roster.mentors[member.mentor].name
                    names[f"{name} (not confirmed)" if member.mentor in late else name] = None
        return list(names)
