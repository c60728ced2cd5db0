"""Every command in the documentation can be typed as it stands; the engineer's are run in order."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner, Result

from tests.house.watching import OURS, ROOT
from warmline.cli import main
from warmline.simulator.server import Simulator, serve

DOCS = ROOT / "docs"
PAGES = sorted(it.name for it in DOCS.glob("*.md"))
# Run from top to bottom on a line that is live, as going-live.md is on a fresh host. Other pages
# show ids and files of somebody's line: theirs are only read, by the command's own parser.
RUN = [
    it
    for it in PAGES
    if it in {"watching.md", "keeping.md", "security.md", "hosts.md", "restarting.md"}
]
ENDLESS = {"up", "web", "worker", "clock"}  # they run until they are ended; the house's tests do
TROUBLED = {"doctor"}  # says what is missing in a test: no process of the line runs
# What is typed where a command asks: Enter for each question of `init`, since the environment has
# the answers, a password twice, a yes.
TYPED = {"init": "\n" * 10, "account": "correct horse battery\n" * 2, "twilio": "y\n"}
# Programs that are not ours: what they are given is looked at by whoever writes the page.
NOT_OURS = {
    "systemctl", "sudo", "journalctl", "docker", "podman", "curl", "psql", "createdb",
    "createuser", "pg_dump", "redis-cli", "git", "install", "mkdir", "chmod", "chown", "cp",
    "crontab", "openssl", "promtool", "gunicorn", "python", "python3", "pip-audit", "cat",
    "ls", "cd", "gpg", "age", "rsync", "scp", "heroku", "fly", "useradd", "adduser",
    "apt-get", "certbot", "caddy", "nginx", "amtool",
}  # fmt: skip
SETTING = re.compile(r"[A-Z_]+=.*")  # before a command
SID, TOKEN = "AC" + "5" * 32, "hushhush"


class Typed(NamedTuple):
    """One command of a page."""

    page: str
    words: list[str]


def commands_of(page: str) -> Iterator[Typed]:
    """Yield the commands of a page's console blocks, without prompts, comments and output."""
    for block in re.findall(r"^```console\n(.*?)^```", (DOCS / page).read_text(), re.S | re.M):
        joined = block.replace("\\\n", " ")
        for line in joined.splitlines():
            if not line.startswith("$ "):
                continue
            plain = re.sub(r"\$\([^)]*\)", "2026-11-27", line[2:])  # such as $(date +%F)
            lexer = shlex.shlex(plain, posix=True, punctuation_chars="|<>&;")
            lexer.commenters, lexer.whitespace_split = "#", True
            part: list[str] = []
            for word in [*lexer, "|"]:
                if set(word) <= set("|&;"):
                    yield Typed(page, part)
                    part = []
                else:
                    part.append(word)


ALL = [it for page in PAGES for it in commands_of(page) if it.words]


def without_redirection(words: list[str]) -> list[str]:
    """Return a command's words as far as the command itself sees them."""
    ends = [place for place, it in enumerate(words) if it in {"<", ">", ">>"}]
    return words[: ends[0]] if ends else words


def test_there_are_commands_to_try() -> None:
    """Blocks are found: a page of the engineer's without any would prove nothing."""
    assert {it.page for it in ALL} >= {"reference.md", "coordinator.md", "going-live.md"}
    assert sum(it.words[0] == "warmline" for it in ALL if it.page == "going-live.md") > 12


@pytest.mark.parametrize("typed", ALL, ids=lambda it: f"{it.page}: {' '.join(it.words)[:50]}")
def test_a_command_can_be_typed_as_it_stands(typed: Typed) -> None:
    """Each command and option that a page shows exists, with as many words as it takes."""
    words = without_redirection(typed.words)
    while SETTING.fullmatch(words[0]):
        words = words[1:]
    program = words[0].rpartition("/")[2]
    if program == "make":
        assert re.search(rf"^{re.escape(words[1])}:", (ROOT / "Makefile").read_text(), re.M)
    elif program != "warmline":
        assert program in NOT_OURS | {"export"}, "teach tests/house/test_docs_commands.py this one"
    else:
        reads(words[1:])


