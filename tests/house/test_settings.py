"""What the house asks of its settings, and how it says what is wrong."""

import base64
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from warmline.errors import SettingsError
from warmline.settings import SIMULATED_SID, Settings
from warmline.settings.file import NAMED_BY
from warmline.settings.redis_address import read_redis_address

ROOT = Path(__file__).parents[2]
KEY = base64.urlsafe_b64encode(b"k" * 32).decode()  # the same in every process


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, str]:
    """Return an environment that names nothing but a home."""
    return {"WARMLINE_HOME": str(tmp_path / "home")}


@pytest.fixture
def real(plain: dict[str, str]) -> dict[str, str]:
    """Return an environment with everything that the real carrier needs."""
    return plain | {
        "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
        "TWILIO_AUTH_TOKEN": "token",
        "PUBLIC_BASE_URL": "https://line.example.edu/",
        "WARMLINE_COUNSELING_NUMBER": "+14155550150",
        "WARMLINE_KEYS": KEY,
    }


def complaints(environ: Mapping[str, str]) -> list[str]:
    """Return what is said of an environment, a sentence each."""
    with pytest.raises(SettingsError) as caught:
        Settings.read(environ)
    return str(caught.value).split("\n")


def test_no_settings_at_all_is_a_line_on_this_machine(plain: dict[str, str]) -> None:
    """A newcomer sets nothing, and gets a Redis, a database, keys and a carrier of their own."""
    settings = Settings.read(plain)
    assert settings.simulated
    assert settings.embedded_redis
    assert settings.account_sid == SIMULATED_SID
    assert settings.redis_url.startswith("redis://:")
    assert settings.rq_redis_url == settings.redis_url
    assert settings.database_url == f"sqlite:///{settings.home}/warmline.db"
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert len(settings.keys) == 1
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_what_was_made_at_first_need_is_kept(plain: dict[str, str]) -> None:
    """A restart never loses the keys that open what is stored."""
    assert Settings.read(plain) == Settings.read(plain)


def test_the_home_is_private(plain: dict[str, str]) -> None:
    """Nobody else on the machine can read the keys."""
    home = Settings.read(plain).home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()} == {0o600}


def test_the_real_carrier_writes_nothing_at_home(real: dict[str, str]) -> None:
    """A machine that is told everything needs no folder of its own."""
    environ = real | {"REDIS_URL": "redis://r:6379/0", "DATABASE_URL": "postgresql://u@db/w"}
    settings = Settings.read(environ)
    assert not settings.home.exists()
    assert settings.public_base_url == "https://line.example.edu"
    assert settings.api_base == "https://api.twilio.com"
    assert not settings.simulated
    assert settings.rq_redis_url == "redis://r:6379/0"


def test_sentinels_and_a_cluster_are_addresses_too() -> None:
    """Passwords for both, ports left out, IPv6 and TLS: the forms that other tools read."""
    watched = read_redis_address(
        "rediss+sentinel://line:p%40ss@a,b:26380,[::1]/mymaster/2?sentinel_password=s"
    )
    assert watched.hosts == (("a", 26379), ("b", 26380), ("::1", 26379))
    assert (watched.service, watched.database, watched.tls) == ("mymaster", 2, True)
    assert (watched.username, watched.password) == ("line", "p@ss")
    assert (watched.sentinel_username, watched.sentinel_password) == (None, "s")
    assert "p@ss" not in repr(watched)
    spread = read_redis_address("redis+cluster://:secret@a:7000,b")
    assert (spread.hosts, spread.password) == ((("a", 7000), ("b", 6379)), "secret")
    assert spread.where == "a:7000, b:6379"


def test_a_cluster_needs_another_redis_for_the_queue(real: dict[str, str]) -> None:
    """The job queue knows no Cluster, and an engineer hears so before anything starts."""
    environ = real | {"REDIS_URL": "redis+cluster://a,b,c"}
    [complaint] = complaints(environ)
    assert complaint.startswith("RQ_REDIS_URL must be set when REDIS_URL is a Cluster")
    settings = Settings.read(environ | {"RQ_REDIS_URL": "redis://q"})
    assert (settings.redis_url, settings.rq_redis_url) == (environ["REDIS_URL"], "redis://q")


