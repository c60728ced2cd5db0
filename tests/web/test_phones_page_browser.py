"""The phones page as a person uses it: a real browser, the real simulated carrier, a small line."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from telling.browsing import Serve

from tests.web.scene import GREETING, REPLY, STUDENT, WHISPER, Scene, carrier, staged

pytestmark = pytest.mark.browser
CONTRAST = Path(__file__).with_name("contrast.js").read_text()
NOBODY = "http://127.0.0.1:9"  # a line that does not answer
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def stage() -> Iterator[tuple[Scene, str]]:
    """Give the test's line and the address of its phones page."""
    with staged() as put_up:
        yield put_up


@pytest.fixture
def open_page(page: Page, stage: tuple[Scene, str]) -> Page:
    """Give the phones page, drawn."""
    page.goto(stage[1])
    expect(phone(page, "Ada")).to_be_visible()
    return page


def phone(page: Page, name: str) -> Locator:
    """Return one phone of the page."""
    return page.get_by_role("article", name=f"{name}'s phone", include_hidden=True)


def push(page: Page, name: str, button: str) -> None:
    """Press a button on a phone."""
    phone(page, name).get_by_role("button", name=button, exact=True).click()


def hint(page: Page) -> Locator:
    """Return the sentence at the top."""
    return page.locator("#hint")


def waiting_student(page: Page) -> None:
    """Call from the student's phone until Maya's rings."""
    phone(page, "Ada").locator(".yes").click()
    expect(phone(page, "Maya")).to_have_attribute("data-status", "ringing")


def talking(page: Page) -> None:
    """Bring the student and Maya into a conversation."""
    waiting_student(page)
    push(page, "Maya", "Answer")
    expect(phone(page, "Maya").locator(".heard")).to_contain_text(WHISPER)
    push(page, "Maya", "1")
    expect(phone(page, "Maya").locator(".callinfo")).to_have_text("Talking with Ada")


def test_a_newcomer_is_led_from_the_first_press_to_the_end(open_page: Page) -> None:
    """Whoever only does what the sentence at the top says sees a whole call."""
    page = open_page
    expect(hint(page)).to_have_text("Press Call on the student's phone.")
    page.locator(".next .yes").click()
    expect(hint(page)).to_have_text("Maya's phone is ringing: answer it, or let it ring.")
    page.locator(".next .yes").click()
    expect(hint(page)).to_have_text("Press 1 on Maya's phone to take the call, or 2 to pass it on.")
    page.locator(".next [data-key='1']").click()
    expect(hint(page)).to_contain_text("The student and Maya are talking.")
    page.locator(".next .no").click()
    expect(hint(page)).to_contain_text("That call is over.")


def test_what_is_said_is_written_on_the_phone_that_hears_it(open_page: Page) -> None:
    """The student reads the greeting, the mentor reads the question, neither reads the other's."""
    talking(open_page)
    student = phone(open_page, "Ada").locator(".heard")
    mentor = phone(open_page, "Maya").locator(".heard")
    expect(student).to_contain_text(GREETING)
    expect(mentor).to_contain_text("pressed 1")
    expect(mentor).not_to_contain_text(GREETING)
    expect(student).not_to_contain_text(WHISPER)


def test_a_whole_call_needs_only_the_keyboard(open_page: Page) -> None:
    """Enter calls and answers, digits press keys, arrows choose a phone, Escape hangs up."""
    page = open_page
    page.keyboard.press("Enter")
    expect(phone(page, "Maya")).to_have_attribute("data-status", "ringing")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(phone(page, "Maya").locator(".heard")).to_contain_text("Press 1 to talk")
    page.keyboard.press("1")
    expect(phone(page, "Maya").locator(".callinfo")).to_have_text("Talking with Ada")
    page.keyboard.press("Escape")
    expect(phone(page, "Maya")).to_have_attribute("data-status", "idle")


