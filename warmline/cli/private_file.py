"""Writes files that only their owner may read: a campus with numbers, settings with keys."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from warmline.errors import PlanError, WarmlineError


def write_privately(file: Path, text: str, *, replace: bool) -> None:
    """Write a text that only its owner may read. Raises PlanError as ``private_file`` does."""
    with private_file(file, replace=replace) as writing:
        writing.write(text.encode())


@contextmanager
def private_file(
    file: Path, *, replace: bool, error: type[WarmlineError] = PlanError
) -> Iterator[BinaryIO]:
    """Give a file to write that only its owner may read, and that is there whole or not at all.

    Raises ``error`` if it is there and not to be replaced, or cannot be written.
    """
    if file.exists() and not replace:
        raise error(f"{file} is there already; --force replaces it")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as writing:
                yield writing
                writing.flush()
                os.fsync(writing.fileno())
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise error(f"{file} cannot be written ({exc.strerror})") from exc
