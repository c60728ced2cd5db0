"""A mentor's night on the page: a real browser, a small phone, a connection that comes and goes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from phones import BASE, Person, Phones, fresh_database
from playwright.sync_api import Browser, Page, expect
from telling.browsing import PATIENCE, served
from telling.paging import is_offered_page
from telling.texting import FIRST, writes

from warmline import wording

pytestmark = pytest.mark.browser
SMALL = {"width": 360, "height": 640}
CONTRAST = Path(__file__).with_name("contrast.js").read_text()


class Night:
    """A student, a mentor who answers on a page, and the address at which it is served."""

    def __init__(self, phones: Phones, address: str) -> None:
        self.phones, self.address = phones, address
        phones.line(text_mode="page")
        self.student: Person = phones.student()
        (self.maya,) = phones.on_call("Maya")
        self.name = writes(phones, self.student)
        self.link = self.address + is_offered_page(self.maya, self.name)

    def takes(self, page: Page) -> None:
        """Open the link and take the conversation."""
        page.goto(self.link)
        page.get_by_role("button", name="Open the conversation").click()
        page.get_by_role("button", name="Take it").click()
        expect(page.get_by_label("Your message to")).to_be_visible()
        self.phones.run()


@pytest.fixture
def night(redis_url: str, tmp_path: Path) -> Iterator[Night]:
    """Put up a line whose mentors answer on a page."""
    phones = Phones(redis_url, tmp_path, fresh_database(tmp_path / "pattern.db"))
    with served(phones.app) as address:
        yield Night(phones, address)
    phones.close()


@pytest.fixture
def small(browser: Browser) -> Iterator[Page]:
    """Give a small phone's page; a script error on it fails the test."""
    yield from _paged(browser, java_script_enabled=True)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Give a small phone's page on which no script runs."""
    yield from _paged(browser, java_script_enabled=False)


def _paged(browser: Browser, *, java_script_enabled: bool) -> Iterator[Page]:
    mistakes: list[str] = []
    context = browser.new_context(viewport=SMALL, java_script_enabled=java_script_enabled)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on("console", lambda it: mistakes.append(it.text) if "Content Security" in it.text else 0)
    yield page
    context.close()
    assert mistakes == []


def says(page: Page, words: str) -> None:
    """Write a message and send it."""
    page.get_by_label("Your message to").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def is_taken(page: Page) -> None:
    """The server has all that was written."""
    expect(page.locator("#say")).to_have_attribute("data-waiting", "0")


def got(person: Person) -> list[str]:
    """Return the texts that somebody has got, but the welcome."""
    return [it.body for it in person.phone.texts if it.incoming][1:]


def test_a_night_on_the_page(night: Night, small: Page) -> None:
    """A mentor opens, takes, reads what comes without a reload, answers, and ends it."""
    night.takes(small)
    expect(small.get_by_role("log")).to_contain_text(FIRST)
    says(small, "I am here <3")
    expect(small.locator(".mine .fate")).to_have_text(re.compile("Sending|Sent"))
    is_taken(small)
    night.phones.wait(seconds=3)
    assert got(night.student) == ["I am here <3"]
    expect(small.locator(".mine .fate")).to_have_text("Delivered")
    night.student.texts("it is <b>loud</b> in my head")
    expect(small.locator(".student").last).to_contain_text("it is <b>loud</b> in my head")
    assert small.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    small.get_by_text("Commands").click()
    small.get_by_text("Done", exact=True).click()
    small.get_by_role("button", name="Yes, end it").click()
    expect(small.get_by_role("heading", name="Closed")).to_be_visible()
    night.phones.run()
    expect(small.locator("body")).not_to_contain_text(FIRST)
    assert small.evaluate("Object.keys(localStorage).length") == 0


