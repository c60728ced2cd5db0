"""A house as a hosted line has it: PostgreSQL, Redis behind Sentinels, web's socket held."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

from tests.contracts.postgres_for_tests import PostgresServer
from tests.faults.house import KEY, House
from tests.faults.lines import OpenLine
from tests.faults.processes import Process, warmline
from tests.telling.redis_servers import WatchedRedis
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.store.records import Records
from warmline.store.records.history import ContactHistory
from warmline.up import listening

ENDING = 20.0
DAY = timedelta(days=1)


class ManagedHouse(House):
    """Its stores are servers of their own, which tests take away; web's socket is held."""

    def __init__(
        self, folder: Path, database: Path, postgres: PostgresServer, watched: WatchedRedis
    ) -> None:
        self.postgres, self.watched = postgres, watched
        self.renewals = 0  # how many processes have been asked to make room for another
        super().__init__(folder, database)

    def _environment(self) -> dict[str, str]:
        env = super()._environment() | {
            "REDIS_URL": self.watched.url,
            "DATABASE_URL": self.postgres.url("postgres"),
            "WARMLINE_WEB_WORKERS": "1",
        }
        records = Records.connect(env["DATABASE_URL"], Vault([KEY]))
        records.upgrade()
        records.close()
        return env

    def _processes(self) -> list[Process]:
        self._socket: socket.socket = listening.hold(Settings.read(self._env))
        env = self._env | {listening.VARIABLE: str(self._socket.fileno())}
        found = [
            Process(name, warmline(name.partition(" ")[0]), env, self.log(name))
            for name in ("web", "worker 1", "worker 2", "clock")
        ]
        found[0].hands = (self._socket.fileno(),)
        return found

    def close(self) -> None:
        """End everything."""
        super().close()
        self._socket.close()

    def renew(self, *names: str) -> None:
        """Start processes anew one after another, each when the one before is at work again."""
        for process in (it for name in names for it in self.called(name)):
            before = len(process.ended)
            self.renewals += 1
            self.ask_to_end(process.name)
            self.until(lambda it=process, n=before: len(it.ended) > n, ENDING, "it ends")  # type: ignore[misc]
            assert process.ended[before:] == [0], self.log(process.name).read_text()[-3000:]
            self.ready()

    def written_down(self, line: OpenLine) -> tuple[ContactHistory, ...]:
        """Return what the database knows of the contacts of a line's campus."""
        now = self.parts.now()
        return self.parts.records.contacts(line.campus, now - DAY, now + DAY)
