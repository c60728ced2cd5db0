"""What an engineer must know of the Redis that holds open contacts: whether it keeps them."""

import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, cast

from msgspec import Struct
from redis import Redis
from redis.cluster import RedisCluster
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from warmline.errors import LiveStoreUnavailableError
from warmline.settings.redis_address import RedisAddress, read_redis_address
from warmline.store.live.clients import client_of, watchers_of
from warmline.store.live.faults import fault_of_tls


class RedisFacts(Struct, frozen=True, kw_only=True):
    """How a Redis treats what it is given."""

    # maxmemory-policy noeviction: a full Redis refuses, it never forgets. None: it does not say.
    never_evicts: bool | None
    policy: str = ""
    append_only: bool  # what is acknowledged survives a restart
    writes_well: bool = True  # the last write to its append-only file worked
    version: str = "0"
    fullness: float | None = None  # of maxmemory; None where there is no limit
    ahead: float = 0.0  # seconds by which its clock is ahead of ours
    trusted_until: datetime | None = None  # its certificate; None where none is looked at

    @property
    def version_numbers(self) -> tuple[int, ...]:
        """The version, to compare."""
        return tuple(int(it) for it in self.version.split(".") if it.isdigit())


def evicts_sentence(facts: RedisFacts) -> str:
    """Return what is wrong with a Redis that evicts, and the mend."""
    return (
        f"may forget calls when it is full (maxmemory-policy {facts.policy}): "
        "set maxmemory-policy noeviction"
    )


def redis_facts(url: str) -> RedisFacts:
    """Return what the Redis at a URL says of itself; LiveStoreUnavailableError if it is silent.

    From INFO, because managed services forbid CONFIG; that is asked only for what INFO leaves out.
    Of a Cluster, the worst that any of its masters says.
    """
    try:
        with client_of(url, timeout=3) as redis:
            if not isinstance(redis, RedisCluster):
                return _facts(redis)
            nodes = redis.get_primaries()  # type: ignore[no-untyped-call]
            return _worst([_facts(it.redis_connection) for it in nodes])
    except (RedisError, RedisClusterException, OSError) as exc:
        address = read_redis_address(url)
        fault = _fault(address, exc)
        said = f"no answer at {address.where}" + (f": {fault}" if fault else "")
        raise LiveStoreUnavailableError(said) from exc


def _fault(address: RedisAddress, error: Exception) -> str:
    """Return what is wrong with certificates or TLS, if that is why there was no answer."""
    fault = fault_of_tls(error, tls=address.tls)
    if fault or address.kind != "sentinel":
        return fault
    for watcher in watchers_of(address).sentinels:  # the library keeps from us why none answered
        try:
            watcher.ping()
        except RedisError as exc:
            fault = fault or fault_of_tls(exc, tls=address.tls)
        finally:
            watcher.close()
    return fault


def _facts(redis: Redis) -> RedisFacts:
    said: dict[str, Any] = {}
    for section in ("server", "memory", "persistence"):
        said |= redis.info(section)
    policy = said.get("maxmemory_policy") or _configured(redis)
    limit = int(said.get("maxmemory") or 0)
    return RedisFacts(
        never_evicts=policy == "noeviction" if policy else None,
        policy=policy,
        append_only=said.get("aof_enabled") == 1,
        writes_well=said.get("aof_last_write_status", "ok") == "ok",
        version=str(said.get("redis_version", "0")),
        fullness=int(said.get("used_memory") or 0) / limit if limit else None,
        ahead=_ahead(redis),
        trusted_until=_trusted_until(redis),
    )


def _worst(servers: Sequence[RedisFacts]) -> RedisFacts:
    evicting = min(servers, key=lambda it: True if it.never_evicts is None else it.never_evicts)
    return RedisFacts(
        never_evicts=evicting.never_evicts,
        policy=evicting.policy,
        append_only=all(it.append_only for it in servers),
        writes_well=all(it.writes_well for it in servers),
        version=min(servers, key=lambda it: it.version_numbers).version,
        fullness=max((it.fullness for it in servers if it.fullness is not None), default=None),
        ahead=max((it.ahead for it in servers), key=abs),
        trusted_until=min((it.trusted_until for it in servers if it.trusted_until), default=None),
    )


def _configured(redis: Redis) -> str:
    """Return the policy as CONFIG has it; nothing where that is forbidden."""
    with suppress(ResponseError):
        found = cast("dict[str, str]", redis.config_get("maxmemory-policy"))
        return str(found.get("maxmemory-policy", ""))
    return ""


def _trusted_until(redis: Redis) -> datetime | None:
    """Return until when the certificate holds by which a server proved who it is."""
    pool = redis.connection_pool
    connection = pool.get_connection()
    try:
        sock: object = connection._sock  # noqa: SLF001 - the library does not hand on certificates
        shown = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    finally:
        pool.release(connection)
    if not shown:  # plain, or not checked
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def _ahead(redis: Redis) -> float:
    """Return by how many seconds its clock is ahead, as of the middle of asking."""
    before = time.time()
    seconds, micros = redis.time()
    middle = datetime.fromtimestamp((before + time.time()) / 2, UTC)
    theirs = datetime.fromtimestamp(seconds + micros / 1e6, UTC)
    return (theirs - middle).total_seconds()
