"""How the live state is reached: each thread on a connection of its own, kept open."""

import contextlib
import re
import select
import threading
from collections.abc import Callable, Sequence
from hashlib import sha1
from time import monotonic
from typing import Any
from weakref import WeakSet

import redis
from redis.cluster import RedisCluster

from warmline.settings.redis_address import read_redis_address
from warmline.store.live.clients import client_of

# A second server has a commit before we act on it (docs/decisions/0038). It takes a millisecond;
# while there is no second one, nobody waits for it more often than every ten seconds.
REPLICA_MS = 100
REPLICA_AWAY_SECONDS = 10.0
_HUNG_UP = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)


class Connections:
    """One Redis, and a client for each thread that asks it.

    The library's pool looks, before each command, whether a connection it lends is still clean. In
    a server of many threads each such look hands the interpreter to another thread: it cost more
    than the command (docs/performance.md).
    """

    def __init__(self, url: str, *, timeout: float) -> None:
        self._url = url
        self._timeout = timeout
        self._replicated = read_redis_address(url).kind != "one"
        self._alone_until = 0.0
        self._own = threading.local()
        self._clients: WeakSet[redis.Redis] = WeakSet()
        self._greeted: WeakSet[redis.Connection] = WeakSet()
        self._runs: set[bytes] = set()
        self._lock = threading.Lock()
        self.made_anew = 0  # how often something showed that Redis was away, or may have been

    @property
    def client(self) -> redis.Redis:
        """Return this thread's client; raises what the library raises if there is no connection."""
        found: redis.Redis | None = getattr(self._own, "client", None)
        if found is None:
            found = self._own.client = self._connect()
        return found

    def settle(self, key: str) -> None:
        """Wait a moment until a second server, if there is one, has what was just written to a key.

        Sentinel and Cluster promote the replica that has heard most, so a failover then loses
        nothing that we have acted on. Without an answer we go on: a student waits.
        """
        if not self._replicated or monotonic() < self._alone_until:
            return
        with contextlib.suppress(redis.RedisError, OSError):
            if not self._heard_by_another(key):
                self._alone_until = monotonic() + REPLICA_AWAY_SECONDS

    def _heard_by_another(self, key: str) -> bool:
        client = self.client
        if not isinstance(client, RedisCluster):
            return bool(client.execute_command("WAIT", 1, REPLICA_MS))  # type: ignore[no-untyped-call]
        node = client.get_node_from_key(key)
        if node is None or node.redis_connection is None:
            return False
        return bool(node.redis_connection.execute_command("WAIT", 1, REPLICA_MS))

    def close(self) -> None:
        """Close every connection; a thread that asks again gets a new one."""
        with self._lock:
            clients = list(self._clients)
            self._clients.clear()
            self._own = threading.local()
        for client in clients:
            client.close()

    def _connect(self) -> redis.Redis:
        try:
            client = client_of(self._url, timeout=self._timeout, single=True, greet=self._connected)
        except (redis.RedisError, redis.exceptions.RedisClusterException, OSError):
            with self._lock:
                self.made_anew += 1  # whoever reaches it next may be another thread, on a first try
            raise
        with self._lock:
            self._clients.add(client)
        return client

    def _connected(self, connection: redis.Connection) -> None:
        """Count a server that has just been reached, if it may have been away before.

        It was if this connection was there before. If it is a new thread's, the outage may be one
        in which this process asked nothing: then the server is another run of itself, or the
        network has cut connections of other threads, which have not met that yet.
        """
        run = _run_of(connection)
        with self._lock:
            strange = run is not None and bool(self._runs) and run not in self._runs
            again = connection in self._greeted
            self.made_anew += strange or again or any(_is_cut(it) for it in self._greeted)
            self._greeted.add(connection)
            if run is not None:
                self._runs.add(run)


def _run_of(connection: redis.Connection) -> bytes | None:
    """Return what a server calls this run of itself; None where it may not be asked."""
    try:
        connection.send_command("INFO", "server")  # type: ignore[no-untyped-call]
        found = re.search(rb"run_id:(\w+)", connection.read_response())
    except redis.ResponseError:
        return None
    return found[1] if found else None


def _is_cut(connection: redis.Connection) -> bool:
    """Say whether the other end has hung up; reads nothing, so another thread may be using it."""
    sock: Any = connection._sock  # noqa: SLF001 - what the library would tell only by reading from it
    try:
        looking = select.poll()
        looking.register(sock.fileno(), _HUNG_UP)
        return bool(looking.poll(0))
    except (AttributeError, ValueError, OSError):  # its thread has closed it, or is about to
        return False


class Script:
    """A script by its hash, sent along only when Redis does not know it (after a restart).

    The library's own object does the same but asks, at each call, what kind of client it has: that
    takes twice as long as the round trip (docs/performance.md).
    """

    def __init__(self, connections: Connections, text: str) -> None:
        self._connections = connections
        self._text = text
        self._sha = sha1(text.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, *, keys: Sequence[str], args: Sequence[object]) -> object:
        """Run it and return what it returns.

        Spoken on this thread's own connection, where nobody else can be in between. One that broke
        is made anew once, and the text goes along: a Redis that restarted knows no script.
        """
        client = self._connections.client
        run: Callable[..., object] = client.execute_command
        connection = None if isinstance(client, RedisCluster) else client.connection
        try:
            if connection is None:
                return run("EVALSHA", self._sha, len(keys), *keys, *args)
            connection.send_command(  # type: ignore[no-untyped-call]
                "EVALSHA", self._sha, len(keys), *keys, *args
            )
            return connection.read_response()
        except (redis.exceptions.NoScriptError, redis.ConnectionError):
            return run("EVAL", self._text, len(keys), *keys, *args)
        except redis.ResponseError as exc:
            if connection is None or "READONLY" not in str(exc):
                raise
            connection.disconnect()  # type: ignore[no-untyped-call]  # a master no more: ask anew
            return run("EVAL", self._text, len(keys), *keys, *args)
