"""Calls the public address as the carrier would, and says what its webhooks would run into."""

import http.client
import secrets
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import warmline
from warmline.carrier import selftest
from warmline.doctor.address import SECONDS, plainly, trust, what_is_wrong
from warmline.doctor.finding import Finding, judged
from warmline.settings import Settings

CHECK = "webhooks"
_LARGEST = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOBODY_BEHIND = frozenset({502, 503, 504})
_PLAIN_TO_TLS = "plain HTTP request was sent to HTTPS port"


class Reply(NamedTuple):
    """What came back from the public address."""

    status: int
    server: str
    location: str
    body: bytes


def check_reach(
    settings: Settings, campuses: Sequence[str] | None, context: ssl.SSLContext | None = None
) -> tuple[list[Finding], float | None]:
    """Return whether a signed webhook gets through, and how far web's clock is ahead of ours.

    ``campuses`` are those of the Redis that this machine sees; None leaves them uncompared.
    """
    token, nonce = settings.signing_key, secrets.token_hex(16)
    url = f"{settings.public_base_url}{selftest.PATH}?{selftest.QUERY}"
    began = time.time()
    try:
        reply = _ask(settings, url, nonce, context)
    except ssl.SSLCertVerificationError as exc:
        return [Finding(CHECK, "FAIL", f"the certificate {what_is_wrong(exc)}")], None
    except (OSError, http.client.HTTPException, ValueError) as exc:
        base = settings.public_base_url
        todo = "start `warmline web`, and see DNS, firewall and proxy"
        words = f"{base} cannot be reached ({plainly(exc)}); {todo}"
        return [Finding(CHECK, "FAIL", words)], None
    said = selftest.answered(token, nonce, reply.body)
    if said is None:
        return [Finding(CHECK, "FAIL", _stranger(reply, url))], None
    if not said.signed:
        return [Finding(CHECK, "FAIL", _difference(url, said.saw))], None
    middle = (began + time.time()) / 2
    return list(_ours(settings, said, campuses)), said.time - middle


def _ask(settings: Settings, url: str, nonce: str, context: ssl.SSLContext | None) -> Reply:
    token = settings.signing_key
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        link = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context or trust())
    else:
        link = http.client.HTTPConnection(host, port, timeout=SECONDS)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": f"warmline-doctor/{warmline.__version__}",
        **dict.fromkeys(settings.signature_headers, selftest.signature(token, url)),
        selftest.HEADER: selftest.ask(token, nonce),
    }
    try:
        link.request("POST", f"{parts.path}?{parts.query}", urlencode(selftest.FORM), headers)
        answer = link.getresponse()
        return Reply(
            answer.status,
            answer.getheader("Server", ""),
            answer.getheader("Location", ""),
            answer.read(_LARGEST),
        )
    finally:
        link.close()


def _stranger(reply: Reply, url: str) -> str:
    """Say what answered, when it was not our web with our token."""
    if reply.status in _MOVED:
        return _redirected(url, urljoin(url, reply.location))
    if reply.status in _NOBODY_BEHIND:
        return (
            f"the proxy finds no web behind it (status {reply.status}); "
            "start `warmline web`, and see where the proxy leads"
        )
    if reply.status == 401:
        return "something before us asks for a password; let /voice/ and /texts/ through without"
    if reply.status == 403:
        return (
            "the signature is refused (status 403): web runs with another TWILIO_AUTH_TOKEN or "
            "version; restart it with these settings, or let the firewall in front pass /voice/"
        )
    if reply.status == 400 and _PLAIN_TO_TLS.encode() in reply.body:
        return "https answers there, not http; let PUBLIC_BASE_URL begin with https://"
    who = f" ({reply.server})" if reply.server else ""
    return (
        f"another program{who} answers there with status {reply.status}; "
        "let the address lead to `warmline web`, or correct PUBLIC_BASE_URL"
    )


def _redirected(url: str, to: str) -> str:
    asked, leads = urlsplit(url), urlsplit(to)
    base = f"{leads.scheme}://{leads.netloc}"
    if (asked.scheme, leads.scheme) == ("http", "https") and asked.hostname == leads.hostname:
        return f"http is redirected to https; set PUBLIC_BASE_URL to {base} and the numbers too"
    if asked.netloc != leads.netloc or asked.scheme != leads.scheme:
        return (
            f"it redirects to {base}, and the carrier signs the address before; "
            "set PUBLIC_BASE_URL to where it leads"
        )
    return f"it redirects to {leads.path}; let the proxy pass /voice/ and /texts/ on as they are"


def _difference(sent: str, saw: str) -> str:
    """Say how what web believes was called differs from what was called."""
    called, believed = urlsplit(sent), urlsplit(saw)
    base, other = (f"{it.scheme}://{it.netloc}" for it in (called, believed))
    if base != other:
        return (
            f"web believes that {other} was called, not {base}; "
            "give every process the same PUBLIC_BASE_URL and restart it"
        )
    if called.path != believed.path:
        return (
            f"a proxy rewrites the path: {called.path} reaches web as {believed.path}; let it "
            "pass paths untouched, or put what it takes away into PUBLIC_BASE_URL"
        )
    if called.query != believed.query:
        return "a proxy rewrites the query; let it pass the part after ? untouched"
    return "a proxy rewrites the form that is sent; let it pass bodies untouched"


def _ours(
    settings: Settings, said: selftest.Answer, campuses: Sequence[str] | None
) -> Iterator[Finding]:
    yield Finding(CHECK, "ok", f"a signed one gets through to {settings.public_base_url}")
    yield judged(
        "web's version",
        said.version == warmline.__version__,
        said.version,
        f"is {said.version} and this is {warmline.__version__}; restart web",
    )
    yield judged(
        "web's keys",
        said.keys == selftest.key_mark(settings.keys),
        "are ours",
        "are others than here; give every process the same WARMLINE_KEYS",
    )
    if campuses is not None and said.campuses is not None:
        theirs = ", ".join(said.campuses) or "no campus"
        yield judged(
            "web's campuses",
            set(said.campuses) == set(campuses),
            theirs,
            f"web has {theirs}, and here is {', '.join(campuses) or 'no campus'}; "
            "give every process the same REDIS_URL",
        )
