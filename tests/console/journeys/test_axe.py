"""Every page through axe, in real Chromium: WCAG 2.2 AA, both colour schemes, desk and phone."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from phones import CAMPUS
from playwright.sync_api import Browser, Page, ViewportSize
from telling.browsing import PATIENCE, Serve
from telling.console import Console
from telling.paging import browser as another
from telling.paging import is_linked, is_offered_page
from telling.texting import writes

from tests.console.test_callbacks_given import waits
from tests.console.test_contacts import a_call, sends
from tests.console.test_matrix import TABLE
from tests.stories.test_escalation import SUMMARY, WITH_COUNSELORS
from tests.web.scene import staged
from warmline import wording
from warmline.demo_data import Maker

pytestmark = pytest.mark.browser
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
DESK: ViewportSize = {"width": 1280, "height": 800}
POCKET: ViewportSize = {"width": 360, "height": 740}

APPLIED = {"name": "Zoe", "phone": "+1 415 555 2671", "words": "I listen well.", "consent": "y"}


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


def faults(page: Page) -> list[str]:
    """Look at a page at desk and phone width, then at its colours in the dark; a line a fault."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
    page.evaluate(Axe().axe_script)
    found = []
    for size, scheme, rules in (
        (DESK, "light", WCAG),
        (POCKET, "light", WCAG),
        (DESK, "dark", COLOURS),  # no colour hangs on the width
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
    "plan/turn?line=main&mentor=MENTOR&start=MOMENT",
    "plan/drafts",
    "plan/drafts/DRAFT",
    "plan/links",
    "people",
    "people/MENTOR",
    "people/MENTOR/leave",
    "care",
    "applications",
    "applications/APPLICATION",
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
    "callbacks/CALLBACK",
)
OPEN = (
    "sign-in",
    "apply",
    f"apply/{CAMPUS}",
    f"apply/{CAMPUS}/nominate",
    f"apply/{CAMPUS}/thanks",
    "x",
)
STEPS = ("sign-in/code", "requests/REQUEST")  # come upon on the way, in tests of their own

# Pages that are none, by the name of their row in the table of who may use them.
NONE = {
    "static": "files",
    "home": "leads to the first page of one's own",
    "sign_in_campus": "leads to the campus's own page",
    "sign_in_campus_back": "leads on from there",
    "now_board": "a part of the board, which is looked at with it",
    "reports_chart": "a picture",
    "reports_table": "a file for a spreadsheet",
    "plan_turn_shift": "leads to the form of a shift",
    "plan_redo": "leads to the form of a turn or of an entry",
}


def test_axe_looks_at_every_page(console: Console) -> None:
    """Nobody adds a page without axe: it is in a list here, or it is said why it is no page."""
    addresses = console.phones.console_app.url_map.bind("console.example")
    looked_at = {
        str(addresses.match(f"/console/{path.partition('?')[0]}")[0]).removeprefix("console.")
        for path in (*PAGES, *OPEN, *STEPS)
        if path != "x"
    }
    pages = {row.removeprefix("GET ") for row in TABLE if row.startswith("GET ")}
    assert looked_at == pages - set(NONE)


