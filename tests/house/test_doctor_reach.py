"""The doctor calls the public address as the carrier would, and names what stands in the way."""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telling.fronts import Authority, Front

from warmline.bootstrap import Parts
from warmline.doctor.address import check_address, check_certificate
from warmline.doctor.finding import Finding, within
from warmline.doctor.reach import check_reach
from warmline.settings import Settings
from warmline.settings.home import free_port
from warmline.simulator.web import WebServer
from webhooks.app import create_app

SID = "AC" + "0" * 32


def settings_for(base: str, home: Path, redis_url: str = "", **more: str) -> Settings:
    """Return settings for a public address, with a carrier on this machine."""
    environ = {
        "WARMLINE_HOME": str(home),
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_API_BASE": "http://127.0.0.1:1",
        "PUBLIC_BASE_URL": base,
        "REDIS_URL": redis_url or "redis://127.0.0.1:1/0",
    }
    return Settings.read(environ | more)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority that makes certificates."""
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def front() -> Iterator[Callable[..., Front]]:
    """Return what starts a server in front of web; all end with the test."""
    started: list[Front] = []

    def start(context: ssl.SSLContext | None = None) -> Front:
        started.append(Front(context))
        return started[-1]

    yield start
    for it in started:
        it.stop()


@pytest.fixture
def web(redis_url: str) -> Iterator[Callable[[Settings], int]]:
    """Return what serves our web with some settings; returns its port."""
    served: list[tuple[WebServer, Parts]] = []

    def serve(settings: Settings) -> int:
        port, parts = free_port(), Parts(replace(settings, redis_url=redis_url))
        served.append((WebServer(create_app(parts), "127.0.0.1", port, 2), parts))
        served[-1][0].start()
        return port

    yield serve
    for server, parts in served:
        server.stop()
        parts.live.close()


def found(settings: Settings, context: Any = None) -> Finding:
    """Return the finding of the self-test."""
    return check_reach(settings, None, context)[0][0]


def test_a_signed_webhook_gets_through_a_proxy_that_ends_tls(
    web: Any, front: Any, authority: Authority, tmp_path: Path
) -> None:
    """What is well is said to be: web, its version, keys, campuses, clock and certificate."""
    proxy = front(authority.serving())
    settings = settings_for(f"https://127.0.0.1:{proxy.port}", tmp_path)
    proxy.leads_to(web(settings))
    findings, ahead = check_reach(settings, (), authority.trusted)
    assert [it.words for it in findings if not it.ok] == []
    assert {it.check for it in findings} >= {"webhooks", "web's version", "web's keys"}
    assert ahead is not None
    assert abs(ahead) < 2
    assert [it.state for it in check_certificate(settings, authority.trusted)] == ["ok"]
    others = replace(settings, keys=("another",))
    states = {it.check: it for it in check_reach(others, ("northfield",), authority.trusted)[0]}
    assert "same WARMLINE_KEYS" in states["web's keys"].words
    assert "same REDIS_URL" in states["web's campuses"].words


REWRITERS = {
    "a prefix put before": (lambda p, b: (f"/app{p}", b), "a proxy rewrites the path: /voice/self"),
    "a slash put behind": (lambda p, b: (p.replace("?", "/?"), b), "a proxy rewrites the path"),
    "a query made tidy": (lambda p, b: (p.replace("%20", "+"), b), "a proxy rewrites the query"),
    "a query taken away": (lambda p, b: (p.partition("?")[0], b), "a proxy rewrites the query"),
    "blanks taken away": (lambda p, b: (p, b.replace(b"Blank=&", b"")), "rewrites the form"),
}


@pytest.mark.parametrize(("change", "words"), REWRITERS.values(), ids=REWRITERS.keys())
def test_a_proxy_that_rewrites_is_named(
    web: Any, front: Any, tmp_path: Path, change: Any, words: str
) -> None:
    """What a proxy makes of path, query or form breaks every signature: the doctor says which."""
    proxy = front()
    settings = settings_for(f"http://127.0.0.1:{proxy.port}", tmp_path)
    proxy.leads_to(web(settings), change)
    finding = found(settings)
    assert finding.failed
    assert words in finding.words
    assert "untouched" in finding.words


def test_a_web_with_other_settings_is_named(web: Any, tmp_path: Path) -> None:
    """A web that was not restarted after a change checks by the old address, or the old token."""
    settings = settings_for("http://localhost:8000", tmp_path)
    port = web(settings)
    here = replace(settings, public_base_url=f"http://127.0.0.1:{port}")
    assert "give every process the same PUBLIC_BASE_URL" in found(here).words
    other = replace(here, signing_key="another token")
    assert "web runs with another TWILIO_AUTH_TOKEN" in found(other).words


ANSWERS = {
    "http instead of https": (
        (301, {"Location": "https://127.0.0.1/voice/self-test"}),
        "http is redirected to https; set PUBLIC_BASE_URL to https://127.0.0.1",
    ),
    "a redirect to another host": (
        (308, {"Location": "https://www.example.edu/"}),
        "it redirects to https://www.example.edu",
    ),
    "a redirect to another path": ((302, {"Location": "/login"}), "it redirects to /login"),
    "nobody behind the proxy": ((502, {}), "start `warmline web`"),
    "a password": ((401, {}), "asks for a password"),
    "another program": ((200, {"Server": "Apache"}), "another program (Apache) answers"),
}


@pytest.mark.parametrize(("answer", "words"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_answers_instead_of_us_is_named(
    front: Any, tmp_path: Path, answer: tuple[int, dict[str, str]], words: str
) -> None:
    """Whatever stands at the public address instead of web is named, with the mend."""
    server = front()
    server.answers(answer[0], **answer[1])
    finding = found(settings_for(f"http://127.0.0.1:{server.port}", tmp_path))
    assert finding.failed
    assert words in finding.words


def test_an_address_where_nobody_listens_is_named(tmp_path: Path) -> None:
    """An address that refuses is told apart from one that answers wrongly."""
    finding = found(settings_for(f"http://127.0.0.1:{free_port()}", tmp_path))
    assert "cannot be reached (the connection is refused)" in finding.words


CERTIFICATES = {
    "for another host": ({"host": "other.example.edu"}, "is for another internet address"),
    "expired": ({"days": -1}, "has expired; renew it"),
    "ends soon": ({"days": 10}, "9 days left, 14 is the least; renew it"),
}


@pytest.mark.parametrize(("made", "words"), CERTIFICATES.values(), ids=CERTIFICATES.keys())
def test_a_certificate_that_the_carrier_would_refuse_is_named(
    front: Any, authority: Authority, tmp_path: Path, made: dict[str, Any], words: str
) -> None:
    """A certificate is looked at before the carrier refuses it."""
    server = front(authority.serving(**made))
    settings = settings_for(f"https://127.0.0.1:{server.port}", tmp_path)
    [finding] = check_certificate(settings, authority.trusted)
    assert finding.failed
    assert words in finding.words


def test_a_certificate_of_nobodys_authority_is_named(
    front: Any, authority: Authority, tmp_path: Path
) -> None:
    """Only authorities that the world trusts count, whatever this machine trusts."""
    server = front(authority.serving())
    settings = settings_for(f"https://127.0.0.1:{server.port}", tmp_path)
    [finding] = check_certificate(settings)
    assert finding.failed
    assert "serve the full chain" in finding.words
    assert "the certificate" in found(settings).words


REAL = {"TWILIO_API_BASE": "https://api.twilio.com", "WARMLINE_COUNSELING_NUMBER": "+14155550150"}


@pytest.mark.parametrize(
    ("base", "state", "words"),
    [
        ("https://10.1.2.3", "FAIL", "10.1.2.3 is private: no carrier can reach it"),
        ("https://[fd00::1]", "FAIL", "is private"),
        ("https://warmline.local", "FAIL", "is private"),
        ("https://server", "FAIL", "is private"),
        ("http://127.0.0.1:8000", "FAIL", "is http; PUBLIC_BASE_URL must begin with https://"),
        ("https://inside.example.edu", "warn", "is 10.0.0.9 from here, which is private"),
        ("https://nowhere.example.edu", "FAIL", "has no address in the DNS"),
        ("https://line.example.edu", "ok", "has a public address"),
    ],
)
def test_an_address_that_no_carrier_can_reach_is_named(
    tmp_path: Path, base: str, state: str, words: str
) -> None:
    """A private address, or plain http, is found before the first call is lost to it."""
    key = {"WARMLINE_KEYS": "A" * 43 + "="}
    settings = settings_for("https://line.example.edu", tmp_path, **REAL, **key)
    settings = replace(settings, public_base_url=base)
    known = {"inside.example.edu": {"10.0.0.9"}, "line.example.edu": {"93.184.215.14"}}

    def resolve(host: str) -> set[str]:
        if host not in known:
            raise OSError
        return known[host]

    [finding] = check_address(settings, resolve)
    assert finding.state == state
    assert words in finding.words


def test_a_server_that_says_nothing_does_not_hold_the_doctor_up(front: Any, tmp_path: Path) -> None:
    """A check that takes too long is a finding, and the next one runs."""
    hold, server = threading.Event(), front()
    server.handle = lambda _request, _body: (hold.wait(10), (200, {}, b""))[1]
    settings = settings_for(f"http://127.0.0.1:{server.port}", tmp_path)
    [finding] = within(0.2, "webhooks", lambda: [found(settings)])
    hold.set()
    assert finding.failed
    assert "no answer within" in finding.words
