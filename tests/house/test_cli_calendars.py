"""`warmline calendar`: links that are shown once, and files of other systems, shown first."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.house.watching import ROOT, Run

DEMO = ROOT / "examples" / "northfield.toml"
ADDRESS = re.compile(r"http://127\.0\.0\.1:8000/calendar/[A-Za-z0-9_-]{43}\.ics\n")
# Wednesdays far enough ahead, and a campus whose shifts are elsewhere: see `loaded`.
DAY = datetime.now(UTC) + timedelta(days=30)
WEDNESDAY = DAY + timedelta(days=(2 - DAY.weekday()) % 7)


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> Run:
    """Return what runs commands where the demo campus has been loaded, with Maya on Mondays."""
    text = re.sub(r"\n\[\[shift\]\].*?(?=\n\[\[|\Z)", "", DEMO.read_text(), flags=re.DOTALL)
    text += (
        '\n[[shift]]\nline = "main"\nmentors = ["Maya"]\nstart = 2026-11-02T19:00:00\n'
        'end = 2026-11-02T23:00:00\nrepeat = "FREQ=WEEKLY;BYDAY=MO"\n'
    )
    file = tmp_path / "campus.toml"
    file.write_text(text)
    for words in (("db", "upgrade"), ("load", str(file))):
        result = run(*words)
        assert result.exit_code == 0, result.output
    return run


def ics(folder: Path, *lines: str, title: str = "Luis") -> str:
    """Write a calendar of one event of Wednesday evening; return its path."""
    event = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VEVENT", "UID:a",
        f"SUMMARY:{title}",
        f"DTSTART;TZID=America/Los_Angeles:{WEDNESDAY:%Y%m%d}T190000",
        f"DTEND;TZID=America/Los_Angeles:{WEDNESDAY:%Y%m%d}T230000",
        *lines, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    file = folder / "export.ics"
    file.write_text("\r\n".join(event))
    return str(file)


def done(run: Run, *words: str) -> str:
    """Run a command that must work; return what it prints."""
    result = run(*words)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_a_link_is_printed_once_and_listed_without_its_address(loaded: Run) -> None:
    """The address is on standard output alone, to be copied; no list shows it again."""
    address = done(loaded, "calendar", "link", "--mentor", "maya")
    assert ADDRESS.fullmatch(address)
    done(loaded, "calendar", "link", "--line", "main")
    shown = done(loaded, "calendar", "links")
    assert address.split("/")[-1][:43] not in shown
    today = f"{datetime.now(UTC):%d %b %Y}"
    assert [re.sub(r"^c-[0-9a-f]{10}", "c-…", line) for line in shown.splitlines()] == [
        f"c-…  northfield  Maya                      made {today}  in use",
        f"c-…  northfield  line Ears for Peers       made {today}  in use",
    ]


def test_a_link_is_revoked_by_its_id(loaded: Run) -> None:
    """One command ends a lost phone's link; a second says that it was ended before."""
    done(loaded, "calendar", "link", "--mentor", "Maya")
    name = done(loaded, "calendar", "links").split()[0]
    assert done(loaded, "calendar", "revoke", name) == f"{name} leads nowhere now.\n"
    assert done(loaded, "calendar", "revoke", name) == f"{name} was revoked before.\n"
    assert "revoked" in done(loaded, "calendar", "links")
    result = loaded("calendar", "revoke", "c-unknown")
    assert (result.exit_code, result.stderr) == (
        1,
        "there is no calendar link c-unknown; see: warmline calendar links\n",
    )


def test_replacing_ends_the_earlier_links(loaded: Run) -> None:
    """After `--replace` the newest link is the only one in use."""
    for more in ((), (), ("--replace",)):
        done(loaded, "calendar", "link", "--mentor", "Maya", *more)
    states = [line.endswith("in use") for line in done(loaded, "calendar", "links").splitlines()]
    assert sorted(states) == [False, False, True]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--mentor", "Mia"), 1, 'there is no mentor "Mia" on the roster\n'),
        (("--line", "nope"), 1, 'there is no line "nope"; there is main\n'),
        ((), 2, "Give either --mentor or --line."),
        (("--mentor", "Maya", "--line", "main"), 2, "Give either --mentor or --line."),
    ],
)
def test_a_link_to_nobody_is_refused(
    loaded: Run, words: tuple[str, ...], status: int, sentence: str
) -> None:
    """A mistyped name makes no link."""
    result = loaded("calendar", "link", *words)
    assert result.exit_code == status
    assert sentence in result.stderr
    assert done(loaded, "calendar", "links") == ""


