"""Reads settings one by one and keeps every complaint, so that all are told at once."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from warmline.errors import SettingsError
from warmline.settings.shapes import ShapeError

T = TypeVar("T")


class Source:
    """Settings by name, from the environment or from secret files (``<NAME>_FILE``)."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []
        self.asked: set[str] = set()

    def text(self, name: str) -> str | None:
        """Return the setting's text, or None when it is unset or blank."""
        self.asked |= {name, f"{name}_FILE"}
        value = self._environ.get(name, "").strip()
        file = self._environ.get(f"{name}_FILE", "").strip()
        if value and file:
            self.complain(f"{name} and {name}_FILE are both set; keep one of them")
        if not value and file:
            value = self._content(name, Path(file))
        return value or None

    def file(self, name: str) -> Path | None:
        """Return the file that holds the setting, or None."""
        file = self._environ.get(f"{name}_FILE", "").strip()
        return Path(file) if file else None

    def _content(self, name: str, file: Path) -> str:
        """Return a secret file's content; what is there is never part of a complaint."""
        try:
            value = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self.complain(f"{name}_FILE must name a text file that can be read")
            return ""
        if not value:
            self.complain(f"{name}_FILE names a file that is empty")
        return value

    def read(self, name: str, shape: Callable[[str], T], default: T) -> T:
        """Return the setting in its shape; when unset or misshapen, ``default``."""
        text = self.text(name)
        if text is None:
            return default
        try:
            return shape(text)
        except ShapeError as exc:
            self.complain(f"{name} {exc}")
            return default

    def complain(self, sentence: str) -> None:
        """Keep a complaint for the end, each once."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def settle(self) -> None:
        """Raise SettingsError with every complaint, a line each, if there are any."""
        if self.problems:
            raise SettingsError("\n".join(self.problems))
