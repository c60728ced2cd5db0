"""Several Redis servers that belong together: a Cluster of three, or one that Sentinels watch."""

import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, cast

import redis
from redis.cluster import ClusterNode

from warmline.settings.home import free_port
from warmline.settings.redis_address import read_redis_address
from warmline.up.embedded_redis import binary

SLOTS = 16384
STARTING = 20.0
PASSWORD, SENTINEL_PASSWORD = "let-me-in", "let-me-watch"  # of servers that live for one test
DOWN_AFTER_MS = 1000


class RedisServers(ABC):
    """Redis processes in one folder, each in a folder of its own; used with ``with``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            self.make()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def make(self) -> None:
        """Start everything and wait until it is whole."""

    def close(self) -> None:
        """End every process."""
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait(10)

    def run(self, name: str, *words: str) -> None:
        """Start one server; what it says is kept in its log."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [binary(), *words], cwd=home, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def kill(self, name: str) -> None:
        """End a server in the middle of whatever it does, for good."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait(10)

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is true; what does not answer yet is not."""
        limit = time.monotonic() + STARTING
        while not _is(true):
            gone = [name for name, it in self.processes.items() if it.poll() is not None]
            assert gone == [], f"ended by themselves: {gone}"
            assert time.monotonic() < limit, f"not within {STARTING} s: {what}"
            subprocess.run(["/bin/sleep", "0.02"], check=True)


