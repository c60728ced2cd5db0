"""Mentors who answer on a page: a link on the phone, and not one word of a student."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from phones import BASE, Phones
from telling.paging import browser, is_linked, is_offered_page, talking_on_page
from telling.texting import ANSWER, FIRST, writes

from warmline import wording
from warmline.doctor import check_pages
from warmline.simulator.phones import Texting
from warmline.store.live import LiveStore


@pytest.fixture(autouse=True)
def no_word_on_a_mentors_phone(phones: Phones) -> Iterator[None]:
    """Nothing that a student has written is in any text to a mentor, whatever the story."""
    yield
    written = {it.text for it in phones.exchange.feed if it.kind == "texted"}
    said = {
        it
        for it in written
        if len(it) > 3 and any(it == t.body for p in students(phones) for t in p.phone.texts)
    }
    assert said
    for mentor in (it for it in phones.people if it.phone.kind == "mentor"):
        for text in mentor.phone.texts:
            assert not [it for it in said if it in text.body], text.body
            assert '"' not in text.body


def students(phones: Phones):
    """Return the students of a story."""
    return [it for it in phones.people if it.phone.kind == "student"]


def test_a_mentor_reads_and_answers_on_a_page(phones: Phones) -> None:
    """The student's side is as in any conversation; the mentor's phone shows a link alone."""
    student, maya, page, name = talking_on_page(phones)
    page.shows(("student", FIRST))
    assert page.notes() == [wording.text_on_page("claimed", name, None)]
    page.says(ANSWER)
    student.is_texted(ANSWER)
    student.texts("thank you for asking")
    page.shows(("student", FIRST), ("mine", ANSWER), ("student", "thank you for asking"))
    page.presses("DONE")
    student.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert "Closed" in page.look().text
    maya.gets_no_text()


def test_at_the_close_nothing_of_the_student_is_left(phones: Phones) -> None:
    """In the step that closes the conversation what stood on the page is gone from the store."""
    student, maya, page, _ = talking_on_page(phones)
    page.says(ANSWER)
    student.is_texted(ANSWER)
    conv = phones.conversation()
    assert phones.parts.live.page(conv.id).entries
    page.presses("DONE")
    assert phones.parts.live.page(conv.id) == type(phones.parts.live.page(conv.id))()
    student.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=30)
    assert phones.parts.live.page(conv.id).entries == ()
    assert FIRST not in page.look().text


def test_a_link_opens_once(phones: Phones) -> None:
    """Another browser that has the link is told kindly how its owner gets a new one."""
    student, maya, page, _ = talking_on_page(phones)
    page.says(ANSWER)
    student.is_texted(ANSWER)
    used = next(it.body for it in maya.phone.texts if "/t/" in it.body).partition(BASE)[2]
    other = browser(phones)
    answer = other.opens(used)
    assert answer.status_code == 410
    assert "text LINK" in answer.text
    assert FIRST not in answer.text


def test_a_phone_that_looks_at_links_uses_none_up(phones: Phones) -> None:
    """A preview, however often, opens nothing; the mentor's own press does."""
    phones.line(text_mode="page")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    path = is_offered_page(maya, name)
    for _ in range(3):
        seen = phones.app.test_client().get(path, base_url=BASE)
        assert FIRST not in seen.text
        assert name not in seen.text
    page = browser(phones)
    page.opens(path)
    page.shows(("student", FIRST))


def test_the_browser_that_opened_a_link_may_press_again(phones: Phones) -> None:
    """If the answer to the press is lost on the way, the same browser gets in all the same."""
    phones.line(text_mode="page")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    path = is_offered_page(maya, writes(phones, student))
    page = browser(phones)
    page.opens(path)
    page.opens(path)
    page.shows(("student", FIRST))


def test_link_brings_a_new_link_and_ends_the_old_one(phones: Phones) -> None:
    """LINK is answered with a link; only the newest opens."""
    phones.line(text_mode="page")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    old = is_offered_page(maya, name)
    maya.texts("link")
    new = is_linked(maya, f"Ears for Peers: {name}. This opens once:")
    assert browser(phones).opens(old).status_code == 410
    page = browser(phones)
    page.opens(new)
    page.shows(("student", FIRST))


def test_words_by_text_are_not_sent_on(phones: Phones) -> None:
    """A mentor who answers by text hears that the page is the place, with a link to it."""
    student, maya, page, name = talking_on_page(phones)
    maya.texts("I am here, what is going on?")
    path = is_linked(maya, f"Not sent. {name} is answered on the page.")
    phones.wait(seconds=30)
    student.gets_no_text()
    page.opens(path)
    page.says(ANSWER)
    student.is_texted(ANSWER)
    phones.wait(seconds=200)
    assert not phones.carrier_keeps("I am here, what is going on?")


