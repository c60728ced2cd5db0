"""A line's own sentence in a real browser: weighed as it is typed, refused beside it, and saved."""

import pytest
from phones import CAMPUS
from playwright.sync_api import Page, expect
from telling.console import Console

pytestmark = pytest.mark.browser


def test_a_greeting_is_weighed_as_it_is_typed_and_heard_whole(
    console: Console, page: Page, settings: str
) -> None:
    """Seconds and mistakes follow the typing, the focus stays, and nothing is kept before Save."""
    page.goto(f"{settings}/wording")
    page.get_by_role("link", name="Word four of them yourself").click()
    field = page.locator("#greeting")
    field.press_sequentially("You are not")
    expect(page.locator("#greeting-size")).to_have_text("about 10.4 seconds of 12")
    field.press_sequentially(" alone, press 5")
    expect(page.locator("#greeting-wrong")).to_contain_text('Has "press 5"')
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    field.fill("You are not alone")
    expect(page.locator("#greeting-words")).to_contain_text("You are not alone. Trained peers")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    page.get_by_label("Your sentence").nth(3).fill("Hello \u2665")
    expect(page.locator("#welcome-wrong")).to_contain_text("UCS-2")
    page.get_by_label("Your sentence").nth(3).fill("")
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("You are not alone.")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("status")).to_contain_text("Calls follow it now.")
    (line,) = console.phones.parts.records.load_plan(CAMPUS).lines
    assert line.wording.greeting == "You are not alone."