class RedisCluster(RedisServers):
    """Three masters that share all slots between them, and perhaps a replica of each."""

    def __init__(self, folder: Path, *, replicas: int = 0, node_timeout_ms: int = 2000) -> None:
        super().__init__(folder)
        self._replicas, self._node_timeout_ms = replicas, node_timeout_ms

    def make(self) -> None:
        """Start all and let them meet."""
        self.ports = [_port_with_its_bus() for _ in range(3 * (1 + self._replicas))]
        for port in self.ports:
            words = ["--port", str(port), "--bind", "127.0.0.1", "--save", ""]
            words += ["--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"]
            words += ["--cluster-node-timeout", str(self._node_timeout_ms)]
            self.run(str(port), *words, "--cluster-enabled", "yes")
        nodes = [redis.Redis(port=it, decode_responses=True) for it in self.ports]
        for n, node in enumerate(nodes):
            self.until(node.ping, "a server of the Cluster answers")
            node.execute_command("CLUSTER SET-CONFIG-EPOCH", n + 1)
        for n, node in enumerate(nodes[:3]):
            first, end = (SLOTS * it // 3 for it in (n, n + 1))
            node.execute_command("CLUSTER ADDSLOTS", *range(first, end))
        for node in nodes[1:]:
            node.execute_command("CLUSTER MEET", "127.0.0.1", self.ports[0])
        for node in nodes:
            self.until(lambda it=node: self._is_whole(it), "the Cluster is whole")  # type: ignore[misc]
        for n, node in enumerate(nodes[3:]):
            master = nodes[n % 3].execute_command("CLUSTER MYID")
            node.execute_command("CLUSTER REPLICATE", master)
        for node in nodes[:3]:
            self.until(lambda it=node: self._is_followed(it), "replicas follow")  # type: ignore[misc]
        for node in nodes:
            node.close()

    def _is_whole(self, node: redis.Redis) -> bool:
        info = node.execute_command("CLUSTER INFO")
        known = int(info["cluster_known_nodes"])
        return bool(info["cluster_state"] == "ok" and known == len(self.ports))

    def _is_followed(self, node: redis.Redis) -> bool:
        return _online_replicas(node.info("replication")) == self._replicas

    def kill_master_of(self, key: str) -> str:
        """End the master that holds a key for good, and return its name."""
        name = self.master_of(key)
        self.kill(name)
        return name

    def waited_for_a_replica_of(self, key: str) -> int:
        """Return how often a key's master was asked to wait for its replica."""
        with redis.Redis(port=int(self.master_of(key)), decode_responses=True) as server:
            asked = server.info("commandstats").get("cmdstat_wait", {"calls": 0})
        return int(asked["calls"])

    def master_of(self, key: str) -> str:
        """Return the name of the server that the others call the master of a key."""
        with raw_redis(self.url) as client:
            assert isinstance(client, redis.cluster.RedisCluster)
            node = client.get_node_from_key(key)
        assert node is not None
        return str(node.port)

    @property
    def url(self) -> str:
        """Return the address that a setting names: two of the three are enough."""
        first, second, *_ = self.ports
        return f"redis+cluster://127.0.0.1:{first},127.0.0.1:{second}"


class WatchedRedis(RedisServers):
    """A master and two replicas with a password, and three Sentinels with one of their own."""

    servers, sentinels = 3, 3

    def make(self) -> None:
        """Start the six and wait until each Sentinel knows of all the others."""
        first = free_port()
        self.names: dict[int, str] = {}
        self.watchers: list[int] = []
        for n in range(self.servers):
            port = first if n == 0 else free_port()
            self.names[port] = f"redis-{n}"
            words = [
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
            ]
            words += ["--requirepass", PASSWORD, "--masterauth", PASSWORD]
            words += ["--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"]
            self.run(
                self.names[port], *words, *(["--replicaof", "127.0.0.1", str(first)] * (n > 0))
            )
        self.until(lambda: self._replicas_of(first) == self.servers - 1, "replicas follow")
        for n in range(self.sentinels):
            port = free_port()
            self.watchers.append(port)
            config = self.folder / f"sentinel-{n}.conf"
            quorum = self.sentinels // 2 + 1
            config.write_text(_SENTINEL.format(port=port, master=first, quorum=quorum))
            self.run(f"sentinel-{n}", str(config), "--sentinel")
        self.until(self._all_watch, "each Sentinel knows of the others and of the replicas")

    @property
    def url(self) -> str:
        """Return the address that a setting names."""
        hosts = ",".join(f"127.0.0.1:{it}" for it in self.watchers)
        asked = f"sentinel_password={SENTINEL_PASSWORD}"
        return f"redis+sentinel://:{PASSWORD}@{hosts}/line/0?{asked}"

    @property
    def master(self) -> str:
        """Return the name of the server that the Sentinels call the master now."""
        return self.names[self._master_port()]

    def kill_master(self) -> str:
        """End the master for good, and return its name."""
        name = self.master
        self.kill(name)
        return name

    def has_moved_from(self, name: str) -> bool:
        """Say whether every Sentinel calls another server the master, and that takes writes."""
        masters = {self._master_port(it) for it in self.watchers}
        with redis.Redis(port=max(masters), password=PASSWORD) as server:
            is_master = server.role()[0] == b"master"
        return len(masters) == 1 and is_master and self.names[max(masters)] != name

    def _master_port(self, watcher: int | None = None) -> int:
        with _asked(watcher or self.watchers[0]) as it:
            found = it.sentinel_get_master_addr_by_name("line")
        assert found is not None
        return int(found[1])

    def _all_watch(self) -> bool:
        found = []
        for port in self.watchers:
            with _asked(port) as it:
                found.append(it.sentinel_masters()["line"])
        others = self.sentinels - 1, self.servers - 1
        return all((it["num-other-sentinels"], it["num-slaves"]) == others for it in found)

    def _replicas_of(self, port: int) -> int:
        with redis.Redis(port=port, password=PASSWORD) as server:
            return _online_replicas(server.info("replication"))


_SENTINEL = f"""
port {{port}}
bind 127.0.0.1
requirepass {SENTINEL_PASSWORD}
sentinel monitor line 127.0.0.1 {{master}} {{quorum}}
sentinel auth-pass line {PASSWORD}
sentinel down-after-milliseconds line {DOWN_AFTER_MS}
sentinel failover-timeout line 5000
"""


def raw_redis(url: str) -> redis.Redis:
    """Return a client of one server, or of a Cluster, that gives text."""
    address = read_redis_address(url)
    if address.kind == "one":
        return redis.Redis.from_url(url, decode_responses=True)
    nodes = [ClusterNode(*it) for it in address.hosts]
    found = redis.cluster.RedisCluster(startup_nodes=nodes, decode_responses=True)
    return cast("redis.Redis", found)


def servers(client: redis.Redis) -> list[redis.Redis]:
    """Return a client for each server: of a Cluster all masters."""
    if not isinstance(client, redis.cluster.RedisCluster):
        return [client]
    return [it.redis_connection for it in client.get_primaries()]


def _asked(port: int) -> redis.Redis:
    return redis.Redis(port=port, password=SENTINEL_PASSWORD, decode_responses=True)


def _is(true: Callable[[], bool]) -> bool:
    try:
        return bool(true())
    except (redis.RedisError, KeyError):
        return False


def _online_replicas(info: dict[str, Any]) -> int:
    return sum(info[f"slave{n}"]["state"] == "online" for n in range(info["connected_slaves"]))


def _port_with_its_bus() -> int:
    """Return a free port whose bus port (ten thousand above) exists."""
    while (port := free_port()) > 55000:
        pass
    return port
