"""The settings of the house: read once at the start, complained about all at once, never changed.

Read from the environment and the settings file (docs/reference.md lists them), or from a file of
its own when ``<NAME>_FILE`` names one. What is unset has a default that works on one machine: a
Redis of our own, SQLite, keys made at the first need, and the simulated carrier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warmline.errors import SettingsError
from warmline.phone import PhoneNumber
from warmline.settings import shapes
from warmline.settings.file import NAMED_BY, in_file, with_file
from warmline.settings.fronts import fronts
from warmline.settings.home import Home, new_key, new_redis_url
from warmline.settings.redis_address import read_redis_address
from warmline.settings.source import Source

TWILIO = "https://api.twilio.com"
TWILIO_SIGNATURE = "X-Twilio-Signature"
USUAL_HEADERS: tuple[str, ...] = (TWILIO_SIGNATURE,)
SIMULATED_SID = "AC" + "5" * 32
DEMO_COUNSELING_NUMBER = PhoneNumber("+14155550151")
NEW_KEY_COMMAND = (
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)


@dataclass(frozen=True)
class SignOn:
    """An OpenID Connect provider at which people of the campus sign on."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, checked; what is secret or private is never part of ``repr``."""

    account_sid: str
    auth_token: str = field(repr=False)
    signing_key: str = field(repr=False)  # what the carrier signs with; Twilio: the auth token
    signature_headers: tuple[str, ...]  # where it puts the signature
    api_base: str
    public_base_url: str
    redis_url: str = field(repr=False)
    rq_redis_url: str = field(repr=False)
    database_url: str = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    keys_file: Path | None  # where they are read from; None: from the environment itself
    counseling_number: PhoneNumber
    voice_fallback_url: str  # what the carrier answers with when we are gone; "" for none
    text_fallback_url: str
    calls_per_second: float
    emergency_number: str
    crisis_line: str
    host: str
    port: int
    home: Path
    simulated: bool  # the carrier is the one on this machine, not a real one
    simulator_url: str | None  # where it listens; None while it is not running
    embedded_redis: bool  # the Redis is ours to start
    metrics_token: str | None = field(repr=False)
    sentry_dsn: str | None = field(repr=False)
    heartbeat_url: str | None = field(repr=False)  # whoever has it can speak for us
    sign_on: SignOn | None  # the campus's own sign-on, if there is one
    web_workers: int
    web_threads: int
    web_leaving_seconds: int | None  # web listens on for so long after SIGTERM; None: as it fits
    workers: int
    log_level: str
    proxies: int  # before web, whose word on who asks is taken; 0 where nothing is
    own_console_url: str  # the console's own host; "" when it shares the public one

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings; nothing is started, only WARMLINE_HOME may be written.

        Raises SettingsError with one sentence for each setting that is missing or wrong.
        """
        source = Source(with_file(environ))
        home, fields, stores = _gathered(source)
        for name in in_file(environ).keys() - source.asked:
            source.complain(
                f"{name} in {environ[NAMED_BY]} is not a setting; "
                "correct its name, or set it in the environment if it is another program's"
            )
        source.settle()
        kept = _kept(home, fields, stores)
        return cls(home=home.path, **(fields | stores | kept))

    @staticmethod
    def complaints(values: Mapping[str, str]) -> list[str]:
        """Return what is wrong with values that are to become settings; nothing is written."""
        source = Source(values)
        _gathered(source)
        return source.problems

    @staticmethod
    def names() -> frozenset[str]:
        """Return the name of every setting, each with its ``<NAME>_FILE``."""
        source = Source({})
        _gathered(source)
        return frozenset(source.asked)

    @property
    def console_url(self) -> str:
        """Where the console is, without its path."""
        return self.own_console_url or self.public_base_url

    @property
    def own_home(self) -> Home:
        """The private folder, to keep things in."""
        return Home(self.home)

    @property
    def own_keys(self) -> bool:
        """Say whether the keys are kept in the private folder, and are ours to change."""
        return self.keys_file == self.home / "keys"

    def reread_keys(self) -> tuple[str, ...] | None:
        """Return the keys as their file has them now; None if there is none that can be read."""
        try:
            return shapes.keys(self.keys_file.read_text("utf-8")) if self.keys_file else None
        except (OSError, ValueError):
            return None

    def require_carrier(self) -> None:
        """Raise SettingsError if there is nobody to place calls with."""
        if self.simulated and self.simulator_url is None:
            raise SettingsError(
                "TWILIO_ACCOUNT_SID is not set and no simulated carrier is running here; "
                "set it, or start everything with `warmline up`"
            )


def _gathered(source: Source) -> tuple[Home, dict[str, Any], dict[str, Any]]:
    """Return the private folder, and what every setting says; what is wrong stays in the source."""
    home = Home(Path(source.text("WARMLINE_HOME") or "var").absolute())
    fields = _carrier(source, home) | _numbers(source) | _server(source) | _sign_on(source)
    fields |= fronts(source)
    return home, fields, _stores(source, home)


def _carrier(source: Source, home: Home) -> dict[str, Any]:
    """Return the settings of the carrier: the real one, or the simulated one when none is named."""
    base = source.read("TWILIO_API_BASE", shapes.url, "")
    at_twilio = base in {"", TWILIO}
    sid_form = shapes.account_sid if at_twilio else shapes.account_elsewhere
    sid = source.read("TWILIO_ACCOUNT_SID", sid_form, "")
    token = source.read("TWILIO_AUTH_TOKEN", shapes.secret, "")
    simulator = source.read("WARMLINE_SIMULATOR", shapes.url, "") or None
    real = source.text("TWILIO_ACCOUNT_SID") is not None
    for name in ("TWILIO_AUTH_TOKEN", "TWILIO_API_BASE"):
        if not real and source.text(name) is not None:
            source.complain(
                f"{name} is set but TWILIO_ACCOUNT_SID is not; "
                "it must be AC and 32 hexadecimal digits"
            )
    if real and source.text("TWILIO_AUTH_TOKEN") is None:
        source.complain("TWILIO_AUTH_TOKEN is missing; it stands beside the SID in the console")
    if real and simulator:
        source.complain("WARMLINE_SIMULATOR is set together with TWILIO_ACCOUNT_SID; unset one")
    if not real:
        simulator = simulator or home.recall("simulator.url")
    return {
        "simulated": not real,
        "account_sid": sid if real else SIMULATED_SID,
        "auth_token": token,
        "signing_key": source.read("WARMLINE_SIGNING_KEY", shapes.secret, token),
        "signature_headers": source.read(
            "WARMLINE_SIGNATURE_HEADERS", shapes.header_names, USUAL_HEADERS
        ),
        "api_base": base or TWILIO if real else simulator or "",
        "simulator_url": None if real else simulator,
        "public_base_url": _public_base_url(source, real=real, api_base=base),
        "calls_per_second": source.read("WARMLINE_CALLS_PER_SECOND", shapes.positive, 1.0),
    }


def _public_base_url(source: Source, *, real: bool, api_base: str) -> str:
    """Return the address at which the carrier reaches us, empty when unset and allowed to be.

    The carrier signs the address it called, so it must be the public one. Plain http would show a
    caller's number to the network; Twilio's TLS client refuses a host with an underscore.
    """
    name = "PUBLIC_BASE_URL"
    if source.text(name) is None:
        if real and not _on_this_machine(source):
            source.complain(f"{name} is missing; it must be like https://line.example.edu")
        return ""
    address = source.read(name, shapes.url, "")
    parts = urlsplit(address)
    near = shapes.is_loopback(address) or (api_base and shapes.is_loopback(api_base))
    if parts.scheme == "http" and real and not near:
        source.complain(f"{name} must begin with https:// unless it is on this machine")
    far = not shapes.is_private(api_base or TWILIO)
    if real and far and address and shapes.is_private(address):
        source.complain(
            f"{name} must be an address that the carrier can reach, "
            "not one of this machine or of a private network"
        )
    if "_" in (parts.hostname or ""):
        source.complain(f"{name} must not have an underscore in its host name")
    return address


def _on_this_machine(source: Source) -> bool:
    """Say whether the carrier is a stand-in on this machine, where defaults hurt nobody."""
    base = source.text("TWILIO_API_BASE")
    try:
        return base is not None and shapes.is_loopback(base)
    except ValueError:  # no address at all: complained about where it is read
        return False


def _numbers(source: Source) -> dict[str, Any]:
    """Return the numbers that callers are given when all else is away."""
    name = "WARMLINE_COUNSELING_NUMBER"
    live = source.text("TWILIO_ACCOUNT_SID") is not None and not _on_this_machine(source)
    if live and source.text(name) is None:
        source.complain(f"{name} is missing; it must be a phone number like +1 and ten digits")
    return {
        "counseling_number": source.read(name, shapes.counseling_number, DEMO_COUNSELING_NUMBER),
        "voice_fallback_url": _hosted(source, "WARMLINE_VOICE_FALLBACK_URL"),
        "text_fallback_url": _hosted(source, "WARMLINE_TEXT_FALLBACK_URL"),
        "emergency_number": source.read("WARMLINE_EMERGENCY_NUMBER", shapes.spoken_number, "911"),
        "crisis_line": source.read("WARMLINE_CRISIS_LINE", shapes.spoken_number, "988"),
    }


def _hosted(source: Source, name: str) -> str:
    """Return the address of a document that somebody else serves; callers' numbers may go there."""
    address = source.read(name, shapes.url, "")
    if address.startswith("http:") and not shapes.is_loopback(address):
        source.complain(f"{name} must begin with https:// unless it is on this machine")
    return address


