"""Secrets come by file or environment, and nothing that we say or show holds one."""

import re
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.house.watching import Watched, family, free_port
from warmline.errors import SettingsError
from warmline.settings import Settings

KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="
SECRET = {
    "TWILIO_AUTH_TOKEN": "hush-token",
    "WARMLINE_SIGNING_KEY": "hush-signing",
    "REDIS_URL": "redis://:hush-redis@r:6379/0",
    "RQ_REDIS_URL": "redis://:hush-queue@r:6379/1",
    "DATABASE_URL": "postgresql://u:hush-sql@db/w",
    "WARMLINE_KEYS": KEY,
    "WARMLINE_METRICS_TOKEN": "hush-metrics",
    "WARMLINE_OIDC_CLIENT_SECRET": "hush-campus",
    "SENTRY_DSN": "https://hush-sentry@errors.example.edu/1",
    "WARMLINE_HEARTBEAT_URL": "https://beats.example.edu/hush-beat",
}
OPEN = {
    "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
    "PUBLIC_BASE_URL": "https://line.example.edu",
    "WARMLINE_COUNSELING_NUMBER": "+14155550150",
    "WARMLINE_OIDC_ISSUER": "https://sign.example.edu",
    "WARMLINE_OIDC_CLIENT_ID": "warmline",
}


def shows(text: str) -> list[str]:
    """Return the secrets that a text shows."""
    return [it for it in (*re.findall(r"hush-\w+", text), KEY) if it in text]


def test_every_secret_can_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    """Given by file, each setting means what it means in the environment."""
    given = OPEN | SECRET | {"WARMLINE_HOME": str(tmp_path)}
    by_file = {}
    for name, value in given.items():
        (tmp_path / name).write_text(f"{value}\n")
        by_file[f"{name}_FILE"] = str(tmp_path / name)
    read = Settings.read(by_file)
    assert replace(read, keys_file=None) == Settings.read(given)
    assert read.keys_file == tmp_path / "WARMLINE_KEYS"
    assert by_file.keys() <= Settings.names()


def test_settings_show_no_secret_of_theirs(tmp_path: Path) -> None:
    """Settings in a log line or a traceback tell nothing that is secret."""
    settings = Settings.read(OPEN | SECRET | {"WARMLINE_HOME": str(tmp_path)})
    assert shows(repr(settings)) == []
    assert shows(f"{settings}") == []


@pytest.mark.parametrize("name", SECRET)
def test_a_complaint_about_a_secret_does_not_repeat_it(name: str, tmp_path: Path) -> None:
    """Whoever mistypes a secret reads which one, and not what they typed; nor does their log."""
    (tmp_path / "file").write_text("hush-one hush-two?\n")
    for wrong in ({name: "hush-one hush-two?"}, {f"{name}_FILE": str(tmp_path / "file")}):
        given = {it: value for it, value in (OPEN | SECRET).items() if it != name}
        with pytest.raises(SettingsError) as caught:
            Settings.read(given | wrong | {"WARMLINE_HOME": str(tmp_path)})
        assert name in str(caught.value)
        assert shows(str(caught.value)) == []


def test_a_running_house_shows_none_of_its_secrets(
    watch: Callable[..., Watched], tmp_path: Path
) -> None:
    """Process titles, command lines, metrics and everything printed are free of them."""
    up = watch("-m", "warmline.cli", "up", "--demo", "--port", free_port())
    said: list[str] = []
    address = ""
    while not address:
        said.append(up.line(""))
        address = said[-1].split()[-1].removesuffix("/phones/") if "/phones/" in said[-1] else ""
    kept = tmp_path / "home"
    password = re.search(r":([^:@]+)@", (kept / "redis.url").read_text())
    assert password is not None
    secrets = [(kept / it).read_text().strip() for it in ("keys", "carrier.token")]
    secrets.append(password.group(1))
    for pid in family(up.process.pid):
        process = Path(f"/proc/{pid}")
        said += [(process / it).read_bytes().decode() for it in ("cmdline", "comm")]
    for page in ("/metrics", "/readyz", "/healthz"):
        with urllib.request.urlopen(address + page, timeout=5) as answer:
            said.append(answer.read().decode())
    everything = "\n".join(said)
    assert "warmline.cli\0web" in everything
    assert "warmline_" in everything
    assert [it for it in secrets if it in everything] == []
