"""The commands: what they print for people and programs, and how they fail."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests.house.watching import ROOT, Run, free_port
from warmline.campus_file.tables import TABLES
from warmline.cli import main
from warmline.up.house import alone

DEMO = str(ROOT / "examples" / "northfield.toml")
MIDNIGHT = "2026-12-01T00:00"


@pytest.fixture
def loaded(run: Run) -> Run:
    """Return what runs commands where the demo campus has been loaded."""
    assert run("db", "upgrade").exit_code == 0
    result = run("load", DEMO)
    assert result.exit_code == 0, result.output
    return run


def answer(run: Run, *words: str) -> Any:
    """Return the JSON that a command prints."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def commands(group: click.Group, prefix: str = "warmline") -> Iterator[tuple[str, click.Command]]:
    """Yield every command, subcommands included, as one types it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        elif command is not None:
            yield f"{prefix} {name}", command


def paths(group: click.Group) -> Iterator[str]:
    """Yield every command by what one types."""
    return (path for path, _ in commands(group))


def test_every_command_is_documented() -> None:
    """An engineer finds each command on the page of reference."""
    page = (ROOT / "docs" / "reference.md").read_text()
    known = set(paths(main))
    assert "warmline db upgrade" in known
    assert {path for path in known if not re.search(rf"\| `{path}[` ]", page)} == set()


def test_every_key_of_a_campus_file_is_documented() -> None:
    """A coordinator finds each key of each table on the coordinator's page."""
    page = (ROOT / "docs" / "coordinator.md").read_text()
    for table, keys in TABLES.items():
        head = "[campus]" if table == "campus" else f"[[{table}]]"
        section = re.search(rf"^### `{re.escape(head)}`.*?(?=^##|\Z)", page, re.S | re.M)
        assert section is not None, table
        assert set(re.findall(r"^\| `(\w+)` \|", section.group(), re.M)) == set(keys), table


def test_every_option_of_a_plan_command_is_documented() -> None:
    """What can be said to a command that changes the plan stands beside it."""
    page = (ROOT / "docs" / "reference.md").read_text()
    general = {"--campus", "--help"}  # said once, for all
    for path, command in commands(main):
        if path.split()[1] not in {"shift", "override", "period", "plan", "dump"}:
            continue
        (row,) = re.findall(rf"^\| `{path}[` ].*$", page, re.M)
        options = {it.opts[0] for it in command.params if isinstance(it, click.Option)}
        assert {it for it in options - general if it not in row} == set(), path


def test_help_lists_every_command(run: Run) -> None:
    """Somebody who knows nothing sees what there is."""
    shown = run("--help").stdout
    assert [path for path in paths(main) if path.split()[1] not in shown] == []


