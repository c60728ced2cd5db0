"""The records' side that people's own affairs are asked of: their steps, and their numbers."""

from datetime import datetime

from warmline.campus_file import MentorEntry
from warmline.ids import CampusSlug, MentorId
from warmline.people import Profile, Step
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.store.records import people, phones
from warmline.store.records.answers import Answer, Code
from warmline.store.records.database import Database
from warmline.store.records.editing import Edit


class PeopleRecords:
    """Steps are kept whole or not at all; whoever takes one publishes the plan afterwards."""

    _database: Database
    _vault: Vault

    def people(self, campus: CampusSlug) -> tuple[Profile, ...]:
        """Return everybody whom a campus knows, in roster order, with their steps."""
        with self._database.reading() as connection:
            return people.profiles(connection, campus)

    def checklist(self, campus: CampusSlug) -> tuple[str, ...]:
        """Return what a campus trains before anybody is certified."""
        with self._database.reading() as connection:
            return people.checklist(connection, campus)

    def nominate(
        self, campus: CampusSlug, entry: MentorEntry, by: str, *, actor: str, now: datetime
    ) -> MentorId:
        """Write somebody down whom nobody has heard of yet; ``by`` says who nominated them."""
        with self._database.writing() as connection:
            edit = Edit(connection, self._vault, campus, origin="command", now=now)
            added = MentorId(edit.add(entry))
            people.note(connection, added, ("nominated", actor, by), now)
            edit.close(actor, "mentor.nominated", f"mentor/{added}")
            return added

    def take_step(
        self,
        campus: CampusSlug,
        mentor: MentorId,
        step: Step,
        *,
        actor: str,
        now: datetime,
        note: str = "",
    ) -> None:
        """Take a step on somebody's way. Raises PlanError with the reason when it cannot follow."""
        with self._database.writing() as connection:
            people.take(connection, campus, mentor, step, (actor, note, now))

    def set_roles(
        self,
        campus: CampusSlug,
        mentor: MentorId,
        roles: tuple[str, ...],
        *,
        actor: str,
        now: datetime,
    ) -> None:
        """Give somebody these roles and no others. Raises PlanError."""
        with self._database.writing() as connection:
            people.set_roles(connection, campus, mentor, roles, (actor, now))

    def note_all(
        self, mentors: tuple[MentorId, ...], step: str, note: str, *, actor: str, now: datetime
    ) -> None:
        """Add the same line to several people's ways, all or none."""
        with self._database.writing() as connection:
            people.note_all(connection, mentors, (step, actor, note), now)

    def give_number(
        self,
        campus: CampusSlug,
        mentor: MentorId,
        number: PhoneNumber,
        *,
        actor: str,
        now: datetime,
    ) -> bool:
        """Note somebody's number; says whether it waits for a code. Raises PlanError."""
        with self._database.writing() as connection:
            return phones.give(connection, self._vault, campus, mentor, number, (actor, now))

    def ask_again(self, campus: CampusSlug, mentor: MentorId, *, actor: str, now: datetime) -> None:
        """Make a new code for the number that waits. Raises PlanError when none does."""
        with self._database.writing() as connection:
            phones.ask_again(connection, self._vault, campus, mentor, (actor, now))

    def withdraw_number(
        self, campus: CampusSlug, mentor: MentorId, *, actor: str, now: datetime
    ) -> None:
        """Give up the number that waits. Raises PlanError when none does."""
        with self._database.writing() as connection:
            phones.withdraw(connection, campus, mentor, (actor, now))

    def codes(self, campus: CampusSlug, now: datetime) -> tuple[Code, ...]:
        """Return every code that is still worth something, each to be sent once by its name."""
        with self._database.reading() as connection:
            return phones.codes(connection, self._vault, campus, now)

    def answer_code(
        self, campus: CampusSlug, mentor: MentorId, code: str, *, actor: str, now: datetime
    ) -> Answer:
        """Compare a code that has come back; the right one makes the new number the one to ring."""
        with self._database.writing() as connection:
            return phones.answer(connection, self._vault, campus, mentor, code, (actor, now))

    def answer_code_once(
        self, campus: CampusSlug, mentor: MentorId, code: str, errand: str, *, now: datetime
    ) -> Answer:
        """Compare a code that came by text, once however often this is asked for an errand."""
        with self._database.writing() as connection:
            said = (errand, "text from the new phone", now)
            return phones.answer_once(connection, self._vault, campus, mentor, code, said)
