"""Whoever may no longer be rung is taken out of open contacts at once: leaving needs no next call.

Done by whoever publishes a roster, and again every second by the clock: a certificate also ends at
midnight, and a publisher may die between the roster and the first phone.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from warmline.contact import Contact
from warmline.contact import events as calls
from warmline.conversation import events as texts
from warmline.conversation.state import Conversation
from warmline.errors import UnknownContactError
from warmline.houses import Houses, Roster, UnknownLineError
from warmline.ids import CampusSlug, ContactId, MentorId
from warmline.store.live import LiveStore
from warmline.switchboard import Switchboard
from warmline.textboard import Textboard


class Withdrawals:
    """Finds them by who is busy now, so it costs the same however many mentors there are."""

    def __init__(
        self,
        live: LiveStore,
        houses: Houses,
        switchboard: Switchboard,
        textboard: Textboard,
        now: Callable[[], datetime],
    ) -> None:
        self._live = live
        self._houses = houses
        self._switchboard = switchboard
        self._textboard = textboard
        self._now = now

    def sweep(self) -> None:
        """Do it for every campus."""
        for campus in self._live.campuses():
            with suppress(UnknownLineError):  # its roster is gone
                self.of(campus)

    def of(self, campus: CampusSlug) -> None:
        """Take whoever may no longer be rung out of a campus's contacts; again changes nothing.

        Their phones stop and others are rung; a conversation is handed on. A talk is not cut.
        """
        roster, now = self._houses.newest(campus), self._now()
        for contact, mentor in self._concerned(roster, now):
            with suppress(UnknownContactError):
                self._withdraw(roster, contact, mentor, now)

    def _concerned(self, roster: Roster, now: datetime) -> Iterator[tuple[ContactId, MentorId]]:
        campus = roster.campus.slug
        involved, texting = self._live.involved(campus)
        for contact, mentor in involved:
            if not roster.may_ring(mentor, now):
                yield contact, mentor
        numbers = max((len(it) for it in roster.all_numbers.values()), default=0)
        for mentor in texting:
            if numbers and not roster.may_ring(mentor, now):
                for contact in self._live.open_threads(campus, mentor, numbers):
                    yield contact, mentor

    def _withdraw(
        self, roster: Roster, contact: ContactId, mentor: MentorId, now: datetime
    ) -> None:
        found = self._live.load(contact)
        if found is None or not _is_barred(roster, found, mentor, now):
            return
        if isinstance(found, Conversation):
            self._textboard.handle(contact, texts.MentorWithdrawn(mentor))
        else:
            self._switchboard.handle(contact, calls.MentorWithdrawn(mentor))


def _is_barred(
    roster: Roster, contact: Contact | Conversation, mentor: MentorId, now: datetime
) -> bool:
    """Say whether somebody may not be rung for what they are in; a listener need only listen."""
    listens = isinstance(contact, Contact) and any(
        leg.mentor == mentor and leg.part == "listener" and leg.may_be_up for leg in contact.legs
    )
    return roster.why_not(mentor, contact.line, now, listens=listens) is not None
