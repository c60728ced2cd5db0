"""The daily purge: in the morning of the campus's own clock, once, by whichever clock is there."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, history

from warmline.errors import LiveStoreUnavailableError
from warmline.nightly import Nightly
from warmline.settings.home import free_port
from warmline.store.live import LiveStore
from warmline.store.records import Records

SEVEN = datetime(2027, 1, 4, 15, 59, tzinfo=UTC)  # 07:59 in Los Angeles
EIGHT = SEVEN + timedelta(minutes=1)


class Morning:
    """A clock's daily purge, at a time that is told."""

    def __init__(self, records: Records, redis_url: str) -> None:
        self.now = SEVEN
        self.records = records
        self.live = LiveStore(redis_url)
        self.nightly = Nightly(records, self.live, lambda: self.now)

    def tick(self, now: datetime) -> int:
        """Let the clock look; return how many purges the audit knows of."""
        self.now = now
        self.nightly.tick()
        return [it.action for it in self.records.audit_entries()].count("purge")

    def an_old_contact(self, name: str) -> None:
        """Write down a contact whose caller's hash is older than it may be."""
        self.records.record_contact(history(name))


@pytest.fixture
def morning(records: Records, redis_url: str):
    """Give a campus in whose records a contact has grown old."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    it = Morning(records, redis_url)
    it.an_old_contact("0001")
    yield it
    it.live.close()


def test_the_purge_comes_once_a_day_in_the_morning(morning: Morning) -> None:
    """Not before eight on the campus's own clock, and then once, however often the clock looks."""
    assert [morning.tick(SEVEN), morning.tick(EIGHT)] == [0, 1]
    assert morning.records.too_old(NORTHFIELD, EIGHT)["callers"] == 0
    morning.an_old_contact("0002")
    assert morning.tick(EIGHT + timedelta(hours=3)) == 1
    assert morning.tick(SEVEN + timedelta(days=1)) == 1
    assert morning.tick(EIGHT + timedelta(days=1)) == 2


def test_a_clock_that_was_down_in_the_morning_purges_later(morning: Morning) -> None:
    """A machine that was off at eight does it when it is on again, that same day."""
    assert morning.tick(EIGHT + timedelta(hours=9)) == 1


def test_a_campus_without_lines_is_purged_too(morning: Morning) -> None:
    """Whatever has become of a plan, what is kept of contacts does not grow old."""
    empty = replace(CAMPUS_FILE, lines=(), rungs={}, desks=(), shifts=(), duties=(), overrides=())
    morning.records.save_campus(empty, actor="engineer", now=NOW)
    assert morning.tick(EIGHT) == 1


def test_without_redis_the_records_are_purged_and_nothing_is_proved(morning: Morning) -> None:
    """A purge that could not look into Redis does what it can, and does not call it done."""
    away = LiveStore(f"redis://127.0.0.1:{free_port()}/0")
    nightly = Nightly(morning.records, away, lambda: EIGHT)
    purged = nightly.purge(NORTHFIELD, "Sam")
    assert (purged.records.is_clean, purged.is_clean, purged.live_left) == (True, False, None)
    assert purged.records.removed["callers"] == 1
    with pytest.raises(LiveStoreUnavailableError):
        nightly.tick()