def test_digits_typed_into_a_field_press_no_key(open_page: Page) -> None:
    """Writing a text with a number in it does not answer the line's questions."""
    page = open_page
    waiting_student(page)
    push(page, "Ada", "Texts")
    box = phone(page, "Ada").get_by_label("Text", exact=True)
    box.fill("")
    box.press("1")
    expect(box).to_have_value("1")
    expect(phone(page, "Ada").locator(".heard")).not_to_contain_text("pressed")


def test_every_control_can_be_reached_and_seen_with_tab(open_page: Page) -> None:
    """Someone who uses no mouse finds each button, and always sees where they are."""
    page = open_page
    reached: list[str] = []
    for _ in range(140):
        page.keyboard.press("Tab")
        where = page.evaluate(
            "() => { const n = document.activeElement, p = n.closest('.phone')?.id ?? 'page';"
            "return [p, n.className || n.id || n.tagName, n.dataset.key ?? '',"
            "n === document.body || getComputedStyle(n).outlineStyle !== 'none'] }"
        )
        assert where[3], f"focus on {where} cannot be seen"
        reached.append(" ".join(where[:3]))
    wanted = {f"phone-p{n} {what}" for n in range(1, 6) for what in ("yes ", "behaviour ")}
    wanted |= {f"phone-p1  {key}" for key in "0123456789*#"}
    assert wanted - {re.sub("BUTTON", "", where) for where in reached} == set()


def test_a_reload_loses_nothing(open_page: Page) -> None:
    """What was heard, who talks with whom and which phone was chosen come back."""
    page = open_page
    talking(page)
    page.reload()
    expect(phone(page, "Maya").locator(".callinfo")).to_have_text("Talking with Ada")
    expect(phone(page, "Ada").locator(".heard")).to_contain_text(GREETING)
    expect(phone(page, "Maya")).to_have_class(re.compile("chosen"))


def test_declining_and_being_busy_are_a_press_away(open_page: Page) -> None:
    """A phone can refuse a call, or be set to be busy, and says how its call ended."""
    page = open_page
    waiting_student(page)
    push(page, "Maya", "Decline")
    expect(phone(page, "Maya")).to_have_attribute("data-status", "idle")
    expect(phone(page, "Maya").locator(".heard")).to_contain_text("declined")
    phone(page, "Maya").get_by_label("When called").select_option("off")
    expect(phone(page, "Maya")).to_have_attribute("data-status", "off")
    page.reload()
    expect(phone(page, "Maya").get_by_label("When called")).to_have_value("off")


def test_a_number_can_be_hidden(open_page: Page, stage: tuple[Scene, str]) -> None:
    """A student who hides their number reaches the line without it."""
    page = open_page
    phone(page, "Ada").get_by_label("hide it").check()
    waiting_student(page)
    assert STUDENT not in stage[0].callers
    assert len(stage[0].callers) == 1


def test_a_phone_that_cannot_do_it_says_why(open_page: Page) -> None:
    """A number that nobody has is answered with a sentence on the phone."""
    page = open_page
    phone(page, "Luis").get_by_label("Number to call").fill("+1 415 555 0199")
    push(page, "Luis", "Call")
    expect(phone(page, "Luis").get_by_role("alert")).to_contain_text("not in service")


def test_what_is_happening_stands_beside_the_phones(open_page: Page) -> None:
    """Who is ringing, on which rung, for how long, and how long the student has waited."""
    page = open_page
    waiting_student(page)
    beside = page.locator("#contacts")
    expect(beside).to_contain_text("Waiting for a person")
    expect(beside.locator(".rung")).to_contain_text("Step 1: On call tonight, ringing")
    expect(beside.locator(".rung li")).to_have_text(re.compile(r"Maya 0:0[1-9]"))
    expect(beside.locator(".wait")).to_contain_text("of 1:30 at most")
    push(page, "Maya", "Answer")
    expect(phone(page, "Maya").locator(".heard")).to_contain_text(WHISPER)
    push(page, "Maya", "1")
    expect(beside).to_contain_text("With Maya")