def _server(source: Source) -> dict[str, Any]:
    """Return how the processes listen and how many they are.

    A platform that sets PORT expects its processes to listen on every interface; without it only
    this machine is served, since nobody has put a TLS proxy in front yet.
    """
    everywhere = source.text("PORT") is not None
    return {
        "port": source.read("PORT", shapes.whole(1, 65535), 8000),
        "host": source.read(
            "WARMLINE_HOST",
            shapes.host,
            "0.0.0.0" if everywhere else "127.0.0.1",  # noqa: S104
        ),
        "web_workers": source.read("WARMLINE_WEB_WORKERS", shapes.whole(1, 64), 2),
        "web_threads": source.read("WARMLINE_WEB_THREADS", shapes.whole(1, 256), 16),
        "web_leaving_seconds": source.read(
            "WARMLINE_WEB_LEAVING_SECONDS", shapes.whole(0, 15), None
        ),
        "workers": source.read("WARMLINE_WORKERS", shapes.whole(1, 64), 2),
        "metrics_token": source.read("WARMLINE_METRICS_TOKEN", shapes.secret, "") or None,
        "sentry_dsn": source.read("SENTRY_DSN", shapes.secret_url, "") or None,
        "heartbeat_url": source.read("WARMLINE_HEARTBEAT_URL", shapes.secret_url, "") or None,
        "log_level": source.read("WARMLINE_LOG_LEVEL", shapes.log_level, "info"),
    }


