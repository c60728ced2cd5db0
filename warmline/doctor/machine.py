"""The machine we are on: room on its disks, and whether its clock agrees with the others'."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from warmline.doctor.finding import Finding, judged
from warmline.settings import Settings

Free = Callable[[Path], int]
LEAST_FREE = 256 * 2**20  # an append-only file is rewritten whole beside the old one
LITTLE_FREE = 2**30
MOST_SKEW = 5.0  # seconds; the carrier's lists are compared with our times (carrier/twilio.py)


def free_bytes(folder: Path) -> int:
    """Return the free space where a folder is."""
    return shutil.disk_usage(folder).free


def check_disk(settings: Settings, free: Free = free_bytes) -> Iterator[Finding]:
    """Check the room where our home, our SQLite file and our own Redis's file are."""
    for check, folder in _folders(settings).items():
        there = next(it for it in (folder, *folder.parents) if it.is_dir())
        left = free(there)
        words = f"{left // 2**20} MB free at {there}"
        if left < LEAST_FREE:
            todo = f"; make room for {LEAST_FREE // 2**20} MB at least, or nothing can be written"
            yield Finding(check, "FAIL", words + todo)
        else:
            yield Finding(check, "warn" if left < LITTLE_FREE else "ok", words)


def _folders(settings: Settings) -> dict[str, Path]:
    """Return the folders that we write to; one inside another is on its disk."""
    home = settings.home
    found = {"disk of WARMLINE_HOME": home}
    if settings.database_url.startswith("sqlite"):
        file = Path(urlsplit(settings.database_url).path[1:]).absolute()
        if not file.is_relative_to(home):
            found["disk of SQLite"] = file.parent
    if settings.embedded_redis and (home / "redis").is_mount():
        found["disk of Redis"] = home / "redis"
    return found


def check_clocks(ahead: Mapping[str, float]) -> Iterator[Finding]:
    """Check this machine's clock against others', given by how many seconds each is ahead."""
    for whose, seconds in ahead.items():
        words = f"agrees with {whose}'s ({seconds:+.1f} s)"
        other = "behind" if seconds > 0 else "ahead of"
        todo = (
            f"is {abs(seconds):.0f} s {other} {whose}'s; keep both right by NTP (timedatectl): "
            "waits, codes and lists of texts go by it"
        )
        yield judged(f"clock and {whose}", abs(seconds) <= MOST_SKEW, words, todo)
