"""The plan changed by a day and by a place: from a chosen day on, moved, made anew in a draft."""

import re
from datetime import date, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient
from phones import CAMPUS
from telling.console import TOKEN, Console
from telling.planning import decides, on_call, sends, turn_of

from warmline.campus_file import ShiftEntry
from warmline.drafts import InReturn, OfTurn, parted, redone
from warmline.errors import PlanError
from warmline.ids import LineSlug

SHIFT = {"line": "main", "every": "1"}
ZONE = "America/Los_Angeles"


def weekly(repeat: str | None, mentor: str = "Maya") -> ShiftEntry:
    """A shift on Mondays from 19:00, begun on 2 November 2026."""
    start, end = datetime(2026, 11, 2, 19), datetime(2026, 11, 2, 23)  # noqa: DTZ001 - wall clock
    return ShiftEntry(line=LineSlug("main"), mentors=(mentor,), start=start, end=end, repeat=repeat)


def begin(browser: FlaskClient, name: str) -> str:
    """Begin a draft and return its id."""
    made = sends(browser, "/console/plan/drafts", {"name": name})
    return made.headers["Location"].rpartition("/")[2]


@pytest.mark.parametrize(
    ("repeat", "kept", "later", "first"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261117", None, 23),
        ("FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261117", None, 30),
        (
            "FREQ=WEEKLY;BYDAY=MO;COUNT=5",
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261117",
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130T190000",
            23,
        ),
    ],
)
def test_a_shift_parts_in_step_with_its_weeks(
    repeat: str, kept: str, later: str | None, first: int
) -> None:
    """What was planned before the day stays; what follows has the turns that are left."""
    earlier, following = parted(weekly(repeat), weekly(repeat, "Bo"), date(2026, 11, 18), ZONE)
    assert earlier is not None
    assert earlier.repeat == kept
    assert (following.start.day, following.repeat) == (first, later or repeat)
    assert following.end - following.start == earlier.end - earlier.start


def test_a_shift_that_is_over_by_then_is_not_parted() -> None:
    """A day behind the last turn, or a shift that is only once, is refused with its reason."""
    ended = weekly("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261110")
    with pytest.raises(PlanError, match="no turn on this day or later"):
        parted(ended, ended, date(2026, 11, 18), ZONE)
    with pytest.raises(PlanError, match="only once"):
        parted(weekly(None), weekly(None), date(2026, 11, 18), ZONE)


def test_a_shift_is_another_from_a_chosen_day_on(console: Console) -> None:
    """From Wednesday week Bo serves with Luis; until then nothing changes, and it is one step."""
    browser = console.enters("Cora")
    shift = console.phones.parts.records.load_plan(CAMPUS).shifts[0]
    page = f"/console/plan/shift/{shift.id}"
    form = SHIFT | {"day": "2026-11-01", "starts": "12:00", "ends": "12:00", "repeats": "weekly",
                    "days": list("0123456"), "mentors": ["Luis", "Bo"]}  # fmt: skip
    assert "Empty: from now on." in browser.get(page).text
    past = sends(browser, page, form | {"begins": "2026-10-30"})
    assert re.search(r'id="begins-wrong">This day is over', past.text)
    preview = sends(browser, page, form | {"begins": "2026-11-11"})
    assert "becomes: shift of Maya and Luis" in preview.text
    assert "until 10 Nov 2026" in preview.text
    decides(browser, preview, "/console/plan/do")
    assert on_call(console, "2026-11-11 11:00") == ["Maya", "Luis"]  # the night of the 10th
    assert on_call(console, "2026-11-11 13:00") == ["Luis", "Bo"]
    assert on_call(console, "2026-12-11 13:00") == ["Luis", "Bo"]
    assert console.phones.parts.records.audit_entries()[-1].action == "plan.change"


