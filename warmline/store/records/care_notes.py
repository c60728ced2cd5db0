"""How mentors said they were: sealed, one a day, read for themselves alone, gone when they leave.

No change of it is in the audit: that would tell others that there was something to tell.
"""

from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from warmline.care_ledger import Felt
from warmline.ids import CampusSlug, MentorId, Sealed
from warmline.privacy import Vault
from warmline.store.records.people_tables import care_note
from warmline.store.records.plan_tables import mentor as mentor_table
from warmline.store.records.schema import rows, write_newer


def keep(
    connection: Connection,
    vault: Vault,
    whose: tuple[CampusSlug, MentorId],
    felt: Felt,
    now: datetime,
) -> bool:
    """Keep how somebody of ours is on a day; what they said later on it holds. Says if it did."""
    campus, mentor = whose
    serves = mentor_table.c.active & (mentor_table.c.stage != "alumni")
    mine = (mentor_table.c.campus == campus) & (mentor_table.c.id == mentor)
    if connection.execute(select(mentor_table.c.id).where(mine, serves)).first() is None:
        return False
    row = {"mentor": mentor, "day": felt.day, "at": now, "how": vault.seal(str(felt.how))}
    return write_newer(connection, care_note, row, by="at")


def notes(connection: Connection, vault: Vault, mentor: MentorId, since: date) -> tuple[Felt, ...]:
    """Return what somebody has said of themselves from a day on."""
    chosen = select(care_note.c.day, care_note.c.how).where(
        care_note.c.mentor == mentor, care_note.c.day >= since
    )
    return tuple(
        Felt(row["day"], int(vault.open(Sealed(row["how"])))) for row in rows(connection, chosen)
    )


def clear(connection: Connection, mentor: MentorId | str, until: datetime | None = None) -> None:
    """Forget what somebody has said of themselves; with ``until`` (UTC), what they said by then."""
    gone = delete(care_note).where(care_note.c.mentor == mentor)
    connection.execute(gone if until is None else gone.where(care_note.c.at <= until))
