"""Whose a text is decides what it means; words go to the switchboard, commands are answered.

Each text is dealt with once: whoever takes it marks it, and the mark becomes final in the same step
that saves what the text has brought about (``Contacts.commit``). What is not saved there may safely
be done twice, and the mark is made final after it. So a process that dies loses no text and sends
none on twice: the mark of the dead lapses, and the text is taken up from the carrier's list.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from warmline import commands, replies, safety, wording
from warmline.checkins import CheckIns
from warmline.commands import Command, Typo
from warmline.contact.actions import CheckCode
from warmline.conversation import events as ev
from warmline.conversation.actions import Answer
from warmline.conversation.state import Claimed, Conversation
from warmline.errors import HeardError, LiveStoreUnavailableError
from warmline.ids import ContactId
from warmline.incoming.care import CareTexts
from warmline.incoming.mentors import MentorTexts
from warmline.incoming.text import Incoming
from warmline.incoming.turns import ABOUT_TURNS, TurnTexts
from warmline.line import Campus
from warmline.pages.links import Links
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.store.live.heard import Mark
from warmline.switchboard import Switchboard
from warmline.textboard import Textboard
from warmline.wrap_up import is_clear

CODE_DIGITS = 6
FLOOD = 30  # texts of one sender in a minute; somebody in need writes fast, nobody writes faster
SORRY_SECONDS = 600  # however many texts of a student were missed, we say sorry once


class Sorting:
    """Deals with texts; raises LiveStoreUnavailableError when Redis is away."""

    def __init__(
        self,
        switchboard: Switchboard,
        textboard: Textboard,
        vault: Vault,
        checkins: CheckIns,
        links: Links,
    ) -> None:
        self._switchboard = switchboard
        self._textboard = textboard
        self._vault = vault
        self._live = textboard.live
        self._now = textboard.now
        self._mentors = MentorTexts(switchboard, textboard)
        self._links = links
        self._turns = TurnTexts(switchboard, checkins)
        self._care = CareTexts(switchboard, vault)

    def take(self, text: Incoming) -> str | None:
        """Deal with a text whose webhook waits, and return what is answered to it at once.

        None when the answer comes by itself, or somebody else deals or has dealt with this text.
        """
        answer = None
        with self._taking(text) as mark:
            if mark == "new":
                answer = self._answer(text)
                self._live.text_is_heard(text.campus, text.sid)
        return answer

    def take_late(self, text: Incoming) -> Mark:
        """Deal with a text that no webhook waits for; what would be answered at once is texted.

        Returns ``held`` when somebody else deals with it now, else what it was before.
        """
        with self._taking(text) as mark:
            if mark == "new":
                self._answer_by_text(text, self._answer(text))
        return mark

    @contextmanager
    def _taking(self, text: Incoming) -> Iterator[Mark]:
        token = secrets.token_hex(8)
        mark = self._live.take_text(text.campus, text.sid, token)
        try:
            yield mark
        except HeardError:
            return
        except Exception:
            with suppress(LiveStoreUnavailableError):  # then the mark lapses by itself
                self._live.give_text_back(text.campus, text.sid, token)
            raise

    def _answer_by_text(self, text: Incoming, answer: str | None) -> None:
        if answer is None:
            self._live.text_is_heard(text.campus, text.sid)
            return
        vault = self._vault
        by_text = Answer(vault.seal_number(text.sender), text.number, vault.seal(answer))
        self._switchboard.answer_by_text(text.roster, text.line, by_text, text.sid)

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
        written = text.late or self._now()
        count = self._live.count_text(text.campus, text.hash, written)
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
        campus, vault = text.campus, self._vault
        if word in {"stop", "start"}:
            return None  # the carrier answers its own words
        if self._live.count_text(campus, text.hash, text.late or self._now()) > FLOOD:
            return None
        self._tidy_up(text)
        code = "".join(text.body.split()).replace("-", "")
        if not (code.isascii() and code.isdigit() and len(code) == CODE_DIGITS):
            return wording.new_phone_waits_text(text.line)
        check = CheckCode(whose.id, vault.seal_number(text.sender), vault.seal(code))
        name = ContactId(f"{campus}.code-{text.sid}")
        self._switchboard.notice_once(name, text.roster, text.line, check)
        return None

    def _has_just_left(self, text: Incoming) -> bool:
        """Say whether somebody who was a mentor hours ago may think that a student reads them."""
        left = text.roster.others_by_phone.get(text.hash)
        if left is None:
            return False
        numbers = max(len(it) for it in text.roster.all_numbers.values())
        return self._live.has_written_lately(text.campus, left.id, numbers, self._now())

    def _seldom(self, text: Incoming, about: str, sentence: Callable[[Campus], str]) -> str | None:
        """Answer at most once a day, and keep nothing."""
        self._tidy_up(text)
        first = self._live.first_time(text.campus, about)
        return sentence(text.roster.campus) if first else None

    def _tidy_up(self, text: Incoming) -> None:
        """Keep no words or pictures at the carrier that no conversation has."""
        if text.body or text.pictures:
            board = self._switchboard
            board.tidy_up(text.roster, text.line, text.sid, pictures=text.pictures)

    def _of_student(self, text: Incoming) -> str | None:
        line, campus, now = text.line, text.roster.campus, self._now()
        if self._live.is_silenced(campus.slug, line.slug, text.hash):
            self._tidy_up(text)
            return None
        if not text.body and not text.pictures:
            return wording.text_empty(line)
        closed = not line.open_hours.is_open(now)
        board = self._textboard
        if closed and not board.is_talking(campus.slug, line.slug, text.hash):
            self._tidy_up(text)
            opens = line.open_hours.next_opening(now)
            return wording.text_line_closed(line, campus, opens, now)
        plan = text.roster.caller_plan(line.slug, text.hash, now)
        event = ev.StudentTexted(
            text.sid,
            self._vault.seal(text.body) if text.body else None,
            self._vault.seal_number(text.sender),
            pictures=text.pictures,
            urgent=safety.is_urgent(text.body, text.roster.compiled.phrases),
            overdue=text.late is not None and self._is_sorry(text),
            says=replies.read(text.body),
            prefer=plan.mentor_at(line.timezone, now) if plan else None,
            plan=self._vault.seal(plan.words) if plan and plan.words else None,
        )
        board.student_texted(text.roster, line, text.hash, event)
        return None

    def _is_sorry(self, text: Incoming) -> bool:
        return self._live.first_time(text.campus, f"sorry-{text.hash}", seconds=SORRY_SECONDS)

    def _of_mentor(self, text: Incoming, mentor: Mentor, *, help_wanted: bool) -> str | None:
        if help_wanted:  # in doubt it is for us: a student is not sent the one word HELP
            return self._mentors.command(text, mentor, Command("COMMANDS"), None)
        if not text.body and not text.pictures:
            return wording.text_empty(text.line)
        read = commands.read(text.body)
        board, late = self._textboard, text.late
        conv = board.of_mentor(text.campus, text.line.slug, mentor.id, text.number)
        ours = board.is_waiting_for(conv, mentor.id, text.number)
        open_conv = conv if ours else None
        if open_conv is not None and commands.names(text.body, open_conv.codename):
            named = ev.MentorNamed(mentor.id, text.number, late=late)
            board.handle(open_conv.id, named, text.sid)
            return None
        on_page = conv is not None and conv.text_mode == "page"
        match read:
            case Command(name="LINK") if on_page or text.line.text_mode == "page":
                return self._link(text, mentor, open_conv)
            case Command(name="LINK"):  # where there are no pages it is a word like any other
                return self._words(text, mentor, conv, open_conv)
            case Command():
                if read.name == "CARE":
                    return self._care.command(text, mentor, read)
                if read.name in ABOUT_TURNS:
                    return self._turns.command(text, mentor, read)
                return self._mentors.command(text, mentor, read, open_conv)
            case Typo(meant=meant):
                if open_conv is None or on_page:
                    if meant == "CARE":  # what somebody says of themselves stays nowhere
                        self._tidy_up(text)
                    return wording.meant_text(meant)
                words = self._vault.seal(text.body)
                typo = ev.MentorMistyped(mentor.id, text.number, text.sid, words, meant, late=late)
                board.handle(open_conv.id, typo, text.sid)
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
            wrapped = self._mentors.wrap_up(text, mentor, text.body)
            if wrapped is not None:
                return wrapped
        if conv is None:
            self._tidy_up(text)
            if text.pictures:
                return wording.text_no_pictures()
            return wording.nothing_open_text(text.line)
        if conv.text_mode == "page":
            return self._page_only(text, mentor, open_conv)
        words = self._vault.seal(text.body) if text.body else None
        event = ev.MentorTexted(
            mentor.id,
            text.number,
            text.sid,
            words,
            pictures=text.pictures,
            late=text.late,
            fits=replies.is_summary(text.body),
        )
        self._textboard.handle(conv.id, event, text.sid)
        return None

    def _link(self, text: Incoming, mentor: Mentor, open_conv: Conversation | None) -> str:
        """Give a mentor a new link to the conversation that their number leads to."""
        if open_conv is None:
            return wording.nothing_open_text(text.line)
        url = self._links.new(open_conv, mentor.id)
        return wording.text_page_link(text.line, open_conv.codename, url)

    def _page_only(self, text: Incoming, mentor: Mentor, open_conv: Conversation | None) -> str:
        """Words that were texted go nowhere where mentors answer on a page."""
        self._tidy_up(text)
        if text.pictures:
            return wording.text_no_pictures()
        if open_conv is None:
            return wording.nothing_open_text(text.line)
        url = self._links.new(open_conv, mentor.id)
        return wording.text_page_only(open_conv.codename, url)

    def _carrier_word(self, text: Incoming, mentor: Mentor | None, word: str) -> bool:
        """Mirror what the carrier does on its own words; False for what is also said to us.

        It forwards them all. HELP and YES are words of people too: only the start word of somebody
        who had said stop is nothing else. The carrier has followed them in the order in which they
        were written, so one that comes after a later one has been followed is over.
        """
        if word == "help":
            return False
        live, campus = self._live, text.campus
        if text.late is not None and live.is_overtaken(campus, text.hash, text.late):
            return True
        if mentor is not None:
            mirrored = self._mentors.stopped_or_started(text, mentor.id, word)
        elif word == "stop":
            live.set_silenced(campus, text.line.slug, text.hash, yes=True)
            self._textboard.stop_student(campus, text.line, text.hash)
            mirrored = True
        else:
            mirrored = live.is_silenced(campus, text.line.slug, text.hash)
            if mirrored:
                slug = text.line.slug
                live.set_silenced(campus, slug, text.hash, yes=False, heard=text.sid)
        if mirrored:
            live.note_order(campus, text.hash, text.late or self._now())
        return mirrored
