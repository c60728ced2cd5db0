"""A changed plan routes within a second, whichever process changed it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from tests.house.watching import ROOT, Watched, wait_until
from warmline.bootstrap import PUBLISH_SECONDS, Parts
from warmline.campus_file import OverrideEntry, read_campus
from warmline.ids import CampusSlug, LineSlug
from warmline.settings import Settings
from workers.clock import CHORE_SECONDS

NORTHFIELD = CampusSlug("northfield")


def settings(tmp_path: Path, redis_url: str) -> dict[str, str]:
    """Return settings of a house whose carrier is never asked anything."""
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
        "TWILIO_AUTH_TOKEN": "12345",
        "TWILIO_API_BASE": "http://127.0.0.1:9",
        "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
        "WARMLINE_COUNSELING_NUMBER": "+14155550159",
        "WARMLINE_KEYS": Fernet.generate_key().decode(),
        "WARMLINE_HOME": str(tmp_path / "home"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/warmline.db",
        "REDIS_URL": redis_url,
    }


def test_the_clock_publishes_what_another_process_changed(
    watch: Callable[..., Watched], tmp_path: Path, redis_url: str
) -> None:
    """A change that nobody published reaches the calls by the clock, within a second."""
    env = settings(tmp_path, redis_url)
    parts = Parts(Settings.read(env))
    parts.records.upgrade()
    demo = read_campus((ROOT / "examples" / "northfield.toml").read_text())
    now = datetime.now(UTC)
    parts.records.save_campus(demo, actor="engineer", now=now)
    watch("-m", "warmline.cli", "clock", env=env)
    published = parts.live.roster_version
    wait_until(lambda: published(NORTHFIELD) is not None, seconds=60)
    first = published(NORTHFIELD)
    start = (now + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
    added = OverrideEntry(
        line=LineSlug("main"), kind="add", mentor="Sam", start=start,
        end=start + timedelta(hours=1),
    )  # fmt: skip
    with parts.records.editing(
        NORTHFIELD, actor="Sam", action="override.add", origin="text", now=now
    ) as edit:
        edit.add(added)
    wait_until(lambda: published(NORTHFIELD) != first, seconds=30)  # a busy machine is no failure
    roster = parts.live.roster(NORTHFIELD)
    assert roster is not None
    sam = next(it.id for it in roster.mentors if it.name == "Sam")
    pool = roster.pools[LineSlug("main")][0]
    assert any(sam in {it.mentor for it in span.members} for span in pool)
    assert PUBLISH_SECONDS + CHORE_SECONDS < 1
    parts.records.close()
    parts.live.close()
