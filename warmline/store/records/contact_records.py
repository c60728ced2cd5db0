"""The records' side of contacts: what is written down of each, and what follows a hard one."""

from collections.abc import Iterable
from datetime import datetime

from warmline.ids import CampusSlug, ContactId, MentorId
from warmline.store.records import caring, contacts, searching, wrap_ups
from warmline.store.records.database import Database
from warmline.store.records.history import ContactHistory, Debrief, KeptWrapUp
from warmline.store.records.searching import Page, Sought


class ContactRecords:
    """Counts and times of contacts, never their content."""

    _database: Database

    def record_contact(self, history: ContactHistory) -> bool:
        """Write a contact down exactly once, however often and from wherever it is asked.

        Returns False, and changes nothing, if this revision or a fuller one is there already.
        Wrap-ups are added to those that are kept; none is taken away.
        """
        with self._database.writing() as connection:
            return contacts.record(connection, history)

    def record_contacts(self, histories: Iterable[ContactHistory]) -> int:
        """Write many contacts down in one go; returns how many were news."""
        with self._database.writing() as connection:
            return sum(contacts.record(connection, it) for it in histories)

    def contact(self, contact_id: ContactId) -> ContactHistory | None:
        """Return what is known of a contact, or None."""
        with self._database.reading() as connection:
            return contacts.one(connection, contact_id)

    def search_contacts(self, campus: CampusSlug, sought: Sought, page: int = 1) -> Page:
        """Return one page of the contacts that fit, newest first; pages count from 1."""
        with self._database.reading() as connection:
            return searching.search(connection, campus, sought, page)

    def contacts(
        self, campus: CampusSlug, since: datetime, until: datetime, limit: int = 1000
    ) -> tuple[ContactHistory, ...]:
        """Return the contacts that arrived from ``since`` to before ``until``, newest first."""
        with self._database.reading() as connection:
            return contacts.between(connection, campus, since, until, limit)

    def keep_wrap_up(self, contact_id: ContactId, wrap_up: KeptWrapUp) -> bool:
        """Keep what a mentor replied, perhaps long after the contact; a later reply replaces it.

        Returns False, and changes nothing, if this reply or a later one is kept already. A hard
        one is put on the coordinator's list, once. Raises StoreError while the contact itself is
        not written down: asking again later is safe.
        """
        with self._database.writing() as connection:
            return wrap_ups.keep_later(connection, contact_id, wrap_up)

    def debriefs(self, campus: CampusSlug, *, open_only: bool = True) -> tuple[Debrief, ...]:
        """Return the coordinator's list of hard contacts, oldest first."""
        with self._database.reading() as connection:
            return wrap_ups.debriefs(connection, campus, open_only=open_only)

    def close_debrief(
        self, contact_id: ContactId, mentor: MentorId, *, actor: str, now: datetime
    ) -> bool:
        """Take an item off the list; False if it is not on it. The audit says who did."""
        with self._database.writing() as connection:
            return wrap_ups.close_debrief(connection, contact_id, mentor, actor, now)

    def hard_weeks(self, campus: CampusSlug, now: datetime) -> tuple[MentorId, ...]:
        """Return who has had two hard contacts within a week and was not told of within it."""
        with self._database.reading() as connection:
            return caring.hard_weeks(connection, campus, now)

    def flag_hard_week(self, mentor: MentorId, now: datetime) -> None:
        """Note that the coordinators were told of a mentor's hard week."""
        with self._database.writing() as connection:
            caring.flag(connection, mentor, now)