def test_help_is_quick() -> None:
    """Help loads no database, no web framework and no carrier."""
    code = (
        "import sys; from warmline.cli import main; main(['--help'], standalone_mode=False);"
        "print(sorted({'sqlalchemy', 'flask', 'twilio', 'redis', 'rq'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_up_stays_small() -> None:
    """The process that watches the others loads none of what they need."""
    code = (
        "import sys; import warmline.cli.up;"
        "print(sorted({'sqlalchemy', 'flask', 'twilio', 'redis', 'rq'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_loading_twice_changes_nothing(loaded: Run) -> None:
    """A coordinator may load the same file again without harm."""
    result = loaded("load", DEMO)
    assert result.stdout.splitlines()[0] == "northfield: nothing to change."


def test_check_loads_nothing(run: Run) -> None:
    """A file can be checked on any machine, without settings or a database."""
    result = run("load", DEMO, "--check", env={"PORT": "wrong"})
    assert (result.exit_code, result.stdout) == (0, f"{DEMO}: no mistakes.\n")


def test_every_mistake_is_listed_and_nothing_is_loaded(loaded: Run, tmp_path: Path) -> None:
    """A coordinator mends all mistakes of a file in one round, and calls follow the old plan."""
    file = tmp_path / "campus.toml"
    text = Path(DEMO).read_text().replace('name = "Maya"', 'name = "Mia"')
    file.write_text(text.replace('who = "role:backup"', 'who = "rolle:backup"'))
    before = answer(loaded, "oncall", "--line", "main", "--at", MIDNIGHT)
    result = loaded("load", str(file))
    *mistakes, last = result.stderr.splitlines()
    assert (result.exit_code, last) == (1, "Nothing was loaded.")
    assert len(mistakes) >= 2
    assert [line for line in mistakes if not line.startswith(f"{file}: ")] == []
    assert answer(loaded, "oncall", "--line", "main", "--at", MIDNIGHT) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read"), (b"name = '\xff'", "is not UTF-8 text (byte 8)")],
)
def test_a_file_that_cannot_be_read_is_told(
    run: Run, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    """A wrong path or a wrong encoding is a mistake like any other."""
    file = tmp_path / "campus.toml"
    if content is not None:
        file.write_bytes(content)
    result = run("load", str(file), "--check")
    assert result.exit_code == 1
    assert f"{file}: {sentence}" in result.stderr


def test_oncall_says_who_is_on_call(loaded: Run) -> None:
    """Programs read who is on call at an instant, in the line's own time."""
    said = answer(loaded, "oncall", "--line", "main", "--at", MIDNIGHT)
    assert said == {
        "line": "main",
        "at": "2026-12-01T00:00:00-08:00",
        "on_call": [
            {"mentor": name, "source": "shift", "until": "2026-12-01T07:00:00-08:00"}
            for name in ("Maya", "Luis")
        ],
    }


def test_an_offset_is_obeyed(loaded: Run) -> None:
    """A time with an offset is that instant, wherever the line is."""
    with_offset = answer(loaded, "oncall", "--line", "main", "--at", "2026-12-01T08:00:00Z")
    assert with_offset == answer(loaded, "oncall", "--line", "main", "--at", MIDNIGHT)


def test_oncall_spans_are_contiguous(loaded: Run) -> None:
    """Between two instants every minute is accounted for."""
    words = ("--from", "2026-11-30", "--to", "2026-12-04T12:00")
    spans = answer(loaded, "oncall", "--line", "main", *words)["spans"]
    assert spans[0]["start"] == "2026-11-30T00:00:00-08:00"
    assert spans[-1]["end"] == "2026-12-04T12:00:00-08:00"
    assert [s["end"] for s in spans[:-1]] == [s["start"] for s in spans[1:]]


def test_oncall_is_readable(loaded: Run) -> None:
    """A coordinator reads the same in plain words."""
    shown = loaded("oncall", "--line", "main", "--at", MIDNIGHT).stdout
    assert "Maya  (shift, until Tue 01 Dec 2026 07:00)" in shown
    shown = loaded("oncall", "--line", "main", "--from", MIDNIGHT, "--to", "2026-12-02").stdout
    assert "Tue 01 Dec 2026 00:00 - Tue 01 Dec 2026 07:00  Maya (shift), Luis (shift)" in shown


def test_ring_names_each_person_and_why(loaded: Run) -> None:
    """For every rung, who would ring in order, and a reason for each person left out."""
    said = answer(loaded, "ring", "--line", "main", "--at", MIDNIGHT)
    assert (said["line"], said["at"]) == ("main", "2026-12-01T00:00:00-08:00")
    shift, backup, counseling = said["rungs"]
    assert shift == {
        "rung": "on shift",
        "who": "shift",
        "ring": "sequential",
        "would_ring": [{"mentor": name, "reason": "shift"} for name in ("Maya", "Luis")],
        "left_out": [{"mentor": "Sam", "reason": "is not on call at this time"}],
    }
    assert [person["mentor"] for person in backup["would_ring"]] == ["Sam"]
    assert [desk["desk"] for desk in counseling["would_ring"]] == ["After-hours counselor"]
    (closed,) = counseling["left_out"]
    assert closed["reason"].startswith("closed now, opens ")


def test_ring_without_a_time_is_now(loaded: Run) -> None:
    """Without a time, the answer is for this moment; Redis away never keeps it from being given."""
    assert len(answer(loaded, "ring", "--line", "main")["rungs"]) == 3
    assert "not Sam: is not on call at this time" in loaded("ring", "--line", "main").stdout


@pytest.mark.parametrize("command", ["oncall", "ring"])
def test_an_unknown_line_is_told(loaded: Run, command: str) -> None:
    """A slip in a line's name shows the names there are."""
    result = loaded(command, "--line", "mian")
    assert (result.exit_code, result.stderr) == (1, 'there is no line "mian"; there is main\n')


@pytest.mark.parametrize(
    "words",
    [
        ("--at", "tomorrow"),
        ("--from", MIDNIGHT),
        ("--at", MIDNIGHT, "--from", MIDNIGHT, "--to", "2026-12-02"),
        ("--from", MIDNIGHT, "--to", MIDNIGHT),
    ],
)
def test_a_question_that_makes_no_sense_is_told(loaded: Run, words: tuple[str, ...]) -> None:
    """Wrong times end with a sentence and status 2."""
    result = loaded("oncall", "--line", "main", *words)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


@pytest.mark.parametrize("words", [("load", DEMO), ("oncall", "--line", "main")])
def test_a_database_behind_its_migrations_is_told(run: Run, words: tuple[str, ...]) -> None:
    """A database of another version is never read wrongly; the sentence says what to do."""
    result = run(*words)
    assert result.exit_code == 1
    assert "run" not in result.stderr.split()[:1]
    assert "warmline db upgrade" in result.stderr


def test_a_database_that_is_away_is_told(run: Run) -> None:
    """The sentence names the setting, and never the password."""
    url = "postgresql://warmline:hushhush@127.0.0.1:1/warmline"
    result = run("oncall", "--line", "main", env={"DATABASE_URL": url})
    assert result.exit_code == 1
    assert "check DATABASE_URL" in result.stderr
    assert "hushhush" not in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("up",), ("web",), ("worker",), ("clock",), ("load", DEMO), ("oncall", "--line", "main"),
        ("ring", "--line", "main"), ("db", "upgrade"), ("twilio", "fallback"),
    ],
)  # fmt: skip
def test_a_wrong_setting_stops_every_command(run: Run, words: tuple[str, ...]) -> None:
    """A setting that is wrong is told in a sentence, with status 2, before anything starts."""
    result = run(*words, env={"REDIS_URL": "wrong"})
    assert result.exit_code == 2
    assert result.stderr.startswith("REDIS_URL must be an address like redis://")


