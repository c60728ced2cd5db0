"""Writes files that only their owner may read: a campus with numbers, settings with keys."""

import os
import tempfile
from pathlib import Path

from warmline.errors import PlanError


def write_privately(file: Path, text: str, *, replace: bool) -> None:
    """Write a file that only its owner may read, whole or not at all.

    Raises PlanError if it is there and not to be replaced, or cannot be written.
    """
    if file.exists() and not replace:
        raise PlanError(f"{file} is there already; --force replaces it")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as writing:
                writing.write(text)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise PlanError(f"{file} cannot be written ({exc.strerror})") from exc
