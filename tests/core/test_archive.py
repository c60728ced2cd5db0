"""The file of a backup: whatever was done to it is noticed before anything is put back."""

import io
from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.fernet import Fernet

from warmline.backup import Batch, Manifest, Summary, Writer, check, parts
from warmline.errors import BackupError, SealError, WarmlineError
from warmline.privacy import Vault

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
MANIFEST = Manifest(
    version="0.1.0",
    revision="0011",
    made_at=datetime(2026, 11, 2, tzinfo=UTC),
    audit_id=3,
    audit_hash="abc",
    tables={"contact": ("id", "at")},
)
ROWS = [msgspec.Raw(msgspec.json.encode([f"northfield.{n}", "+14155550199"])) for n in range(4)]


def archive(key: str = KEY) -> bytes:
    """A small archive: a manifest, two batches, an end."""
    out = io.BytesIO()
    writer = Writer(out, Vault([key]))
    writer.put(MANIFEST)
    writer.put(Batch("contact", ROWS[:2]))
    writer.put(Batch("contact", ROWS[2:]))
    writer.put(Summary(counts={"contact": 4, "attempt": 0}))
    return out.getvalue()


def checked(content: bytes, *keys: str) -> tuple[Manifest, Summary]:
    return check(io.BytesIO(content), Vault(keys or [KEY]))


def test_an_archive_says_what_is_in_it_and_nothing_in_plain() -> None:
    """Whoever has a key reads how much there is; whoever has none reads nothing."""
    content = archive()
    manifest, summary = checked(content, OTHER, KEY)
    assert manifest == MANIFEST
    assert summary.counts == {"contact": 4, "attempt": 0}
    assert len(summary.digest) == 64
    assert b"northfield" not in content
    assert b"415555" not in content
    found = [it for it in parts(io.BytesIO(content), Vault([KEY])) if isinstance(it, Batch)]
    assert [bytes(row) for batch in found for row in batch.rows] == [bytes(it) for it in ROWS]


def test_a_wrong_key_is_named() -> None:
    """Who has the wrong keys reads which one is missing, and by which they know it."""
    with pytest.raises(SealError, match=Vault([OTHER]).fingerprints[0]):
        checked(archive(OTHER))
    assert OTHER not in Vault([OTHER]).fingerprints[0]


def test_every_cut_is_noticed() -> None:
    """An archive that stopped being copied, wherever, is never put back."""
    content = archive()
    for end in range(0, len(content), 7):
        with pytest.raises(WarmlineError):
            checked(content[:end])
    for lines in range(1, 5):
        with pytest.raises(BackupError, match="cut off"):
            checked(b"".join(content.splitlines(keepends=True)[:lines]))


def test_every_changed_byte_is_noticed() -> None:
    """An archive in which one letter is another is never put back."""
    content = archive()
    ends = [place for place, byte in enumerate(content) if byte == ord("\n")]
    last = [place - back for place in ends for back in (1, 2, 3)]  # some of their bits mean nothing
    for place in [*range(0, len(content), 5), *last]:
        changed = bytearray(content)
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        with pytest.raises(WarmlineError):
            checked(bytes(changed))


@pytest.mark.parametrize(
    "order", [(0, 1, 3, 2, 4), (0, 1, 2, 2, 3, 4), (0, 1, 2, 4), (0, 2, 3, 4), (0, 1, 2, 3, 4, 4)]
)
def test_parts_that_were_moved_doubled_or_taken_out_are_noticed(order: tuple[int, ...]) -> None:
    """Each part knows its place."""
    lines = archive().splitlines(keepends=True)
    with pytest.raises(BackupError, match="damaged"):
        checked(b"".join(lines[it] for it in order))


def test_a_part_of_another_archive_is_noticed() -> None:
    """Nobody makes one backup out of two."""
    mine, others = (archive().splitlines(keepends=True) for _ in range(2))
    with pytest.raises(BackupError, match="damaged at part 3"):
        checked(b"".join([*mine[:3], others[3], *mine[4:]]))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff" * 500, b"warmline-backup\n"])
def test_what_is_no_archive_is_told_so(content: bytes) -> None:
    """A wrong file is called one."""
    with pytest.raises(BackupError, match="no backup of Warmline's"):
        checked(content)


def test_an_archive_of_a_later_format_is_left_to_a_later_program() -> None:
    """An old program does not guess at a new file."""
    with pytest.raises(BackupError, match="newer version"):
        checked(archive().replace(b"warmline-backup 1", b"warmline-backup 2", 1))