def test_an_offer_is_taken_by_its_codename_from_the_phone(phones: Phones) -> None:
    """A mentor may claim by text too; what they then write, they write on the page."""
    phones.line(text_mode="page")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered_page(maya, name)
    maya.texts(name.lower())
    path = is_linked(maya, f"You have {name}. Write to them on the page:")
    page = browser(phones)
    page.opens(path)
    page.says(ANSWER)
    student.is_texted(ANSWER)


def test_pass_works_by_text_and_on_the_page(phones: Phones) -> None:
    """PASS hands on from either, and the next mentor sees all that was said."""
    phones.line(text_mode="page")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    (bo,) = phones.backup("Bo")
    name = writes(phones, student)
    is_offered_page(maya, name)
    maya.texts("PASS")
    maya.is_texted(phones.told_mentor("passed", name))
    page = browser(phones)
    page.opens(is_offered_page(luis, name))
    page.presses("TAKE")
    page.says(ANSWER)
    student.is_texted(ANSWER)
    page.presses("PASS")
    student.is_texted(wording.text_handed_on())
    assert "Passed on" in page.look().text
    assert FIRST not in page.look().text
    last = browser(phones)
    last.opens(is_offered_page(bo, name))
    last.presses("TAKE")
    last.shows(("student", FIRST), ("colleague", ANSWER))
    luis.gets_no_text()


def test_who_is_quicker_has_it_and_the_other_is_told(phones: Phones) -> None:
    """Of two who press the button one has the conversation; the other's page says so."""
    phones.line(text_mode="page")
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    pages = [browser(phones), browser(phones)]
    for page, mentor in zip(pages, (maya, luis), strict=True):
        page.opens(is_offered_page(mentor, name))
    pages[1].presses("TAKE")
    pages[0].presses("TAKE")
    assert "is with somebody else" in pages[0].look().text
    assert FIRST not in pages[0].look().text
    assert pages[0].says(ANSWER).status_code == 409
    pages[1].says("hello from Luis")
    student.is_texted("hello from Luis")


def test_a_message_sent_twice_arrives_once(phones: Phones) -> None:
    """Whatever the connection does, one message under one name is one text, in order."""
    student, _, page, _ = talking_on_page(phones)
    for _ in range(3):
        page.says(ANSWER, "first-message")
    page.says("second", "second-message")
    page.says(ANSWER, "first-message")
    student.is_texted(ANSWER)
    student.is_texted("second")
    phones.wait(seconds=30)
    student.gets_no_text()
    page.shows(("student", FIRST), ("mine", ANSWER), ("mine", "second"))


def test_a_button_pressed_twice_does_its_thing_once(phones: Phones) -> None:
    """A doubled HARD is one debrief."""
    _, _, page, _ = talking_on_page(phones)
    for _ in range(2):
        page.presses("HARD", "hard-button")
    assert len(phones.conversation().hard) == 1
    assert page.notes()[-1] == phones.words(wording.hard_text)


def test_each_message_says_how_far_it_has_come(phones: Phones) -> None:
    """Sending, sent, delivered; and not delivered when it is not."""
    student, _, page, name = talking_on_page(phones)
    phones.worker_pauses()
    phones.clock_alive = False
    page.says(ANSWER)
    assert page.said()[-1] == ("mine", ANSWER, "sending")
    student.phone.texting = Texting(30)
    phones.clock_alive = True
    phones.worker_resumes()
    assert page.said()[-1] == ("mine", ANSWER, "sent")
    student.is_texted(ANSWER, within=60)
    assert page.said()[-1] == ("mine", ANSWER, "delivered")
    student.phone.texting = Texting(1, 30005)
    page.says("are you there?")
    phones.wait(seconds=60)
    assert ("mine", "are you there?", "failed") in page.said()
    assert page.notes()[-1] == wording.text_on_page("undelivered", name, "30005")
    phones.exchange.debugger.clear()


def test_who_does_not_look_is_texted_a_link_and_not_again_at_once(phones: Phones) -> None:
    """While the page is before the mentor nothing comes; then one link, until it is opened."""
    student, maya, page, name = talking_on_page(phones)
    page.says(ANSWER)
    student.is_texted(ANSWER)
    student.texts("I am looking at you")
    phones.wait(seconds=5)
    maya.gets_no_text()
    phones.wait(seconds=30)
    for n in range(5):
        student.texts(f"and now you are gone {n}")
    path = is_linked(maya, f"Ears for Peers: {name} has written.")
    phones.wait(seconds=60)
    maya.gets_no_text()
    again = browser(phones)
    again.opens(path)
    assert [text for who, text, _ in again.said() if who == "student"][-1].endswith("4")


