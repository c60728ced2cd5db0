"""How the carrier asks a customer's web server: signed, retried and timed as Twilio does it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

Params = Sequence[tuple[str, str]]


class FetchError(Exception):
    """A web server could not be asked."""

    code = 11200
    policy = ""


class ConnectFailed(FetchError):  # noqa: N818 - named by what happened
    """No connection; asked again once unless the address says otherwise."""

    code = 11205
    policy = "ct"


class ReadTimedOut(FetchError):  # noqa: N818 - named by what happened
    """Connected, and then no answer in time."""

    code = 11200
    policy = "rt"


@dataclass(frozen=True)
class Response:
    """What a web server answered."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


@dataclass(frozen=True)
class Request:
    """One request to a customer's web server; ``event`` marks a callback that only informs."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...] = field(repr=False)
    event: bool = False


class Fetcher(Protocol):
    """The port through which web servers are asked."""

    def fetch(
        self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: float
    ) -> Response:
        """Return the answer, or raise ConnectFailed or ReadTimedOut."""
        ...


@dataclass(frozen=True)
class Overrides:
    """Connection overrides written in an address's fragment, e.g. ``#rc=2&rp=5xx,ct``."""

    connect_ms: int = 5000
    read_ms: int = 15000
    retries: int = 1
    policies: frozenset[str] = frozenset({"ct"})

    def again(self, policy: str, attempt: int) -> bool:
        """Say whether a failure of this kind is asked again."""
        return attempt < self.retries and bool({policy, "all"} & self.policies)


def overrides(url: str) -> Overrides:
    """Read the connection overrides of an address; what cannot be read keeps its default."""
    given = {name: values[0] for name, values in parse_qs(urlsplit(url).fragment).items()}
    policies = given.get("rp", "ct")
    return Overrides(
        connect_ms=_bounded(given.get("ct"), 100, 10000, 5000),
        read_ms=_bounded(given.get("rt"), 100, 15000, 15000),
        retries=_bounded(given.get("rc"), 0, 5, 1),
        policies=frozenset(policies.split(",")),
    )


def _bounded(text: str | None, low: int, high: int, default: int) -> int:
    if text is None or not text.isdigit():
        return default
    return int(text) if low <= int(text) <= high else default


def without_fragment(url: str) -> str:
    """Return the address as it is asked and signed."""
    return url.partition("#")[0]


def signed_url(url: str, *, event: bool) -> str:
    """Return the address in the form that is signed.

    A document's address under HTTPS is signed without its port, an event callback's with it
    (twilio-node issue 411); a receiver has to accept both.
    """
    parts = urlsplit(without_fragment(url))
    if parts.scheme != "https" or event or parts.port is None:
        return without_fragment(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))


def signature(auth_token: str, url: str, params: Params) -> str:
    """Return the ``X-Twilio-Signature`` of a request: HMAC-SHA1 over address and sorted form."""
    text = url + "".join(name + value for name, value in sorted(set(params)))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def headers_for(auth_token: str, request: Request) -> dict[str, str]:
    """Return the headers the carrier sends with a request."""
    url = with_query(request)
    form = request.params if request.method == "POST" else ()
    return {
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "X-Home-Region": "us1",
        "X-Twilio-Signature": signature(auth_token, signed_url(url, event=request.event), form),
    }


def with_query(request: Request) -> str:
    """Return the address that is asked: a GET carries its parameters in the query."""
    url = without_fragment(request.url)
    if request.method != "GET" or not request.params:
        return url
    return url + ("&" if "?" in url else "?") + urlencode(request.params)


def is_absolute(url: str) -> bool:
    """Say whether the carrier can ask this address at all; its host holds no underscore."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in parts.netloc
