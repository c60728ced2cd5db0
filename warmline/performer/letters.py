"""A conversation's texts written out: to whom, from which number, and in which words."""

from collections.abc import Callable

from warmline import wording
from warmline.contact.actions import Pending
from warmline.conversation import actions as do
from warmline.conversation.state import Conversation
from warmline.houses import Roster
from warmline.ids import Sealed
from warmline.line import Line
from warmline.performer.pages import PageTexts, ToMentor
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.segments import segments

MOST_SHOWN = 150  # letters of the first words in an offer, at most
LONGEST = 1600  # characters of one text (TWILIO.md section 5)
Letter = tuple[PhoneNumber, PhoneNumber, str]  # to whom, from which of our numbers, and what


class Letters:
    """Writes texts out; sealed words are opened here. Who answers on a page gets no words."""

    def __init__(self, vault: Vault, pages: PageTexts) -> None:
        self._vault = vault
        self._pages = pages

    def written(self, roster: Roster, conv: Conversation, pending: Pending) -> Letter | None:
        """Return the text that an action sends; None when there is nobody to send it to."""
        published, action = roster.numbers[conv.line], pending.action
        match action:
            case do.RelayToStudent() | do.TellStudent():
                if conv.student.number is None:
                    return None
                body = (
                    self._vault.open(action.words)
                    if isinstance(action, do.RelayToStudent)
                    else self._to_student(roster, conv, action)
                )
                return self._vault.open_number(conv.student.number), published, body[:LONGEST]
            case (
                do.Offer()
                | do.RelayToMentor()
                | do.TellMentor()
                | do.SendRecent()
                | do.AskWrapUp()
                | do.TellHelper()
            ):
                return self._for_mentor(roster, conv, pending, action)
            case _:
                return None

    def _for_mentor(
        self,
        roster: Roster,
        conv: Conversation,
        pending: Pending,
        action: ToMentor,
    ) -> Letter | None:
        mentor = roster.mentors.get(action.mentor)
        numbers = roster.all_numbers[conv.line]
        if mentor is None or not mentor.active or action.number >= len(numbers):
            return None
        if conv.text_mode == "page":
            page = self._pages.body(conv, roster.lines[conv.line], pending, action)
            if page is None:
                return None
            return self._vault.open_number(mentor.phone), numbers[action.number], page
        body = self._to_mentor(roster.lines[conv.line], conv, action)
        if body is None:
            return None
        return self._vault.open_number(mentor.phone), numbers[action.number], body[:LONGEST]

    def _to_mentor(self, line: Line, conv: Conversation, action: ToMentor) -> str | None:
        match action:
            case do.Offer(first=first):
                return wording.text_offer(conv.codename, self._cut(conv, first) if first else "")
            case do.RelayToMentor(words=words):
                return self._vault.open(words)
            case do.TellMentor(what=what, detail=detail):
                return wording.text_to_mentor(what, conv.codename, detail)
            case do.SendRecent():
                if action.shown and len(action.said) == 1 and self._is_whole(conv, action.said[0]):
                    return None
                return self._so_far(conv, action)
            case do.TellHelper(words=words):
                return wording.help_summary_text(line, conv.codename, self._vault.open(words))
            case do.AskWrapUp():
                return wording.wrap_up_text(line)

    def _to_student(self, roster: Roster, conv: Conversation, told: do.TellStudent) -> str:
        words = self._vault.open(told.words) if told.words else ""
        line, campus = roster.lines[conv.line], roster.campus
        sentences: dict[str, Callable[[], str]] = {
            "welcome": lambda: wording.text_welcome(line, campus),
            "still_looking": lambda: wording.text_still_looking(campus),
            "handed_on": wording.text_handed_on,
            "taken_over": wording.text_taken_over,
            "closed": lambda: wording.text_closed(campus),
            "unclaimed": lambda: wording.text_nobody(campus),
            "reopened": wording.text_reopened,
            "no_pictures": wording.text_no_pictures,
            "safety": lambda: wording.text_safety_card(campus),
            "overdue": wording.text_overdue,
            "plan": lambda: words,
            "help_summary": lambda: wording.help_agreement(words),
            "help_unsure": wording.help_unsure,
            "help_agreed": wording.help_agreed,
            "help_ringing": wording.help_ringing,
            "help_missed": wording.help_missed,
            "help_no_call": lambda: wording.help_no_call(campus),
            "help_taken": wording.help_taken,
        }
        return sentences[told.what]()

    def _cut(self, conv: Conversation, sealed: Sealed) -> str:
        """Return words as an offer shows them: on one line, and no more than fits."""
        words = " ".join(self._vault.open(sealed).split())
        if segments(wording.text_offer(conv.codename, words)).count == 1:
            return words
        kept = words[:MOST_SHOWN]
        while kept and segments(wording.text_offer(conv.codename, kept + "...")).count > 1:
            kept = kept[:-1]
        return kept.rstrip() + "..."

    def _is_whole(self, conv: Conversation, message: tuple[str, Sealed]) -> bool:
        """Say whether an offer has shown all of a message."""
        who, sealed = message
        return who == "student" and self._cut(conv, sealed) == self._vault.open(sealed)

    def _so_far(self, conv: Conversation, action: do.SendRecent) -> str:
        said = [(who, self._vault.open(words)) for who, words in action.said]
        text = wording.text_so_far(conv.codename, said)
        while len(text) > LONGEST and len(said) > 1:
            said = said[1:]
            text = wording.text_so_far(conv.codename, said)
        return text
