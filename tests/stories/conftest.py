"""Every story begins with phones, and ends with nothing left unmentioned."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from phones import Phones, fresh_database
from telling.own_redis import OwnRedis, own_redis_in
from telling.privacy import Witness


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each story."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def phones(
    redis_url: str, tmp_path: Path, empty_database: Path, request: pytest.FixtureRequest
) -> Iterator[Phones]:
    """People with phones; whatever the story leaves unmentioned fails it."""
    yield from _told(Phones(redis_url, tmp_path, empty_database), request)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A Redis that a story may take away and bring back."""
    with own_redis_in(tmp_path) as server:
        yield server


@pytest.fixture
def phones_on_own_redis(
    own_redis: OwnRedis, tmp_path: Path, empty_database: Path, request: pytest.FixtureRequest
) -> Iterator[Phones]:
    """People with phones, whose live state the story may take away."""
    yield from _told(Phones(own_redis.url, tmp_path, empty_database), request)


def _told(phones: Phones, request: pytest.FixtureRequest) -> Iterator[Phones]:
    failed = request.session.testsfailed
    told = False
    witness = Witness(phones)
    yield phones
    try:
        if request.session.testsfailed == failed:
            phones.all_is_told()
            nothing_is_left(witness)
            told = True
    finally:
        if not told:
            sys.stderr.write(phones.transcript())
        witness.leave()
        phones.close()


def nothing_is_left(witness: Witness) -> None:
    """No story leaves a number of the other side anywhere, or words after their conversation."""
    witness.numbers_stay_hidden()
    witness.words_stay_sealed()
    if witness.words():
        witness.words_are_gone()
