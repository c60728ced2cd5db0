"""Every race is run on a line of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.races.room import Room, fresh_database


@pytest.fixture(scope="session")
def race_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each race."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def room(redis_url: str, tmp_path: Path, race_database: Path) -> Iterator[Room]:
    """A line, as several processes see it at once."""
    made = Room(redis_url, tmp_path, race_database)
    yield made
    made.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads for things that happen in the same instant."""
    with ThreadPoolExecutor(64) as threads:
        yield threads
