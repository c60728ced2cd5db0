"""`warmline init`: an engineer types answers, and has settings that every process can read."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.house.watching import OURS, Run
from warmline.cli import main
from warmline.settings import Settings
from warmline.settings.file import read_file

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "hushhush"
ANSWERS = {
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "PUBLIC_BASE_URL": "https://line.example.edu",
    "WARMLINE_COUNSELING_NUMBER": "+14155550150",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the settings are to be written."""
    return tmp_path / "settings.env"


def typed(file: Path, *lines: str, words: tuple[str, ...] = ()) -> Result:
    """Return what comes of typing these lines."""
    unset: dict[str, str | None] = {name: None for name in os.environ if name.startswith(OURS)}
    text = "".join(f"{line}\n" for line in lines)
    return CliRunner().invoke(main, ["init", str(file), *words], input=text, env=unset)


def test_answers_become_a_settings_file(file: Path) -> None:
    """Somebody with an account and a number answers some questions, and the line can start."""
    result = typed(file, *ANSWERS.values(), *[""] * 6)
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings = Settings.read({"WARMLINE_SETTINGS": str(file)})
    assert (settings.account_sid, settings.auth_token) == (SID, TOKEN)
    assert settings.home == file.parent / "var"
    assert settings.embedded_redis
    assert len(settings.keys) == 1
    assert settings.metrics_token
    assert f"export WARMLINE_SETTINGS={file}" in result.output
    assert "warmline twilio provision" in result.output


def test_a_wrong_answer_is_told_where_it_is_typed(file: Path) -> None:
    """A slip is mended at once, in the words of the settings; nothing typed before is lost."""
    result = typed(
        file, "AC12", SID, "two words", TOKEN, "http://line.example.edu", "https://10.0.0.7",
        "https://line.example.edu/", "911", "+14155550150", "help", "911", "", "",
        "mysql://x/y", "postgresql:///warmline", "", "0", "",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    told = [line for line in result.stderr.splitlines() if line.split()[0].isupper()]
    assert [line.split()[0] for line in told] == [
        "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_BASE_URL", "PUBLIC_BASE_URL",
        "WARMLINE_COUNSELING_NUMBER", "WARMLINE_EMERGENCY_NUMBER", "DATABASE_URL",
        "WARMLINE_CALLS_PER_SECOND",
    ]  # fmt: skip
    assert read_file(file)["DATABASE_URL"] == "postgresql:///warmline"


def test_what_is_needed_is_asked_for_until_it_is_there(file: Path) -> None:
    """A line without an account is none; giving up writes nothing."""
    result = typed(file, "", "")
    assert result.exit_code == 1
    assert "TWILIO_ACCOUNT_SID is needed" in result.output
    assert not file.exists()


def test_no_secret_is_shown(file: Path) -> None:
    """What is typed unseen stays unseen, also when it is wrong or there already."""
    first = typed(file, *ANSWERS.values(), "", "", "", "postgresql://u:pass%24word@db/w", "", "")
    again = typed(file, "", "hush two", *[""] * 9, words=("--force",))
    assert (first.exit_code, again.exit_code) == (0, 0), again.output
    keys = read_file(file)["WARMLINE_KEYS"]
    for secret in (
        TOKEN,
        "hush two",
        "pass%24word",
        keys,
        read_file(file)["WARMLINE_METRICS_TOKEN"],
    ):
        assert secret not in first.output + again.output


def test_an_old_file_is_replaced_only_on_a_clear_word_and_its_keys_stay(file: Path) -> None:
    """The keys that open what is stored are never thrown away by running a command twice."""
    assert typed(file, *ANSWERS.values(), *[""] * 6).exit_code == 0
    before = read_file(file)
    refused = typed(file, *ANSWERS.values(), *[""] * 6)
    assert refused.exit_code == 2
    assert "is there already; --force replaces it" in refused.stderr
    assert read_file(file) == before
    again = typed(file, *[""] * 3, "+14155550159", *[""] * 6, words=("--force",))
    assert again.exit_code == 0, again.output
    assert read_file(file) == before | {"WARMLINE_COUNSELING_NUMBER": "+14155550159"}


def test_a_script_needs_no_answers(run: Run, file: Path, tmp_path: Path) -> None:
    """Secrets come from the environment or by the name of their file, the rest by --set."""
    token = tmp_path / "token"
    token.write_text(TOKEN)
    env = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN_FILE": str(token)}
    sets = ("PUBLIC_BASE_URL=https://line.example.edu", "WARMLINE_COUNSELING_NUMBER=+14155550150")
    words = [word for it in (*sets, "PORT=5000") for word in ("--set", it)]
    result = run("init", str(file), "--non-interactive", *words, env=env)
    assert result.exit_code == 0, result.output
    settings = Settings.read({"WARMLINE_SETTINGS": str(file)})
    assert (settings.auth_token, settings.port) == (TOKEN, 5000)
    assert settings.home == tmp_path / "home"
    assert TOKEN not in file.read_text() + result.output


def test_a_script_is_told_everything_that_is_missing_or_wrong(run: Run, file: Path) -> None:
    """All at once, status 2, nothing written."""
    env = {"REDIS_URL": "redis://:hush$hush@r/0", "TWILIO_ACCOUNT_SID": SID}
    result = run("init", str(file), "--non-interactive", "--set", "PORT=0", env=env)
    assert result.exit_code == 2
    assert [line.split()[0] for line in result.stderr.splitlines()] == [
        "TWILIO_AUTH_TOKEN",
        "PUBLIC_BASE_URL",
        "WARMLINE_COUNSELING_NUMBER",
        "REDIS_URL",
        "PORT",
    ]
    assert "hush$hush" not in result.output
    assert not file.exists()


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("TWILIO_AUTH_TOKEN=hushhush", "TWILIO_AUTH_TOKEN is secret, and a command line is not"),
        ("WARMLINE_KEYS=hushhush", "WARMLINE_KEYS is secret"),
        ("DATABASE_URL=postgresql://u:hushhush@db/w", "DATABASE_URL is secret"),
        ("REDIS_URI=redis://:hushhush@r", "REDIS_URI is no setting's name"),
        ("hushhush", "what was given is no setting's name"),
    ],
)
def test_a_secret_is_never_an_argument(run: Run, file: Path, pair: str, sentence: str) -> None:
    """What is on a command line is seen by everybody on the machine, and kept by the shell."""
    result = run("init", str(file), "--non-interactive", "--set", pair)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "hushhush" not in result.output


def test_a_folder_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    """A path that cannot be written ends with a sentence."""
    env = ANSWERS
    result = run("init", str(tmp_path / "no" / "settings.env"), "--non-interactive", env=env)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
