"""Where Redis is: one server, one that Sentinels watch over, or a Cluster.

The forms are those that ``limits`` and other tools read, so an address can be copied::

    redis://:password@host:6379/0                    one server (rediss: TLS; unix: a socket)
    redis+sentinel://:password@a:26379,b,c/mymaster/0?sentinel_password=…
    redis+cluster://:password@a:6379,b,c

With ``rediss`` in front each is spoken to by TLS (``rediss+sentinel``: the Sentinels too); what
is asked of certificates follows the ``?`` (``redis_tls``).
"""

import re
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from warmline.settings.redis_tls import TLS_OPTIONS, OptionError, read_tls

_PORTS = {"sentinel": 26379, "cluster": 6379}
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?")
_SERVICE = re.compile(r"[A-Za-z0-9_.-]+")
_ASKED_OF_ONE = frozenset({"db", "username", "password", "client_name"})
_ASKED_OF_SENTINELS = frozenset({"sentinel_username", "sentinel_password"})

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
    tls_options: dict[str, Any] = field(default_factory=dict)  # as the library takes them
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    sentinel_username: str | None = None
    sentinel_password: str | None = field(default=None, repr=False)

    @property
    def unchecked(self) -> str:
        """Return the option by which a stranger could pass for the server; nothing if none does."""
        if self.tls_options.get("ssl_cert_reqs") == "none":
            return "ssl_cert_reqs=none"
        return (
            "" if self.tls_options.get("ssl_check_hostname", True) else "ssl_check_hostname=false"
        )

    @property
    def where(self) -> str:
        """The servers alone, to be shown."""
        if self.hosts:
            return ", ".join(f"{host}:{port}" for host, port in self.hosts)
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def read_redis_address(text: str) -> RedisAddress:
    """Return an address. Raises ValueError: how it must look, or (OptionError) what is wrong."""
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
    asked = _asked(parts, _ASKED_OF_ONE)
    if not re.fullmatch(r"[0-9]{1,4}", asked.get("db", "0")):
        raise ValueError(ONE)
    tls = parts.scheme == "rediss"
    return RedisAddress("one", text, tls=tls, tls_options=read_tls(asked, tls=tls))


def _sentinel(text: str, parts: SplitResult) -> RedisAddress:
    service, _, database = parts.path.strip("/").partition("/")
    if not _SERVICE.fullmatch(service) or not re.fullmatch(r"[0-9]{0,4}", database):
        raise ValueError(WATCHED)
    asked = _asked(parts, _ASKED_OF_SENTINELS)
    tls = parts.scheme.startswith("rediss")
    username, password = _who(parts.netloc)
    return RedisAddress(
        "sentinel",
        text,
        hosts=_hosts(parts.netloc, "sentinel", WATCHED),
        service=service,
        database=int(database or 0),
        tls=tls,
        tls_options=read_tls(asked, tls=tls),
        username=username,
        password=password,
        sentinel_username=asked.get("sentinel_username"),
        sentinel_password=asked.get("sentinel_password"),
    )


def _cluster(text: str, parts: SplitResult) -> RedisAddress:
    if parts.path not in {"", "/", "/0"}:  # a cluster has one database
        raise ValueError(SPREAD)
    asked = _asked(parts, frozenset())
    tls = parts.scheme.startswith("rediss")
    username, password = _who(parts.netloc)
    return RedisAddress(
        "cluster",
        text,
        hosts=_hosts(parts.netloc, "cluster", SPREAD),
        tls=tls,
        tls_options=read_tls(asked, tls=tls),
        username=username,
        password=password,
    )


def _asked(parts: SplitResult, known: Set[str]) -> dict[str, str]:
    """Return what follows the ``?``; an option that nobody reads would be a traceback at night."""
    asked = dict(parse_qsl(parts.query))
    if unknown := asked.keys() - known - TLS_OPTIONS:
        names = ", ".join(sorted(known | TLS_OPTIONS))
        first = min(unknown)  # shown only if it can be no part of a password
        shown = first if re.fullmatch(r"[a-z_]{1,40}", first) else "something"
        raise OptionError(f"has {shown} after its ?, where there may be: {names}")
    return asked


def _who(netloc: str) -> tuple[str | None, str | None]:
    username, _, password = netloc.rpartition("@")[0].partition(":")
    return unquote(username) or None, unquote(password) or None


def _hosts(netloc: str, kind: str, form: str) -> tuple[tuple[str, int], ...]:
    found = [_HOST.fullmatch(it) for it in netloc.rpartition("@")[2].split(",")]
    hosts = [(it[1].strip("[]"), int(it[2] or _PORTS[kind])) for it in found if it]
    if len(hosts) != len(found) or not all(0 < port < 65536 for _, port in hosts):
        raise ValueError(form)
    return tuple(hosts)
