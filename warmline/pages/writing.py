"""What a mentor does on a page: the same events that their texts would bring about, each once.

Every message and every button carries a name that the browser has given it. The event is saved in
one step with the mark of that name, so what comes twice, over whatever connection, is done once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline import commands, replies, wording
from warmline.commands import Command, CommandName
from warmline.conversation import escalation
from warmline.conversation import events as ev
from warmline.conversation.actions import RelayToStudent
from warmline.conversation.state import Claimed
from warmline.errors import HeardError
from warmline.ids import Sealed
from warmline.incoming.mentors import MentorTexts
from warmline.incoming.text import Incoming
from warmline.pages.links import Seat, message_id
from warmline.pages.page import phase_of
from warmline.privacy import Vault
from warmline.store.live.pages import Entry
from warmline.switchboard import Switchboard
from warmline.textboard import Textboard

LONGEST = 1600  # characters of one text (TWILIO.md section 5)
Button = Literal["TAKE", "DONE", "PASS", "CALL", "HARD", "ESCALATE", "SEND", "WHO", "TAKEOVER"]


class Reply(Struct, frozen=True):
    """What became of it: done (also when it had been before), refused, or asked about."""

    result: Literal["done", "refused", "asks"]
    text: str = ""


class Writing:
    """Takes messages and buttons; raises LiveStoreUnavailableError."""

    def __init__(
        self,
        switchboard: Switchboard,
        textboard: Textboard,
        vault: Vault,
        now: Callable[[], datetime],
    ) -> None:
        self._board = textboard
        self._live = textboard.live
        self._vault = vault
        self._now = now
        self._mentors = MentorTexts(switchboard, textboard)

    def say(self, seat: Seat, given: str, text: str, *, as_is: bool = False) -> Reply:
        """Send words to the student, once under the name that the browser gave them."""
        body = text.strip()
        if not body or len(body) > LONGEST:
            return Reply("refused", wording.text_page_length(LONGEST))
        meant = commands.read(body)
        if meant is not None and not as_is:
            name = meant.name if isinstance(meant, Command) else meant.meant
            return Reply("asks", wording.text_page_asks(name))
        thread, conv = seat.thread, seat.conv
        if thread is None or phase_of(seat, self._now()) not in {"offer", "mine"}:
            return self._over(seat)
        if escalation.is_writing(conv, seat.mentor, thread.number):
            return self._keep_summary(seat, given, body)
        entry = Entry(
            mentor=seat.mentor,
            kind="mine",
            at=self._now(),
            words=self._vault.seal(body),
            message=given,
        )
        kept = self._live.put_on_page(conv.id, f"m:{given}", entry)
        if kept is None or kept.words is None:
            return self._over(seat)
        return self._send(seat, given, kept.words)

    def _keep_summary(self, seat: Seat, given: str, body: str) -> Reply:
        """Take words as the summary of an escalation: they are shown to nobody before SEND."""
        thread = seat.thread
        assert thread is not None  # noqa: S101 - looked at by whoever asks
        words, fits = self._vault.seal(body), replies.is_summary(body)
        event = ev.MentorTexted(seat.mentor, thread.number, None, words, fits=fits)
        try:
            self._board.handle(seat.conv.id, event, message_id(seat.conv.id, seat.mentor, given))
        except HeardError:
            return Reply("done")
        if not fits:
            said = wording.text_on_page("help_long", seat.conv.codename, None)
            return Reply("refused", said)
        return Reply("done")

    def _send(self, seat: Seat, given: str, words: Sealed) -> Reply:
        conv, mentor, thread = seat.conv, seat.mentor, seat.thread
        assert thread is not None  # noqa: S101 - looked at by whoever asks
        mark = message_id(conv.id, mentor, given)
        mine = isinstance(conv.state, Claimed) and conv.state.mentor == mentor
        if mine and thread.fenced:  # a page leads to one student alone: it names them by itself
            self._board.handle(conv.id, ev.MentorNamed(mentor, thread.number))
        event = ev.MentorTexted(mentor, thread.number, None, words)
        try:
            after = self._board.handle(conv.id, event, mark)
        except HeardError:
            return Reply("done")
        sending = any(
            isinstance(it.action, RelayToStudent) and it.action.words == words
            for it in after.pending
        )
        if sending:
            return Reply("done")
        return Reply("refused", wording.text_page_read_first())

    def press(self, seat: Seat, given: str, button: Button, read: int) -> Reply:
        """Do what a button says; ``read``: how many of the student's texts were on the page."""
        thread, conv, mentor = seat.thread, seat.conv, seat.mentor
        mark, phase = message_id(conv.id, mentor, given), phase_of(seat, self._now())
        if button == "TAKEOVER":
            return self._take_over(seat, mark) if phase == "told" else self._over(seat)
        if thread is None or phase not in {"offer", "mine"}:
            return self._over(seat)
        try:
            match button:
                case "TAKE":
                    after = self._board.handle(conv.id, ev.MentorNamed(mentor, thread.number), mark)
                    taken = isinstance(after.state, Claimed) and after.state.mentor == mentor
                    return Reply("done" if taken else "refused")
                case "DONE":
                    event = ev.MentorCommanded(mentor, thread.number, "DONE", read=read)
                    after = self._board.handle(conv.id, event, mark)
                    again = isinstance(after.state, Claimed) and after.state.mentor == mentor
                    return Reply("refused" if again else "done")
                case _:
                    return self._command(seat, mark, button)
        except HeardError:
            return Reply("done")

    def _take_over(self, seat: Seat, mark: str) -> Reply:
        """Give a helper the conversation whose summary they have read."""
        try:
            after = self._board.handle(seat.conv.id, ev.HelperTook(seat.mentor), mark)
        except HeardError:
            return Reply("done")
        taken = isinstance(after.state, Claimed) and after.state.mentor == seat.mentor
        return Reply("done" if taken else "refused")

    def _command(self, seat: Seat, mark: str, name: CommandName) -> Reply:
        """Do what a texted command would, about this conversation whatever else there is."""
        thread, mentor = seat.thread, seat.roster.mentors[seat.mentor]
        assert thread is not None  # noqa: S101 - looked at by whoever asks
        text = Incoming(
            roster=seat.roster,
            line=seat.line,
            number=thread.number,
            sender=self._vault.open_number(mentor.phone),
            hash=mentor.phone_hash,
            sid=mark,
            body=name,
            pictures=False,
        )
        answer = self._mentors.command(text, mentor, Command(name), seat.conv)
        if answer is not None:
            note = Entry(
                mentor=seat.mentor, kind="note", at=self._now(), what="answer", detail=answer
            )
            self._live.put_on_page(seat.conv.id, f"a:{mark}", note)
        return Reply("done", answer or "")

    def _over(self, seat: Seat) -> Reply:
        what = "closed" if not isinstance(seat.conv.state, Claimed) else "someone_else"
        return Reply("refused", wording.text_on_page(what, seat.conv.codename, None))
