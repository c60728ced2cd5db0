"""A shell on a host that is a folder: what is typed in it goes to real programs of this machine."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

Told = tuple[int, str]
PATHS = re.compile(r"(?<![\w./])/(?=(?:etc|opt|srv|var)/)")


class Shell:
    """Where one is, what was exported, and the folder that stands for the host's root."""

    def __init__(self, root: Path, port: str, env: Mapping[str, str]) -> None:
        self.root, self.port = root, port
        self.cwd = root / "opt" / "home"
        self.cwd.mkdir(parents=True)
        self.exported: dict[str, str] = dict(env) | {"HOME": str(self.cwd)}

    def moved(self, text: str) -> str:
        """Return a text with the host's folders below ours, and its port ours."""
        below = PATHS.sub(f"{self.root}/", text)
        return below.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    def _expanded(self, text: str) -> list[str]:
        """Return a line's words as a real shell hands them on."""
        done = subprocess.run(
            ["bash", "-c", f"printf '%s\\0' {text}"], cwd=self.cwd, env=self.exported,
            check=True, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        return done.stdout.split("\0")[:-1]

    def _really(self, command: list[str], typed: str | None = None) -> Told:
        done = subprocess.run(
            command, cwd=self.cwd, env=self.exported, input=typed or "", check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, start_new_session=True,
        )  # fmt: skip
        return done.returncode, done.stdout

    def _cd(self, words: list[str]) -> Told:
        self.cwd = self.cwd / words[0]
        return (0 if self.cwd.is_dir() else 1), ""

    def _export(self, words: list[str]) -> Told:
        self.exported |= dict(it.split("=", 1) for it in words)
        return 0, ""
