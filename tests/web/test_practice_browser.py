"""The practice room as a mentor uses it: a real browser, the simulated carrier, a small line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.scene import staged

pytestmark = pytest.mark.browser
CONTRAST = Path(__file__).with_name("contrast.js").read_text()


@pytest.fixture(scope="module")
def room() -> Iterator[str]:
    """Give the address of the practice room."""
    with staged() as (_, address):
        yield f"{address}practice"


def phone(page: Page, name: str) -> Locator:
    """Return one phone of the page."""
    return page.get_by_role("article", name=f"{name}'s phone", include_hidden=True)


def takes_the_call(page: Page) -> None:
    """Answer Maya's phone and press 1, by keys alone, once the practice has made it ring."""
    expect(phone(page, "Maya")).to_have_attribute("data-status", "ringing")
    expect(page.locator("#cue")).to_contain_text("Your phone rings.")
    page.get_by_role("button", name="Show my phone").press("Enter")
    expect(phone(page, "Maya")).to_be_focused()
    page.keyboard.press("Enter")
    expect(phone(page, "Maya").locator(".heard")).to_contain_text("Press 1 to talk")
    page.keyboard.press("1")
    expect(page.locator("#cue")).to_contain_text("says nothing")


def test_a_mentor_practises_reads_what_was_missed_and_tries_again(page: Page, room: str) -> None:
    """From the list to the checklist by keyboard; hanging up on silence is a cross with its why."""
    page.goto(room)
    page.get_by_role("link", name="A quiet caller").press("Enter")
    expect(page.get_by_role("button", name="Start")).to_be_enabled()
    page.get_by_role("button", name="Start").press("Enter")
    takes_the_call(page)
    expect(page.locator("#marks [data-kept=true]").first).to_contain_text("pressed 1 within")
    page.keyboard.press("Escape")
    expect(page.locator("#cue")).to_contain_text("asks for a wrap-up")
    phone(page, "Maya").get_by_role("button", name="Texts").click()
    phone(page, "Maya").get_by_label("Text", exact=True).fill("1 7 4>2")
    phone(page, "Maya").get_by_role("button", name="Send").click()
    expect(page.locator("#result-title")).to_have_text("3 of 5 done")
    expect(page.locator("#result-title")).to_be_focused()
    missed = page.locator("#result-marks [data-kept=false]")
    assert missed.count() == 2
    expect(missed.first).to_contain_text("(missed)")
    expect(missed.first).to_contain_text("is the one that is not made again")
    expect(phone(page, "Ada")).to_have_attribute("data-status", "idle")
    page.get_by_role("button", name="Try again").press("Enter")
    expect(page.locator("#marks [data-kept=true]")).to_have_count(0)
    expect(phone(page, "Maya")).to_have_attribute("data-status", "ringing")
    page.get_by_role("button", name="Stop and see the checklist").click()
    expect(page.locator("#result-title")).to_have_text("0 of 5 done")
    expect(phone(page, "Maya")).to_have_attribute("data-status", "idle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "/hard"])
def test_the_room_can_be_read_on_a_small_phone(
    browser: Browser, room: str, path: str, scheme: str
) -> None:
    """Nothing runs out of the side at 360 pixels, and every word has contrast by day and night."""
    page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.goto(room + path)
    if path:
        expect(phone(page, "Ada")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(CONTRAST) == []
    small = "els => els.filter(e => e.offsetHeight && e.offsetHeight < 24).map(e => e.outerHTML)"
    assert page.locator(".orders button, .orders a, .tool").evaluate_all(small) == []
    page.close()


def test_a_practice_that_is_left_gives_the_phones_back(page: Page, room: str) -> None:
    """Whoever goes elsewhere in the middle leaves no phone on voicemail, and no call."""
    page.goto(f"{room}/voicemail")
    page.get_by_role("button", name="Start").click()
    expect(phone(page, "Maya")).to_have_attribute("data-status", "ringing")
    page.goto(room)
    page.wait_for_function(
        """async state => (await (await fetch(state)).json()).phones.every(
             it => it.status === "idle" && it.behaviour === "rings" || it.kind !== "mentor")""",
        arg=room.removesuffix("practice") + "api/state",
    )
