"""What becomes of a text to a mentor who answers on a page: words go there, a link to the phone.

A phone gets no more than it must: nothing while its owner has the page before them, and while a
link that it has got lately is not opened, no other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from warmline import wording
from warmline.contact.actions import Pending
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Conversation
from warmline.ids import MentorId, Sealed
from warmline.line import Line
from warmline.pages.links import Links
from warmline.pages.page import SUMMARY, mark_of
from warmline.store.live import LiveStore
from warmline.store.live.pages import Entry, Kind

QUIET = timedelta(minutes=2)  # an unopened link is not followed by another for so long
# What the page is needed for; everything else that we tell a mentor is a text like any other.
NEEDS_PAGE = frozenset({
    "claimed", "claimed_anew", "name_first", "not_yours", "wrote_again", "nudge", "offered_on",
    "undelivered", "help_write", "help_kept",
})  # fmt: skip

# Their page shows no more by then: these are texts whoever looks.
AFTER_IT = frozenset({"help_taken", "help_outcome"})

ToMentor = (
    do.Offer | do.RelayToMentor | do.TellMentor | do.SendRecent | do.AskWrapUp | do.TellHelper
)


class PageTexts:
    """Puts what a mentor is to read on their page; returns what their phone gets, if anything."""

    def __init__(self, live: LiveStore, links: Links, now: Callable[[], datetime]) -> None:
        self._live = live
        self._links = links
        self._now = now

    def body(
        self, conv: Conversation, line: Line, pending: Pending, action: ToMentor
    ) -> str | None:
        """Return the text for a mentor's phone, without a word of people; None for none.

        Asked again for the same action it puts nothing twice, and returns the same text.
        """
        name, mentor = conv.codename, action.mentor
        match action:
            case do.Offer(first=first):
                if first is None:
                    self._note(conv, mentor, pending, "no_words")
                else:
                    self._words(conv, mentor, "student", first)
                return wording.text_page_offer(line, name, self._link(conv, mentor, pending))
            case do.RelayToMentor(words=words):
                self._words(conv, mentor, "student", words)
                return self._alert(conv, line, pending, mentor)
            case do.SendRecent(said=said):
                own = {it.words for it in self._live.page(conv.id).of(mentor)}
                for who, words in said:
                    if words not in own:
                        kind: Kind = "student" if who == "student" else "colleague"
                        self._words(conv, mentor, kind, words)
                return self._alert(conv, line, pending, mentor)
            case do.TellMentor():
                self._note(conv, mentor, pending, action.what, action.detail)
                return self._told(conv, line, pending, action)
            case do.TellHelper(words=words):
                self._words(conv, mentor, "colleague", words, SUMMARY)
                return wording.text_page_help(line, name, self._link(conv, mentor, pending))
            case do.AskWrapUp():
                return wording.wrap_up_text(line)

    def sent(self, conv: Conversation, event: ev.TextEvent) -> None:
        """Note which text at the carrier has a mentor's words, or that none ever will."""
        match event:
            case ev.TextSent(action=do.RelayToStudent(words=words), sid=sid):
                self._live.note_text(conv.id, mark_of(words), sid)
            case ev.TextFailed(action=do.RelayToStudent(words=words)):
                self._live.note_text(conv.id, mark_of(words), "")
            case _:
                return

    def _told(
        self, conv: Conversation, line: Line, pending: Pending, action: do.TellMentor
    ) -> str | None:
        mentor, what = action.mentor, action.what
        if what == "urgent":  # a mark of the student's words: it stands on the page alone
            return self._alert(conv, line, pending, mentor)
        looks = self._live.page(conv.id).is_looked_at(mentor, self._now())
        if looks and what not in AFTER_IT:
            return None
        if what in NEEDS_PAGE:
            link = self._link(conv, mentor, pending)
            return wording.text_page_notice(what, conv.codename, link)
        return wording.text_to_mentor(what, conv.codename, action.detail)

    def _alert(
        self, conv: Conversation, line: Line, pending: Pending, mentor: MentorId
    ) -> str | None:
        """Return a link for somebody who does not look, unless they have one that they may open."""
        page, now = self._live.page(conv.id), self._now()
        told = page.told.get(mentor)
        again = pending.resent or (told is not None and told.by == _by(pending))
        if not again:
            if page.is_looked_at(mentor, now):
                return None
            if told and page.opened.get(mentor) != told.link and now - told.at < QUIET:
                return None
        return wording.text_page_alert(line, conv.codename, self._link(conv, mentor, pending))

    def _link(self, conv: Conversation, mentor: MentorId, pending: Pending) -> str:
        return self._links.new(conv, mentor, _by(pending))

    def _words(
        self,
        conv: Conversation,
        mentor: MentorId,
        kind: Kind,
        words: Sealed,
        what: str | None = None,
    ) -> None:
        entry = Entry(mentor=mentor, kind=kind, at=self._now(), words=words, what=what)
        self._live.put_on_page(conv.id, f"w:{mark_of(words)}", entry)

    def _note(
        self,
        conv: Conversation,
        mentor: MentorId,
        pending: Pending,
        what: str,
        detail: str | None = None,
    ) -> None:
        entry = Entry(mentor=mentor, kind="note", at=self._now(), what=what, detail=detail)
        self._live.put_on_page(conv.id, f"n:{pending.id}", entry)


def _by(pending: Pending) -> str:
    return f"{pending.id}"
