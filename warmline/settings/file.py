"""The settings file: lines of NAME=value that only its owner can read, named by WARMLINE_SETTINGS.

Every process reads it the same way, and what stands in the real environment wins. systemd
(``EnvironmentFile=``) and container engines (``--env-file``) read such files too, but differ in
quotes, backslashes, ``$`` and comments behind a value: a file that they would read differently
from us is refused.
"""

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from warmline.errors import SettingsError

NAMED_BY = "WARMLINE_SETTINGS"
_LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
_READ_DIFFERENTLY = re.compile(r"""["'\\$`]|\s#|[\x00-\x1f\x7f]""")
_OTHERS = stat.S_IRWXO | stat.S_IWGRP


def with_file(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with what the settings file adds to it.

    A name that the environment has, by itself or as ``<NAME>_FILE``, is not taken from the file.
    Raises SettingsError, which never shows a value.
    """
    added = {
        name: value
        for name, value in in_file(environ).items()
        if not environ.get(_plain(name)) and not environ.get(f"{_plain(name)}_FILE")
    }
    return {**environ, **added}


def in_file(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what the settings file holds; nothing where none is named. Raises SettingsError."""
    named = environ.get(NAMED_BY, "").strip()
    return read_file(Path(named)) if named else {}


def read_file(path: Path) -> dict[str, str]:
    """Return a settings file's values. Raises SettingsError with a sentence for each mistake."""
    try:
        mode = path.stat().st_mode
        if mode & _OTHERS:
            raise SettingsError(
                f"{path} can be read by others on this machine; "
                f"make it private with: chmod 600 {path}"
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        why = getattr(exc, "strerror", None) or "not UTF-8 text"
        raise SettingsError(
            f"{NAMED_BY} must name a settings file that can be read, and {path} cannot be ({why}); "
            "`warmline init` writes one"
        ) from exc
    return _values(path, text)


def unfit(value: str) -> str | None:
    """Say why a value cannot stand in the file, or None; completes the sentence "<NAME> …"."""
    if not _READ_DIFFERENTLY.search(value):
        return None
    return (
        "holds a quote, backslash, $, ` or # that not everybody reads alike; percent-encode it "
        "in an address (%24 is $), or keep the value in a file of its own named by <NAME>_FILE"
    )


def as_text(values: Mapping[str, str], heading: str) -> str:
    """Return a settings file that reads as these values."""
    lines = [f"# {line}" if line else "#" for line in heading.splitlines()]
    return "\n".join([*lines, "", *(f"{name}={value}" for name, value in values.items()), ""])


def _values(path: Path, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    mistakes = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            mistakes.append(f"{path}, line {number}: must be NAME=value and nothing else")
            continue
        name, value = parts[1], parts[2].strip()
        if (wrong := unfit(value)) is not None:
            mistakes.append(f"{path}, line {number}: {name} {wrong}")
        if name in found:
            mistakes.append(f"{path}, line {number}: {name} is there twice; keep one of them")
        found[name] = value
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return {name: value for name, value in found.items() if value}


def _plain(name: str) -> str:
    return name.removesuffix("_FILE")
