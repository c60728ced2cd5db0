"""What an engineer must know of the Redis that holds open contacts: whether it keeps them."""

from urllib.parse import urlsplit

from msgspec import Struct
from redis import Redis
from redis.exceptions import RedisError

from warmline.errors import LiveStoreUnavailableError


class RedisFacts(Struct, frozen=True):
    """How a Redis treats what it is given."""

    never_evicts: bool  # maxmemory-policy noeviction: a full Redis refuses, it never forgets
    append_only: bool  # what is acknowledged survives a restart


def redis_facts(url: str) -> RedisFacts:
    """Return what the Redis at a URL says of itself; LiveStoreUnavailableError if it is silent.

    From INFO and not from CONFIG, which managed services forbid.
    """
    try:
        with Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as redis:
            facts = redis.info("memory") | redis.info("persistence")
    except (RedisError, OSError) as exc:
        parts = urlsplit(url)
        where = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
        raise LiveStoreUnavailableError(f"no answer at {where}") from exc
    return RedisFacts(
        never_evicts=facts.get("maxmemory_policy") == "noeviction",
        append_only=facts.get("aof_enabled") == 1,
    )