def reads(words: list[str]) -> None:
    """Let a command's own parser read its words. Fails with click's sentence."""
    command: click.Command | None = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        if not words and command.invoke_without_command:
            return
        assert words, "a group of commands alone"
        if words[0].startswith("-"):
            return  # `warmline --help`
        command = command.get_command(context, words[0])
        assert command is not None, words[0]
        context, words = click.Context(command, info_name=words[0]), words[1:]
    assert command is not None
    if "--help" in words:
        return
    given, left, _ = command.make_parser(context).parse_args(list(words))
    assert left == []
    missing = [it.name for it in command.params if it.required and not given.get(it.name or "")]
    assert missing == []


@pytest.fixture
def carrier() -> Iterator[Simulator]:
    """Return a carrier whose account has the demo campus's numbers."""
    numbers = [{"number": it} for it in ("+14155550100", "+14155550101")]
    served = serve({"account": {"sid": SID, "auth_token": TOKEN}, "numbers": numbers})
    yield served
    served.stop()


class Terminal:
    """A shell in a folder with a campus file, in which the words of a page are typed."""

    def __init__(self, folder: Path, carrier: Simulator, redis_url: str) -> None:
        self.unset: dict[str, str | None] = {it: None for it in os.environ if it.startswith(OURS)}
        self.exported: dict[str, str] = {"PWD": str(folder), "PATH": os.environ["PATH"]}
        self.answers = {
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": carrier.url,
            "PUBLIC_BASE_URL": "https://line.example.edu",
            "WARMLINE_COUNSELING_NUMBER": "+14155550150",
            "REDIS_URL": redis_url,
        }
        shutil.copy(ROOT / "examples" / "northfield.toml", folder / "campus.toml")

    def types(self, *words: str) -> Result:
        """Run a command; what `init` asks for is in its environment alone."""
        answers = self.answers if words[0] == "init" else {}
        env = self.unset | self.exported | answers
        return CliRunner().invoke(main, list(words), env=env, input=TYPED.get(words[0]))

    def does(self, words: list[str]) -> Result | None:
        """Do one line of a page; None for what is not run."""
        words = [self.expanded(it) for it in without_redirection(words)]
        if words[0] == "export":
            self.exported |= dict(it.split("=", 1) for it in words[1:])
        while SETTING.fullmatch(words[0]):  # for this one command; here a host has but one file
            words = words[1:]
        if (
            words[0].rpartition("/")[2] != "warmline"
            or words[1] in ENDLESS
            or words[1].startswith("-")
        ):
            return None
        return self.types(*words[1:])

    def expanded(self, word: str) -> str:
        """Return a word with the shell's names in it replaced."""
        return re.sub(r"\$(\w+)", lambda it: self.exported.get(it[1], ""), word)


@pytest.fixture
def terminal(
    tmp_path: Path, carrier: Simulator, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Return a shell on a fresh host."""
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, carrier, redis_url)


@pytest.mark.parametrize("page", RUN)
def test_an_engineers_page_can_be_followed(terminal: Terminal, page: str) -> None:
    """Who types a page's commands on a line that is live is understood, whatever is not there."""
    for words in ("warmline init settings.env", "export WARMLINE_SETTINGS=$PWD/settings.env",
                  "warmline db upgrade", "warmline load campus.toml"):  # fmt: skip
        terminal.does(words.split())
    for typed in commands_of(page):
        if typed.words and (result := terminal.does(typed.words)) is not None:
            assert result.exit_code in {0, 1}, (typed.words, result.output)
            assert isinstance(result.exception, SystemExit | None), typed.words
            assert TOKEN not in result.output


def test_whoever_follows_going_live_is_live(terminal: Terminal, carrier: Simulator) -> None:
    """From a fresh host to a line: each command works in its turn, and the number leads here."""
    for typed in commands_of("going-live.md"):
        if typed.words and (result := terminal.does(typed.words)) is not None:
            allowed = {0, 1} if typed.words[1] in TROUBLED else {0}
            assert result.exit_code in allowed, (typed.words, result.output)
            assert TOKEN not in result.output
    number = carrier.exchange.numbers["+14155550100"]
    assert number.voice_url.startswith("https://line.example.edu/voice/incoming#")
    assert number.voice_fallback_url == "https://handler.twilio.com/twiml/EH1"
    shown = terminal.types("doctor").stdout
    assert "number of line main: calls and texts lead here" in shown
    assert [it for it in shown.splitlines() if it.startswith("FAIL settings")] == []