def test_the_chosen_phone_is_spoken_aloud(browser: Browser, stage: tuple[Scene, str]) -> None:
    """With Speak aloud on, the browser says what the chosen phone hears, and nothing else."""
    page = browser.new_page()
    # Headless chromium has no voices: write down what it is asked to say.
    page.add_init_script(
        "window.spoken = []; speechSynthesis.speak = (u) => window.spoken.push(u.text)"
    )
    page.goto(stage[1])
    page.get_by_role("button", name="Speak aloud").click()
    phone(page, "Ada").locator(".yes").click()
    page.wait_for_function("() => window.spoken.length")
    assert page.evaluate("window.spoken[0]") == GREETING
    page.close()


def test_texts_are_a_thread_for_each_number(open_page: Page) -> None:
    """A text that is sent stands in the thread of the number it went to."""
    page = open_page
    push(page, "Ada", "Texts")
    phone(page, "Ada").get_by_label("Text", exact=True).fill("Is anyone there?")
    push(page, "Ada", "Send")
    thread = phone(page, "Ada").locator(".threads section")
    expect(thread.get_by_role("heading")).to_have_text("+1 415 555 0100")
    expect(thread.locator(".bubble.mine")).to_have_text("Is anyone there?")


def test_a_text_that_arrives_is_counted_until_it_is_read(open_page: Page) -> None:
    """A person who looks at the keypad sees that a text came, and reads it with one press."""
    page = open_page
    push(page, "Ada", "Texts")
    phone(page, "Ada").get_by_label("Text", exact=True).fill("Hello")
    push(page, "Ada", "Send")
    push(page, "Ada", "Voice")
    expect(phone(page, "Ada").locator(".unread")).to_have_text("1 new")
    phone(page, "Ada").locator("[data-view=texts]").click()
    expect(phone(page, "Ada").locator(".bubble:not(.mine)")).to_have_text(REPLY)
    expect(phone(page, "Ada").locator(".unread")).to_be_hidden()


def test_one_phone_at_a_time_at_phone_width(open_page: Page) -> None:
    """On a small screen the ringing phone is one press away and nothing scrolls sideways."""
    page = open_page
    page.set_viewport_size(PHONE)
    waiting_student(page)
    expect(phone(page, "Maya")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="Show").click()
    expect(phone(page, "Maya")).to_be_visible()
    expect(phone(page, "Ada")).to_be_hidden()
    push(page, "Maya", "Answer")
    expect(phone(page, "Maya")).to_have_attribute("data-status", "in_call")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out_from_their_ground(open_page: Page, scheme: str) -> None:
    """Every word has the contrast that WCAG 2.2 AA asks for, by day and by night."""
    page = open_page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    waiting_student(page)
    page.locator("#help summary").click()
    phone(page, "Luis").get_by_label("When called").select_option("off")
    push(page, "Sam", "Texts")
    expect(phone(page, "Luis")).to_have_attribute("data-status", "off")
    assert page.evaluate(CONTRAST) == []


def test_nothing_moves_for_those_who_ask_for_stillness(open_page: Page) -> None:
    """A ringing phone shows it by colour and words when motion is unwelcome."""
    page = open_page
    page.emulate_media(reduced_motion="reduce")
    waiting_student(page)
    assert page.evaluate("document.getAnimations().length") == 0
    expect(phone(page, "Maya").locator(".status")).to_contain_text("Ringing")


def test_a_carrier_that_stops_and_comes_back_is_found_again(page: Page, serve: Serve) -> None:
    """The page says when its carrier is away, and needs no reload when it is back."""
    scene = Scene()
    with carrier(NOBODY) as scene.carrier:
        page.goto(f"{serve(scene.app())}/phones/")
        phone(page, "Sam").get_by_label("When called").select_option("off")
        expect(phone(page, "Sam")).to_have_attribute("data-status", "off")
    expect(hint(page)).to_contain_text("does not answer")
    with carrier(NOBODY, port=urlsplit(scene.carrier).port or 0):
        expect(hint(page)).to_have_text("Press Call on the student's phone.")
        expect(phone(page, "Sam")).to_have_attribute("data-status", "idle")
        expect(page.get_by_role("article")).to_have_count(5)
