"""The ladder in a real browser, by keys alone: moved, seen, saved, and looked at on a phone."""

from pathlib import Path

import pytest
from phones import CAMPUS
from playwright.sync_api import Page, expect
from telling.console import Console

pytestmark = pytest.mark.browser
CONTRAST = (Path(__file__).parents[2] / "web" / "contrast.js").read_text()
PAGES = (
    "", "/line/main/line", "/line/main/ladder", "/line/main/desk/new", "/line/main/wording",
    "/phrases", "/wording",
)  # fmt: skip


def press(page: Page, name: str) -> None:
    """Press a button by keys."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_the_ladder_is_changed_by_keys_and_answers_who_would_ring(
    console: Console, page: Page, settings: str
) -> None:
    """A rung moves by keys, the focus goes with it, and who would ring now is beside it."""
    before = console.phones.parts.records.load_plan(CAMPUS).lines[0].ladder
    page.goto(f"{settings}/line/main/ladder")
    would = page.get_by_role("region", name="Who would ring now")
    expect(would).to_contain_text("As it is.")
    expect(would.get_by_role("listitem").first).to_contain_text("Maya")
    press(page, "Add a rung")
    expect(page.get_by_label("Name").last).to_be_focused()
    page.keyboard.type("First of all, Bo")
    last = len(before)
    for place in range(last, 0, -1):
        called = f"rung {last + 1}" if place == last else "First of all, Bo"
        press(page, f"Move {called} up")
        verb = "up" if place > 1 else "down"
        moved = page.get_by_role("button", name=f"Move First of all, Bo {verb}", exact=True)
        expect(moved).to_be_focused()
    expect(would).to_contain_text("As typed, not saved yet.")
    expect(would.get_by_role("listitem").first).to_contain_text("Bo")
    assert console.phones.parts.records.load_plan(CAMPUS).lines[0].ladder == before
    press(page, "See what changes")
    expect(page.get_by_role("row").nth(1)).to_contain_text("First of all, Bo")
    press(page, "Save it")
    expect(page.get_by_role("status")).to_contain_text("Calls follow it now.")
    after = console.phones.parts.records.load_plan(CAMPUS).lines[0].ladder
    assert [it.name for it in after] == ["First of all, Bo", *(it.name for it in before)]


def test_settings_fit_a_phone_and_are_readable_day_and_night(page: Page, settings: str) -> None:
    """At 360 px nothing stands out to the right; every text stands out from its ground."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")  # no colour is looked at halfway
    for path in PAGES:
        page.goto(f"{settings}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate(CONTRAST) == [], f"{path}, {scheme}"