def test_every_problem_is_told_at_once(plain: dict[str, str]) -> None:
    """An engineer mends all settings in one round."""
    found = complaints(plain | {"PORT": "x", "REDIS_URL": "no", "WARMLINE_CALLS_PER_SECOND": "0"})
    assert [sentence.split()[0] for sentence in found] == [
        "WARMLINE_CALLS_PER_SECOND",
        "PORT",
        "REDIS_URL",
    ]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TWILIO_ACCOUNT_SID", "AC12", "must be AC and 32 hexadecimal digits"),
        ("TWILIO_AUTH_TOKEN", None, "is missing"),
        ("TWILIO_AUTH_TOKEN", "two words", "must be one word"),
        ("TWILIO_API_BASE", "api.example.com", "must be an absolute address"),
        ("PUBLIC_BASE_URL", None, "is missing"),
        ("PUBLIC_BASE_URL", "line.example.edu", "must be an absolute address"),
        ("PUBLIC_BASE_URL", "http://line.example.edu", "must begin with https://"),
        (
            "PUBLIC_BASE_URL",
            "https://192.168.1.20",
            "must be an address that the carrier can reach",
        ),
        ("PUBLIC_BASE_URL", "https://line.local", "must be an address that the carrier can reach"),
        ("PUBLIC_BASE_URL", "https://my_line.example.edu", "must not have an underscore"),
        ("PUBLIC_BASE_URL", "https://line.example.edu?a=1", "must be an address alone"),
        ("PUBLIC_BASE_URL", "https://line.example.edu:port", "must be an absolute address"),
        ("CONSOLE_BASE_URL", "http://console.example.edu", "must begin with https://"),
        ("CONSOLE_BASE_URL", "https://console.example.edu/a", "must be a host name alone"),
        ("CONSOLE_BASE_URL", "https://LINE.example.edu:443", "must be another host than"),
        ("WARMLINE_PROXIES", "-1", "must be a whole number from 0 to 9"),
        ("REDIS_URL", "http://127.0.0.1", "must be an address like redis://"),
        ("REDIS_URL", "redis+sentinel://a,b", "must be redis+sentinel://host:26379"),
        ("REDIS_URL", "redis+sentinel://a:x/line", "must be redis+sentinel://host:26379"),
        ("REDIS_URL", "redis+sentinel://a/line?password=x", "has password after its ?, where"),
        ("REDIS_URL", "redis://a/0?db=x", "must be an address like redis://"),
        ("REDIS_URL", "redis://a?Pa55word=1", "has something after its ?, where"),
        ("REDIS_URL", "redis://a?ssl_cert_reqs=none", "has ssl_cert_reqs but speaks no TLS: it"),
        ("REDIS_URL", "rediss://a?ssl_check_hostname=no", "has ssl_check_hostname, which must be"),
        ("REDIS_URL", "rediss://a?ssl_cert_reqs=None", "has ssl_cert_reqs, which must be required"),
        ("REDIS_URL", "rediss://a?ssl_keyfile=/k", "has ssl_keyfile without ssl_certfile"),
        (
            "REDIS_URL",
            "rediss+cluster://a?ssl_ca_certs=/not/there.pem",
            "names a file that cannot be read in ssl_ca_certs: /not/there.pem",
        ),
        (
            "RQ_REDIS_URL",
            f"rediss://a?ssl_certfile={__file__}",
            f"names a file of the wrong kind in ssl_certfile: {__file__} must hold PEM",
        ),
        ("REDIS_URL", "redis+cluster://", "must be redis+cluster://host:6379"),
        ("REDIS_URL", "redis+cluster://a,b/1", "must be redis+cluster://host:6379"),
        ("RQ_REDIS_URL", "redis://", "must be an address like redis://"),
        ("RQ_REDIS_URL", "redis+cluster://a,b", "must not be a Cluster"),
        ("DATABASE_URL", "mysql://x/y", "must be an address like postgresql://"),
        ("WARMLINE_KEYS", None, "is missing; make a Fernet key with: python"),
        ("WARMLINE_KEYS", "short", "must be Fernet keys"),
        ("WARMLINE_KEYS", f"{KEY},bad", "must be Fernet keys"),
        ("WARMLINE_COUNSELING_NUMBER", None, "is missing"),
        ("WARMLINE_COUNSELING_NUMBER", "counseling", "is not a phone number"),
        ("WARMLINE_COUNSELING_NUMBER", "911", "is an emergency or crisis number"),
        ("WARMLINE_CALLS_PER_SECOND", "nan", "must be a number above 0"),
        ("WARMLINE_EMERGENCY_NUMBER", "help", "must be digits only"),
        ("WARMLINE_CRISIS_LINE", "x", "must be digits only"),
        ("WARMLINE_WEB_WORKERS", "0", "must be a whole number from 1 to 64"),
        ("WARMLINE_WEB_THREADS", "-1", "must be a whole number from 1 to 256"),
        ("WARMLINE_WEB_LEAVING_SECONDS", "16", "must be a whole number from 0 to 15"),
        ("WARMLINE_WORKERS", "1.5", "must be a whole number from 1 to 64"),
        ("WARMLINE_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
        ("WARMLINE_HOST", "a b", "must be an address to listen on"),
        ("WARMLINE_METRICS_TOKEN", "two words", "must be one word"),
        ("WARMLINE_SIGNING_KEY", "two words", "must be one word"),
        ("WARMLINE_SIGNATURE_HEADERS", "X Signature", "must be names of HTTP headers"),
        (
            "WARMLINE_HEARTBEAT_URL",
            "http://monitor.example.com/a",
            "must be an address that begins",
        ),
        ("WARMLINE_SIMULATOR", "http://127.0.0.1:1", "is set together with TWILIO_ACCOUNT_SID"),
        ("PORT", "65536", "must be a whole number from 1 to 65535"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    real: dict[str, str], name: str, value: str | None, sentence: str
) -> None:
    """A setting that is missing or wrong is told by name, with what it should look like."""
    environ = {key: text for key, text in (real | {name: value}).items() if text is not None}
    (found,) = complaints(environ)
    assert found.startswith(f"{name} {sentence}")
    assert name not in {"TWILIO_AUTH_TOKEN", "WARMLINE_KEYS"} or str(value) not in found


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "TWILIO_API_BASE"])
def test_half_of_the_carrier_is_no_carrier(plain: dict[str, str], name: str) -> None:
    """A forgotten account name never means the simulated carrier in silence."""
    (found,) = complaints(plain | {name: "http://127.0.0.1:4010"})
    assert found.startswith(f"{name} is set but TWILIO_ACCOUNT_SID is not")


