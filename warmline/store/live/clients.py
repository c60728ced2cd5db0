"""Makes clients of Redis for each form of address, so that nobody else must know which it is."""

from collections.abc import Callable
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry
from redis.sentinel import (
    Sentinel,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)

from warmline.settings.redis_address import RedisAddress, read_redis_address

CONNECT_SECONDS = 1.0
SENTINEL_SECONDS = 0.5  # a Sentinel that is gone must not cost a caller more
CLUSTER_RETRIES = 1

Greeting = Callable[[redis.Connection], None]


class _Following(SentinelManagedConnection):
    """Asks who the master is each time it connects, and never reads an answer to an older question.

    The library's own goes back to where it was when it breaks in the middle of a command: to a
    master that is dead. And one whose answer was not waited for it keeps, unlike its plain
    connections: the next command would read that answer as its own.
    """

    def read_response(
        self,
        disable_decoding: bool = False,
        *,
        disconnect_on_error: bool | None = True,
        **more: Any,
    ) -> Any:
        return super().read_response(
            disable_decoding, disconnect_on_error=disconnect_on_error, **more
        )

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        if not self._sock:
            self.connect()  # type: ignore[no-untyped-call]
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]


class _FollowingWithTls(_Following, SentinelManagedSSLConnection):
    pass


def client_of(
    url: str, *, timeout: float, single: bool = False, greet: Greeting | None = None
) -> redis.Redis:
    """Return a client of whatever Redis is at an address; a Cluster's takes the same commands.

    Behind Sentinels it asks for the master whenever it connects, so it follows a failover.
    ``single`` keeps to one connection (a Cluster: one to each server); ``greet`` is called with
    each connection that has just been made. Raises what the library raises.
    """
    address = read_redis_address(url)
    given: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": min(timeout, CONNECT_SECONDS),
        "health_check_interval": 30,
    }
    if address.kind == "cluster":
        return _cluster(address, given, greet)
    if greet is not None:
        given["redis_connect_func"] = _greeted(greet)
    # A broken connection is made anew; one that hangs is not waited for twice.
    given["retry"] = Retry(NoBackoff(), 1, (redis.ConnectionError,))
    if address.kind == "sentinel":
        return _watched(address, given, single=single)
    return redis.Redis.from_url(url, single_connection_client=single, **given)


def _greeted(greet: Greeting) -> Greeting:
    def connected(connection: redis.Connection) -> None:
        connection.on_connect()  # type: ignore[no-untyped-call]
        greet(connection)

    return connected


def watchers_of(address: RedisAddress) -> Sentinel:
    """Return the Sentinels of an address, to be asked."""
    tls: dict[str, Any] = {"ssl": True, **address.tls_options} if address.tls else {}
    return Sentinel(  # type: ignore[no-untyped-call]
        address.hosts,
        sentinel_kwargs={
            "socket_timeout": SENTINEL_SECONDS,
            "socket_connect_timeout": SENTINEL_SECONDS,
            "retry": Retry(NoBackoff(), 0),  # there are others to ask
            "username": address.sentinel_username,
            "password": address.sentinel_password,
            **tls,
        },
    )


def _watched(address: RedisAddress, given: dict[str, Any], *, single: bool) -> redis.Redis:
    given["connection_class"] = _FollowingWithTls if address.tls else _Following
    pool = SentinelConnectionPool(  # type: ignore[no-untyped-call]
        address.service,
        watchers_of(address),
        db=address.database,
        username=address.username,
        password=address.password,
        **address.tls_options,
        **given,
    )
    client = redis.Redis(connection_pool=pool, single_connection_client=single)
    client.auto_close_connection_pool = True  # nobody else has the pool
    return client


def _cluster(address: RedisAddress, given: dict[str, Any], greet: Greeting | None) -> redis.Redis:
    if address.tls:
        given |= {"ssl": True, **address.tls_options}
    if greet is not None:
        given["redis_connect_func"] = greet
    found = RedisCluster(
        startup_nodes=[ClusterNode(*it) for it in address.hosts],  # type: ignore[no-untyped-call]
        retry=Retry(NoBackoff(), CLUSTER_RETRIES),
        username=address.username,
        password=address.password,
        **given,
    )
    return cast("redis.Redis", found)
