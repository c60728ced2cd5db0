"""From the form on a phone to the roster, in a real browser, as an applicant and a coordinator."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from phones import CAMPUS
from playwright.sync_api import Browser, Page, expect
from telling.browsing import PATIENCE, Serve
from telling.console import PASSWORD, Console

from warmline.campus_file import ShiftEntry
from warmline.ids import LineSlug

pytestmark = pytest.mark.browser
POCKET = {"width": 360, "height": 740}
CONTRAST = (Path(__file__).parents[2] / "web" / "contrast.js").read_text()


def signs_in(console: Console, page: Page, address: str, name: str) -> None:
    """Go through the door as a coordinator does."""
    page.goto(f"{address}/console/sign-in")
    page.get_by_label("Name").fill(name.lower())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Code").fill(console.code(name))
    page.get_by_role("button", name="Sign in").click()


def puts_on_shift(console: Console, name: str) -> None:
    """Give somebody a shift of every day, as the plan's pages do."""
    parts, now = console.phones.parts, console.phones.now()
    start = datetime(2026, 11, 1, 12)  # noqa: DTZ001 - the line's wall clock
    shift = ShiftEntry(
        line=LineSlug("main"),
        mentors=(name,),
        start=start,
        end=start + timedelta(days=1),
        repeat="FREQ=DAILY",
    )
    said = {"actor": "Cora", "action": "shift.add", "origin": "console"}
    with parts.records.editing(CAMPUS, now=now, **said) as edit:
        edit.add(shift)
    parts.publisher.publish(CAMPUS)


def fits(page: Page) -> None:
    """Nothing stands out to the right, however small the window."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def is_readable(page: Page) -> None:
    """Every text stands out from what is behind it (WCAG 2.2, 1.4.3), in both colour schemes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate(CONTRAST) == [], f"{page.url}, {scheme}"
    page.emulate_media(color_scheme="light")


def test_somebody_applies_and_is_certified(
    console: Console, browser: Browser, page: Page, serve: Serve
) -> None:
    """Who applies on a small phone, without script, is rung on shift once they are certified."""
    address = serve(console.phones.app)
    pocket = browser.new_context(viewport=POCKET, java_script_enabled=False)  # type: ignore[arg-type]
    phone = pocket.new_page()
    phone.set_default_timeout(PATIENCE)
    phone.goto(f"{address}/console/apply")
    phone.get_by_label("Your name").fill("Zoe Park")
    phone.get_by_role("button", name="Apply").click()
    expect(phone.get_by_text("We need a phone to reach you.")).to_be_visible()
    expect(phone.get_by_label("Your name")).to_have_value("Zoe Park")
    phone.get_by_label("Your phone").fill("(415) 555-0177")
    phone.get_by_label("Please keep this").check()
    phone.get_by_role("button", name="Apply").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    pocket.close()

    signs_in(console, page, address, "Cora")
    page.goto(f"{address}/console/people")
    page.get_by_role("link", name="Zoe Park").click()
    page.get_by_role("button", name="Take it up").click()
    page.get_by_role("button", name="They have been interviewed").click()
    page.get_by_role("button", name="Begin training").click()
    for box in page.locator("input[name=item]").all():
        box.check()
    page.get_by_role("button", name="Tick what is chosen").click()
    expect(page.get_by_text("All is done.")).to_be_visible()
    page.get_by_role("button", name="Certify").click()
    expect(page.get_by_role("status")).to_contain_text("Zoe Park is certified until")

    puts_on_shift(console, "Zoe Park")
    page.goto(f"{address}/console/who")
    expect(page.locator(".ladder li").first).to_contain_text("Zoe Park")


def test_every_page_of_people_fits_and_is_readable(
    console: Console, page: Page, serve: Serve
) -> None:
    """At 360 px nothing stands out, and every word has contrast enough, by day and by night."""
    address = serve(console.phones.app)
    signs_in(console, page, address, "Cora")
    people = console.phones.parts.records.people(console.phones.parts.live.campuses()[0])
    maya = next(it.mentor.id for it in people if it.mentor.name == "Maya")
    for path in ("people", f"people/{maya}", f"people/{maya}/leave", "care", "applications",
                 "apply/northfield", "apply/northfield/nominate"):  # fmt: skip
        for size in (POCKET, {"width": 1280, "height": 900}):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"{address}/console/{path}")
            expect(page.locator("h1")).to_be_visible()
            fits(page)
        is_readable(page)
