"""A mentor's week in a real browser on a small phone, without script: nothing needs a computer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from phones import CAMPUS
from playwright.sync_api import Browser, BrowserContext, Page, expect
from telling.browsing import PATIENCE, Serve
from telling.console import Console
from telling.turns import friday

pytestmark = pytest.mark.browser
POCKET = {"width": 360, "height": 740}
PAGES = ("mine", "mine/wrap-ups", "mine/care", "mine/calendar")
CONTRAST = (Path(__file__).parents[2] / "web" / "contrast.js").read_text()
Enter = Callable[..., Page]


@pytest.fixture
def enter(console: Console, browser: Browser, serve: Serve) -> Iterator[Enter]:
    """Sign a mentor in with a code to their own phone, as they do; script is off unless asked."""
    address = serve(console.phones.app)
    contexts: list[BrowserContext] = []

    def enters(name: str, *, script: bool = False) -> Page:
        context = browser.new_context(
            viewport=POCKET,  # type: ignore[arg-type]
            java_script_enabled=script,
            base_url=address,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto("/console/sign-in")
        page.get_by_label("Your phone number").fill(console.people[name].phone.number)
        page.get_by_role("button", name="Text me a code").click()
        page.get_by_label("Code").fill(console.code(name))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="My shifts")).to_be_visible()
        return page

    yield enters
    for it in contexts:
        it.close()


def tab(page: Page, name: str) -> None:
    """Go to another of one's own pages."""
    page.get_by_role("navigation", name="My page").get_by_role("link", name=name).click()


def test_a_mentors_week(console: Console, enter: Enter) -> None:
    """See the shifts, offer one, another takes it; talk, wrap up, and note how one is."""
    phones = console.phones
    phones.off_shift("Maya", "Luis")
    phones.shift("Maya", start="2026-11-02T20:10:00", end="2026-11-02T23:00:00")
    phones.shift("Maya", start="2026-11-06T19:00:00", end="2026-11-06T23:00:00")
    phones.ready()
    phones.wait(seconds=2)
    maya, luis = enter("Maya"), enter("Luis")
    offers_friday(maya)
    luis.reload()
    expect(luis.get_by_text("Maya would like somebody else")).to_be_visible()
    luis.get_by_role("button", name="Take it").click()
    expect(luis.get_by_role("heading", name="Fri 06 Nov, 19:00 to 23:00")).to_be_visible()
    assert friday(phones) == ["Luis"]
    maya.reload()
    expect(maya.get_by_text("Fri 06 Nov")).to_have_count(0)
    maya.get_by_role("button", name="Yes, I am there").click()
    expect(maya.get_by_text("You have confirmed.")).to_be_visible()
    phones.goes_to("2026-11-02 20:15")
    student, person = phones.student(), console.people["Maya"]
    student.reaches(person)
    student.hangs_up()
    contact = phones.contact().id
    phones.wait(seconds=20)
    wraps_up(maya)
    phones.wait(seconds=10)
    kept = phones.parts.records.contact(contact)
    assert kept is not None
    assert [(sorted(it.topics), it.before, it.after) for it in kept.wrap_ups] == [
        (["loneliness"], 4, 2)
    ]
    notes_care(maya)
    assert len(phones.parts.records.exchanges(CAMPUS, phones.now())) == 1


def offers_friday(page: Page) -> None:
    """Offer Friday's shift to whoever would take it."""
    shift = page.get_by_role("listitem").filter(has_text="Fri 06 Nov, 19:00 to 23:00")
    shift.get_by_text("Hand it on").click()
    shift.get_by_role("button", name="Ask who would take it").click()
    expect(shift.get_by_text("It is yours until somebody has it.")).to_be_visible()


def wraps_up(page: Page) -> None:
    """Give the one wrap-up that is missing; the first try forgets half of it."""
    tab(page, "Wrap-ups")
    page.get_by_label("loneliness").check()
    page.get_by_label("Before").select_option("4")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Give both, before and after, or neither.")).to_be_visible()
    expect(page.get_by_label("loneliness")).to_be_checked()
    page.get_by_label("After").select_option("2")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("None is missing.")).to_be_visible()


def notes_care(page: Page) -> None:
    """Note how one is, see the contact weighed, and forget it all again."""
    tab(page, "Care")
    expect(page.get_by_role("row", name="Last 7 days")).to_contain_text("1")
    page.get_by_text("2 tired").click()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("You said 2, tired.")).to_be_visible()
    page.get_by_text("Forget all of it").click()
    page.get_by_label("Yes, forget everything that I noted").check()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


def test_my_pages_fit_a_small_phone_and_can_be_read(console: Console, enter: Enter) -> None:
    """At 360 px nothing stands out, and every text has contrast in both colour schemes."""
    phones = console.phones
    student, person = phones.student(), console.people["Maya"]
    student.reaches(person)
    student.hangs_up()
    phones.wait(seconds=20)
    phones.parts.care_keeper.keep(CAMPUS, phones.id_of(person), 2, phones.now())
    page = enter("Maya", script=True)
    for path in PAGES:
        page.goto(f"/console/{path}")
        if path == "mine/calendar":
            page.get_by_role("button", name="Make my address").click()
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate(CONTRAST) == [], (path, scheme)


def test_my_page_needs_only_the_keyboard(enter: Enter) -> None:
    """Tab reaches the five answers of the care ledger, arrows choose, Enter notes."""
    page = enter("Maya", script=True)
    page.goto("/console/mine/care")
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == "how":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    seen = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
    assert page.evaluate(seen) == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said 2, tired.")).to_be_visible()
