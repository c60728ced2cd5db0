"""The records: the one door to the database, for the loader, the clock, the console and history."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import text

from warmline.assent import Assent
from warmline.callers import CallerPlan
from warmline.campus_file import CampusFile
from warmline.drill import Heard, Ringee, Tested
from warmline.ids import CampusSlug, ContactId, MentorId, NumberHash, Sealed
from warmline.privacy import Vault
from warmline.schedule import Era, Plan
from warmline.store.records import (
    accounts,
    assents,
    blocking,
    calendar_links,
    caller_plans,
    caring,
    contacts,
    drills,
    dumping,
    plans,
    saving,
    searching,
    upgrading,
    versions,
    wrap_ups,
)
from warmline.store.records.accounts import Account
from warmline.store.records.application_records import ApplicationRecords
from warmline.store.records.backup_records import BackupRecords
from warmline.store.records.calendar_links import CalendarLink, CalendarSource, CalendarTarget
from warmline.store.records.database import Database, open_database
from warmline.store.records.draft_records import DraftRecords
from warmline.store.records.dumping import Dump
from warmline.store.records.editing import Edit
from warmline.store.records.history import ContactHistory, Debrief, KeptWrapUp
from warmline.store.records.key_records import KeyRecords
from warmline.store.records.oversight_records import OversightRecords
from warmline.store.records.own_records import OwnRecords
from warmline.store.records.people_records import PeopleRecords
from warmline.store.records.saving import LoadReport
from warmline.store.records.searching import Page, Sought
from warmline.store.records.versions import PlanChange


class Records(
    PeopleRecords,
    ApplicationRecords,
    OversightRecords,
    DraftRecords,
    OwnRecords,
    BackupRecords,
    KeyRecords,
):
    """People, plans, history and audit.

    Every method raises RecordsUnavailableError when the database does not answer (asking again
    later is safe, also for writes), RecordsBehindError when it lacks this version's tables, and
    StoreError when it refuses. Safe to share between threads.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    @classmethod
    def connect(cls, database_url: str, vault: Vault) -> Self:
        """Return the records at this URL, without yet asking anything of the database.

        Raises SettingsError if the URL is not one of SQLite's or PostgreSQL's.
        """
        return cls(open_database(database_url), vault)

    def close(self) -> None:
        """Close every connection; the next call would open new ones."""
        self._database.close()

    def ping(self) -> None:
        """Raise unless the database answers."""
        with self._database.reading() as connection:
            connection.execute(text("SELECT 1"))

    def clock_ahead(self) -> float | None:
        """Return by how many seconds its clock is ahead of ours; None where it is the same."""
        return self._database.clock_ahead()

    def upgrade(self) -> None:
        """Bring the database to this version's shape; many processes may try at once."""
        upgrading.upgrade(self._database)

    def check_schema(self) -> None:
        """Raise RecordsBehindError unless the database has exactly this version's shape."""
        upgrading.check_schema(self._database)

    def save_campus(self, campus_file: CampusFile, *, actor: str, now: datetime) -> LoadReport:
        """Make a campus's plan what its file says, all or nothing; the same file changes nothing.

        Mentors, lines and desks that the file no longer has become inactive; how far a known mentor
        has come is left alone: that is what their steps say, not a file. Raises PlanError if an
        override or period of the file contradicts one that was made otherwise.
        """
        with self._database.writing() as connection:
            return saving.save_campus(connection, self._vault, campus_file, actor, now)

    @contextmanager
    def editing(
        self, campus: CampusSlug, *, actor: str, action: str, origin: str, now: datetime
    ) -> Iterator[Edit]:
        """Give an edit of a campus's plan: kept whole when the block ends, not at all if it raises.

        Edits queue behind each other and behind loads. The caller publishes the plan afterwards.
        Raises PlanError, with the reason, for whatever a campus file would be refused for, and for
        overrides that contradict another, cover nobody's time, or are over already.
        """
        with self._database.writing() as connection:
            edit = Edit(connection, self._vault, campus, origin=origin, now=now)
            yield edit
            edit.close(actor, action, f"campus/{campus}")

    def eras(self, campus: CampusSlug, start: datetime, end: datetime) -> tuple[Era, ...]:
        """Return the plans that routed between two instants (UTC), oldest first, no numbers in.

        The first covers ``start``; what was before the first plan of all, that plan tells.
        """
        with self._database.reading() as connection:
            return versions.eras(connection, campus, start, end)

    def plan_history(
        self, campus: CampusSlug, start: datetime, end: datetime
    ) -> tuple[PlanChange, ...]:
        """Return every change of a campus's plan from ``start`` to before ``end``, oldest first."""
        with self._database.reading() as connection:
            return versions.history(connection, campus, start, end)

    def campus_file(self, campus: CampusSlug) -> Dump:
        """Return a campus file that loads to what there is; it holds numbers in plain."""
        with self._database.reading() as connection:
            return dumping.campus_file(connection, self._vault, campus)

    def campuses(self) -> tuple[CampusSlug, ...]:
        """Return every campus that has been loaded."""
        with self._database.reading() as connection:
            return plans.slugs(connection)

    def load_plan(self, campus: CampusSlug, since: datetime | None = None) -> Plan:
        """Return a campus's plan as of one moment, numbers sealed.

        With ``since`` (UTC), what ended before is left out: who was on call until then cannot be
        told by it, but it does not grow with the years.
        """
        with self._database.reading() as connection:
            return plans.load_plan(connection, campus, since)

    def plan_version(self, campus: CampusSlug) -> int:
        """Return a count that grows with every change of the plan or of who is blocked."""
        with self._database.reading() as connection:
            return int(plans.campus_row(connection, campus)["plan_version"])

    def pepper(self, campus: CampusSlug) -> Sealed:
        """Return the sealed key of the campus's number hashes."""
        with self._database.reading() as connection:
            return Sealed(plans.campus_row(connection, campus)["pepper"])

    def blocked(self, campus: CampusSlug, now: datetime) -> frozenset[NumberHash]:
        """Return whose calls are refused at ``now``."""
        with self._database.reading() as connection:
            return plans.blocked(connection, campus, now)

    def block(
        self,
        campus: CampusSlug,
        number: NumberHash,
        *,
        reason: str,
        until: datetime | None,
        actor: str,
        now: datetime,
    ) -> None:
        """Refuse a caller until then (None: until lifted); a second block replaces the first."""
        with self._database.writing() as connection:
            block = blocking.Block(reason=reason, until=until)
            blocking.block(connection, campus, number, block, actor, now)

    def blocks(self, campus: CampusSlug, now: datetime) -> tuple[blocking.Blocked, ...]:
        """Return every block that holds at ``now``, newest first."""
        with self._database.reading() as connection:
            return blocking.blocks(connection, campus, now)

    def lift_block(self, campus: CampusSlug, caller: str, *, actor: str, now: datetime) -> None:
        """End a block, by what ``blocks`` calls the caller. Raises PlanError if there is none."""
        with self._database.writing() as connection:
            blocking.lift(connection, campus, caller, actor, now)

    def plan_for_caller(self, campus: CampusSlug, plan: CallerPlan, *, now: datetime) -> None:
        """Keep a plan for somebody who calls often, in place of an earlier one."""
        with self._database.writing() as connection:
            caller_plans.keep(connection, campus, plan, now)

    def caller_plans(self, campus: CampusSlug, now: datetime) -> tuple[CallerPlan, ...]:
        """Return the plans for callers that hold at ``now``, the newest first."""
        with self._database.reading() as connection:
            return caller_plans.held(connection, campus, now)

    def end_caller_plan(
        self, campus: CampusSlug, caller: str, *, actor: str, now: datetime
    ) -> None:
        """End a caller's plan, by the name it has. Raises PlanError if there is none."""
        with self._database.writing() as connection:
            caller_plans.end(connection, campus, caller, actor, now)

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

    def begin_drill(
        self,
        campus: CampusSlug,
        drill: str,
        ringees: Sequence[Ringee],
        *,
        actor: str,
        now: datetime,
    ) -> bool:
        """Write a drill down; False, and nothing is written, while another is under way."""
        with self._database.writing() as connection:
            return drills.begin(connection, campus, drill, ringees, actor, now)

    def open_drill(self, campus: CampusSlug) -> str | None:
        """Return the drill that is under way, or None."""
        with self._database.reading() as connection:
            return drills.under_way(connection, campus)

    def last_drill(self, campus: CampusSlug) -> str | None:
        """Return the newest drill, or None."""
        with self._database.reading() as connection:
            return drills.last(connection, campus)

    def tested(self, drill: str) -> tuple[Tested, ...]:
        """Return every phone of a drill and what came of it, in the order of ringing."""
        with self._database.reading() as connection:
            return drills.tested(connection, drill)

    def end_drill_ring(self, drill: str, mentor: MentorId, outcome: Heard, now: datetime) -> None:
        """Write down what came of one phone."""
        with self._database.writing() as connection:
            drills.end_ring(connection, drill, mentor, outcome, now)

    def end_drill(self, drill: str, now: datetime) -> None:
        """Note that the coordinators have been told how a drill ended."""
        with self._database.writing() as connection:
            drills.end(connection, drill, now)

    def ask_assent(self, assent: Assent, *, actor: str) -> None:
        """Write down a request that needs a second person."""
        with self._database.writing() as connection:
            assents.ask(connection, assent, actor)

    def open_assents(self) -> tuple[Assent, ...]:
        """Return every request, of all campuses, that is not decided yet."""
        with self._database.reading() as connection:
            return assents.undecided(connection)

    def assent(self, assent_id: str) -> Assent:
        """Return a request. Raises PlanError if there is none."""
        with self._database.reading() as connection:
            return assents.one(connection, assent_id)

    def decide_assent(self, assent: Assent, now: datetime) -> bool:
        """Write down the verdict that a request has, once; False if there is one already."""
        with self._database.writing() as connection:
            return assents.decide(connection, assent, now)

    def show_assent(self, assent_id: str, now: datetime) -> bool:
        """Note that what was agreed to is shown now, once; False if it was before."""
        with self._database.writing() as connection:
            return assents.show(connection, assent_id, now)

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
