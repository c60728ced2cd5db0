"""What contracts are run on: SQLite and a real PostgreSQL, one Redis and a real Cluster."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import cast

import psycopg
import pytest
import redis
from cryptography.fernet import Fernet
from postgres_for_tests import CleanDatabase, PostgresServer
from psycopg import sql
from telling.redis_servers import RedisCluster, raw_redis

from warmline.privacy import Vault
from warmline.store.records import Records

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def records_vault() -> Vault:
    """One set of keys for the whole run."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give a PostgreSQL of this process alone."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_records(postgres_server: PostgresServer) -> Iterator[CleanDatabase]:
    """Give a PostgreSQL database that is up to date, and is cleaned for each test."""
    _execute(postgres_server, "CREATE DATABASE pattern")
    _upgrade(postgres_server.url("pattern"))
    with closing(CleanDatabase(postgres_server, "pattern")) as database:
        yield database


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file that is up to date."""
    path = tmp_path_factory.mktemp("records") / "pattern.sqlite3"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, gone after the test."""
    name = f"empty_{next(_NUMBERS)}"
    _execute(postgres_server, "CREATE DATABASE {}", name)
    yield postgres_server.url(name)
    _execute(postgres_server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database in which nothing is, of either make."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    return cast("str", request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an upgraded and empty database of either make."""
    if request.param == "sqlite":
        path = tmp_path / "records.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_pattern"), path)
        return f"sqlite:///{path}"
    return cast("CleanDatabase", request.getfixturevalue("postgres_records")).cleaned()


@pytest.fixture
def records(records_url: str, records_vault: Vault) -> Iterator[Records]:
    """Give records, up to date and empty, on either make of database."""
    records = Records.connect(records_url, records_vault)
    yield records
    records.close()


def _upgrade(url: str) -> None:
    records = Records.connect(url, Vault([Fernet.generate_key().decode()]))
    records.upgrade()
    records.close()


def _execute(server: PostgresServer, statement: str, name: str = "") -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a real Redis Cluster of three masters."""
    with RedisCluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster.url


@pytest.fixture(params=["redis", "cluster"])
def live_url(request: pytest.FixtureRequest) -> str:
    """Give an empty Redis for the live state: one server, and then a Cluster."""
    if request.param == "redis":
        return cast("str", request.getfixturevalue("redis_url"))
    url = cast("str", request.getfixturevalue("redis_cluster"))
    with raw_redis(url) as connection:
        connection.flushall()
    return url


@pytest.fixture
def raw(live_url: str) -> Iterator[redis.Redis]:
    """Give that Redis itself, for keys of a campus."""
    with raw_redis(live_url) as connection:
        yield connection
