"""A coordinator's week at the plan, in a real browser: next week by keyboard, and a sick call."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from phones import CAMPUS
from playwright.sync_api import Locator, Page, expect
from telling.browsing import browser, page, served  # noqa: F401 - fixtures
from telling.console import Console

from warmline.explain import explain
from warmline.ids import LineSlug

pytestmark = pytest.mark.browser
CONTRAST = (Path(__file__).parents[1] / "web" / "contrast.js").read_text()
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def plan(console: Console, page: Page) -> Iterator[Page]:  # noqa: F811
    """Cora's browser, signed in and at the plan."""
    with served(console.phones.app) as address:
        console.enters_with(page, address, "Cora")
        page.goto(f"{address}/console/plan")
        expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible()
        yield page


def on_call(console: Console, local: str) -> list[str]:
    """Who would ring on the first rung at a time of the line's wall clock."""
    plan = console.phones.parts.records.load_plan(CAMPUS)
    rungs = explain(plan, LineSlug("main"), console.phones.at(local))
    return [it.name for it in rungs[0].ready]


def tab_to(page: Page, it: Locator) -> None:  # noqa: F811
    """Press Tab until something has the focus, which must be seen then."""
    wanted = it.element_handle()
    for _ in range(80):
        if wanted.evaluate("it => it === document.activeElement"):
            seen = "it => [getComputedStyle(it).outlineStyle, getComputedStyle(it).boxShadow]"
            assert wanted.evaluate(seen) != ["none", "none"]
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:  # noqa: F811
    """Go to a link, button or box by keyboard and press it."""
    tab_to(page, page.get_by_role(role, name=name).first)  # type: ignore[arg-type]
    page.keyboard.press(key)


def type_in(page: Page, label: str, keys: str) -> None:  # noqa: F811
    """Go to a field by keyboard and type, as its parts take it."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(keys)


def test_next_week_is_built_by_keyboard(plan: Page, console: Console) -> None:
    """Without a mouse: a draft, a shift in it that repeats, what it changes, and it is the plan."""
    press(plan, "link", "Drafts")
    type_in(plan, "Name of the draft", "Next week")
    press(plan, "button", "Begin a draft")
    press(plan, "link", "New shift")
    press(plan, "checkbox", "Bo", "Space")
    type_in(plan, "First day", "11092026")
    type_in(plan, "From", "0700PM")
    type_in(plan, "To", "1100PM")
    tab_to(plan, plan.get_by_role("radio", name="Once"))
    plan.keyboard.press("ArrowDown")
    for day in ("Monday", "Wednesday"):
        press(plan, "checkbox", day, "Space")
    type_in(plan, "Until, included", "11152026")
    press(plan, "button", "See what changes")
    expect(plan.get_by_role("listitem").filter(has_text="New:")).to_contain_text(
        "every Monday and Wednesday until 15 Nov 2026"
    )
    press(plan, "button", "Back to the form")
    expect(plan.get_by_label("Until, included")).to_have_value("2026-11-15")  # nothing is lost
    press(plan, "button", "See what changes")
    expect(plan.get_by_role("row").filter(has_text="Wed 11 Nov 19:00\u201323:00")).to_contain_text(
        "Maya, Luis, Bo"
    )
    press(plan, "button", "Put it into draft")
    expect(plan.get_by_role("heading", name="Draft: Next week")).to_be_visible()
    assert on_call(console, "2026-11-09 20:00") == ["Maya", "Luis"]
    press(plan, "button", "Publish")
    expect(plan.get_by_role("status").first).to_contain_text("Calls follow it now")
    assert on_call(console, "2026-11-09 20:00") == ["Maya", "Luis", "Bo"]
    assert on_call(console, "2026-11-16 20:00") == ["Maya", "Luis"]


def test_a_sick_call_is_handled_on_a_phone(plan: Page, console: Console) -> None:
    """Maya is ill tonight: a few presses on a small screen, and who would ring says Bo."""
    plan.set_viewport_size(PHONE)
    plan.get_by_role("link", name="Maya").first.click()
    expect(plan.get_by_role("heading", name="Maya, Mon 02 Nov 12:00")).to_be_visible()
    plan.get_by_label("Who covers").select_option(label="Bo")
    plan.get_by_role("button", name="See what changes").first.click()
    expect(plan.get_by_role("main")).to_contain_text("Bo covers for Maya on Ears for Peers")
    assert on_call(console, "2026-11-02 21:00") == ["Maya", "Luis"]
    plan.get_by_role("button", name="Do it now").click()
    expect(plan.get_by_role("status").first).to_contain_text("Calls follow it now")
    expect(plan.get_by_role("cell").first).to_contain_text("Bo (cover for Maya)")
    assert on_call(console, "2026-11-02 21:00") == ["Luis", "Bo"]
    plan.goto(plan.url.partition("/plan")[0] + "/who")
    expect(plan.get_by_role("main")).to_contain_text("Not Maya: is covered by somebody else")


def test_every_page_of_the_plan_can_be_read(plan: Page) -> None:
    """Words stand out from their ground in both schemes, and nothing scrolls sideways at 360 px."""
    base = plan.url
    views = ["", "?by=person", "?view=month", "?view=month&by=person"]
    forms = ["/shift/new", "/duty/new", "/period/new", "/override/new"]
    for path in [*views, *forms, "/entries", "/calendar", "/drafts", "/links"]:
        for scheme in ("light", "dark"):
            plan.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            plan.set_viewport_size(PHONE)
            plan.goto(base + path)
            assert plan.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
            assert plan.evaluate(CONTRAST) == [], path
            unnamed = plan.locator("input:not([type=hidden]), select, textarea").evaluate_all(
                "all => all.filter(it => !it.labels?.length).map(it => it.outerHTML)"
            )
            assert unnamed == [], path
