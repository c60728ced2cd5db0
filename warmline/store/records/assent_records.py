"""The records' side of what needs a second person."""

from datetime import datetime

from warmline.assent import Assent
from warmline.store.records import assents
from warmline.store.records.database import Database


class AssentRecords:
    """A request is decided once and shown once."""

    _database: Database

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
