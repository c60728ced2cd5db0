"""Texts: whose it is decides what it means; words go to the switchboard, commands are answered."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from msgspec import Struct

from warmline import commands, safety, wording
from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.commands import Command, Typo
from warmline.contact.actions import CheckCode
from warmline.conversation import events as ev
from warmline.conversation.state import Claimed, Conversation
from warmline.errors import LiveStoreUnavailableError, UnknownContactError
from warmline.houses import Roster, UnknownLineError
from warmline.ids import ContactId, NumberHash
from warmline.line import Campus, Line
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number
from warmline.roster import Mentor
from warmline.wrap_up import is_clear
from webhooks.answers import Rescue, nothing, xml
from webhooks.mentor_texts import MentorTexts
from webhooks.params import Params
from webhooks.turn_texts import ABOUT_TURNS, Came, TurnTexts

CODE_DIGITS = 6
FLOOD = 30  # texts of one sender in a minute; somebody in need writes fast, nobody writes faster


class Incoming(Struct, frozen=True):
    """A text with what is known of it: whose campus, which line, which of its numbers, who."""

    roster: Roster
    line: Line
    number: int
    sender: PhoneNumber
    hash: NumberHash
    sid: str
    body: str
    pictures: bool

    @property
    def campus(self) -> str:
        """The campus's slug."""
        return self.roster.campus.slug

    @property
    def came_by(self) -> Came:
        """On which number it came, and what the carrier calls it."""
        return Came(self.number, self.sid)


