"""The commands' way to the real parts of the house, and what they can do without Redis."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, PlanError
from warmline.ids import CampusSlug, ContactId, LineSlug
from warmline.roster import pool_at
from warmline.rotation import Standing
from warmline.settings import Settings
from warmline.store.records import Records

LOOKED_AT = 50  # contacts of which a few letters of the name are enough


@contextmanager
def open_records(settings: Settings) -> Iterator[Records]:
    """Give the records, and close them afterwards."""
    records = Parts(settings).records
    try:
        yield records
    finally:
        records.close()


def publish(settings: Settings, campus: CampusSlug) -> bool:
    """Publish a campus's plan to Redis; False when Redis does not answer (the clock will do it)."""
    parts = Parts(settings)
    try:
        parts.publisher.publish(campus)
        parts.affairs.send_codes_of(campus)
    except LiveStoreUnavailableError:
        return False
    finally:
        parts.records.close()
        parts.live.close()
    return True


def standings(
    settings: Settings, campus: CampusSlug, line: LineSlug, now: datetime
) -> tuple[tuple[Standing, ...], ...]:
    """Return where the mentors of each rung stand now; nothing when Redis does not answer."""
    live = Parts(settings).live
    try:
        roster = live.roster(campus)
        pools = roster.pools.get(line, ()) if roster is not None else ()
        return tuple(live.standings(campus, pool_at(spans, now), now) for spans in pools)
    except LiveStoreUnavailableError:
        return ()
    finally:
        live.close()


@contextmanager
def open_parts() -> Iterator[Parts]:
    """Give the real parts of the house, the database known to be of this version; close both."""
    parts = Parts(Settings.read(os.environ))
    try:
        parts.records.check_schema()
        yield parts
    finally:
        parts.records.close()
        parts.live.close()


def campus_of(parts: Parts, wanted: str | None) -> CampusSlug:
    """Return the campus that is meant. Raises PlanError when that is none, or one of several."""
    known = parts.records.campuses()
    if wanted is not None and CampusSlug(wanted) in known:
        return CampusSlug(wanted)
    if wanted is None and len(known) == 1:
        return known[0]
    raise PlanError(f"choose a campus with --campus; there is {', '.join(known) or 'none yet'}")


def contact_of(parts: Parts, campus: CampusSlug, wanted: str) -> ContactId:
    """Return the contact whose name is meant, whole or its beginning. Raises PlanError."""
    name = wanted.removeprefix(f"{campus}.")
    recent = parts.live.recent_contacts(campus, LOOKED_AT)
    found = [it for it in recent if it.removeprefix(f"{campus}.").startswith(name)]
    if len(found) == 1 and name:
        return found[0]
    whole = ContactId(f"{campus}.{name}")
    if parts.live.load(whole) is not None or parts.records.contact(whole) is not None:
        return whole
    raise PlanError(f"there is no contact {wanted}, or several; see: warmline reveal contacts")