def test_without_a_connection_nothing_is_lost_and_nothing_is_doubled(
    night: Night, small: Page
) -> None:
    """What is written in a tunnel arrives once and in order, over reloads and lost answers."""
    night.takes(small)
    with small.expect_response("**/news*"):  # the page that was taken is up, and looks
        pass
    small.context.set_offline(True)
    for words in ("one", "two", "three"):
        says(small, words)
    expect(small.get_by_role("status")).to_contain_text("No connection")
    expect(small.get_by_role("status")).to_be_in_viewport()
    expect(small.locator(".mine .fate").last).to_have_text("Sending")
    assert got(night.student) == []
    small.context.set_offline(False)
    expect(small.get_by_role("status")).to_have_text("")
    is_taken(small)
    night.phones.wait(seconds=5)
    assert got(night.student) == ["one", "two", "three"]
    lost = []

    def lose(route, request):  # it reaches the server; its answer does not come back
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    small.route("**/say", lose)
    says(small, "four")
    expect(small.locator(".mine").last).to_contain_text("four")
    is_taken(small)
    assert lost == [200, 200]
    small.unroute("**/say")
    night.phones.wait(seconds=5)
    expect(small.locator(".mine .fate").last).to_have_text("Delivered")
    assert got(night.student) == ["one", "two", "three", "four"]
    expect(small.locator(".mine")).to_have_count(4)


def test_what_was_not_sent_survives_a_reload_and_a_new_link(night: Night, small: Page) -> None:
    """A message that waits for a connection is kept in the browser until the server has it."""
    night.takes(small)
    small.route("**/say", lambda route: route.abort())
    says(small, "kept through it all")
    expect(small.get_by_role("status")).to_contain_text("No connection")
    small.reload()
    expect(small.locator(".mine")).to_contain_text("kept through it all")
    night.maya.texts("LINK")
    night.phones.wait(seconds=2)
    newest = [it.body for it in night.maya.phone.texts if "/t/" in it.body][-1]
    small.goto(night.address + newest.partition(BASE)[2])
    small.unroute("**/say")
    small.get_by_role("button", name="Open the conversation").click()
    expect(small.locator(".mine")).to_contain_text("kept through it all")
    is_taken(small)
    night.phones.wait(seconds=3)
    assert got(night.student) == ["kept through it all"]


def test_the_page_works_without_a_script(night: Night, plain: Page) -> None:
    """Forms alone do: open, take, write, look, hand on with a question before it."""
    plain.goto(night.link)
    plain.get_by_role("button", name="Open the conversation").click()
    plain.get_by_role("button", name="Take it").click()
    night.phones.run()
    says(plain, "DONE")
    expect(plain.get_by_role("alert").first).to_contain_text("DONE is a button")
    expect(plain.get_by_label("Your message to")).to_have_value("DONE")
    says(plain, "I am here")
    expect(plain.locator(".mine")).to_contain_text("I am here")
    night.student.texts("thank you")
    plain.get_by_role("button", name="Look for new messages").click()
    expect(plain.locator(".student").last).to_contain_text("thank you")
    plain.get_by_text("Commands").click()
    plain.get_by_text("Pass", exact=True).click()
    plain.get_by_role("button", name="Yes, pass it on").click()
    expect(plain.get_by_role("heading", name="Passed on")).to_be_visible()
    night.phones.wait(seconds=3)
    assert got(night.student)[:2] == ["I am here", wording.text_handed_on()]


def test_a_typed_command_is_asked_about(night: Night, small: Page) -> None:
    """Who types DONE by habit is asked; what is written after it waits for the answer."""
    night.takes(small)
    says(small, "PASS")
    expect(small.get_by_role("alert")).to_contain_text("PASS is a button here")
    small.get_by_role("button", name="Change it").click()
    expect(small.get_by_label("Your message to")).to_have_value("PASS")
    says(small, "Pass me your fear")
    expect(small.locator(".mine")).to_contain_text("Pass me your fear")
    is_taken(small)
    night.phones.wait(seconds=3)
    assert got(night.student) == ["Pass me your fear"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_the_page_can_be_read(night: Night, small: Page, scheme: str) -> None:
    """Contrast is enough and targets are large, in both colour schemes."""
    small.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    night.takes(small)
    says(small, "I am here")
    expect(small.locator(".mine")).to_contain_text("I am here")
    small.get_by_text("Commands").click()
    assert small.evaluate(CONTRAST) == []
    for target in small.locator("button:visible, summary:visible, textarea:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 24
