"""The records' side of ways in: accounts of the console, and secret addresses of calendars."""

from datetime import datetime

from warmline.ids import CampusSlug, MentorId
from warmline.store.records import accounts, calendar_links
from warmline.store.records.accounts import Account
from warmline.store.records.calendar_links import CalendarLink, CalendarSource, CalendarTarget
from warmline.store.records.database import Database


class AccountRecords:
    """Who may sign in, and which calendar links go on."""

    _database: Database

    def save_account(self, account: Account, *, actor: str, now: datetime) -> None:
        """Write an account, or change it. Raises PlanError if the login is another's."""
        with self._database.writing() as connection:
            accounts.save(connection, account, actor, now)

    def account(self, login: str) -> Account | None:
        """Return the account of a login, or None."""
        with self._database.reading() as connection:
            return accounts.find(connection, login)

    def accounts(self, campus: CampusSlug) -> tuple[tuple[str, str, bool], ...]:
        """Return each account's login, the name of its person, and whether it has a password."""
        with self._database.reading() as connection:
            return accounts.all_of(connection, campus)

    def remove_account(self, login: str, *, actor: str, now: datetime) -> MentorId:
        """Remove an account; returns whose it was. Raises PlanError if there is none."""
        with self._database.writing() as connection:
            return accounts.remove(connection, login, actor, now)

    def give_calendar(
        self,
        campus: CampusSlug,
        target: CalendarTarget,
        *,
        actor: str,
        now: datetime,
        replace: bool = False,
    ) -> str:
        """Make a calendar link and return its token, which nobody can be told again.

        Earlier links to the same go on, unless the new one is to ``replace`` them.
        """
        with self._database.writing() as connection:
            if replace:
                calendar_links.revoke_all(connection, campus, target, actor, now)
            return calendar_links.give(connection, campus, target, actor, now)

    def calendar_links(self, campus: CampusSlug) -> tuple[CalendarLink, ...]:
        """Return every calendar link of a campus, revoked ones too, oldest first."""
        with self._database.reading() as connection:
            return calendar_links.links(connection, campus)

    def revoke_calendar(
        self, campus: CampusSlug, link_id: str, *, actor: str, now: datetime
    ) -> bool:
        """End a calendar link; False if it was ended before. Raises PlanError if unknown."""
        with self._database.writing() as connection:
            return calendar_links.revoke(connection, campus, link_id, actor, now)

    def calendar(self, token: str, since: datetime, now: datetime) -> CalendarSource | None:
        """Return what a token's calendar is made of; None if it was revoked, or never was one."""
        with self._database.reading() as connection:
            return calendar_links.source(connection, token, since, now)
