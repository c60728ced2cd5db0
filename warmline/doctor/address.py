"""The public address: whether it can be one, and the certificate of whoever answers there."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

import certifi

from warmline.doctor.finding import Finding
from warmline.settings import Settings, shapes

SECONDS = 5.0
FEWEST_DAYS = 14  # left of a certificate; what renews them does so thirty days before
_NAMES_AT_HOME = (".local", ".internal", ".lan", ".home.arpa", ".localhost")
Resolve = Callable[[str], set[str]]


def resolve(host: str) -> set[str]:
    """Return the internet addresses of a host. Raises OSError."""
    return {str(it[4][0]) for it in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}


def carrier_is_near(settings: Settings) -> bool:
    """Say whether the carrier is a stand-in on this machine, which reaches us by any address."""
    return settings.simulated or shapes.is_loopback(settings.api_base)


def trust() -> ssl.SSLContext:
    """Return what a carrier trusts: public authorities, none that only this machine knows."""
    return ssl.create_default_context(cafile=certifi.where())


def check_address(settings: Settings, resolve: Resolve = resolve) -> Iterator[Finding]:
    """Check that the outside world can reach PUBLIC_BASE_URL at all: its scheme and host."""
    check, parts = "public address", urlsplit(settings.public_base_url)
    host = parts.hostname or ""
    if carrier_is_near(settings):
        yield Finding(check, "ok", "is on the carrier's own machine")
    elif parts.scheme != "https":
        yield Finding(check, "FAIL", "is http; PUBLIC_BASE_URL must begin with https://")
    elif _is_private(host):
        todo = (
            "PUBLIC_BASE_URL must be one that the internet reaches, like https://line.example.edu"
        )
        yield Finding(check, "FAIL", f"{host} is private: no carrier can reach it; {todo}")
    else:
        yield _resolved(check, host, resolve)


def _resolved(check: str, host: str, resolve: Resolve) -> Finding:
    try:
        private = sorted(it for it in resolve(host) if _is_private(it))
    except OSError:
        return Finding(
            check, "FAIL", f"{host} has no address in the DNS; enter one, or mend the name"
        )
    if private:
        words = f"{host} is {private[0]} from here, which is private; if the world sees another"
        return Finding(check, "warn", f"{words} (ask from outside), it is well; else no call comes")
    return Finding(check, "ok", f"{host} has a public address")


def _is_private(host: str) -> bool:
    """Say whether a name or address means something only inside some network."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return "." not in host or host.endswith(_NAMES_AT_HOME)


def check_certificate(
    settings: Settings, context: ssl.SSLContext | None = None
) -> Iterator[Finding]:
    """Check that the carrier will trust who answers at PUBLIC_BASE_URL, for two weeks and more."""
    check, parts = "certificate", urlsplit(settings.public_base_url)
    if parts.scheme != "https":
        yield Finding(check, "skip", "there is none: PUBLIC_BASE_URL is http")
        return
    try:
        until = _valid_until(parts, context or trust())
    except ssl.SSLCertVerificationError as exc:
        yield Finding(check, "FAIL", f"{what_is_wrong(exc)}; the carrier would refuse it")
    except (OSError, ValueError) as exc:
        yield Finding(check, "FAIL", f"no TLS at {parts.netloc} ({plainly(exc)}); see your proxy")
    else:
        days = (until - datetime.now(UTC)).days
        words = f"{days} days left"
        if days < FEWEST_DAYS:
            yield Finding(check, "FAIL", f"{words}, {FEWEST_DAYS} is the least; renew it")
        else:
            yield Finding(check, "ok", words)


def _valid_until(parts: SplitResult, context: ssl.SSLContext) -> datetime:
    host = parts.hostname or ""
    with (
        socket.create_connection((host, parts.port or 443), timeout=SECONDS) as link,
        context.wrap_socket(link, server_hostname=host) as tls,
    ):
        shown = tls.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


# OpenSSL's numbers (x509_vfy.h): what each means to whoever has to mend it.
_WRONG = {
    10: "has expired; renew it",
    18: "is self-made; get one from a public authority, like Let's Encrypt",
    19: "comes from an authority that only your network knows; get one from a public authority",
    20: "comes without its chain, or from an unknown authority; serve the full chain",
    21: "comes without its chain; serve the full chain",
    62: "is for another host name; get one for the host of PUBLIC_BASE_URL",
    64: "is for another internet address; use the host name in PUBLIC_BASE_URL",
}


def what_is_wrong(exc: ssl.SSLCertVerificationError) -> str:
    """Return what is wrong with a certificate, and the mend."""
    return _WRONG.get(exc.verify_code, f"is not trusted ({exc.verify_message})")


def plainly(exc: Exception) -> str:
    """Return what went wrong with a connection, in words that say which of the usual it was."""
    match exc:
        case socket.gaierror():
            return "no such host in the DNS"
        case TimeoutError():
            return "nobody answers in time"
        case ConnectionRefusedError():
            return "the connection is refused"
        case ssl.SSLError():
            return f"TLS fails: {exc.reason or 'no reason given'}"
        case _:
            return type(exc).__name__