def test_a_mentor_who_does_not_answer_is_nudged_by_a_link(phones: Phones) -> None:
    """A nudge needs the page: the phone gets a way to it, and the page the sentence."""
    student, maya, page, name = talking_on_page(phones)
    page.says(ANSWER)
    student.is_texted(ANSWER)
    student.texts("still there?")
    phones.wait(seconds=290)
    path = is_linked(maya, f"{name} is waiting for your answer.", within=30)
    page = browser(phones)
    page.opens(path)
    assert wording.text_on_page("nudge", name, None) in page.notes()
    is_linked(maya, f"{name} is offered to others now.", within=400)
    student.is_texted(phones.words(wording.text_still_looking), within=300)
    page.look()
    page.presses("TAKE")
    page.says("I am back")
    student.is_texted("I am back")


def test_done_waits_for_words_that_were_not_on_the_page(phones: Phones) -> None:
    """Whoever presses Done before the newest words are on their page reads them first."""
    student, maya, page, name = talking_on_page(phones)
    page.says(ANSWER)
    student.is_texted(ANSWER)
    seen = page.forms["read"]
    student.texts("one more thing")
    page.presses("DONE", read=seen)
    assert wording.text_on_page("wrote_again", name, None) in page.notes()
    page.presses("DONE")
    student.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))


def test_a_command_typed_on_the_page_is_asked_about(phones: Phones) -> None:
    """Who is used to texting DONE is asked before a student reads it."""
    student, _, page, _ = talking_on_page(phones)
    for typed in ("DONE", "pas"):
        answer = page.says(typed, "typed-word")
        assert answer.status_code == 409
        assert "is a button here" in answer.text
        assert f">{typed}</textarea>" in answer.text
    student.gets_no_text()
    page.says("pas", "typed-word", as_is="1")
    student.is_texted("pas")


def test_a_mark_of_urgency_stands_on_the_page_alone(phones: Phones) -> None:
    """That a phrase was found is not on the mentor's phone; the card goes as ever."""
    student, maya, page, name = talking_on_page(phones)
    phones.wait(seconds=40)
    student.texts("I want to kill myself")
    student.is_texted(phones.words(wording.text_safety_card))
    path = is_linked(maya, f"Ears for Peers: {name} has written.")
    page.opens(path)
    assert wording.text_on_page("urgent", name, None) in page.notes()
    assert 'id="urgent">' in page.look().text
    maya.gets_no_text()


def test_the_next_student_on_the_number_is_not_reached_by_an_old_page(phones: Phones) -> None:
    """A page belongs to one conversation: an old one writes to nobody, whatever the number is."""
    phones.line(cool_down_minutes=0)
    one, maya, page, _ = talking_on_page(phones)
    page.presses("DONE")
    one.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=600)
    two = phones.student("Two")
    second = writes(phones, two, "I am the second")
    new = browser(phones)
    new.opens(is_offered_page(maya, second))
    new.presses("TAKE")
    for what in (lambda: page.says("for the first"), lambda: page.presses("PASS")):
        assert what().status_code in {303, 409, 410}
    new.says("for the second")
    two.is_texted("for the second")
    phones.wait(seconds=30)
    one.gets_no_text()
    two.gets_no_text()


def test_a_student_who_comes_back_needs_a_new_link(phones: Phones) -> None:
    """A conversation that is opened again is offered again; the page of before stays shut."""
    phones.line(cool_down_minutes=0)
    student, maya, page, name = talking_on_page(phones)
    page.presses("DONE")
    student.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=60)
    student.texts("me again, if I may")
    student.is_texted(wording.text_reopened())
    path = is_offered_page(maya, name)
    assert page.look().status_code == 410
    page.opens(path)
    page.presses("TAKE")
    page.shows(("student", "me again, if I may"))


def test_who_is_withdrawn_sees_nothing_more(phones: Phones) -> None:
    """A mentor whose certificate has ended reads and writes no more, on an open page either."""
    student, maya, page, name = talking_on_page(phones)
    phones._mentors[0]["certified_until"] = "2026-01-01"
    phones.ready()
    phones.wait(seconds=2)
    assert "not on duty any more" in page.look().text
    assert FIRST not in page.look().text
    page.says("too late")
    phones.wait(seconds=10)
    assert not any("too late" in it.body for it in student.phone.texts)
    student.may_have_been_texted(wording.text_handed_on())
    student.may_have_been_texted(phones.words(wording.text_still_looking))
    maya.may_have_been_texted(phones.told_mentor("withdrawn", name))


def test_a_form_from_elsewhere_does_nothing(phones: Phones) -> None:
    """Without the proof of our own page nothing is sent."""
    student, _, page, _ = talking_on_page(phones)
    assert page.says(ANSWER, proof="guessed").status_code == 400
    phones.wait(seconds=10)
    student.gets_no_text()


