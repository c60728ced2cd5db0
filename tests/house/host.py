"""A host on which an engineer types: a folder that stands for its root, and a shell in it."""

import contextlib
import fnmatch
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
from tests.house.reading import reads
from tests.house.units import Systemd
from tests.house.watching import OURS, ROOT, wait_until
from warmline.cli import main

Told = tuple[int, str]
PROJECT = ("Makefile", "Procfile", "pyproject.toml", "README.md", "requirements.txt",
           "requirements-sentry.txt", "requirements-dev.txt", "requirements", "deploy", "examples",
           "warmline", "webhooks", "workers")  # fmt: skip
# Programs that are run as they are; where one is not there, .ci/run installs it by this package.
REAL = {"git": "git", "install": "", "mkdir": "", "cp": "", "tr": "", "curl": "curl",
        "openssl": "openssl", "psql": "", "createdb": ""}  # fmt: skip
# Programs that are run with a folder as their root, or looked at: see the methods of Host.
STAND_INS = {"cd": "", "export": "", "make": "make", "useradd": "passwd", "systemctl": "systemd",
             "journalctl": "systemd", "nginx": "nginx-light", "pip": "", "docker": ""}  # fmt: skip
ENDLESS = {"up", "web", "worker", "clock"}
# What is typed where a command asks: Enter for each question of `init`, since the environment has
# the answers, a password twice, a yes, a phone.
TYPED = {"init": "\n" * 10, "account": "correct horse battery\n" * 2, "twilio": "y\n",
         "mentor": "+14155550177\n", "psql": "letters4all\n" * 2}  # fmt: skip
PATHS = re.compile(r"(?<![\w./])/(?=(?:etc|opt|srv|var)/)")


def project(folder: Path) -> Path:
    """Make a repository of the program as it is in this tree; it is what `ADDRESS` names."""
    hidden = shutil.ignore_patterns("__pycache__")
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        more = {"ignore": hidden} if (ROOT / name).is_dir() else {}
        copy(ROOT / name, folder / name, **more)  # type: ignore[operator]
    who = ["-c", "user.name=Robin", "-c", "user.email=robin@example.edu"]
    for words in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "All"]):
        subprocess.run(["git", *words], cwd=folder, check=True, timeout=60)
    return folder