def test_show_is_what_the_calendar_shows(loaded: Run) -> None:
    """A coordinator sees a mentor's next weeks as the mentor's phone does."""
    title, *rows = done(loaded, "calendar", "show", "--mentor", "Maya", "--weeks", "3").splitlines()
    assert title == "Maya (Northfield School of Medicine)"
    assert len(rows) in {3, 4}  # a Monday may be under way
    for row in rows:
        assert re.fullmatch(
            r"  Mon \d\d \w{3} \d{4} 19:00 - 23:00      Ears for Peers: shift"
            r" \(America/Los_Angeles\)",
            row,
        )
    assert "nothing in the next 4 weeks" in done(loaded, "calendar", "show", "--mentor", "Sam")


def test_a_preview_changes_nothing(loaded: Run, tmp_path: Path) -> None:
    """Without --write a file is only looked at, and what would change is said."""
    file = ics(tmp_path, "RRULE:FREQ=WEEKLY")
    shown = done(loaded, "calendar", "import", file, "--line", "main")
    assert shown == (
        f"+ shift   {WEDNESDAY:%a %d %b %Y} 19:00 - 23:00  Luis\n"
        "          repeats FREQ=WEEKLY\n"
        "Nothing was written; add --write to change the plan so.\n"
    )
    assert shown == done(loaded, "calendar", "import", file, "--line", "main")


def test_what_is_written_is_who_is_on_call(loaded: Run, tmp_path: Path) -> None:
    """After --write the imported people are on call; a second time nothing changes."""
    off = WEDNESDAY + timedelta(days=7)
    file = ics(
        tmp_path,
        "RRULE:FREQ=WEEKLY",
        f"EXDATE;TZID=America/Los_Angeles:{off:%Y%m%d}T190000",
    )
    words = ("calendar", "import", file, "--line", "main", "--write")
    first = done(loaded, *words).splitlines()
    assert f"+ without {off:%a %d %b %Y} 19:00 - 23:00  Luis" in first
    assert "northfield: 1 shift and 1 removal added." in first
    assert done(loaded, *words).splitlines()[-1] == "Nothing to change."

    def who(day: datetime) -> str:
        return done(loaded, "oncall", "--line", "main", "--at", f"{day:%Y-%m-%d}T20:00")

    assert "Luis" in who(WEDNESDAY)
    assert "Luis" not in who(off)
    assert "Luis" in who(off + timedelta(days=7))


def test_one_mistake_and_nothing_is_written(loaded: Run, tmp_path: Path) -> None:
    """A file is taken whole or not at all, also with --write."""
    file = tmp_path / "table.csv"
    file.write_text(
        "mentor,start,end\n"
        f"Luis,{WEDNESDAY:%Y-%m-%d} 19:00,{WEDNESDAY:%Y-%m-%d} 23:00\n"
        f"Lius,{WEDNESDAY:%Y-%m-%d} 19:00,{WEDNESDAY:%Y-%m-%d} 23:00\n"
        "Luis,03/04/2099 19:00,03/04/2099 23:00\n"
    )
    words = ("calendar", "import", str(file), "--line", "main")
    result = loaded(*words, "--write")
    assert result.exit_code == 1
    mistakes = result.stderr.splitlines()
    assert mistakes[0].startswith('! row 4: start "03/04/2099" may be 03 April or 04 March')
    assert mistakes[1].startswith('! row 3, "Lius": names nobody on the roster; did you mean')
    assert mistakes[2:] == ["Nothing was written."]
    oncall = ("oncall", "--line", "main", "--at", f"{WEDNESDAY:%Y-%m-%d}T20:00")
    assert "Luis" not in done(loaded, *oncall)
    file.write_text(file.read_text().replace("Lius", "Maya"))
    written = done(loaded, *words, "--dates", "day-first", "--write")
    assert "northfield: 2 shifts added." in written
    assert "Luis" in done(loaded, *oncall)


def test_everything_in_a_file_may_be_one_mentors(loaded: Run, tmp_path: Path) -> None:
    """A mentor's own export needs no names in it."""
    file = ics(tmp_path, title="Warm line")
    words = ("calendar", "import", file, "--line", "main", "--mentor")
    assert "Maya" in done(loaded, *words, "Maya")
    assert loaded(*words, "Mia").stderr == 'there is no mentor "Mia" on the roster\n'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"SUMMARY:\xff", "is not UTF-8 text; save it as UTF-8"),
        (b"BEGIN:VCALENDAR\n" + b"X:" + b"\n a" * 4_000_000, "is larger than 1000 kB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told(
    loaded: Run, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    """A wrong path, a wrong encoding or ten megabytes are refused at once."""
    file = tmp_path / "export.ics"
    if content is not None:
        file.write_bytes(content)
    result = loaded("calendar", "import", str(file), "--line", "main")
    assert result.exit_code == 1
    assert sentence in result.stderr
