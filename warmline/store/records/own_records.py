"""The records' side that people ask about themselves: what they took, offered, and how they are."""

from datetime import date, datetime

from warmline.care_ledger import Carried, Felt
from warmline.exchange import Exchange
from warmline.ids import CampusSlug, MentorId
from warmline.privacy import Vault
from warmline.store.records import care_notes, exchanging, own_contacts
from warmline.store.records.database import Database
from warmline.store.records.own_contacts import Unwrapped


class OwnRecords:
    """Whatever is asked here is about one person, and for that person alone."""

    _database: Database
    _vault: Vault

    def carried(self, campus: CampusSlug, mentor: MentorId, since: datetime) -> tuple[Carried, ...]:
        """Return the contacts that a mentor has taken since then (UTC), oldest first."""
        with self._database.reading() as connection:
            return own_contacts.carried(connection, campus, mentor, since)

    def unwrapped(
        self, campus: CampusSlug, mentor: MentorId, since: datetime
    ) -> tuple[Unwrapped, ...]:
        """Return a mentor's contacts since then that lack their wrap-up, newest first."""
        with self._database.reading() as connection:
            return own_contacts.unwrapped(connection, campus, mentor, since)

    def exchanges(self, campus: CampusSlug, now: datetime) -> tuple[Exchange, ...]:
        """Return the shifts offered in the last weeks and all that still are, newest first."""
        with self._database.reading() as connection:
            return exchanging.exchanges(connection, campus, now)

    def care_notes(self, mentor: MentorId, since: date) -> tuple[Felt, ...]:
        """Return what a mentor has said of themselves from a day on."""
        with self._database.reading() as connection:
            return care_notes.notes(connection, self._vault, mentor, since)

    def keep_care_note(
        self, campus: CampusSlug, mentor: MentorId, felt: Felt, *, now: datetime
    ) -> bool:
        """Keep, sealed, how a mentor is on a day; False if they said so later, or have left."""
        with self._database.writing() as connection:
            return care_notes.keep(connection, self._vault, (campus, mentor), felt, now)

    def clear_care_notes(self, mentor: MentorId, *, until: datetime) -> None:
        """Forget all that a mentor has said of themselves until then (UTC)."""
        with self._database.writing() as connection:
            care_notes.clear(connection, mentor, until)