class Texts:
    """The routes of texts."""

    def __init__(self, parts: Parts, rescue: Rescue) -> None:
        self._parts = parts
        self._rescue = rescue
        self._mentors = MentorTexts(parts)
        self._turns = TurnTexts(parts)

    def blueprint(self) -> Blueprint:
        """Return the routes, all of them POST."""
        routes = Blueprint("texts", __name__, url_prefix="/texts")
        views: dict[str, Callable[..., Response]] = {
            "/incoming": self.incoming,
            "/status": self.status,
            "/status/<conversation>": self.delivery,
            "/fallback": self.fallback,
        }
        for path, view in views.items():
            routes.add_url_rule(path, view.__name__, view, methods=["POST"])
        return routes

    def incoming(self) -> Response:
        """A text to a number of ours."""
        it = Params(request)
        try:
            text = self._read(it)
            if text is None or not self._parts.live.first_time(text.roster.campus.slug, text.sid):
                return nothing()
            return self._answered(text)
        except LiveStoreUnavailableError:
            return self._rescue.texter("redis")
        except UnknownLineError:
            return self._rescue.texter("unknown line")

    def status(self) -> Response:
        """A text that belongs to no conversation has changed its state; nothing waits for that."""
        return nothing()

    def delivery(self, conversation: str) -> Response:
        """A text of a conversation has come further, or will not arrive."""
        it = Params(request)
        event = ev.TextMoved(
            it.get("MessageSid"), it.get("MessageStatus"), it.number("ErrorCode") or None
        )
        try:
            self._parts.textboard.handle(ContactId(conversation), event)
        except UnknownContactError:
            return nothing()
        return nothing()

    def fallback(self) -> Response:
        """The carrier could not get or understand our answer to a text."""
        return self._rescue.texter("fallback")

    def _read(self, it: Params) -> Incoming | None:
        """Return the text; None for one that nobody can answer, like a short code's."""
        sender = it.caller
        if sender is None:
            return None
        roster, line = self._parts.houses.of_number(it.dialled)
        return Incoming(
            roster=roster,
            line=line,
            number=roster.which_number(line.slug, it.dialled),
            sender=sender,
            hash=hash_number(sender, roster.pepper),
            sid=it.get("MessageSid")[:64],
            body=it.get("Body").strip(),
            pictures=it.number("NumMedia") > 0,
        )

    def _answered(self, text: Incoming) -> Response:
        try:
            answer = self._answer(text)
        except Exception:
            self._parts.live.comes_again(text.roster.campus.slug, text.sid)
            raise
        return xml(twiml.reply(answer)) if answer else nothing()

    def _answer(self, text: Incoming) -> str | None:
        """Return what is answered at once; None when the answer comes from elsewhere."""
        mentor = text.roster.by_phone.get(text.hash)
        word = commands.carrier_word(text.body)
        coming = text.roster.by_new_phone.get(text.hash) if mentor is None else None
        if coming is not None:
            return self._of_new_phone(text, coming, word)
        if word is not None and self._carrier_word(text, mentor, word):
            return None  # the carrier answers its own words
        if text.hash in text.roster.compiled.blocked:
            return self._seldom(text, f"blocked-{text.hash}", wording.text_blocked)
        count = self._parts.live.count_text(text.roster.campus.slug, text.hash, self._parts.now())
        if count > FLOOD:
            self._tidy_up(text)
            return wording.text_flood(text.roster.campus) if count == FLOOD + 1 else None
        if mentor is not None:
            return self._of_mentor(text, mentor, help_wanted=word == "help")
        if self._has_just_left(text):
            self._tidy_up(text)
            return wording.nothing_open_text(text.line)
        return self._of_student(text)

    def _of_new_phone(self, text: Incoming, whose: Mentor, word: str | None) -> str | None:
        """Take a code from a phone that is to become a mentor's: it opens no conversation."""
        campus, now = text.roster.campus.slug, self._parts.now()
        if word in {"stop", "start"}:
            return None  # the carrier answers its own words
        if self._parts.live.count_text(campus, text.hash, now) > FLOOD:
            return None
        self._tidy_up(text)
        code = "".join(text.body.split()).replace("-", "")
        if not (code.isascii() and code.isdigit() and len(code) == CODE_DIGITS):
            return wording.new_phone_waits_text(text.line)
        vault = self._parts.vault
        check = CheckCode(whose.id, vault.seal_number(text.sender), vault.seal(code))
        name = ContactId(f"{campus}.code-{text.sid}")
        self._parts.switchboard.notice_once(name, text.roster, text.line, check)
        return None

    def _has_just_left(self, text: Incoming) -> bool:
        """Say whether somebody who was a mentor hours ago may think that a student reads them."""
        left = text.roster.others_by_phone.get(text.hash)
        if left is None:
            return False
        numbers = max(len(it) for it in text.roster.all_numbers.values())
        live, now = self._parts.live, self._parts.now()
        return live.has_written_lately(text.roster.campus.slug, left.id, numbers, now)

    def _seldom(self, text: Incoming, about: str, sentence: Callable[[Campus], str]) -> str | None:
        """Answer at most once a day, and keep nothing."""
        self._tidy_up(text)
        first = self._parts.live.first_time(text.roster.campus.slug, about)
        return sentence(text.roster.campus) if first else None

    def _tidy_up(self, text: Incoming) -> None:
        """Keep no words or pictures at the carrier that no conversation has."""
        if text.body or text.pictures:
            board = self._parts.switchboard
            board.tidy_up(text.roster, text.line, text.sid, pictures=text.pictures)

    def _of_student(self, text: Incoming) -> str | None:
        line, campus, now = text.line, text.roster.campus, self._parts.now()
        if self._parts.live.is_silenced(campus.slug, line.slug, text.hash):
            self._tidy_up(text)
            return None
        if not text.body and not text.pictures:
            return wording.text_empty(line)
        closed = not line.open_hours.is_open(now)
        board = self._parts.textboard
        if closed and not board.is_talking(campus.slug, line.slug, text.hash):
            self._tidy_up(text)
            opens = line.open_hours.next_opening(now)
            return wording.text_line_closed(line, campus, opens, now)
        vault = self._parts.vault
        event = ev.StudentTexted(
            text.sid,
            vault.seal(text.body) if text.body else None,
            vault.seal_number(text.sender),
            pictures=text.pictures,
            urgent=safety.is_urgent(text.body),
        )
        board.student_texted(text.roster, line, text.hash, event)
        return None

    def _of_mentor(self, text: Incoming, mentor: Mentor, *, help_wanted: bool) -> str | None:
        if help_wanted:  # in doubt it is for us: a student is not sent the one word HELP
            return wording.commands_text()
        if not text.body and not text.pictures:
            return wording.text_empty(text.line)
        read = commands.read(text.body)
        board, campus = self._parts.textboard, text.roster.campus.slug
        conv = board.of_mentor(campus, text.line.slug, mentor.id, text.number)
        ours = board.is_waiting_for(conv, mentor.id, text.number)
        open_conv = conv if ours else None
        if open_conv is not None and commands.names(text.body, open_conv.codename):
            board.handle(open_conv.id, ev.MentorNamed(mentor.id, text.number))
            return None
        match read:
            case Command():
                if read.name in ABOUT_TURNS:
                    return self._turns.command(text.roster, text.line, mentor, read, text.came_by)
                return self._mentors.command(
                    text.roster, text.line, mentor, text.number, read, open_conv
                )
            case Typo(meant=meant):
                if open_conv is None:
                    return wording.meant_text(meant)
                words = self._parts.vault.seal(text.body)
                typo = ev.MentorMistyped(mentor.id, text.number, text.sid, words, meant)
                board.handle(open_conv.id, typo)
                return None
            case None:
                return self._words(text, mentor, conv, open_conv)

    def _words(
        self,
        text: Incoming,
        mentor: Mentor,
        conv: Conversation | None,
        open_conv: Conversation | None,
    ) -> str | None:
        if open_conv is None or not isinstance(open_conv.state, Claimed) or is_clear(text.body):
            wrapped = self._mentors.wrap_up(text.roster, text.line, mentor, text.body)
            if wrapped is not None:
                return wrapped
        if conv is None:
            self._tidy_up(text)
            if text.pictures:
                return wording.text_no_pictures()
            return wording.nothing_open_text(text.line)
        words = self._parts.vault.seal(text.body) if text.body else None
        event = ev.MentorTexted(mentor.id, text.number, text.sid, words, pictures=text.pictures)
        self._parts.textboard.handle(conv.id, event)
        return None

    def _carrier_word(self, text: Incoming, mentor: Mentor | None, word: str) -> bool:
        """Mirror what the carrier does on its own words; False for what is also said to us.

        It forwards them all. HELP and YES are words of people too: only the start word of somebody
        who had said stop is nothing else.
        """
        if word == "help":
            return False
        if mentor is not None:
            return self._mentors.stopped_or_started(text.roster, text.line, mentor.id, word)
        live, board, campus = self._parts.live, self._parts.textboard, text.roster.campus.slug
        if word == "stop":
            live.set_silenced(campus, text.line.slug, text.hash, yes=True)
            board.stop_student(campus, text.line, text.hash)
            return True
        return live.set_silenced(campus, text.line.slug, text.hash, yes=False)
