"""The one connection to Redis, its scripts, and the one error that it may raise."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import redis

from warmline.contact import Contact
from warmline.conversation.state import Conversation
from warmline.errors import LiveStoreUnavailableError
from warmline.roster import CompiledRoster
from warmline.store.live import checkin_scripts, page_scripts, scripts
from warmline.store.live.connections import Connections, Script
from warmline.store.live.faults import fault_of_tls


class Connection:
    """What every part of the live store shares."""

    def __init__(self, url: str, *, timeout: float = 2.0) -> None:
        self._connections = Connections(url, timeout=timeout)
        self._commit = Script(self._connections, scripts.COMMIT)
        self._find = Script(self._connections, scripts.FIND)
        self._fill = Script(self._connections, scripts.FILL)
        self._show = Script(self._connections, scripts.SHOW)
        self._mark_late = Script(self._connections, checkin_scripts.MARK_LATE)
        self._confirm = Script(self._connections, checkin_scripts.CONFIRM)
        self._tidy = Script(self._connections, checkin_scripts.TIDY)
        self._pace = Script(self._connections, scripts.PACE)
        self._unlock = Script(self._connections, scripts.UNLOCK)
        self._let_lapse = Script(self._connections, scripts.LET_LAPSE)
        self._strike_lost = Script(self._connections, scripts.STRIKE_LOST)
        self._put_entry = Script(self._connections, page_scripts.PUT)
        self._note_on_page = Script(self._connections, page_scripts.NOTE)
        self._open_link = Script(self._connections, page_scripts.OPEN)
        self._encoder = msgspec.json.Encoder()
        self._contacts = msgspec.json.Decoder(Contact | Conversation)
        self._rosters = msgspec.json.Decoder(CompiledRoster)

    @property
    def _redis(self) -> redis.Redis:
        """This thread's client; ask for it only where ``answering`` turns its errors into ours."""
        return self._connections.client

    @property
    def connections_made_anew(self) -> int:
        """How often this process reached a Redis that may have been away: anew, or restarted."""
        return self._connections.made_anew

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever Redis may raise into one error of ours."""
    try:
        yield
    except (redis.RedisError, redis.exceptions.RedisClusterException, OSError) as exc:
        fault = fault_of_tls(exc)
        said = "Redis does not answer" + (f": {fault}" if fault else "")
        raise LiveStoreUnavailableError(said) from exc


def ms(at: datetime) -> int:
    """Return a time as Redis holds it: milliseconds UTC."""
    return int(at.timestamp() * 1000)


def moment(value: bytes | None) -> datetime | None:
    """Return a time that Redis holds; None for none and for 0."""
    return datetime.fromtimestamp(int(value) / 1000, UTC) if value and int(value) else None
