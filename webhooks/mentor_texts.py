"""What a mentor's command does, and what they read in answer."""

from datetime import datetime, timedelta
from typing import Literal

from warmline import wording, wrap_up
from warmline.bootstrap import Parts
from warmline.commands import Command
from warmline.contact import events as call_events
from warmline.conversation import events as ev
from warmline.conversation.state import Claimed, Conversation
from warmline.errors import UnknownContactError
from warmline.houses import Roster
from warmline.ids import MentorId
from warmline.line import Line
from warmline.roster import Mentor
from warmline.store.live.changes import HARD_MINUTES
from warmline.switchboard import MentorBusyError

_IN_CONVERSATION: dict[str, Literal["DONE", "PASS", "HARD", "SEND"]] = {
    "DONE": "DONE",
    "PASS": "PASS",
    "HARD": "HARD",
    "SEND": "SEND",
}


class MentorTexts:
    """Answers commands; each returns the text to reply, or None when one comes by itself."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def command(
        self,
        roster: Roster,
        line: Line,
        mentor: Mentor,
        number: int,
        read: Command,
        conv: Conversation | None,
    ) -> str | None:
        """Do what a command says; ``conv`` is the open conversation on that number, if any."""
        match read.name:
            case "WHO":
                return wording.who_text(line, self._on_call(roster, line))
            case "COMMANDS":
                return wording.commands_text()
            case "CALL":
                return self._call(roster, line, mentor, conv)
            case "DONE" | "PASS" | "HARD" | "SEND":
                return self._about_conversation(roster, line, mentor, number, read, conv)
            case other:
                return wording.later_command_text(other)

    def stopped_or_started(self, roster: Roster, line: Line, mentor: MentorId, word: str) -> bool:
        """Take a mentor off text duty at a stop word and back on at a start word.

        False for a start word of somebody who had not said stop: it is an ordinary word.
        """
        campus = roster.campus.slug
        if word == "start":
            return self._parts.live.set_textable(campus, mentor, yes=True)
        if self._parts.live.set_textable(campus, mentor, yes=False):
            self._parts.switchboard.alert_mentor_stopped(roster, line, mentor)
        self._parts.textboard.stop_mentor(roster, mentor)
        return True

    def wrap_up(self, roster: Roster, line: Line, mentor: Mentor, body: str) -> str | None:
        """Take a wrap-up; None when the text is none, or nobody asked this mentor for one."""
        read = wrap_up.read(body)
        owed = self._parts.live.owed(roster.campus.slug, mentor.id)
        if read is None or owed is None:
            return None
        given = call_events.WrapUpGiven(
            mentor.id,
            tuple(sorted(read.topics)),
            read.before,
            read.after,
            hard=read.hard,
            help=read.help,
        )
        try:
            self._parts.keep_wrap_up(owed, given)
        except UnknownContactError:
            return None
        if read.hard:
            self._rest(roster, mentor.id)
            return wording.hard_text(line)
        return wording.wrapped_up_text(line)

    def _about_conversation(
        self,
        roster: Roster,
        line: Line,
        mentor: Mentor,
        number: int,
        read: Command,
        conv: Conversation | None,
    ) -> str | None:
        hard = read.name == "HARD"
        theirs = conv is not None and isinstance(conv.state, Claimed)
        if conv is not None and read.name in _IN_CONVERSATION and (theirs or not hard):
            event = ev.MentorCommanded(mentor.id, number, _IN_CONVERSATION[read.name])
            self._parts.textboard.handle(conv.id, event)
            return wording.hard_text(line) if hard else None
        if read.name == "PASS":
            passed = self._parts.switchboard.pass_callback(roster.campus.slug, mentor.id)
            return wording.callback_passed_text(line) if passed else wording.nothing_open_text(line)
        if hard:
            return self.wrap_up(roster, line, mentor, "HARD") or wording.nothing_open_text(line)
        return wording.nothing_open_text(line)

    def _call(self, roster: Roster, line: Line, mentor: Mentor, conv: Conversation | None) -> str:
        board = self._parts.switchboard
        try:
            if conv is not None and isinstance(conv.state, Claimed):
                board.call_about(roster, line, mentor.id, conv)
                called = ev.MentorCommanded(mentor.id, conv.state.number, "CALL")
                self._parts.textboard.handle(conv.id, called)
                return wording.callback_ringing_text(line)
            taken = board.take_callback(roster.campus.slug, mentor.id)
        except MentorBusyError:
            return wording.callback_busy_text(line)
        return wording.callback_ringing_text(line) if taken else wording.callback_gone_text(line)

    def _on_call(self, roster: Roster, line: Line) -> list[str]:
        names: dict[str, None] = {}
        now = self._parts.now()
        late = self._parts.live.late(roster.campus.slug, now)
        for rung in range(len(line.ladder)):
            _, members = roster.pool(line.slug, rung, now)
            for member in members[:20]:
                if not self._parts.live.is_off(roster.campus.slug, member.mentor, now):
                    name = roster.mentors[member.mentor].name
                    names[f"{name} (not confirmed)" if member.mentor in late else name] = None
        return list(names)

    def _rest(self, roster: Roster, mentor: MentorId) -> None:
        until: datetime = self._parts.now() + timedelta(minutes=HARD_MINUTES)
        self._parts.live.rest(roster.campus.slug, mentor, until)