def test_a_page_is_kept_and_told_nowhere(phones: Phones) -> None:
    """No cache, no frame, no referrer, no foreign script; small enough for a slow phone."""
    _, maya, page, _ = talking_on_page(phones)
    path = next(it.body for it in maya.phone.texts if "/t/" in it.body).partition(BASE)[2]
    for answer in (page.look(), phones.app.test_client().get(path, base_url=BASE)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "<style" not in answer.text
        assert len(answer.data) < 20_000


def test_a_page_from_nowhere_says_what_to_do(phones: Phones) -> None:
    """A link that is torn or made up is answered kindly, and tells nothing."""
    talking_on_page(phones)
    client = phones.app.test_client()
    for path in ("/t/northfield.aaaaaaaaaaaaaaaaaaaaaaaa", "/t/x", "/t/nowhere.a%00b"):
        answer = client.get(path, base_url=BASE)
        assert answer.status_code == 404
        assert "text LINK" in answer.text
    shut = client.get("/t/c/northfield.aaaaaaaaaaaaaaaaaaaaaaaa/", base_url=BASE)
    assert shut.status_code == 410


def test_the_doctor_says_when_links_would_lead_nowhere(phones: Phones) -> None:
    """A line in page mode without a public address is named, with the setting that is missing."""
    talking_on_page(phones)
    records = phones.parts.records
    assert [it.ok for it in check_pages(phones.settings, records)] == [True]
    [found] = check_pages(replace(phones.settings, public_base_url=""), records)
    assert not found.ok
    assert "PUBLIC_BASE_URL" in found.words


def test_while_redis_is_away_the_page_keeps_what_was_written(phones: Phones) -> None:
    """A page that cannot do anything says so, and shows the words again; nothing was sent."""
    student, _, page, _ = talking_on_page(phones)
    live = phones.parts.live
    phones.parts.links._live = LiveStore("redis://127.0.0.1:1/0")
    answer = page.says("do not lose this")
    phones.parts.links._live = live
    assert answer.status_code == 503
    assert "do not lose this" in answer.text
    phones.wait(seconds=5)
    student.gets_no_text()


HELP = "Ears for Peers: {} needs more help."


def test_a_summary_is_written_shown_and_agreed_to_on_the_page(phones: Phones) -> None:
    """It goes from the page to the student, and to the helper's page: to no mentor's phone."""
    (bea,) = phones.backup("Bea")
    student, maya, page, name = talking_on_page(phones)
    page.presses("ESCALATE")
    assert page.says("Roommate left.\nNo plan.\nWants a counselor.").status_code == 303
    assert page.notes()[-1] == wording.text_on_page("help_kept", name, None)
    page.presses("SEND")
    student.is_texted(wording.help_agreement("Roommate left.\nNo plan.\nWants a counselor."))
    student.texts("agree")
    student.is_texted(wording.help_agreed())
    hers = browser(phones)
    hers.opens(is_linked(bea, HELP.format(name)))
    summary = ("colleague", "Roommate left.\nNo plan.\nWants a counselor.")
    hers.shows(summary)  # before she takes over, and nothing else
    assert hers.says("not yet mine").status_code == 409
    hers.presses("TAKEOVER")
    student.is_texted(wording.help_taken())
    hers.shows(summary, ("student", FIRST), ("student", "agree"))
    hers.says("I am here, with more time")
    student.is_texted("I am here, with more time")
    maya.is_texted(phones.told_mentor("help_taken", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.told_mentor("help_outcome", name))


def test_who_is_not_the_quicker_helper_takes_nothing_over(phones: Phones) -> None:
    """TAKEOVER by text works without a look; the page of the other one shows no word any more."""
    bea, bo = phones.backup("Bea", "Bo")
    student, maya, page, name = talking_on_page(phones)
    page.presses("ESCALATE")
    page.says("Wants a counselor.")
    page.presses("SEND")
    student.is_texted(wording.help_agreement("Wants a counselor."))
    student.texts("agree")
    student.is_texted(wording.help_agreed())
    hers, his = browser(phones), browser(phones)
    hers.opens(is_linked(bea, HELP.format(name)))
    is_linked(bo, HELP.format(name))
    bo.texts("TAKEOVER")
    student.is_texted(wording.help_taken())
    his.opens(is_linked(bo, f"You have {name}."))
    his.shows(("colleague", "Wants a counselor."), ("student", FIRST), ("student", "agree"))
    hers.presses("TAKEOVER")
    assert "with somebody else" in hers.look().text
    assert "Wants a counselor." not in hers.look().text
    his.says("I am here")
    student.is_texted("I am here")
    maya.is_texted(phones.told_mentor("help_taken", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.told_mentor("help_outcome", name))
