"""Dragging in a real browser: what is dropped opens a form, filled in; nothing is done by it."""

import pytest
from phones import CAMPUS
from playwright.sync_api import Page, expect
from telling.console import Console
from telling.planning import on_call

pytestmark = pytest.mark.browser


def test_a_turn_is_dragged_to_a_person_and_to_a_day(console: Console, page: Page, at: str) -> None:
    """Dropped on Bo, Maya's turn asks for a cover by Bo; on Friday, for another time; both wait."""
    page.goto(f"{at}plan?by=person")
    maya = page.locator("tr", has_text="Maya").locator("td[data-day='2026-11-04'] a")
    expect(maya).to_have_attribute("draggable", "true")
    maya.drag_to(page.locator("tr", has_text="Luis").locator("td[data-day='2026-11-04']"))
    expect(page.get_by_label("Who covers")).to_have_value(
        console.phones.id_of(console.people["Luis"])
    )
    expect(page.get_by_role("status")).to_contain_text("somebody covers")
    page.get_by_label("Who covers").select_option(label="Bo")
    page.locator("#cover").get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("heading", name="Before it is done")).to_be_visible()
    assert on_call(console, "2026-11-04 13:00") == ["Maya", "Luis"]
    page.get_by_role("button", name="Do it now").click()
    assert on_call(console, "2026-11-04 13:00") == ["Luis", "Bo"]
    page.goto(f"{at}plan")
    page.locator("td[data-day='2026-11-04']").get_by_role("link", name="Luis").drag_to(
        page.locator("td[data-day='2026-11-06'] .hours").first
    )
    expect(page.locator("#move-start")).to_have_value("2026-11-06T12:00")
    page.goto(f"{at}plan")
    page.locator("td[data-day='2026-11-04'] a.hours").first.drag_to(
        page.locator("td[data-day='2026-11-05']"), target_position={"x": 60, "y": 4}
    )
    expect(page.get_by_label("The change counts from")).to_have_value("2026-11-04")
    expect(page.get_by_role("checkbox", name="Wednesday")).not_to_be_checked()


def test_a_rung_is_dragged_by_the_same_button(console: Console, page: Page, at: str) -> None:
    """A rung that is dropped on another takes its place, as by keys, and nothing is saved."""
    before = console.phones.parts.records.load_plan(CAMPUS).lines[0].ladder
    page.goto(f"{at}settings/line/main/ladder")
    names = page.get_by_label("Name", exact=True)
    was = [it.input_value() for it in names.all()]
    assert len(was) > 1
    rungs = page.locator(".rungs > li")
    rungs.last.locator(".grip").drag_to(rungs.first)
    expect(page.get_by_role("region", name="Who would ring now")).to_contain_text("As typed")
    assert [it.input_value() for it in names.all()] == [was[-1], *was[:-1]]
    assert console.phones.parts.records.load_plan(CAMPUS).lines[0].ladder == before
