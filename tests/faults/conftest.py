"""One house for all faults of a test process: starting it takes longer than breaking it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, fresh_database
from warmline.simulator import twiml


@pytest.fixture(scope="session")
def standing_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with all its processes."""
    folder = tmp_path_factory.mktemp("house")
    database: Path = fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")
    house = House(folder, database)
    try:
        yield house
        house.all_is_well()
    finally:
        house.close()


@pytest.fixture
def house(standing_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The house, whole again, with nobody on the phone."""
    # The carrier's voice speaks ten times as fast: what is tested happens between the sentences.
    monkeypatch.setattr(twiml, "WORDS_A_SECOND", 30.0)
    standing_house.ready()
    yield standing_house
    standing_house.exchange.faults.clear()
    standing_house.ready()  # before anybody hangs up: news of that would else be lost
    standing_house.everybody_hangs_up()