def test_axe_finds_nothing_at_the_console(year: Console, small: Page, serve: Serve) -> None:
    """Every page of the console can be used with a screen reader, in both schemes, on a phone."""
    phones, address = year.phones, serve(year.phones.app)
    records = phones.parts.records
    sends(year.browser(), f"/console/apply/{CAMPUS}", f"/console/apply/{CAMPUS}", APPLIED)
    real = {
        "CONTACT": "demo00000001",
        "SHIFT": str(records.load_plan(CAMPUS).shifts[0].id),
        "DRAFT": records.drafts(CAMPUS)[0].id,
        "MENTOR": str(phones.id_of(year.people["Maya"])),
        "COUNSELOR": str(phones.id_of(year.people["Noor"])),
        "MOMENT": phones.now().strftime("%Y-%m-%dT%H:%MZ"),
        "APPLICATION": records.applications(CAMPUS)[0].id,
        "CALLBACK": waits(year)[0].rpartition("/")[2],
    }
    year.enters_with(small, address, "Cora")
    found = []
    for path in PAGES:
        there = re.sub(r"[A-Z]{5,}", lambda it: real[it.group()], path)
        answer = small.goto(f"{address}/console/{there}", wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, path
        found += [f"{path} at {it}" for it in faults(small)]
    assert found == []


def test_axe_finds_nothing_where_nobody_is_signed_in(
    console: Console, small: Page, serve: Serve
) -> None:
    """The public form and the door can be used by everybody."""
    console.phones.console_app.config["SESSION_COOKIE_SECURE"] = False
    address = serve(console.phones.app)
    found = []
    for path in OPEN:
        small.goto(f"{address}/console/{path}")
        found += [f"{path} at {it}" for it in faults(small)]
    small.goto(f"{address}/console/sign-in")
    small.get_by_label("Your phone number").fill(console.people["Maya"].phone.number)
    small.get_by_role("button", name="Text me a code").click()
    small.get_by_label("Code").wait_for()
    assert [*found, *faults(small)] == []


def test_axe_finds_nothing_on_the_way_to_a_number(
    console: Console, small: Page, serve: Serve
) -> None:
    """Two people's step of showing a number: asked, agreed, shown, and what it says afterwards."""
    address, ada = serve(console.phones.app), console.people["Ada"]
    name = a_call(console)
    console.enters_with(small, address, "Cora")
    small.goto(f"{address}/console/contacts/{name}")
    found = faults(small)
    small.locator("form[action$=reveal] textarea").fill("took pills and does not answer")
    small.locator("form[action$=reveal] button").click()
    small.get_by_role("heading", name="A student's number").wait_for()
    found += faults(small)
    ada.rings(within=5)
    ada.answers()
    ada.hears(wording.assent_question("Ears for Peers", "Cora", "coordinator", kind="reveal"))
    ada.phone.press("1")
    console.phones.run()
    shows = small.get_by_role("button", name="Show the number, this once")
    shows.wait_for()
    found += faults(small)
    shows.click()
    small.locator("#number").wait_for()
    found += faults(small)
    small.go_back()
    assert [*found, *faults(small)] == []


def test_axe_finds_nothing_on_the_chat_page(console: Console, small: Page, serve: Serve) -> None:
    """A mentor's page to answer texts on."""
    phones, address = console.phones, serve(console.phones.app)
    phones.line(text_mode="page")
    name = writes(phones, phones.student())
    small.goto(address + is_offered_page(console.people["Maya"], name))
    found = faults(small)
    small.get_by_role("button", name="Open the conversation").click()
    takes = small.get_by_role("button", name="Take it")
    takes.wait_for()
    found += faults(small)
    takes.click()
    small.get_by_label("Your message to").wait_for()
    assert [*found, *faults(small)] == []


def test_axe_finds_nothing_where_help_is_taken_over(
    console: Console, small: Page, serve: Serve
) -> None:
    """A counselor's page before they take over, and when a backup was quicker."""
    phones, address = console.phones, serve(console.phones.app)
    phones.line(text_mode="page")
    phones.ladder(*WITH_COUNSELORS)
    student, mentor = phones.student(), another(phones)
    name = writes(phones, student)
    mentor.opens(is_offered_page(console.people["Maya"], name))
    mentor.presses("TAKE")
    mentor.presses("ESCALATE")
    mentor.says(SUMMARY)
    mentor.presses("SEND")
    student.is_texted(wording.help_agreement(SUMMARY))
    student.texts("agree")
    student.is_texted(wording.help_agreed())
    begins = f"Ears for Peers: {name} needs more help."
    is_linked(console.people["Bo"], begins)
    small.goto(address + is_linked(console.people["Noor"], begins))
    small.get_by_role("button", name="Open the conversation").click()
    small.get_by_role("button", name="Take over").wait_for()
    assert SUMMARY.splitlines()[0] in small.locator("#said").inner_text()
    found = faults(small)
    console.people["Bo"].texts("TAKEOVER")
    student.is_texted(wording.help_taken())
    small.reload()
    small.get_by_role("heading", name="is with somebody else").wait_for()
    assert [*found, *faults(small)] == []


def test_axe_finds_nothing_on_the_phones_page(small: Page) -> None:
    """The practice phones."""
    with staged() as (_, address):
        small.goto(address)
        small.locator("#phone-p1 .yes").wait_for()
        assert faults(small) == []
