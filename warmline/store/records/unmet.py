"""Help that was asked for and reached nobody: what coordinators and adviser look into."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, exists, literal_column, select

from warmline.ids import CampusSlug, ContactId, LineSlug
from warmline.store.records.history_tables import contact, contact_event, is_of
from warmline.store.records.schema import rows

_UNANSWERED = contact_event.c.kind == literal_column("'help_unanswered'")
SHOWN = timedelta(days=30)  # an escalation is looked at on the next working day
CAME = ("guest_joined", "help_taken", "handed_over")


class Unmet(Struct, frozen=True, kw_only=True):
    """One escalation that reached nobody when it was asked for; times are UTC.

    ``came``: somebody came later in the same contact. ``outcome``: what the mentor said of it.
    """

    contact: ContactId
    line: LineSlug
    kind: str
    at: datetime
    came: bool
    outcome: str | None


def unmet(connection: Connection, campus: CampusSlug, since: datetime) -> tuple[Unmet, ...]:
    """Return what was told as unmet since then, the newest first; one for each contact."""
    later, said = contact_event.alias("later"), contact_event.alias("said")
    came = exists().where(
        and_(
            later.c.contact == contact.c.id,
            later.c.kind.in_(CAME),
            later.c.at >= contact_event.c.at,
        )
    )
    outcome = (
        select(said.c.detail)
        .where(said.c.contact == contact.c.id, said.c.kind == "help_outcome")
        .order_by(said.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    chosen = (
        select(
            contact.c.id.label("contact"),
            contact.c.line,
            contact.c.kind,
            contact_event.c.at,
            came.label("came"),
            outcome.label("outcome"),
        )
        .join(contact_event, contact_event.c.contact == contact.c.id)
        .where(
            is_of(campus),
            _UNANSWERED,  # in the words of its index, which a parameter would not be
            contact_event.c.at >= since,
        )
        .order_by(contact_event.c.at.desc(), contact.c.id)
    )
    found: dict[str, Unmet] = {}
    for row in rows(connection, chosen):
        found.setdefault(row["contact"], _unmet(row))
    return tuple(found.values())


def _unmet(row: dict[str, Any]) -> Unmet:
    detail = row["outcome"]
    said = detail.get("detail") if isinstance(detail, dict) else None
    return Unmet(**{**row, "came": bool(row["came"]), "outcome": said})
