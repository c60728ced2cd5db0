"""How the live state is reached: each thread on a connection of its own, kept open."""

import threading
from collections.abc import Callable, Sequence
from hashlib import sha1
from weakref import WeakSet

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


class Connections:
    """One Redis, and a client for each thread that asks it.

    The library's pool looks, before each command, whether a connection it lends is still clean. In
    a server of many threads each such look hands the interpreter to another thread: it cost more
    than the command (docs/performance.md).
    """

    def __init__(self, url: str, *, timeout: float) -> None:
        self._url = url
        self._timeout = timeout
        self._own = threading.local()
        self._clients: WeakSet[redis.Redis] = WeakSet()
        self._greeted: WeakSet[redis.Connection] = WeakSet()
        self._lock = threading.Lock()
        self.made_anew = 0  # connections that broke and were made again: Redis may have been away

    @property
    def client(self) -> redis.Redis:
        """Return this thread's client; raises what the library raises if there is no connection."""
        found: redis.Redis | None = getattr(self._own, "client", None)
        if found is None:
            found = self._own.client = self._connect()
        return found

    def close(self) -> None:
        """Close every connection; a thread that asks again gets a new one."""
        with self._lock:
            clients = list(self._clients)
            self._clients.clear()
            self._own = threading.local()
        for client in clients:
            client.close()

    def _connect(self) -> redis.Redis:
        client = redis.Redis.from_url(
            self._url,
            decode_responses=False,
            single_connection_client=True,
            socket_timeout=self._timeout,
            socket_connect_timeout=min(self._timeout, 1.0),
            # A broken connection is made anew; one that hangs is not waited for twice.
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),
            health_check_interval=30,
            redis_connect_func=self._connected,
        )
        with self._lock:
            self._clients.add(client)
        return client

    def _connected(self, connection: redis.Connection) -> None:
        """Greet the server that has just been reached; count it if it was reached before."""
        connection.on_connect()  # type: ignore[no-untyped-call]
        with self._lock:
            self.made_anew += connection in self._greeted
            self._greeted.add(connection)


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
        connection = client.connection
        try:
            if connection is None:
                return run("EVALSHA", self._sha, len(keys), *keys, *args)
            connection.send_command(  # type: ignore[no-untyped-call]
                "EVALSHA", self._sha, len(keys), *keys, *args
            )
            return connection.read_response()
        except (redis.exceptions.NoScriptError, redis.ConnectionError):
            return run("EVAL", self._text, len(keys), *keys, *args)
