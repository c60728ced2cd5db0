"""Why a webhook was refused, in one sentence with the mend, at most once a minute.

The first call of a line that was set up wrongly is refused for its signature. What was signed can
be found out: the carrier signed the address that it called, so an address that the signature fits
is the one it called, and the difference from the one we believed is the mistake. Whatever is said
comes from our own settings and routes, or from what the signature has proven: never from a form.
"""

import logging
from collections.abc import Callable, Iterator
from time import monotonic
from urllib.parse import urlsplit

from flask import Request

from warmline.metrics import REFUSED
from webhooks.signature import SETTINGS_HEADER, SignatureCheck

EVERY_SECONDS = 60.0  # forgers get one line and one search a minute, however many they send
# What proxies keep of the path that was called.
_PATH_HEADERS = ("X-Original-URI", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri")
log = logging.getLogger(__name__)


class Refusals:
    """Notes refused webhooks; one for each process."""

    def __init__(
        self,
        check: SignatureCheck,
        account_sid: str,
        tally: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._check = check
        self._tally = tally
        self._account = account_sid
        self._clock = clock
        self._noted: float | None = None
        self._since = 0

    def note(self, request: Request) -> None:
        """Count a refused request, and say why unless that was done within the last minute."""
        REFUSED.inc()
        self._tally()
        self._write(request, lambda: self._cause(request))

    def lost(self, request: Request) -> None:
        """Write down that a signed request came for a path that is none of ours."""
        self._write(request, self._rewritten)

    def _write(self, request: Request, cause: Callable[[], str]) -> None:
        self._since += 1
        now = self._clock()
        if self._noted is not None and now - self._noted < EVERY_SECONDS:
            return
        self._noted, count, self._since = now, self._since, 0
        log.warning(
            "a webhook was refused: %s", cause(), extra={"route": request.endpoint, "count": count}
        )

    def _cause(self, request: Request) -> str:
        if SETTINGS_HEADER in request.headers:
            return "it is signed with a shared key; let the carrier sign with the auth token"
        if not self._check.carries_signature(request):
            return (
                "it carries no signature, so it is not the carrier's, "
                "or a proxy drops the signature's header; let it pass"
            )
        for called, cause in self._guesses(request):
            if self._check.is_good_for(request, called):
                return cause
        given = request.form.get("AccountSid", self._account)
        if given != self._account:
            return (
                "it names another account than TWILIO_ACCOUNT_SID; the number belongs to that "
                "account: set its SID and token, or give the number other addresses"
            )
        believed = self._base + (request.url_rule.rule if request.url_rule else request.path)
        return (
            f"it is not signed with TWILIO_AUTH_TOKEN for {believed}, which we believe was called; "
            "if it is the carrier's, the token is not this account's, or a proxy rewrites the path "
            "or query: `warmline doctor` says which"
        )

    def _rewritten(self) -> str:
        return (
            "the carrier asked for a path that is none of ours; a proxy rewrites paths, or the "
            f"number's addresses are not those under {self._base}: `warmline doctor` says which"
        )

    @property
    def _base(self) -> str:
        return self._check.base

    def _guesses(self, request: Request) -> Iterator[tuple[str, str]]:
        """Yield addresses that the carrier may have called, each with what that would mean."""
        believed = self._check.address(request)
        raw = believed.removeprefix(self._base)
        yield from self._other_schemes(believed)
        for host in _hosts(request):
            for scheme in ("https", "http"):
                yield (
                    f"{scheme}://{host}{raw}",
                    f"the carrier called {scheme}://{host}, and PUBLIC_BASE_URL is {self._base}; "
                    "make the two the same, here and in the number's addresses",
                )
        origin = f"{urlsplit(self._base).scheme}://{urlsplit(self._base).netloc}"
        for path in _paths(request, raw):
            yield (
                origin + path,
                "a proxy rewrites the path or query: the carrier called one under "
                f"{origin} that reached us as {self._base}{_shown(request)}; let the proxy pass "
                "path and query untouched, or put the prefix into PUBLIC_BASE_URL",
            )

    def _other_schemes(self, believed: str) -> Iterator[tuple[str, str]]:
        scheme, _, rest = believed.partition("://")
        other = "http" if scheme == "https" else "https"
        yield (
            f"{other}://{rest}",
            f"the carrier called it by {other} and PUBLIC_BASE_URL begins with {scheme}; "
            + (
                "give the number's addresses https"
                if scheme == "https"
                else "let PUBLIC_BASE_URL begin with https"
            ),
        )


def _shown(request: Request) -> str:
    """Return the path as our routes have it: what stands in for ids says no id."""
    return request.url_rule.rule if request.url_rule else ""


def _hosts(request: Request) -> Iterator[str]:
    for name in ("X-Forwarded-Host", "Host"):
        if host := request.headers.get(name, "").partition(",")[0].strip():
            yield host


def _paths(request: Request, raw: str) -> Iterator[str]:
    """Yield paths that may have been called before a proxy changed them to ``raw``."""
    path, mark, query = raw.partition("?")
    if prefix := request.headers.get("X-Forwarded-Prefix", "").rstrip("/"):
        yield prefix + raw
    for name in _PATH_HEADERS:
        if kept := request.headers.get(name):
            yield kept if kept.startswith("/") else urlsplit(kept).path
    yield raw
    yield (path[:-1] if path.endswith("/") else f"{path}/") + mark + query
    yield path
