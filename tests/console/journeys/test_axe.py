"""Every page through axe, in real Chromium: WCAG 2.2 AA, both colour schemes, desk and phone."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from phones import CAMPUS
from playwright.sync_api import Browser, Page, ViewportSize
from telling.browsing import PATIENCE, Serve
from telling.console import Console
from telling.paging import is_offered_page
from telling.texting import writes

from tests.web.scene import staged
from warmline.demo_data import Maker

pytestmark = pytest.mark.browser
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
DESK: ViewportSize = {"width": 1280, "height": 800}
POCKET: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def year(console: Console) -> Console:
    """A line with some weeks behind it, and something of everything that pages show."""
    records, now = console.phones.parts.records, console.phones.now()
    plan = records.load_plan(CAMPUS)
    maker = Maker(CAMPUS, plan.lines[0], plan.mentors)
    records.record_contacts(maker.contacts(120, now, 28))
    records.begin_draft(CAMPUS, "Finals", actor="test", now=now)
    return console


@pytest.fixture
def small(browser: Browser) -> Iterator[Page]:
    """Give a browser of its own."""
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def enters(console: Console, page: Page, address: str, name: str) -> None:
    """Let somebody be signed in with this browser."""
    console.phones.console_app.config["SESSION_COOKIE_SECURE"] = False  # the test speaks plain HTTP
    cookie = console.enters(name).get_cookie("warmline", path="/console/")
    assert cookie is not None
    page.context.add_cookies(
        [{"name": "warmline", "value": cookie.value, "url": f"{address}/console/"}]
    )


def faults(page: Page) -> list[str]:
    """Look at a page at desk and phone width, then at its colours in the dark; a line a fault."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
    page.evaluate(Axe().axe_script)
    found = []
    for size, scheme, rules in (
        (DESK, "light", WCAG),
        (POCKET, "light", WCAG),
        (POCKET, "dark", COLOURS),
        (DESK, "dark", COLOURS),
    ):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        violations = page.evaluate(
            "async rules => (await axe.run({runOnly: rules, resultTypes: ['violations']}))"
            ".violations.flatMap(rule => rule.nodes.map(it =>"
            " `${rule.id}: ${it.target[0]} ${it.html.slice(0, 160)}`))",
            rules,
        )
        found += [f"{size['width']} {scheme}: {it}" for it in violations]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            found.append(f"{size['width']} {scheme}: wider than the screen")
    return found


PAGES = (
    "now",
    "who",
    "contacts",
    "contacts/CONTACT",
    "plan",
    "plan?view=month",
    "plan?by=person",
    "plan/entries",
    "plan/calendar",
    "plan/shift/new",
    "plan/duty/new",
    "plan/period/new",
    "plan/override/new",
    "plan/shift/SHIFT",
    "plan/shift/SHIFT/remove",
    "plan/drafts",
    "plan/drafts/DRAFT",
    "plan/links",
    "people",
    "people/MENTOR",
    "people/MENTOR/leave",
    "care",
    "applications",
    "mine",
    "mine/wrap-ups",
    "mine/care",
    "mine/calendar",
    "nothing",
    "reports",
    "reports/print",
    "escalations",
    "settings",
    "settings/wording",
    "settings/phrases",
    "settings/line/main/waiting",
    "settings/line/main/ladder",
    "settings/line/main/wording",
    "settings/line/main/desk/new",
    "settings/line/main/counselor/COUNSELOR",
    "lines/main/switch",
)


def test_axe_finds_nothing_at_the_console(year: Console, small: Page, serve: Serve) -> None:
    """Every page of the console can be used with a screen reader, in both schemes, on a phone."""
    phones, address = year.phones, serve(year.phones.app)
    records = phones.parts.records
    real = {
        "CONTACT": "demo00000001",
        "SHIFT": str(records.load_plan(CAMPUS).shifts[0].id),
        "DRAFT": records.drafts(CAMPUS)[0].id,
        "MENTOR": str(phones.id_of(year.people["Maya"])),
        "COUNSELOR": str(phones.id_of(year.people["Noor"])),
    }
    enters(year, small, address, "Cora")
    found = []
    for path in PAGES:
        there = re.sub(r"[A-Z]{5,}", lambda it: real[it.group()], path)
        answer = small.goto(f"{address}/console/{there}")
        assert answer is not None
        assert answer.status == 200, path
        found += [f"{path} at {it}" for it in faults(small)]
    assert found == []


def test_axe_finds_nothing_where_nobody_is_signed_in(
    console: Console, small: Page, serve: Serve
) -> None:
    """The public form and the door can be used by everybody."""
    address = serve(console.phones.app)
    found = []
    for path in ("sign-in", "apply", f"apply/{CAMPUS}/nominate", f"apply/{CAMPUS}/thanks", "x"):
        small.goto(f"{address}/console/{path}")
        found += [f"{path} at {it}" for it in faults(small)]
    assert found == []


def test_axe_finds_nothing_on_the_chat_page(console: Console, small: Page, serve: Serve) -> None:
    """A mentor's page to answer texts on."""
    phones, address = console.phones, serve(console.phones.app)
    phones.line(text_mode="page")
    name = writes(phones, phones.student())
    small.goto(address + is_offered_page(console.people["Maya"], name))
    found = faults(small)
    small.get_by_role("button", name="Open the conversation").click()
    small.get_by_role("button", name="Take it").click()
    small.get_by_label("Your message to").wait_for()
    assert [*found, *faults(small)] == []


def test_axe_finds_nothing_on_the_phones_page(small: Page) -> None:
    """The practice phones."""
    with staged() as (_, address):
        small.goto(address)
        small.locator("#phone-p1 .yes").wait_for()
        assert faults(small) == []