def test_a_step_of_a_draft_is_changed_in_its_place(console: Console) -> None:
    """What is in a draft opens in its form as it was typed, and takes the same place again."""
    browser = console.enters("Cora")
    draft = begin(browser, "Next week")
    page = f"/console/plan/shift/new?draft={draft}"
    for day in ("2026-11-10", "2026-11-12"):
        form = SHIFT | {"draft": draft, "repeats": "once", "day": day, "starts": "19:00",
                        "ends": "23:00", "mentors": ["Bo"]}  # fmt: skip
        decides(browser, sends(browser, page, form), "/console/plan/collect", draft=draft)
    cover = turn_of(console, "Maya", "2026-11-14 12:00") + f"&draft={draft}"
    bo = console.phones.id_of(console.people["Bo"])
    times = {"start": "2026-11-14T20:00", "end": "2026-11-14T22:00"}
    preview = sends(browser, cover, {"does": "cover", "mentor": bo, "draft": draft} | times)
    decides(browser, preview, "/console/plan/collect", draft=draft)
    before = console.phones.parts.records.draft(CAMPUS, draft)
    at = f"/console/plan/drafts/{draft}/steps/"
    shown = browser.get(at + before.steps[0].id, follow_redirects=True)
    assert 'value="2026-11-10"' in shown.text
    assert re.search(r'value="Bo" checked', shown.text)
    again = browser.get(at + before.steps[0].id).headers["Location"]
    form = form | {"day": "2026-11-11", "replaces": before.steps[0].id}
    preview = sends(browser, again, form)
    assert "Change it in draft" in preview.text
    decides(browser, preview, "/console/plan/collect", draft=draft, replaces=before.steps[0].id)
    again = browser.get(at + before.steps[2].id).headers["Location"]
    shown = browser.get(again)
    assert 'value="2026-11-14 20:00:00"' in shown.text
    assert f'selected value="{bo}"' in shown.text
    times["end"] = "2026-11-14T23:00"
    form = {"does": "cover", "mentor": bo, "draft": draft, "replaces": before.steps[2].id}
    preview = sends(browser, again, form | times)
    decides(browser, preview, "/console/plan/collect", draft=draft, replaces=before.steps[2].id)
    after = console.phones.parts.records.draft(CAMPUS, draft)
    assert [len(after.steps), after.steps[1]] == [3, before.steps[1]]
    assert after.version > before.version
    sends(browser, f"/console/plan/drafts/{draft}", {"version": after.version},
          f"/console/plan/drafts/{draft}/publish")  # fmt: skip
    assert on_call(console, "2026-11-10 20:00") == ["Maya", "Luis"]
    assert on_call(console, "2026-11-11 20:00") == ["Maya", "Luis", "Bo"]
    assert on_call(console, "2026-11-14 22:30") == ["Luis", "Bo"]


def test_a_swap_of_a_draft_opens_with_the_other_turn_chosen(console: Console) -> None:
    """Plain turns and covered ones: the form is as it was sent, and another turn can be chosen."""
    browser = console.enters("Cora")
    bo, maya = (console.phones.id_of(console.people[it]) for it in ("Bo", "Maya"))
    shift = SHIFT | {"day": "2026-11-18", "starts": "06:00", "ends": "11:00", "mentors": ["Bo"],
                     "repeats": "weekly", "days": list("0123456")}  # fmt: skip
    decides(browser, sends(browser, "/console/plan/shift/new", shift), "/console/plan/do")
    cover = turn_of(console, "Luis", "2026-11-22 12:00")
    times = {"start": "2026-11-22T12:00", "end": "2026-11-23T12:00"}
    preview = sends(browser, cover, {"does": "cover", "mentor": bo} | times)
    decides(browser, preview, "/console/plan/do")
    draft = begin(browser, "Finals")

    def key(local: str) -> str:
        return f"main|{bo}|{console.phones.at(local).isoformat()}"

    for mine, other in (("2026-11-20 12:00", "2026-11-20 06:00"),
                        ("2026-11-19 12:00", "2026-11-22 12:00")):  # fmt: skip
        page = turn_of(console, "Maya", mine) + f"&draft={draft}"
        form = {"does": "swap", "turn": key(other), "draft": draft}
        decides(browser, sends(browser, page, form), "/console/plan/collect", draft=draft)
        held = console.phones.parts.records.draft(CAMPUS, draft)
        address = f"/console/plan/drafts/{draft}/steps/{held.steps[-1].id}"
        again = browser.get(address).headers["Location"]
        assert f"mentor={maya}&" in again
        shown = unescape(browser.get(again).text)
        assert "Filled in below: swap" in shown
        assert re.search(rf'selected value="{re.escape(key(other))}"', shown)
    form |= {"turn": key("2026-11-18 06:00"), "replaces": held.steps[-1].id}
    preview = sends(browser, again, form)
    decides(browser, preview, "/console/plan/collect", draft=draft, replaces=held.steps[-1].id)
    after = console.phones.parts.records.draft(CAMPUS, draft)
    assert after.steps[0] == held.steps[0]
    redo = redone(after.steps[1])
    assert isinstance(redo, OfTurn)
    assert redo.in_return == InReturn(
        line=LineSlug("main"),
        whose="Bo",
        at=datetime(2026, 11, 18, 6),  # noqa: DTZ001 - wall clock
    )


