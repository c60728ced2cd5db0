"""A line's house as it is hosted: `warmline up` as a whole, PostgreSQL, Redis behind Sentinels."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.contracts.postgres_for_tests import PostgresServer
from tests.faults.house import House
from tests.faults.lines import OpenLine
from tests.faults.processes import Process, warmline
from tests.house.watching import family
from tests.telling.redis_servers import WatchedRedis
from warmline.store.records.history import ContactHistory

DAY = timedelta(days=1)


class ManagedHouse(House):
    """Its stores are servers of their own, which tests take away; its processes keep themselves."""

    def __init__(
        self, folder: Path, database: Path, postgres: PostgresServer, watched: WatchedRedis
    ) -> None:
        self.postgres, self.watched = postgres, watched
        super().__init__(folder, database)

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {
            "REDIS_URL": self.watched.url,
            "DATABASE_URL": self.postgres.url("postgres"),
        }

    def _processes(self) -> list[Process]:
        return [Process("up", warmline("up"), self._env, self.log("up"))]

    def _beat_since_their_start(self) -> bool:
        beats, started_at = self.parts.live.beats(), self.processes["up"].started_at
        return all(name in beats and beats[name] >= started_at for name in ("worker", "clock"))

    def pids(self) -> set[int]:
        """Return every process of ours, but for `warmline up` itself."""
        return set(family(self.processes["up"].pid)[1:])

    def said(self, what: str) -> int:
        """Return how often `warmline up` has said something."""
        return self.log("up").read_text().count(what)

    def comings_and_goings(self) -> int:
        """Return how many processes have been asked to end, or started beside another."""
        return self.said("warmline up: another ") + self.said(" ended (status 0)")

    def written_down(self, line: OpenLine) -> tuple[ContactHistory, ...]:
        """Return what the database knows of the contacts of a line's campus."""
        now = self.parts.now()
        return self.parts.records.contacts(line.campus, now - DAY, now + DAY)
