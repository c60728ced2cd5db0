"""Redis by TLS, in each form of its address: certificates are checked, and faults are sentences."""

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from limits.storage import storage_from_string
from telling.fronts_of_redis import DAY, MONTH, Authority, Front
from telling.redis_servers import PASSWORD, SENTINEL_PASSWORD, WatchedRedis, raw_redis, servers

from warmline.cli.processes import require_lasting_redis
from warmline.doctor import check_redis
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug
from warmline.settings import Settings
from warmline.store.live import LiveStore, clients
from warmline.store.live.facts import redis_facts
from warmline.store.live.faults import fault_of_tls
from warmline.timer import RqTimer
from webhooks.console.setup import counts_of_visits

CAMPUS = CampusSlug("by-tls")
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
NOBODY = "its certificate is signed by nobody whom this machine trusts"


class OneWatched(WatchedRedis):
    """The least that is behind a Sentinel."""

    servers, sentinels = 1, 1


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that no machine knows of."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedRedis]:
    """A Redis that one Sentinel watches."""
    with OneWatched(tmp_path_factory.mktemp("watched")) as watched:
        yield watched


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let handshakes last as long as a busy machine needs for them."""
    monkeypatch.setattr(clients, "CONNECT_SECONDS", 20.0)
    monkeypatch.setattr(clients, "SENTINEL_SECONDS", 20.0)


@pytest.fixture(params=["one", "sentinel", "cluster"])
def spoken_by_tls(request: pytest.FixtureRequest, authority: Authority) -> Iterator[str]:
    """Give the address of a Redis that speaks TLS alone, of each form in turn, without options."""
    with ExitStack() as fronts:

        def front(port: int) -> Front:
            return fronts.enter_context(Front(port, context=authority.server()))

        if request.param == "one":
            yield f"rediss://127.0.0.1:{front(port_of(request.getfixturevalue('redis_url'))).port}/0?"
        elif request.param == "sentinel":
            yield _sentinel(request.getfixturevalue("watched"), front)
        else:
            yield _cluster(request.getfixturevalue("redis_cluster"), front)


def port_of(url: str) -> int:
    """Return where a Redis of one server listens."""
    return urlsplit(url).port or 6379


def _sentinel(watched: WatchedRedis, front: Callable[[int], Front]) -> str:
    """The Sentinel calls the master by its front, which it would do by itself if it spoke TLS."""
    [master], [watcher] = watched.names, watched.watchers
    asked = front(watcher)
    asked.call_by({master: front(master).port})
    passwords = f":{PASSWORD}@", f"sentinel_password={SENTINEL_PASSWORD}"
    return f"rediss+sentinel://{passwords[0]}127.0.0.1:{asked.port}/line/0?{passwords[1]}&"


def _cluster(url: str, front: Callable[[int], Front]) -> str:
    with raw_redis(url) as client:
        ports = [it.connection_pool.connection_kwargs["port"] for it in servers(client)]
    fronts = {port: front(port) for port in ports}
    for it in fronts.values():
        it.call_by({port: other.port for port, other in fronts.items()})
    return f"rediss+cluster://127.0.0.1:{fronts[ports[0]].port}?"


def settings_of(url: str, home: Path) -> Settings:
    """Return settings with this Redis for all that is kept in one."""
    environ = {"WARMLINE_HOME": str(home), "REDIS_URL": url}
    if "cluster" in url:
        environ["RQ_REDIS_URL"] = "redis://127.0.0.1:1"
    return Settings.read(environ)


def test_a_private_authority_is_named_in_the_address(
    spoken_by_tls: str, authority: Authority
) -> None:
    """Live state, job queue and the counts of the console's visitors go by TLS, and only so."""
    url = f"{spoken_by_tls}ssl_ca_certs={authority.file}"
    live = LiveStore(url)
    live.note_trouble(CAMPUS, NOW)
    assert live.looks(CAMPUS).trouble == NOW
    assert live.pace(CAMPUS, 1.0, NOW) == NOW
    live.close()
    if "cluster" in url:
        return
    timer = RqTimer(url)
    assert timer.backlog() is not None
    timer.connection.close()
    where, options = counts_of_visits(url)
    assert storage_from_string(where, **options).check()


