"""The commands' way to the real parts of the house, and what they can do without Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug, LineSlug
from warmline.roster import pool_at
from warmline.rotation import Standing
from warmline.settings import Settings
from warmline.store.records import Records


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
        return tuple(live.standings(campus, pool_at(spans, now)) for spans in pools)
    except LiveStoreUnavailableError:
        return ()
    finally:
        live.close()