@pytest.mark.parametrize("sid", ["0f0f0f0f-1111-4222-8333-444455556666", "acc_42", "AC12"])
def test_another_carrier_names_accounts_its_own_way(real: dict[str, str], sid: str) -> None:
    """A Twilio-compatible provider is named by its address and its own kind of account."""
    elsewhere = {"TWILIO_ACCOUNT_SID": sid, "TWILIO_API_BASE": "https://laml.example.com/api/"}
    settings = Settings.read(real | elsewhere)
    assert (settings.account_sid, settings.api_base) == (sid, "https://laml.example.com/api")
    (found,) = complaints(real | elsewhere | {"TWILIO_API_BASE": "https://api.twilio.com"})
    assert found.startswith("TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits")
    (found,) = complaints(real | elsewhere | {"TWILIO_ACCOUNT_SID": "a/../b"})
    assert found.startswith("TWILIO_ACCOUNT_SID must be the account's id")


def test_webhooks_are_signed_with_the_token_unless_a_key_is_set(real: dict[str, str]) -> None:
    """Twilio signs with the auth token in one header; another carrier's ways are settings."""
    settings = Settings.read(real)
    assert (settings.signing_key, settings.signature_headers) == ("token", ("X-Twilio-Signature",))
    headers = {"WARMLINE_SIGNATURE_HEADERS": "X-SignalWire-Signature, X-Twilio-Signature"}
    settings = Settings.read(real | {"WARMLINE_SIGNING_KEY": "PSK"} | headers)
    assert (settings.signing_key, settings.auth_token) == ("PSK", "token")
    assert settings.signature_headers == ("X-SignalWire-Signature", "X-Twilio-Signature")


def test_plain_http_is_for_a_carrier_on_this_machine(real: dict[str, str]) -> None:
    """A test double on loopback may call back without TLS."""
    environ = real | {
        "TWILIO_API_BASE": "http://localhost:4010",
        "PUBLIC_BASE_URL": "http://web:8000",
    }
    assert Settings.read(environ).public_base_url == "http://web:8000"


