"""The one connection to Redis, its scripts, and the one error that it may raise."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha1

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from warmline.contact import Contact
from warmline.conversation.state import Conversation
from warmline.errors import LiveStoreUnavailableError
from warmline.roster import CompiledRoster
from warmline.store.live import scripts


class Script:
    """A script by its hash, sent along only when Redis does not know it (after a restart).

    The library's own object does the same but asks, at each call, what kind of client it has: that
    takes twice as long as the round trip (docs/performance.md).
    """

    def __init__(self, connection: redis.Redis, text: str) -> None:
        self._connection = connection
        self._text = text
        self._sha = sha1(text.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, *, keys: Sequence[str], args: Sequence[object]) -> object:
        """Run it and return what it returns."""
        run: Callable[..., object] = self._connection.execute_command
        try:
            return run("EVALSHA", self._sha, len(keys), *keys, *args)
        except redis.exceptions.NoScriptError:
            return run("EVAL", self._text, len(keys), *keys, *args)


class Connection:
    """What every part of the live store shares."""

    def __init__(self, url: str, *, timeout: float = 2.0) -> None:
        self._redis = redis.Redis.from_url(
            url,
            decode_responses=False,
            socket_timeout=timeout,
            socket_connect_timeout=min(timeout, 1.0),
            # A broken connection is made anew; one that hangs is not waited for twice.
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),
            health_check_interval=30,
        )
        self._commit = Script(self._redis, scripts.COMMIT)
        self._find = Script(self._redis, scripts.FIND)
        self._fill = Script(self._redis, scripts.FILL)
        self._pace = Script(self._redis, scripts.PACE)
        self._unlock = Script(self._redis, scripts.UNLOCK)
        self._encoder = msgspec.json.Encoder()
        self._contacts = msgspec.json.Decoder(Contact | Conversation)
        self._rosters = msgspec.json.Decoder(CompiledRoster)

    def close(self) -> None:
        """Close every connection."""
        self._redis.close()


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever Redis may raise into one error of ours."""
    try:
        yield
    except (redis.RedisError, OSError) as exc:
        raise LiveStoreUnavailableError("Redis does not answer") from exc


def ms(at: datetime) -> int:
    """Return a time as Redis holds it: milliseconds UTC."""
    return int(at.timestamp() * 1000)


def moment(value: bytes | None) -> datetime | None:
    """Return a time that Redis holds; None for none and for 0."""
    return datetime.fromtimestamp(int(value) / 1000, UTC) if value and int(value) else None