def _sign_on(source: Source) -> dict[str, Any]:
    """Return the campus's sign-on: all of it, or none."""
    names = ("WARMLINE_OIDC_ISSUER", "WARMLINE_OIDC_CLIENT_ID", "WARMLINE_OIDC_CLIENT_SECRET")
    issuer = source.read(names[0], shapes.url, "")
    client, secret = (source.read(name, shapes.secret, "") for name in names[1:])
    given = [source.text(name) is not None for name in names]
    if any(given) and not all(given):
        missing = " and ".join(it for it, there in zip(names, given, strict=True) if not there)
        source.complain(f"{missing} must be set too; the campus's sign-on needs all three")
    if issuer.startswith("http:") and not shapes.is_loopback(issuer):
        source.complain(f"{names[0]} must begin with https:// unless it is on this machine")
    return {"sign_on": SignOn(issuer.rstrip("/"), client, secret) if all(given) else None}


def _stores(source: Source, home: Home) -> dict[str, Any]:
    """Return where things are kept; empty where a default of this machine will stand in."""
    redis = source.read("REDIS_URL", shapes.redis_url, "")
    spread = bool(redis) and read_redis_address(redis).kind == "cluster"
    if spread and source.text("RQ_REDIS_URL") is None:
        source.complain(
            "RQ_REDIS_URL must be set when REDIS_URL is a Cluster: the job queue knows none; "
            "give it a Redis of its own"
        )
    keys: tuple[str, ...] = source.read("WARMLINE_KEYS", shapes.keys, ())
    live = source.text("TWILIO_ACCOUNT_SID") is not None and not _on_this_machine(source)
    if live and source.text("WARMLINE_KEYS") is None:
        source.complain(f"WARMLINE_KEYS is missing; make a Fernet key with: {NEW_KEY_COMMAND}")
    sqlite = f"sqlite:///{home.path / 'warmline.db'}"
    return {
        "redis_url": redis,
        "embedded_redis": source.text("REDIS_URL") is None,
        "rq_redis_url": source.read("RQ_REDIS_URL", shapes.queue_url, redis),
        "database_url": source.read("DATABASE_URL", shapes.database_url, sqlite),
        "keys": keys,
        "keys_file": source.file("WARMLINE_KEYS"),
    }


def _kept(home: Home, fields: dict[str, Any], stores: dict[str, Any]) -> dict[str, Any]:
    """Return what this machine stands in with, made at the first need and kept."""
    kept: dict[str, Any] = {}
    if not stores["redis_url"]:
        kept["redis_url"] = home.once("redis.url", new_redis_url)
    if not stores["rq_redis_url"]:
        kept["rq_redis_url"] = kept["redis_url"]
    if not stores["keys"]:
        kept["keys"] = _own_keys(home)
        kept["keys_file"] = home.path / "keys"
    if fields["simulated"]:
        kept["auth_token"] = kept["signing_key"] = home.once("carrier.token", new_key)
    kept["public_base_url"] = fields["public_base_url"] or (
        home.recall("public.url") or f"http://127.0.0.1:{fields['port']}"
    )
    if stores["database_url"].startswith(f"sqlite:///{home.path}"):
        home.make()
    return kept


def _own_keys(home: Home) -> tuple[str, ...]:
    """Return the keys of this machine. Raises SettingsError rather than seal with a broken one."""
    try:
        return shapes.keys(home.once("keys", new_key))
    except shapes.ShapeError as exc:
        raise SettingsError(f"{home.path / 'keys'} is damaged; it {exc}") from exc
