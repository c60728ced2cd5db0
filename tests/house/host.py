"""A host on which an engineer types: ours run in this process, what runs on in processes."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from tests.house.containers import Engine
from tests.house.pages import SETTING, Typed, program_of
from tests.house.programs import Programs
from tests.house.reading import reads
from tests.house.shell import Told
from tests.house.units import Systemd
from tests.house.watching import OURS, wait_until
from warmline.cli import main

ENDLESS = {"up", "web", "worker", "clock"}
# What is typed where a command asks: Enter for each question of `init`, since the environment has
# the answers, a password twice, a yes, a phone.
TYPED = {"init": "\n" * 10, "account": "correct horse battery\n" * 2, "twilio": "y\n",
         "mentor": "+14155550177\n", "psql": "letters4all\n" * 2}  # fmt: skip


class Host(Programs):
    """One host, with the words that are typed where something asks."""

    def __init__(
        self, root: Path, source: Path, answers: Mapping[str, str], env: Mapping[str, str]
    ) -> None:
        plain = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        super().__init__(root, answers["PORT"], source, plain | dict(env))
        self.answers = dict(answers)
        self._systemd = Systemd(root, self.port, self._ours, self.exported)
        self._engine = Engine(self._ours, reads)
        self._up: list[subprocess.Popen[bytes]] = []

    def does(self, typed: Typed) -> Told | None:
        """Type one line: the status and what is said, or None where a program is missing."""
        if self.missing:
            return None  # what comes after it would not be what the page means
        text = self.moved(typed.text)
        programs = [program_of(it) for it in typed.commands()]
        if set(programs) != {"warmline"}:
            asked = next((it for it in TYPED if it in text.split()), "")
            return self.others(text, programs, TYPED.get(asked) or self.answers.get("OWNER", ""))
        said = ""
        for part in text.split(" && "):
            status, more = self._warmline(self._expanded(part))
            said += more
            if status:
                break
        return status, said

    def copies(self, old: "Host", names: str) -> None:
        """Install the program as on an old host, and bring these files of it to where they were."""
        names += " and .venv"
        for name in re.findall(r"[\w./]+[\w]", names.replace(" and ", " ")):
            source = Path(old.moved(name)) if name.startswith("/") else old.cwd / name
            target = self.root / source.relative_to(old.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy(source, target)
                target.write_text(target.read_text().replace(str(old.root), str(self.root)))
        self.cwd = self.root / old.cwd.relative_to(old.root)
        self.exported |= {"PATH": old.exported["PATH"].replace(str(old.root), str(self.root))}

    def close(self) -> None:
        """End every process that was started here."""
        self._systemd.close()
        for process in self._up:
            process.terminate()
        for process in self._up:
            process.wait(timeout=30)

    def _warmline(self, words: list[str]) -> Told:
        env: dict[str, str] = {}
        while SETTING.fullmatch(words[0]):
            env |= [words.pop(0).split("=", 1)]
        program, *rest = words
        if "/" in program:
            assert (self.cwd / program).exists(), f"{program}: no such file"
        else:
            bins = self.exported["PATH"].split(":")
            assert any(Path(it, "warmline").exists() and str(self.root) in it for it in bins), bins
        if rest[0] in ENDLESS:
            return self._starts(rest[0])
        return self._ours(rest, env)

    def _ours(self, words: list[str], env: Mapping[str, str]) -> Told:
        """Run one of our commands in this process; `init` alone finds the answers."""
        unset: dict[str, str | None] = {it: None for it in os.environ if it.startswith(OURS)}
        known = self.answers if words[0] == "init" else {}
        with contextlib.chdir(self.cwd):
            result = CliRunner().invoke(
                main, words, env=unset | self.exported | known | dict(env),
                input=TYPED.get(words[0]),
            )  # fmt: skip
        assert isinstance(result.exception, SystemExit | None), (words, result.output)
        return result.exit_code, result.output

    def _starts(self, word: str) -> Told:
        command = [sys.executable, "-m", "warmline.cli", word]
        self._up.append(subprocess.Popen(
            command, cwd=self.cwd, env=self.exported, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        self._until_it_lives()
        return 0, ""

    def _processes(self) -> "list[subprocess.Popen[bytes]]":
        return [*self._up, *self._systemd.running.values()]

    def _until_it_lives(self) -> None:
        """Wait as long as a reader does before the next command: workers and clock have spoken."""
        pause = threading.Event()

        def lives() -> bool:
            pause.wait(0.1)  # each look costs web some work
            assert all(it.poll() is None for it in self._processes()), "a process has ended"
            with contextlib.suppress(OSError), urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/metrics", timeout=5
            ) as answer:  # fmt: skip
                page = answer.read().decode()
                beats = set(re.findall(r'last_beat_seconds\{process="(\w+)', page))
                return (
                    beats >= {"clock", "worker"} and re.search(r"_workers [1-9]", page) is not None
                )
            return False

        wait_until(lives, seconds=300)  # a busy machine is slow to start six processes

    def _systemctl(self, words: list[str]) -> Told:
        told = self._systemd.does(*words)
        if told[0] == 0 and self._systemd.running:
            self._until_it_lives()
        return told

    def _docker(self, words: list[str]) -> Told:
        return self._engine.does(self.cwd, *words)