def test_a_turn_is_moved_to_another_time_once(console: Console) -> None:
    """Bo's evening is served a day later by Maya, and the week after it is Bo's again."""
    browser = console.enters("Cora")
    bo, maya = (console.phones.id_of(console.people[it]) for it in ("Bo", "Maya"))
    form = SHIFT | {"day": "2026-11-03", "starts": "06:00", "ends": "09:00", "mentors": ["Bo"],
                    "repeats": "weekly", "days": ["1"]}  # fmt: skip
    decides(browser, sends(browser, "/console/plan/shift/new", form), "/console/plan/do")
    page = turn_of(console, "Bo", "2026-11-03 06:00")
    dragged = browser.get(f"{page}&from=2026-11-03&day=2026-11-04").text
    assert 'value="2026-11-04 06:00:00"' in dragged
    assert "nothing is changed yet" in dragged
    given = browser.get(f"{page}&to={maya}").text
    assert "Filled in below: somebody covers" in given
    times = {"start": "2026-11-04T07:00", "end": "2026-11-04T09:00"}
    preview = sends(browser, page, {"does": "move", "mentor": bo} | times)
    assert "Bo is taken off on Ears for Peers, Tue 03 Nov 2026 06:00" in preview.text
    decides(browser, preview, "/console/plan/do")
    assert on_call(console, "2026-11-03 08:00") == ["Maya", "Luis"]
    assert on_call(console, "2026-11-04 08:00") == ["Maya", "Luis", "Bo"]
    assert on_call(console, "2026-11-10 08:00") == ["Maya", "Luis", "Bo"]
    late = turn_of(console, "Bo", "2026-11-10 06:00")
    longer = {"start": "2026-11-10T06:00", "end": "2026-11-10T11:00"}
    preview = sends(browser, late, {"does": "move", "mentor": bo} | longer)
    assert "is taken off" not in preview.text  # what both times have in common stays as it was
    decides(browser, preview, "/console/plan/do")
    assert on_call(console, "2026-11-10 10:30") == ["Maya", "Luis", "Bo"]


def test_a_shift_that_was_put_on_another_day_opens_so(console: Console) -> None:
    """The form of the shift has the day in the place of the other, from that week on."""
    browser = console.enters("Cora")
    form = SHIFT | {"day": "2026-11-03", "starts": "06:00", "ends": "09:00", "mentors": ["Bo"],
                    "repeats": "weekly", "days": ["1"]}  # fmt: skip
    decides(browser, sends(browser, "/console/plan/shift/new", form), "/console/plan/do")
    turn = turn_of(console, "Bo", "2026-11-10 06:00").replace("/turn?", "/turn/shift?")
    shown = browser.get(f"{turn}&from=2026-11-10&to=2026-11-12", follow_redirects=True).text
    assert re.search(r'value="3" checked', shown)
    assert not re.search(r'name="days"[^>]* value="1" checked', shown)
    assert re.search(r'id="begins"[^>]* value="2026-11-10"', shown)
    assert TOKEN.search(shown)