@pytest.mark.parametrize("command", ["web", "worker", "clock"])
def test_a_process_without_a_carrier_does_not_start(run: Run, command: str) -> None:
    """A process that could place no call says which setting is missing."""
    result = run(command)
    assert result.exit_code == 2
    assert result.stderr.startswith("TWILIO_ACCOUNT_SID is not set")


@pytest.mark.parametrize("command", ["up", "web"])
def test_a_taken_port_is_told(run: Run, command: str) -> None:
    """A port that somebody else has is never changed in silence."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        env = {"WARMLINE_SIMULATOR": "http://127.0.0.1:1", "WARMLINE_HOST": "127.0.0.1"}
        result = run(command, env=env | {"PORT": port})
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith(f"PORT {port} is taken by another program")


def test_a_second_up_in_one_home_is_told(run: Run, tmp_path: Path) -> None:
    """Two houses never share one database by accident."""
    with alone(tmp_path / "home"):
        result = run("up", "--port", free_port())
    assert result.exit_code == 2
    assert result.stderr.startswith("`warmline up` runs already with WARMLINE_HOME=")


def test_doctor_says_what_to_do(loaded: Run) -> None:
    """Each line is ok or says what to do, and one failure is status 1."""
    result = loaded("doctor")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert "ok   migrations: are up to date" in lines
    assert "ok   keys: open all 6 stored numbers" in lines
    assert [line for line in lines if line.startswith("FAIL redis: does not answer")]
    marks = ("ok   ", "warn ", "skip ", "FAIL ")
    assert [line for line in lines if not line.startswith(marks)] == []


def test_doctor_sees_keys_that_do_not_fit(loaded: Run, tmp_path: Path) -> None:
    """Lost keys are found by the doctor and not by the first caller."""
    (tmp_path / "home" / "keys").unlink()
    shown = loaded("doctor").stdout
    assert "FAIL keys: do not open what is stored" in shown


def test_doctor_tells_wrong_settings(run: Run) -> None:
    """The doctor lists what is wrong with the settings like any other finding."""
    result = run("doctor", env={"PORT": "0"})
    assert result.exit_code == 1
    assert result.stdout == "FAIL settings: PORT must be a whole number from 1 to 65535\n"


def test_doctor_sees_a_database_behind(run: Run) -> None:
    """A forgotten upgrade is found, with the command that mends it."""
    assert "FAIL migrations: are behind; run `warmline db upgrade`" in run("doctor").stdout


def test_the_fallback_document_leads_to_counseling(run: Run) -> None:
    """When all of ours is gone, a caller hears the numbers and reaches counseling, masked."""
    result = run("twilio", "fallback", "--number", "+14155550100")
    assert result.exit_code == 0
    assert result.stdout.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<Response>')
    assert (
        '<Dial timeout="60" callerId="+14155550100"><Number>+14155550151</Number>' in result.stdout
    )
    assert "911" in result.stdout
    assert "988" in result.stdout


def test_the_fallback_document_for_texts_is_one_message(run: Run) -> None:
    """A text that nobody can read is answered with the numbers that are always answered."""
    shown = run("twilio", "fallback", "--texts").stdout
    assert re.search("<Response><Message>[^<]*911[^<]*988[^<]*</Message></Response>", shown)


def test_version(run: Run) -> None:
    """An engineer can say which version runs."""
    assert re.fullmatch(r"0\.1\.0 \(schema \d{4}\)\n", run("version").stdout)


def test_a_drill_is_shown_before_it_is_begun(loaded: Run) -> None:
    """A coordinator sees whose phones a drill would ring, begins it, and reads what came of it."""
    asked = loaded("drill", "--dry-run")
    assert asked.exit_code == 0
    assert "Maya" in asked.stdout
    assert "no drill yet" in loaded("drill", "report").output
    begun = loaded("drill")
    assert begun.exit_code == 0
    assert "under way" in loaded("drill").output
    report = loaded("drill", "report")
    assert "is still to be rung" in report.stdout
    rows = answer(loaded, "drill", "report")["phones"]
    assert {row["outcome"] for row in rows} == {None}
    assert not re.search(r"\+1415", begun.output + report.output)


def test_a_made_up_year_is_written_once(loaded: Run) -> None:
    """Somebody who tries Warmline gets a year to look at; a second run adds nothing."""
    assert loaded("demo-data", "--contacts", "30").stdout.startswith("30 made-up contacts")
    assert loaded("demo-data", "--contacts", "30").stdout.startswith("0 made-up contacts")
