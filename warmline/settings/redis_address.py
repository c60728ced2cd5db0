"""Where Redis is: one server, one that Sentinels watch over, or a Cluster.

The forms are those that ``limits`` and other tools read, so an address can be copied::

    redis://:password@host:6379/0                    one server (rediss: TLS; unix: a socket)
    redis+sentinel://:password@a:26379,b,c/mymaster/0?sentinel_password=…
    redis+cluster://:password@a:6379,b,c
"""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_PORTS = {"sentinel": 26379, "cluster": 6379}
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?")
_SERVICE = re.compile(r"[A-Za-z0-9_.-]+")
_ASKED = frozenset({"sentinel_username", "sentinel_password"})

ONE = "an address like redis://127.0.0.1:6379/0 (or rediss://, unix://)"
WATCHED = "redis+sentinel://host:26379,host:26379,host:26379/name-of-the-master"
SPREAD = "redis+cluster://host:6379,host:6379,host:6379"


@dataclass(frozen=True)
class RedisAddress:
    """Servers, and how to be let in; for one server only the address itself."""

    kind: Literal["one", "sentinel", "cluster"]
    url: str = field(repr=False)
    hosts: tuple[tuple[str, int], ...] = ()
    service: str = ""
    database: int = 0
    tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    sentinel_username: str | None = None
    sentinel_password: str | None = field(default=None, repr=False)

    @property
    def where(self) -> str:
        """The servers alone, to be shown."""
        if self.hosts:
            return ", ".join(f"{host}:{port}" for host, port in self.hosts)
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def read_redis_address(text: str) -> RedisAddress:
    """Return an address. Raises ValueError that says how it must look."""
    parts = urlsplit(text)
    scheme, _, kind = parts.scheme.partition("+")
    if scheme in {"redis", "rediss"} and kind == "sentinel":
        return _sentinel(text, parts)
    if scheme in {"redis", "rediss"} and kind == "cluster":
        return _cluster(text, parts)
    _ = parts.port  # raises ValueError when it is none
    tcp = not kind and scheme in {"redis", "rediss"} and parts.hostname
    if not tcp and not (parts.scheme == "unix" and parts.path):
        raise ValueError(ONE)
    return RedisAddress("one", text)


def _sentinel(text: str, parts: SplitResult) -> RedisAddress:
    service, _, database = parts.path.strip("/").partition("/")
    asked = dict(parse_qsl(parts.query))
    wrong = not _SERVICE.fullmatch(service) or not set(asked) <= _ASKED
    if wrong or not re.fullmatch(r"[0-9]{0,4}", database):
        raise ValueError(WATCHED)
    username, password = _who(parts.netloc)
    return RedisAddress(
        "sentinel",
        text,
        hosts=_hosts(parts.netloc, "sentinel", WATCHED),
        service=service,
        database=int(database or 0),
        tls=parts.scheme.startswith("rediss"),
        username=username,
        password=password,
        sentinel_username=asked.get("sentinel_username"),
        sentinel_password=asked.get("sentinel_password"),
    )


def _cluster(text: str, parts: SplitResult) -> RedisAddress:
    if parts.query or parts.path not in {"", "/", "/0"}:  # a cluster has one database
        raise ValueError(SPREAD)
    username, password = _who(parts.netloc)
    return RedisAddress(
        "cluster",
        text,
        hosts=_hosts(parts.netloc, "cluster", SPREAD),
        tls=parts.scheme.startswith("rediss"),
        username=username,
        password=password,
    )


def _who(netloc: str) -> tuple[str | None, str | None]:
    username, _, password = netloc.rpartition("@")[0].partition(":")
    return unquote(username) or None, unquote(password) or None


def _hosts(netloc: str, kind: str, form: str) -> tuple[tuple[str, int], ...]:
    found = [_HOST.fullmatch(it) for it in netloc.rpartition("@")[2].split(",")]
    hosts = [(it[1].strip("[]"), int(it[2] or _PORTS[kind])) for it in found if it]
    if len(hosts) != len(found) or not all(0 < port < 65536 for _, port in hosts):
        raise ValueError(form)
    return tuple(hosts)