def test_a_server_must_prove_who_it_is(
    spoken_by_tls: str, authority: Authority, tmp_path: Path
) -> None:
    """Unless an address says otherwise, nobody passes for a Redis; a refusal is one sentence."""
    finding = next(check_redis(settings_of(spoken_by_tls, tmp_path)))
    assert finding.failed
    assert finding.words.count(NOBODY) == 1
    assert finding.words.endswith("check REDIS_URL")
    trusting = settings_of(f"{spoken_by_tls}ssl_cert_reqs=none", tmp_path)
    found = {it.check: it for it in check_redis(trusting)}
    assert found["redis certificate"].state == "warn"
    assert "ssl_cert_reqs=none" in found["redis certificate"].words
    proven = settings_of(f"{spoken_by_tls}ssl_ca_certs={authority.file}", tmp_path)
    assert {it.check: it for it in check_redis(proven)}["redis certificate"].ok


@pytest.mark.parametrize(
    ("host", "lasts", "sentence"),
    [
        ("redis.example.edu", MONTH, "its certificate is for another name than the address has"),
        ("127.0.0.1", -DAY / 2, "its certificate has expired"),
    ],
)
def test_a_certificate_for_another_name_or_time_is_refused(
    redis_url: str, authority: Authority, host: str, lasts: timedelta, sentence: str
) -> None:
    """What is wrong with a certificate is said; a name alone may be let be by the engineer."""
    context = authority.server(host, lasts)
    with Front(port_of(redis_url), context=context) as front:
        url = f"rediss://127.0.0.1:{front.port}?ssl_ca_certs={authority.file}"
        with pytest.raises(LiveStoreUnavailableError, match=sentence):
            LiveStore(url).ping()
        if lasts > timedelta(0):
            assert redis_facts(f"{url}&ssl_check_hostname=false").version > "5"


def test_the_doctor_says_before_a_certificate_ends(
    redis_url: str, authority: Authority, tmp_path: Path
) -> None:
    """On the day on which it ends every caller would hear the card: it is told two weeks before."""
    with Front(port_of(redis_url), context=authority.server(lasts=13 * DAY)) as front:
        url = f"rediss://127.0.0.1:{front.port}?ssl_ca_certs={authority.file}"
        found = {it.check: it for it in check_redis(settings_of(url, tmp_path))}
    assert found["redis certificate"].failed
    assert found["redis certificate"].words.startswith("12 days left, 14 is the least")


def test_a_server_may_ask_for_a_certificate_of_ours(
    redis_url: str, authority: Authority, tmp_path: Path
) -> None:
    """Where a Redis lets in only whom its authority has signed, the address names ours."""
    context = authority.server()
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    with Front(port_of(redis_url), context=context) as front:
        url = f"rediss://127.0.0.1:{front.port}?ssl_ca_certs={authority.file}"
        with pytest.raises(LiveStoreUnavailableError):
            redis_facts(url)
        own = settings_of(f"{url}&ssl_certfile={authority.pair('warmline')}", tmp_path)
        assert redis_facts(own.redis_url).version > "5"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("(1, '[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert", "asks for a certificate"),
        ("_ssl.c:989: The handshake operation timed out", "if it speaks none, write redis"),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number", "it speaks no TLS"),
    ],
)
def test_what_servers_of_other_makes_say_is_understood(said: str, meant: str) -> None:
    """What a Redis 7 that speaks TLS, and a port that does not, have been heard to answer."""
    error = redis.ConnectionError("Error while reading from 10.0.0.1:6379")
    error.__cause__ = OSError(said)
    assert meant in fault_of_tls(error)
    assert fault_of_tls(redis.ConnectionError("Connection refused")) == ""


def test_plain_words_to_a_server_that_speaks_tls_are_named(
    redis_url: str, authority: Authority
) -> None:
    """An engineer who forgot the second s of rediss reads so, wherever the server cuts them off."""
    with (
        Front(port_of(redis_url), context=authority.server()) as front,
        pytest.raises(LiveStoreUnavailableError, match="if it speaks TLS, write rediss"),
    ):
        redis_facts(f"redis://127.0.0.1:{front.port}")


def test_a_process_that_starts_tells_its_log_what_is_wrong(
    redis_url: str, authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It starts all the same, to read callers the safety card; the log has the sentence."""
    stranger = Authority(tmp_path, "stranger")
    with (
        Front(port_of(redis_url), context=authority.server()) as front,
        caplog.at_level(logging.WARNING),
    ):
        url = f"rediss://127.0.0.1:{front.port}?ssl_ca_certs={stranger.file}"
        require_lasting_redis(settings_of(url, tmp_path))
    [said] = caplog.messages
    assert said.startswith("the Redis at REDIS_URL is away as we start: no answer at 127.0.0.1:")
    assert NOBODY in said
