"""What each kind of setting must look like, and the words that say so when it does not."""

import base64
import binascii
import ipaddress
import math
import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from warmline import phone
from warmline.errors import PhoneNumberError
from warmline.settings.redis_address import ONE, SPREAD, WATCHED, read_redis_address
from warmline.settings.redis_tls import OptionError, check_files

_DATABASES = frozenset({"sqlite", "postgres", "postgresql", "postgresql+psycopg"})
_SHORT_NUMBER = re.compile(r"\+?[0-9]{2,15}")
_LEVELS = ("debug", "info", "warning", "error")


class ShapeError(ValueError):
    """A value does not look as it must; the text completes the sentence "<NAME> …"."""


def account_sid(text: str) -> str:
    """Return the name of an account at Twilio."""
    if re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        return text
    raise ShapeError(
        "must be AC and 32 hexadecimal digits (another carrier's form goes with TWILIO_API_BASE)"
    )


def account_elsewhere(text: str) -> str:
    """Return the name of an account at a carrier that speaks Twilio's API: it is part of a path."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}", text):
        return text
    raise ShapeError("must be the account's id: letters, digits, and . _ ~ - between them")


def header_names(text: str) -> tuple[str, ...]:
    """Return the names of HTTP headers from a comma-separated list (RFC 9110, "token")."""
    found = tuple(name.strip() for name in text.split(",") if name.strip())
    if not found or not all(re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) for name in found):
        raise ShapeError("must be names of HTTP headers, separated by commas")
    return found


def secret(text: str) -> str:
    """Return a secret, which has no spaces inside."""
    if any(c.isspace() for c in text):
        raise ShapeError("must be one word without spaces")
    return text


def url(text: str) -> str:
    """Return an absolute http or https address without its trailing slash."""
    parts = _split(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ShapeError("must be an absolute address like https://line.example.edu")
    if parts.query or parts.fragment or parts.username is not None:
        raise ShapeError("must be an address alone, without ?, # or a user name")
    return text.rstrip("/")


def secret_url(text: str) -> str:
    """Return an address that is itself a secret: https, or on this machine; never said again."""
    parts = _split(text)
    near = parts is not None and parts.scheme == "http" and is_loopback(text)
    if parts is None or not parts.hostname or not (parts.scheme == "https" or near):
        raise ShapeError("must be an address that begins with https:// (or is on this machine)")
    return text


def is_loopback(address: str) -> bool:
    """Say whether an address or host name is on this machine."""
    host = (urlsplit(address).hostname or "") if "//" in address else address
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Say whether an address is one that only this machine or network can reach, by its looks."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2]
        return "." not in host or last in {"local", "localhost", "internal", "lan", "home"}


def redis_url(text: str) -> str:
    """Return the address of a Redis, of Sentinels that watch over one, or of a Cluster."""
    try:
        check_files(read_redis_address(text).tls_options)
    except OptionError as exc:
        raise ShapeError(str(exc)) from exc
    except ValueError as exc:
        form = str(exc) if str(exc) in {WATCHED, SPREAD} else ONE
        raise ShapeError(f"must be {form}") from exc
    return text


def queue_url(text: str) -> str:
    """Return the address of the job queue's Redis, which is never a Cluster."""
    if read_redis_address(redis_url(text)).kind == "cluster":
        raise ShapeError("must not be a Cluster: the job queue knows none; name a Redis of its own")
    return text


def database_url(text: str) -> str:
    """Return the address of an SQL database."""
    parts = _split(text)
    if parts is None or parts.scheme not in _DATABASES:
        raise ShapeError(
            "must be an address like postgresql://user:password@host/warmline or "
            "sqlite:////srv/warmline.db"
        )
    return text


def _split(text: str) -> SplitResult | None:
    """Return an address's parts, or None when it cannot be read (a port that is no number, …)."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def keys(text: str) -> tuple[str, ...]:
    """Return the Fernet keys of a comma-separated list; the first is the current one."""
    found = tuple(key.strip() for key in text.split(",") if key.strip())
    if not found or not all(_is_fernet_key(key) for key in found):
        raise ShapeError("must be Fernet keys, 44 characters each, separated by commas")
    return found


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key.encode())) == 32 and len(key) == 44
    except (binascii.Error, ValueError):
        return False


def counseling_number(text: str) -> phone.PhoneNumber:
    """Return the number that a caller is connected to when all else is away."""
    try:
        return phone.read_callable(text)
    except PhoneNumberError as exc:
        raise ShapeError(str(exc)) from exc


def spoken_number(text: str) -> str:
    """Return a number that is only spoken, such as 911."""
    if not _SHORT_NUMBER.fullmatch(text):
        raise ShapeError("must be digits only, as people dial it, like 911")
    return text


def positive(text: str) -> float:
    """Return a number above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value <= 0:
        raise ShapeError("must be a number above 0, like 1 or 0.5")
    return value


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``least`` to ``most``."""

    def read(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise ShapeError(f"must be a whole number from {least} to {most}")

    return read


def host(text: str) -> str:
    """Return the address to listen on."""
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", text):
        raise ShapeError("must be an address to listen on, like 127.0.0.1 or 0.0.0.0")
    return text


def log_level(text: str) -> str:
    """Return how much is logged."""
    if text.lower() not in _LEVELS:
        raise ShapeError(f"must be one of {', '.join(_LEVELS)}")
    return text.lower()