def test_a_carrier_of_the_same_network_may_call_a_private_address(real: dict[str, str]) -> None:
    """A test double in the containers' own network reaches what nobody else can."""
    near = {"TWILIO_API_BASE": "http://carrier:4010", "PUBLIC_BASE_URL": "https://web"}
    assert Settings.read(real | near).public_base_url == "https://web"


def test_a_platform_that_sets_the_port_is_served_on_every_interface(plain: dict[str, str]) -> None:
    """Without a platform only this machine is served."""
    assert Settings.read(plain | {"PORT": "5000"}).host == "0.0.0.0"
    assert Settings.read(plain | {"PORT": "5000", "WARMLINE_HOST": "::1"}).host == "::1"


def test_secrets_may_come_from_files(real: dict[str, str], tmp_path: Path) -> None:
    """A secret that a container mounts as a file is read from there."""
    file = tmp_path / "token"
    file.write_text("from-the-file\n")
    environ = {name: text for name, text in real.items() if name != "TWILIO_AUTH_TOKEN"}
    settings = Settings.read(environ | {"TWILIO_AUTH_TOKEN_FILE": str(file)})
    assert settings.auth_token == "from-the-file"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "must name a text file that can be read"), ("\n", "names a file that is empty")],
)
def test_a_secret_file_that_cannot_be_used_is_named(
    real: dict[str, str], tmp_path: Path, content: str | None, sentence: str
) -> None:
    """A wrong mount is seen at the start, not at the first call."""
    file = tmp_path / "keys"
    if content is not None:
        file.write_text(content)
    environ = {name: text for name, text in real.items() if name != "WARMLINE_KEYS"}
    found = complaints(environ | {"WARMLINE_KEYS_FILE": str(file)})
    assert found[0] == f"WARMLINE_KEYS_FILE {sentence}"


def test_a_setting_given_twice_is_told(real: dict[str, str], tmp_path: Path) -> None:
    """Two sources of one secret never compete in silence."""
    (found,) = complaints(real | {"WARMLINE_KEYS_FILE": str(tmp_path)})
    assert found == "WARMLINE_KEYS and WARMLINE_KEYS_FILE are both set; keep one of them"


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A folder that cannot be written is said so before anything starts."""
    (tmp_path / "file").write_text("")
    (found,) = complaints({"WARMLINE_HOME": str(tmp_path / "file" / "home")})
    assert found.startswith("WARMLINE_HOME must be a folder that can be written")


def test_a_damaged_key_is_never_replaced(plain: dict[str, str]) -> None:
    """New keys in place of damaged ones would lose what the old ones seal."""
    home = Settings.read(plain).home
    (home / "keys").write_text("damaged")
    (found,) = complaints(plain)
    assert found.startswith(f"{home}/keys is damaged; it must be Fernet keys")


def test_no_secret_shows_itself(real: dict[str, str]) -> None:
    """A log line that holds the settings holds no secret and no number."""
    environ = real | {
        "TWILIO_AUTH_TOKEN": "hushhush",
        "REDIS_URL": "redis://:hushhush@r/0",
        "DATABASE_URL": "postgresql://u:hushhush@db/w",
        "WARMLINE_METRICS_TOKEN": "hushhush",
        "WARMLINE_HEARTBEAT_URL": "https://monitor.example.com/hushhush",
    }
    shown = repr(Settings.read(environ))
    assert [word for word in ("hushhush", KEY, "5550150") if word in shown] == []


def test_a_process_without_a_carrier_says_so(plain: dict[str, str]) -> None:
    """Web, worker and clock never start with nobody to place calls."""
    with pytest.raises(SettingsError, match="TWILIO_ACCOUNT_SID is not set"):
        Settings.read(plain).require_carrier()
    Settings.read(plain | {"WARMLINE_SIMULATOR": "http://127.0.0.1:9"}).require_carrier()


def test_every_setting_is_documented() -> None:
    """An engineer finds each setting on the page of reference."""
    page = (ROOT / "docs" / "reference.md").read_text()
    names = {name.removesuffix("_FILE") for name in Settings.names()} | {NAMED_BY}
    assert len(names) > 20
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_two_processes_that_start_at_once_agree_on_the_keys(plain: dict[str, str]) -> None:
    """Processes that start together on a fresh machine never seal with different keys."""
    code = "import os; from warmline.settings import Settings as S; print(S.read(os.environ).keys)"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=plain | {"PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert len({child.communicate()[0] for child in started}) == 1
