"""A house whose live state is a Cluster; the job queue's Redis stands apart."""

from __future__ import annotations

from pathlib import Path

from tests.faults.house import House
from tests.faults.processes import Process, redis_server, warmline
from tests.telling.redis_servers import RedisCluster
from warmline.settings.home import free_port


class ClusteredHouse(House):
    """The least that serves calls: one web, one worker, one clock."""

    def __init__(self, folder: Path, database: Path, cluster: RedisCluster) -> None:
        self.cluster = cluster
        super().__init__(folder, database)

    def _environment(self) -> dict[str, str]:
        self._queue_port = free_port()
        return super()._environment() | {
            "REDIS_URL": self.cluster.url,
            "RQ_REDIS_URL": f"redis://127.0.0.1:{self._queue_port}/0",
            "WARMLINE_WEB_WORKERS": "1",
        }

    def _processes(self) -> list[Process]:
        kept = self.folder / "redis"
        kept.mkdir()
        queue = Process("queue", redis_server(self._queue_port, kept), {}, self.log("queue"))
        ours = [
            Process(name, warmline(name), self._env, self.log(name))
            for name in ("web", "worker", "clock")
        ]
        return [queue, *ours]
