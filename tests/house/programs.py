"""Programs that are not ours, as an engineer types them: real ones, with a folder as their root."""

import fnmatch
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from telling.fronts import Authority

from tests.house.shell import PATHS, Shell, Told
from tests.house.watching import ROOT, free_port

PROJECT = ("Makefile", "Procfile", "pyproject.toml", "requirements.txt",
           "requirements-sentry.txt", "requirements-dev.txt", "deploy", "examples")  # fmt: skip
# Programs that are run as they are; where one is not there, .ci/run installs it by this package.
REAL = {"git": "git", "install": "", "mkdir": "", "cp": "", "tr": "", "curl": "curl",
        "openssl": "openssl", "psql": "", "createdb": ""}  # fmt: skip
# Programs that get a folder as their root, or are looked at: see the methods below and of Host.
STAND_INS = {"cd": "", "export": "", "make": "", "useradd": "", "systemctl": "systemd",
             "journalctl": "systemd", "nginx": "nginx-light", "pip": "", "docker": ""}  # fmt: skip


def project(folder: Path) -> Path:
    """Make a repository of what the pages touch, as it is in this tree: what `ADDRESS` names."""
    for name in PROJECT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    who = ["-c", "user.name=Robin", "-c", "user.email=robin@example.edu"]
    for words in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "All"]):
        subprocess.run(["git", *words], cwd=folder, check=True, timeout=60)
    return folder


class Programs(Shell):
    """The programs of a host, and what is said to them where they ask."""

    def __init__(self, root: Path, port: str, source: Path, env: Mapping[str, str]) -> None:
        super().__init__(root, port, env)
        for place in ("etc/systemd/system", "etc/nginx/sites-enabled"):
            (root / place).mkdir(parents=True)
        for name in ("passwd", "group", "shadow", "gshadow"):
            (root / "etc" / name).touch()
        (self.cwd / "ADDRESS").symlink_to(source)
        self.missing: set[str] = set()  # packages that .ci/run would have installed

    def others(self, text: str, programs: list[str], typed: str) -> Told | None:
        """Do a line without a command of ours; None where a program of it is not here."""
        if programs[0] == "sudo":
            text = re.sub(r"^sudo -u \w+ ", "", text)
            programs = [text.split()[0]]
        for program in programs:
            assert program in REAL | STAND_INS, f"{program}: neither run nor stood in for, see here"
            package = (REAL | STAND_INS)[program]
            if package and shutil.which(program, path=self.exported["PATH"]) is None:
                self.missing.add(package)
                return None
        if programs[0] in STAND_INS:
            (program,) = programs
            told: Told = getattr(self, f"_{program}")(self._expanded(text)[1:])
            return told
        return self._really(["bash", "-c", text], typed)

    def _make(self, words: list[str]) -> Told:
        """Let make say what it would do: to install asks the network, and .ci/run does it."""
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
        pinned = re.findall(
            r"^\w\S*==\S+.*?(?=^\w|\Z)", (self.cwd / words[3]).read_text(), re.S | re.M
        )
        return (0 if pinned and all("--hash=sha256:" in it for it in pinned) else 1), ""

    def _useradd(self, words: list[str]) -> Told:
        """Add somebody to the folder's own files; only root may, others see whether it could be."""
        if os.geteuid() != 0:
            _, known = self._really(["useradd", "--help"])
            unknown = [it for it in words if it.startswith("--") and f"{it} " not in f"{known} "]
            return (2 if unknown else 0), f"unknown: {unknown}"
        return self._really(["useradd", "--prefix", str(self.root), *words])

    def _journalctl(self, words: list[str]) -> Told:
        """Let the real one read a journal in which nothing stands; a pattern must fit a unit."""
        units = [it.name for it in (self.root / "etc/systemd/system").iterdir()]
        fitting = [next(iter(fnmatch.filter(units, it)), it) if "*" in it else it for it in words]
        return self._really(["journalctl", f"--root={self.root}", *fitting])

    def _nginx(self, words: list[str]) -> Told:
        """Let the real nginx read the sites where they were put; the certificate is made here."""
        place = self.root / "etc/letsencrypt/live/line.example.edu"
        place.mkdir(parents=True)
        Authority(place).serving(host="line.example.edu")
        (made,) = place.glob("*.pem")
        for name in ("fullchain.pem", "privkey.pem"):
            shutil.copy(made, place / name)
        for site in (self.root / "etc/nginx/sites-enabled").iterdir():
            moved = PATHS.sub(f"{self.root}/", site.read_text())
            site.write_text(moved.replace("443 ssl", f"{free_port()} ssl"))  # it tries to bind
        conf = self.root / "etc/nginx/nginx.conf"
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"{it}_temp_path {self.root}/{it};\n" for it in kinds)
        conf.write_text(
            f"pid {self.root}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{ {places} include {self.root}/etc/nginx/sites-enabled/*; }}\n"
        )
        return self._really(
            ["nginx", "-e", "stderr", "-p", str(self.root), "-c", str(conf), *words]
        )
