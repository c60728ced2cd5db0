"""A campus with somebody of every role, each with a way in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from phones import CAMPUS, Phones, fresh_database
from telling.console import PASSWORD, Console

from warmline.store.records.accounts import Account

# A hash says how dear it is to check, and this one is cheap: people sign in a thousand times here.
KEPT = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def console(redis_url: str, tmp_path: Path, empty_database: Path) -> Iterator[Console]:
    """A line with two mentors on shift, a backup, and staff who have accounts."""
    phones = Phones(redis_url, tmp_path, empty_database)
    maya, luis = phones.on_call("Maya", "Luis")
    staff = {
        "Cora": phones.mentor("Cora", "coordinator"),
        "Ada": phones.mentor("Ada", "adviser"),
        "Noor": phones.mentor("Noor", "counselor"),
        "Enno": phones.mentor("Enno", "engineer"),
        "Bo": phones.mentor("Bo", "backup"),
    }
    phones.desk()
    phones.ready()
    for name, person in staff.items():
        account = Account(
            login=name.lower(),
            campus=CAMPUS,
            mentor=phones.id_of(person),
            password_hash=KEPT,
        )
        phones.parts.records.save_account(account, actor="test", now=phones.now())
    yield Console(phones, {"Maya": maya, "Luis": luis, **staff})
    phones.close()
