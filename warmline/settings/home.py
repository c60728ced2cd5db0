"""The private folder of a line that keeps its own Redis, database and keys on one machine."""

import base64
import contextlib
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from warmline.errors import SettingsError


class Home:
    """A folder that only its owner may read; what is kept in it survives a restart."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> Path:
        """Return the folder, made private. Raises SettingsError when it cannot be written."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.chmod(0o700)
        except OSError as exc:
            raise _unwritable(exc) from exc
        return self.path

    def recall(self, name: str) -> str | None:
        """Return what was kept under a name, or None."""
        try:
            return (self.path / name).read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name, whole or not at all, readable by the owner only."""
        target = self.make() / name
        self._draft(name, text).replace(target)

    def once(self, name: str, make: Callable[[], str]) -> str:
        """Return what is kept under a name, made at the first need.

        Two processes that need it at once get the same: the first one to link its draft wins.
        """
        kept = self.recall(name)
        if kept is not None:
            return kept
        target = self.make() / name
        draft = self._draft(name, make())
        try:
            with contextlib.suppress(FileExistsError):
                target.hardlink_to(draft)
            return target.read_text(encoding="utf-8").strip()
        except OSError as exc:
            raise _unwritable(exc) from exc
        finally:
            draft.unlink()

    def forget(self, name: str) -> None:
        """Drop what was kept under a name, if anything was."""
        (self.path / name).unlink(missing_ok=True)

    def _draft(self, name: str, text: str) -> Path:
        """Return a new file with the text, which nobody else could read at any moment."""
        draft = self.path / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as exc:
            raise _unwritable(exc) from exc
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())  # a file of keys that a power cut emptied would be the end
        return draft


def _unwritable(exc: OSError) -> SettingsError:
    return SettingsError(f"WARMLINE_HOME must be a folder that can be written ({exc.strerror})")


def new_key() -> str:
    """Return a fresh Fernet key: 32 random bytes in URL-safe base64 (the Fernet specification)."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def new_redis_url() -> str:
    """Return an address on this machine for a Redis of our own, with a fresh password."""
    return f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{free_port()}/0"


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
