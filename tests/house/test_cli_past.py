"""Asking about the past: what was true then, whatever was edited since."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.house.watching import ROOT, Run
from warmline.bootstrap import Parts
from warmline.campus_file import read_campus
from warmline.settings import Settings

DEMO = (ROOT / "examples" / "northfield.toml").read_text().replace("2026-01-0", "2024-01-0")
WITHOUT_LUIS = DEMO.replace('mentors = ["Maya", "Luis"]', 'mentors = ["Maya"]')
CHANGED = datetime(2024, 3, 6, 5, 30, tzinfo=UTC)  # Tuesday 21:30 in Los Angeles


def asked(run: Run, tmp_path: Any, *words: str) -> Any:
    """Load one plan, much later another, and return what a command says of the time between."""
    assert run("db", "upgrade").exit_code == 0
    parts = Parts(Settings.read({"WARMLINE_HOME": str(tmp_path / "home")}))
    for text, now in ((DEMO, datetime(2024, 2, 1, tzinfo=UTC)), (WITHOUT_LUIS, CHANGED)):
        parts.records.save_campus(read_campus(text), actor="engineer", now=now)
    parts.records.close()
    result = run(*words, "--line", "main", "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def names(on_call: list[dict[str, str]]) -> list[str]:
    return [it["mentor"] for it in on_call]


def test_oncall_of_an_instant_is_what_was_true_then(run: Run, tmp_path: Any) -> None:
    """Whoever was on call last month is told as it was, though the plan is another now."""
    before = asked(run, tmp_path, "oncall", "--at", "2024-03-05T21:00")
    assert before["on_call"] == [
        {"mentor": name, "source": "shift", "until": "2024-03-06T07:00:00-08:00"}
        for name in ("Maya", "Luis")
    ]
    after = run("oncall", "--line", "main", "--at", "2024-03-05T22:00", "--json")
    assert names(json.loads(after.stdout)["on_call"]) == ["Maya"]
    older = run("oncall", "--line", "main", "--at", "2024-01-05T22:00", "--json")
    assert names(json.loads(older.stdout)["on_call"]) == ["Maya", "Luis"]  # by the first we know


def test_spans_go_through_every_plan_up_to_the_future(run: Run, tmp_path: Any) -> None:
    """From the past into the future the spans are contiguous and change where the plan did."""
    words = ("oncall", "--from", "2024-03-05T20:00", "--to", "2028-01-01")
    said = asked(run, tmp_path, *words)
    spans = said["spans"]
    assert list(said) == ["line", "spans"]
    assert [list(it) for it in spans] == [["start", "end", "on_call"]] * len(spans)
    assert spans[0]["start"] == "2024-03-05T20:00:00-08:00"
    assert spans[0]["end"] == "2024-03-05T21:30:00-08:00"
    assert [it["end"] for it in spans[:-1]] == [it["start"] for it in spans[1:]]
    assert names(spans[0]["on_call"]) == ["Maya", "Luis"]
    assert {tuple(names(it["on_call"])) for it in spans[1:]} == {("Maya",)}


def test_ring_of_an_instant_is_what_was_true_then(run: Run, tmp_path: Any) -> None:
    """Why a phone rang last month can still be said."""
    said = asked(run, tmp_path, "ring", "--at", "2024-03-05T21:00")
    assert [it["mentor"] for it in said["rungs"][0]["would_ring"]] == ["Maya", "Luis"]
    after = json.loads(run("ring", "--line", "main", "--at", "2024-03-05T22:00", "--json").stdout)
    (left,) = [it for it in after["rungs"][0]["left_out"] if it["mentor"] == "Luis"]
    assert left["reason"] == "is not on call at this time"


def test_ring_names_the_holiday_on_which_nobody_rings(run: Run, tmp_path: Any) -> None:
    """A coordinator who asks why no phone would ring hears which holiday it is."""
    holiday = (
        '[[period]]\nname = "Harvest"\nkind = "holiday"\nfirst = {0}\nlast = {0}\nclosed = true\n'
    )
    file = tmp_path / "campus.toml"
    file.write_text(f"{DEMO}\n{holiday.format('2024-10-09')}")
    assert run("db", "upgrade").exit_code == 0
    assert run("load", str(file)).exit_code == 0
    shown = run("ring", "--line", "main", "--at", "2024-10-09T12:00", "--json").stdout
    shift, _, desks = json.loads(shown)["rungs"]
    assert shift["would_ring"] == []
    assert shift["left_out"][0] == {"mentor": "Maya", "reason": "the line is closed (Harvest)"}
    assert [it["desk"] for it in desks["would_ring"]] == [
        "Counseling Center",
        "After-hours counselor",
    ]
