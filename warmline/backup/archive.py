"""The file of a backup: sealed parts, a line each, that can neither be altered, moved nor cut off.

The first line is plain: a word, the format, and which key sealed the rest. Every other line is one
Fernet token (https://github.com/fernet/spec) around the archive's own random name, the part's
place in it, and the part, compressed. A part that was taken out, doubled, moved or brought from
another archive is noticed by name and place; a file that was cut off, by the missing last part.
"""

import base64
import hashlib
import secrets
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, Protocol, TypeVar

import msgspec
from msgspec import Struct

from warmline.errors import BackupError, SealError
from warmline.privacy import Vault

WORD, FORMAT = "warmline-backup", 1
LONGEST_LINE = 256 * 1024 * 1024  # bytes; a row may be a year's plan, a line never this long
_FRAME = struct.Struct(">16sQ")  # the archive's name, and the place of a part in it


class Manifest(Struct, frozen=True, kw_only=True, tag="manifest"):
    """The first part: what the archive was made from."""

    version: str
    revision: str  # of the schema
    made_at: datetime
    audit_id: int  # where the audit's chain ended
    audit_hash: str
    tables: dict[str, tuple[str, ...]]  # the columns of each, in the order in which rows go back


class Batch(Struct, frozen=True, tag="rows"):
    """Some rows of one table, each a list of its columns' values."""

    table: str
    rows: list[msgspec.Raw]


class Summary(Struct, frozen=True, kw_only=True, tag="end"):
    """The last part: how much there was; ``digest`` is over every part before it."""

    counts: dict[str, int]
    digest: str = ""
    unopened: int = 0  # sealed values that fitted no key when the backup was made


Part = Manifest | Batch | Summary
T = TypeVar("T", Manifest, Batch, Summary)


class Put(Protocol):
    """Takes the next part of an archive and returns it as it was written."""

    def __call__(self, part: T) -> T:
        """Take it."""
        ...


class Writer:
    """Writes an archive, one part at a time; nothing of it is ever held whole."""

    def __init__(self, out: BinaryIO, vault: Vault) -> None:
        self._out, self._vault = out, vault
        self._name, self._place = secrets.token_bytes(16), 0
        self._digest = hashlib.sha256()
        out.write(f"{WORD} {FORMAT} {vault.fingerprints[0]}\n".encode())

    def put(self, part: T) -> T:
        """Write the next part and return it; a summary is given the digest of all the others."""
        if isinstance(part, Summary):
            part = msgspec.structs.replace(part, digest=self._digest.hexdigest())
        said = msgspec.json.encode(part)
        self._digest.update(said)
        frame = _FRAME.pack(self._name, self._place) + zlib.compress(said)
        self._out.write(self._vault.seal_bytes(frame) + b"\n")
        self._place += 1
        return part


def parts(file: BinaryIO, vault: Vault) -> Iterator[Part]:
    """Yield every part of an archive, read from the file's beginning.

    Raises BackupError when it is no archive of ours, or as soon as something in it is not as it was
    written; SealError when it was sealed with a key that we do not hold.
    """
    file.seek(0)
    _check_head(file.readline(200), vault)
    digest, counts, name = hashlib.sha256(), Counter[str](), b""
    decoder = msgspec.json.Decoder(Part)
    place, part = -1, None
    for place, line in enumerate(_lines(file)):
        if isinstance(part, Summary):
            raise BackupError("the archive is damaged: something stands behind its end")
        name, said = _opened(line, vault, place, name)
        part = decoder.decode(said)
        if isinstance(part, Manifest) != (place == 0):
            raise _damaged(place)
        if isinstance(part, Batch):
            counts[part.table] += len(part.rows)
        elif isinstance(part, Summary) and not _tallies(part, digest.hexdigest(), counts):
            raise _damaged(place)
        digest.update(said)
        yield part
    if not isinstance(part, Summary):
        raise BackupError(f"the archive is cut off: it ends with part {place + 1}, and has no end")


def _tallies(end: Summary, digest: str, counts: Counter[str]) -> bool:
    """Say whether an archive's end speaks of what was read of it."""
    return end.digest == digest and +counts == +Counter(end.counts)


def check(file: BinaryIO, vault: Vault) -> tuple[Manifest, Summary]:
    """Read an archive to its end and return what it says of itself; raises as ``parts`` does."""
    first: Any = None
    last: Any = None
    for last in parts(file, vault):
        first = first or last
    return first, last


def _check_head(head: bytes, vault: Vault) -> None:
    words = head.decode("ascii", "replace").split()
    if len(words) != 3 or words[0] != WORD:
        raise BackupError("this is no backup of Warmline's")
    if words[1] != str(FORMAT):
        raise BackupError("the archive was written by a newer version of Warmline; use that one")
    if words[2] not in vault.fingerprints:
        raise SealError(
            f"the archive was sealed with key {words[2]}, which is not in WARMLINE_KEYS; "
            "add it behind the others"
        )


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE):
        yield line


def _opened(line: bytes, vault: Vault, place: int, name: bytes) -> tuple[bytes, bytes]:
    """Return the archive's name and what a part says. Raises BackupError if it is not as it was."""
    try:
        if not line.endswith(b"\n"):
            raise _damaged(place)
        token = line.rstrip(b"\n")
        frame = vault.open_bytes(token)
        if base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)) != token:
            raise _damaged(place)  # the last letter may have bits that mean nothing
        found, where = _FRAME.unpack_from(frame)
        if where != place or (name and found != name):
            raise _damaged(place)
        return found, zlib.decompress(frame[_FRAME.size :])
    except (SealError, struct.error, zlib.error) as exc:
        raise _damaged(place) from exc


def _damaged(place: int) -> BackupError:
    return BackupError(f"the archive is damaged at part {place + 1}; use another copy of it")
