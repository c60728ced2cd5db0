"""The settings file: one form, read by every process, kept to its owner."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warmline.errors import SettingsError
from warmline.settings import Settings
from warmline.settings.file import as_text, in_file, unfit, with_file


def kept(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    """Return an environment that names a settings file with this text."""
    file = folder / "settings.env"
    file.write_text(text)
    file.chmod(mode)
    return {"WARMLINE_SETTINGS": str(file), "WARMLINE_HOME": str(folder / "home")}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What a platform sets is never overruled by what lies in a file, secret files included."""
    secret = tmp_path / "url"
    secret.write_text("redis://c/0")
    environ = kept(tmp_path, "# ours\n\nPORT=wrong\nREDIS_URL=redis://a/0\n")
    assert Settings.read(environ | {"PORT": "5000"}).port == 5000
    assert Settings.read(environ | {"PORT": "5000"}).redis_url == "redis://a/0"
    by_file = environ | {"PORT": "5000", "REDIS_URL_FILE": str(secret)}
    assert Settings.read(by_file).redis_url == "redis://c/0"
    assert with_file({"PORT": "1"}) == {"PORT": "1"}


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """Keys that anybody on the machine can read are no keys; the sentence says what to type."""
    environ = kept(tmp_path, "PORT=5000\n", mode)
    with pytest.raises(
        SettingsError, match=r"can be read by others .*: chmod 600 /.*settings\.env"
    ):
        Settings.read(environ)
    Path(environ["WARMLINE_SETTINGS"]).chmod(0o640)  # a group of its own may read
    assert Settings.read(environ).port == 5000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("export PORT=1\n", "line 1: must be NAME=value"),
        ("PORT\n", "line 1: must be NAME=value"),
        ("\nPORT=1\nPORT=2\n", "line 3: PORT is there twice"),
        ('TWILIO_AUTH_TOKEN="hushhush"\n', "line 1: TWILIO_AUTH_TOKEN holds a quote"),
        ("TWILIO_AUTH_TOKEN=hush\\hush\n", "line 1: TWILIO_AUTH_TOKEN holds a quote, backslash"),
        ("TWILIO_AUTH_TOKEN=hush$hush\n", "line 1: TWILIO_AUTH_TOKEN holds a quote, backslash, $"),
        ("PORT=1 # hushhush\n", "line 1: PORT holds"),
        ("REDIS_URI=redis://:hushhush@r/0\n", "REDIS_URI in "),
        ("WARMLINE_SETTINGS=/etc/hushhush\n", "WARMLINE_SETTINGS in "),
    ],
)
def test_a_mistake_in_the_file_is_told_without_its_value(
    tmp_path: Path, text: str, sentence: str
) -> None:
    """A line that others would read differently, or that nobody reads, is named and not shown."""
    with pytest.raises(SettingsError) as caught:
        Settings.read(kept(tmp_path, text))
    assert sentence in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"PORT=\xff\n"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, content: bytes | None) -> None:
    """A wrong path never means a line without settings, in silence."""
    file = tmp_path / "settings.env"
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o600)
    with pytest.raises(SettingsError, match="WARMLINE_SETTINGS must name a settings file"):
        Settings.read({"WARMLINE_SETTINGS": str(file)})


def test_a_file_reads_as_it_was_written(tmp_path: Path) -> None:
    """What is written comes back, and what would not is said before it is written."""
    values = {"DATABASE_URL": "postgresql://u:p%24@db/w?a=b#c", "PORT": "5000", "WARMLINE_HOST": ""}
    environ = kept(tmp_path, as_text(values, "One line.\n\nAnother."))
    assert in_file(environ) == {name: value for name, value in values.items() if value}
    assert [unfit(value) for value in values.values()] == [None] * 3


def test_every_process_reads_the_same_file(tmp_path: Path) -> None:
    """A job, a web process and a command all see what the file says."""
    environ = kept(tmp_path, "WARMLINE_LOG_LEVEL=error\nREDIS_URL=redis://from-the-file/0\n")
    code = (
        "import os; from warmline.bootstrap import parts_from; from warmline.up.house import House;"
        "import workers.parts; print(workers.parts.parts().settings.redis_url,"
        "parts_from(os.environ).settings.log_level, House(os.environ, demo=False)._environ"
        "['REDIS_URL'])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code],
        env=environ | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["redis://from-the-file/0", "error", "redis://from-the-file/0"]
