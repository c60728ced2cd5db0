"""Every story begins with phones, and ends with nothing left unmentioned."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from phones import Phones, fresh_database  # noqa: E402 - the path above is what makes it found


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each story."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def phones(
    redis_url: str, tmp_path: Path, empty_database: Path, request: pytest.FixtureRequest
) -> Iterator[Phones]:
    """People with phones; whatever the story leaves unmentioned fails it."""
    failed = request.session.testsfailed
    told = Phones(redis_url, tmp_path, empty_database)
    yield told
    try:
        if request.session.testsfailed == failed:
            told.all_is_told()
    finally:
        told.close()