class Host:
    """One host, with the words that are typed where something asks."""

    def __init__(
        self, root: Path, source: Path, answers: Mapping[str, str], env: Mapping[str, str]
    ) -> None:
        self.root, self.port = root, answers["PORT"]
        self.cwd = root / "opt" / "home"
        for place in (self.cwd, root / "etc/systemd/system", root / "etc/nginx/sites-enabled"):
            place.mkdir(parents=True)
        for name in ("passwd", "group", "shadow", "gshadow"):
            (root / "etc" / name).touch()
        (self.cwd / "ADDRESS").symlink_to(source)
        self.answers = dict(answers)
        plain = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        self.exported: dict[str, str] = plain | {"HOME": str(self.cwd)} | dict(env)
        self.missing: set[str] = set()  # packages that .ci/run would have installed
        self._systemd = Systemd(root, self._ours, self.exported)
        self._engine = Engine(self._ours, reads)
        self._up: list[subprocess.Popen[bytes]] = []

    def does(self, typed: Typed) -> Told:
        """Type one line, and return the status and what is said."""
        text = self.moved(typed.text)
        programs = [program_of(it) for it in typed.commands()]
        if set(programs) == {"warmline"}:
            said = ""
            for part in text.split(" && "):
                status, more = self._warmline(self._expanded(part))
                said += more
                if status:
                    break
            return status, said
        text = re.sub(r"^sudo -u \w+ ", "", text)
        programs = ["" if it == "sudo" else it for it in programs]
        if len(programs) == 1 and programs[0] in STAND_INS:
            words = self._expanded(text)
            return self._stand_in(programs[0], words)
        first = text.split()[0]
        for program in programs if programs != [""] else [first]:
            assert program in REAL, f"{program}: neither run nor stood in for; see tests/house/host.py"
            if shutil.which(program, path=self.exported["PATH"]) is None:
                assert REAL[program], f"{program} is not here"
                self.missing.add(REAL[program])
                return typed.status, ""
        return self._really(["bash", "-c", text], TYPED.get(first) or self.answers.get("OWNER"))

    def moved(self, text: str) -> str:
        """Return a text with the host's folders below ours, and its port ours."""
        below = PATHS.sub(f"{self.root}/", text)
        return below.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    def copies(self, old: "Host", names: str) -> None:
        """Bring files of an old host here, to where they were; they name its places as they did."""
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

    def _expanded(self, text: str) -> list[str]:
        """Return a line's words as a real shell hands them on."""
        done = subprocess.run(
            ["bash", "-c", f"printf '%s\\0' {text}"], cwd=self.cwd, env=self.exported,
            check=True, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        return done.stdout.split("\0")[:-1]

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

    def _until_it_lives(self) -> None:
        """Wait as long as a reader does before the next command: workers and clock have spoken."""

        pause = threading.Event()

        def lives() -> bool:
            pause.wait(0.1)  # each look costs web some work
            with contextlib.suppress(OSError), urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/metrics", timeout=5
            ) as answer:  # fmt: skip
                page = answer.read().decode()
                beats = set(re.findall(r'last_beat_seconds\{process="(\w+)', page))
                return beats >= {"clock", "worker"} and re.search(r"_workers [1-9]", page) is not None
            return False

        wait_until(lives, seconds=60)

    def _really(self, command: list[str], typed: str | None = None) -> Told:
        done = subprocess.run(
            command, cwd=self.cwd, env=self.exported, input=typed or "", check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, start_new_session=True,
        )  # fmt: skip
        return done.returncode, done.stdout

    def _stand_in(self, program: str, words: list[str]) -> Told:
        return getattr(self, f"_{program}")(words[1:])  # type: ignore[no-any-return]

    def _cd(self, words: list[str]) -> Told:
        self.cwd = self.cwd / words[0]
        return (0 if self.cwd.is_dir() else 1), ""

    def _export(self, words: list[str]) -> Told:
        self.exported |= dict(it.split("=", 1) for it in words)
        return 0, ""

    def _make(self, words: list[str]) -> Told:
        """Let make say what it would do: installing asks the network, and `make test` has done it."""
        told = self._really(["make", "--dry-run", *words])
        if told[0] == 0 and words == [".venv"]:
            for name in ("warmline", "pip"):
                place = self.cwd / ".venv" / "bin" / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch(mode=0o755)
        return told

    def _pip(self, words: list[str]) -> Told:
        """Look at what would be installed: every line of it has a hash."""
        assert words[:3] == ["install", "--require-hashes", "-r"]
        pinned = re.findall(r"^\w\S*==\S+.*?(?=^\w|\Z)", (self.cwd / words[3]).read_text(), re.S | re.M)
        return (0 if pinned and all("--hash=sha256:" in it for it in pinned) else 1), ""

    def _useradd(self, words: list[str]) -> Told:
        return self._really(["useradd", "--prefix", str(self.root), *words])

    def _systemctl(self, words: list[str]) -> Told:
        told = self._systemd.does(*words)
        if told[0] == 0 and any("warmline" in it for it in words):
            self._until_it_lives()
        return told

    def _journalctl(self, words: list[str]) -> Told:
        """Let the real one read a journal in which nothing stands; a pattern must fit a unit."""
        units = [it.name for it in (self.root / "etc/systemd/system").iterdir()]
        fitting = [next(iter(fnmatch.filter(units, it)), it) if "*" in it else it for it in words]
        return self._really(["journalctl", f"--root={self.root}", *fitting])

    def _docker(self, words: list[str]) -> Told:
        return self._engine.does(self.cwd, *words)

    def _nginx(self, words: list[str]) -> Told:
        """Let the real nginx read the sites where they were put; the certificate is made here."""
        place = self.root / "etc/letsencrypt/live/line.example.edu"
        place.mkdir(parents=True)
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-keyout", "privkey.pem", "-out", "fullchain.pem", "-subj", "/CN=line"]  # fmt: skip
        subprocess.run(made, cwd=place, check=True, capture_output=True, timeout=60)
        for site in (self.root / "etc/nginx/sites-enabled").iterdir():
            site.write_text(PATHS.sub(f"{self.root}/", site.read_text()))
        conf = self.root / "etc/nginx/nginx.conf"
        conf.write_text(f"pid {self.root}/nginx.pid;\nevents {{}}\n"
                        f"http {{ include {self.root}/etc/nginx/sites-enabled/*; }}\n")  # fmt: skip
        return self._really(["nginx", "-e", "stderr", "-p", str(self.root), "-c", str(conf), *words])

