"""My page: a mentor's shifts, wrap-ups, care ledger and calendar, and nobody else's."""

import re

import pytest
from flask.testing import FlaskClient
from telling.console import TOKEN, Console, posts
from telling.people import Person
from telling.privacy import Witness
from telling.turns import friday
from werkzeug.test import TestResponse

from warmline import wording
from warmline.ids import ContactId
from warmline.store.records.history import KeptWrapUp

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
FRIDAY = "Fri Nov 6, 7 PM-11 PM PST"


@pytest.fixture
def line(console: Console) -> Console:
    """Maya has Friday evening, too; nobody else is on then."""
    phones = console.phones
    phones.off_shift("Maya", "Luis")
    phones.shift("Maya", start="2026-11-06T19:00:00", end="2026-11-06T23:00:00")
    phones.ready()
    phones.wait(seconds=2)
    return console


def pressed(browser: FlaskClient, page: str, button: str, nth: int = 0, **more) -> TestResponse:
    """Press a button on one of the pages, as a browser without script does."""
    html = browser.get(page).text
    form = [it for it in FORM.findall(html) if button in it][nth]
    action = re.search(r'action="([^"]+)"', form)
    assert action is not None, form
    given = dict(HIDDEN.findall(form))
    named = re.search(rf'<button[^>]*name="(\w+)" value="(\w+)"[^>]*>[^<]*{button}', form)
    given |= {named.group(1): named.group(2)} if named else {}
    return browser.post(action.group(1), data={**given, **more})


def seen(browser: FlaskClient, page: str = "/console/mine") -> str:
    """What a page says, in one line."""
    plain = re.sub(r"<[^>]+>", " ", browser.get(page).text)
    return " ".join(plain.split())


def untold(console: Console, *names: str) -> list[str]:
    """The texts that have come to these people, but for codes to sign in with."""
    console.phones.wait(seconds=5)
    people = [console.people[it] for it in names]
    return [it.body for one in people for it in one.phone.texts if "code is" not in it.body]


# --- shifts ----------------------------------------------------------------------------------


def test_a_mentor_sees_the_next_four_weeks(line: Console) -> None:
    """One's own shifts with day, times and the line's zone; nobody else's."""
    line.phones.shift("Luis", start="2026-11-07T19:00:00", end="2026-11-07T23:00:00")
    line.phones.shift("Maya", start="2026-12-07T19:00:00", end="2026-12-07T23:00:00")
    line.phones.ready()
    text = seen(line.enters("Maya"))
    assert "Fri 06 Nov, 19:00 to 23:00" in text
    assert "America/Los Angeles" in text
    assert "07 Nov" not in text
    assert "07 Dec" not in text


def test_who_has_no_shift_is_told_what_to_do(line: Console) -> None:
    """An empty page is no dead end."""
    assert "Ask your coordinator, or take one that somebody offers" in seen(line.enters("Luis"))


def test_the_menu_leads_there(line: Console) -> None:
    """A mentor who signs in by phone begins on their own page."""
    browser = line.enters("Maya")
    assert browser.get("/console/").headers["Location"] == "/console/mine"


def test_a_shift_is_confirmed_when_it_is_time(line: Console) -> None:
    """Half an hour before, the page asks as the text does, and a yes here is an ON."""
    browser = line.enters("Maya")
    assert "To be confirmed from 18:30 on" in seen(browser)
    line.phones.goes_to("2026-11-06 18:31")
    browser = line.enters("Maya")
    assert "It begins soon. Are you there?" in seen(browser)
    answer = pressed(browser, "/console/mine", "Yes, I am there")
    assert answer.status_code == 302
    text = seen(browser)
    assert "Thank you, you are confirmed." in text
    assert "You have confirmed." in text
    line.phones.goes_to("2026-11-06 19:05")
    assert not [it for it in untold(line, "Cora", "Bo") if "not confirmed" in it]


def test_off_duty_by_page_is_off_duty_by_text(line: Console) -> None:
    """Whoever goes off here is not rung, coordinators hear of it, and ON by text ends it."""
    phones = line.phones
    phones.goes_to("2026-11-06 19:10")
    browser = line.enters("Maya")
    answer = pressed(browser, "/console/mine", "Go off duty", length="2h", until="")
    assert answer.status_code == 302
    assert "You are off duty until Fri Nov 6, 9:1" in seen(browser)
    (told,) = [it for it in untold(line, "Cora") if "has texted OFF" in it]
    assert "Nobody else is on then" in told
    student = phones.student()
    student.calls()
    line.people["Maya"].does_not_ring()
    line.people["Bo"].rings()
    student.hangs_up()
    line.people["Maya"].texts("ON")
    assert "You are on duty" in seen(browser)
    pressed(browser, "/console/mine", "Go off duty", length="", until="")
    assert "Until you say that you are on again." in seen(browser)
    pressed(browser, "/console/mine", "I am on again")
    assert (
        phones.parts.live.off_until("northfield", phones.id_of(line.people["Maya"]), phones.now())
        is None
    )


@pytest.mark.parametrize("until", ["", "tomorrow", "2026-11-02T10:00", "2029-01-01T10:00"])
def test_a_time_that_is_none_is_refused_beside_its_field(line: Console, until: str) -> None:
    """Nothing changes, and what was typed is still there."""
    browser = line.enters("Maya")
    answer = pressed(browser, "/console/mine", "Go off duty", length="until", until=until)
    assert answer.status_code == 400
    assert "Choose a time to come, within a year." in answer.text
    assert f'name="until" value="{until}"' in answer.text
    assert "You are on duty" in seen(browser)


def test_off_until_a_time_of_the_lines_clock(line: Console) -> None:
    """What is picked is read on the line's clock and said back."""
    browser = line.enters("Maya")
    pressed(browser, "/console/mine", "Go off duty", length="until", until="2026-11-04T08:30")
    assert "until Wed Nov 4, 8:30 AM PST" in seen(browser)


def test_a_shift_is_offered_and_taken_on_the_page(line: Console) -> None:
    """The same as COVER: others are asked by text and here; the first has it; all sides hear."""
    maya, luis = line.enters("Maya"), line.enters("Luis")
    pressed(maya, "/console/mine", "Ask who would take it")
    text = seen(maya)
    assert "Offered to others as" in text
    assert "2 people were asked" in text
    (asked,) = untold(line, "Luis")
    assert FRIDAY in asked
    assert untold(line, "Maya") == []  # the page has said it
    assert "Maya would like somebody else for Fri 06 Nov, 19:00 to 23:00" in seen(luis)
    pressed(luis, "/console/mine", "Take it")
    assert "Fri 06 Nov, 19:00 to 23:00" in seen(luis)
    assert friday(line.phones) == ["Luis"]
    (told,) = untold(line, "Maya")
    assert told == line.phones.words(wording.covered_text, name="Luis", when=FRIDAY)
    assert "You have no shift" in seen(maya)
    changed = [
        it for it in line.phones.parts.records.audit_entries() if it.action == "exchange.cover"
    ]
    assert [it.actor for it in changed] == [line.phones.id_of(line.people["Luis"])]


def test_who_comes_second_is_told_who_has_it(line: Console) -> None:
    """One takes it by text, the other presses the button a moment later."""
    maya, luis = line.enters("Maya"), line.enters("Luis")
    pressed(maya, "/console/mine", "Ask who would take it")
    (asked,) = untold(line, "Luis")
    code = re.search(r"COVER (\w\d+)", asked)
    assert code is not None
    page = luis.get("/console/mine").text
    line.people["Bo"].texts(code.group())
    form = next(it for it in FORM.findall(page) if "Take it" in it)
    luis.post("/console/mine/answer", data=dict(HIDDEN.findall(form)))
    assert "Bo has" in seen(luis)
    assert friday(line.phones) == ["Bo"]


def test_an_offer_is_taken_back(line: Console) -> None:
    """What was offered is one's own again, and late answers hear so."""
    maya, luis = line.enters("Maya"), line.enters("Luis")
    pressed(maya, "/console/mine", "Ask who would take it")
    page = luis.get("/console/mine").text
    pressed(maya, "/console/mine", "Take the offer back")
    assert "Hand it on" in seen(maya)
    form = next(it for it in FORM.findall(page) if "Take it" in it)
    luis.post("/console/mine/answer", data=dict(HIDDEN.findall(form)))
    assert "no longer" in seen(luis)
    assert friday(line.phones) == ["Maya"]


def test_a_form_that_is_sent_twice_is_one_offer(line: Console) -> None:
    """A double click, or a phone that sends again, asks nobody twice."""
    browser = line.enters("Maya")
    page = browser.get("/console/mine").text
    form = next(it for it in FORM.findall(page) if "Ask who would take it" in it)
    for _ in range(2):
        browser.post("/console/mine/offer", data={**dict(HIDDEN.findall(form)), "kind": "COVER"})
    assert len(untold(line, "Luis")) == 1


def test_two_swap_on_the_page(line: Console) -> None:
    """One asks, the other proposes one of theirs, the first agrees; both shifts change hands."""
    line.phones.shift("Luis", start="2026-11-07T19:00:00", end="2026-11-07T23:00:00")
    line.phones.ready()
    line.phones.wait(seconds=2)
    maya, luis = line.enters("Maya"), line.enters("Luis")
    pressed(maya, "/console/mine", "Ask who would swap")
    assert "Maya would like to swap Fri 06 Nov" in seen(luis)
    pressed(luis, "/console/mine", "See which of mine fit")
    assert "Which of yours would you give?" in seen(luis)
    pressed(luis, "/console/mine", "Give ")
    assert "You would give Sat 07 Nov, 19:00 to 23:00 ; Maya has to agree" in seen(luis)
    assert "Swap for Luis's Sat 07 Nov" in seen(maya).replace("&#39;", "'")
    pressed(maya, "/console/mine", "Swap for Luis")
    assert friday(line.phones) == ["Luis"]
    assert "Sat 07 Nov, 19:00 to 23:00" in seen(maya)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("offer", {"line": "main", "kind": "COVER", "start": "soon"}),
        ("offer", {"line": "main", "kind": "COVER", "start": "2026-11-06T19:00"}),
        ("offer", {"line": "other", "kind": "COVER", "start": "2026-11-07T03:00+00:00"}),
        ("offer", {"line": "main", "kind": "SHIFTS", "start": "2026-11-07T03:00+00:00"}),
        ("answer", {"line": "main", "kind": "COVER", "code": "K4; DROP", "more": ""}),
        ("answer", {"line": "main", "kind": "COVER", "code": "K4", "more": "ON"}),
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(
    line: Console, path: str, form: dict[str, str]
) -> None:
    """What no button of ours sends is refused."""
    answer = posts(line.enters("Maya"), f"/console/mine/{path}", form)
    assert answer.status_code == 400
    assert untold(line, "Luis", "Bo") == []


def test_a_shift_of_somebody_else_cannot_be_offered(line: Console) -> None:
    """Whoever sends another's shift hears that it is none of theirs."""
    luis = line.enters("Luis")
    form = {"line": "main", "kind": "COVER", "start": "2026-11-07T03:00+00:00"}
    posts(luis, "/console/mine/offer", form)
    assert "no shift" in seen(luis)
    assert untold(line, "Maya", "Bo") == []


# --- wrap-ups --------------------------------------------------------------------------------


def talked(console: Console, maya: Person) -> ContactId:
    """A student calls and talks with Maya."""
    student = console.phones.student()
    student.reaches(maya)
    student.hangs_up()
    contact = console.phones.contact().id
    console.phones.wait(seconds=20)
    return contact


def wrapped(console: Console, contact: ContactId) -> tuple[KeptWrapUp, ...]:
    """What the records have of a contact, soon."""
    console.phones.wait(seconds=10)
    kept = console.phones.parts.records.contact(contact)
    assert kept is not None
    return kept.wrap_ups


def missing_form(browser: FlaskClient) -> tuple[str, str]:
    """The address of the first missing wrap-up, and what its fields begin with."""
    page = browser.get("/console/mine/wrap-ups").text
    found = re.search(r'action="(/console/mine/wrap-ups/([^"]+))"', page)
    assert found is not None, page
    return found.group(1), f"{found.group(2)}-"


def test_a_missing_wrap_up_is_given_here(console: Console) -> None:
    """The same event as by text: counted once, in the records, and gone from the list."""
    maya = console.people["Maya"]
    contact = talked(console, maya)
    browser = console.enters("Maya")
    assert "1 missing" in seen(browser)
    path, prefix = missing_form(browser)
    form = {
        f"{prefix}topics": ["loneliness", "other"],
        f"{prefix}before": "4",
        f"{prefix}after": "2",
    }
    assert posts(browser, path, form).status_code == 302
    assert "None is missing" in seen(browser, "/console/mine/wrap-ups")
    (kept,) = wrapped(console, contact)
    assert sorted(kept.topics) == ["loneliness", "other"]
    assert (kept.before, kept.after, kept.hard) == (4, 2, False)
    maya.texts("HARD")  # later, by text: it adds to what was given
    (kept,) = wrapped(console, contact)
    assert (kept.before, kept.hard) == (4, True)


def test_hard_on_the_page_is_hard(console: Console) -> None:
    """It opens a debrief, and its mentor rests."""
    talked(console, console.people["Maya"])
    browser = console.enters("Maya")
    path, prefix = missing_form(browser)
    posts(browser, path, {f"{prefix}hard": "y"})
    console.phones.wait(seconds=10)
    (debrief,) = console.phones.parts.records.debriefs("northfield")
    assert debrief.mentor == console.phones.id_of(console.people["Maya"])
    student = console.phones.student()
    student.calls()
    console.people["Maya"].does_not_ring()
    console.people["Luis"].rings()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"before": "4"}, "Give both, before and after, or neither."),
        ({}, "Choose a topic, the stress before and after, or that it was hard."),
        ({"topics": "my roommate", "hard": "y"}, ""),
        ({"before": "9", "after": "1"}, ""),
    ],
)
def test_a_wrap_up_that_says_half_is_refused_beside_it(
    console: Console, given: dict[str, str], said: str
) -> None:
    """Nothing is kept, and what was chosen is still chosen."""
    contact = talked(console, console.people["Maya"])
    browser = console.enters("Maya")
    path, prefix = missing_form(browser)
    answer = posts(browser, path, {f"{prefix}{name}": value for name, value in given.items()})
    assert answer.status_code == 400
    assert said in answer.text
    assert wrapped(console, contact) == ()


def test_after_days_it_is_still_taken(console: Console) -> None:
    """Redis has forgotten the contact by then; the records have not."""
    contact = talked(console, console.people["Maya"])
    console.phones.parts.live.forget(contact)
    with console.phones.parts.live._redis as redis:
        for key in redis.scan_iter("*"):
            if contact.partition(".")[2].encode() in key:
                redis.delete(key)
    browser = console.enters("Maya")
    path, prefix = missing_form(browser)
    posts(browser, path, {f"{prefix}topics": "loneliness"})
    (kept,) = wrapped(console, contact)
    assert sorted(kept.topics) == ["loneliness"]


def test_nobody_wraps_up_a_contact_of_somebody_else(console: Console) -> None:
    """It is not on their list, and sending its form finds nothing."""
    talked(console, console.people["Maya"])
    path, prefix = missing_form(console.enters("Maya"))
    luis = console.enters("Luis")
    assert "None is missing" in seen(luis, "/console/mine/wrap-ups")
    assert posts(luis, path, {f"{prefix}hard": "y"}).status_code == 404


# --- care ------------------------------------------------------------------------------------


def test_care_on_the_page_and_by_text_are_one_ledger(console: Console) -> None:
    """What is noted by text shows here, what is noted here changes it, and all can be forgotten."""
    maya = console.people["Maya"]
    talked(console, maya)
    browser = console.enters("Maya")
    maya.texts("CARE 2")
    text = seen(browser, "/console/mine/care")
    assert "You said 2, tired." in text
    assert "Last 7 days 1 0 1 " in text
    console.phones.wait(seconds=1)
    assert posts(browser, "/console/mine/care/today", {"how": "4"}).status_code == 302
    assert "You said 4, all right." in seen(browser, "/console/mine/care")
    answer = posts(browser, "/console/mine/care/clear", {})
    assert answer.status_code == 400
    assert "Tick this first" in answer.text
    assert "You said 4" in seen(browser, "/console/mine/care")
    posts(browser, "/console/mine/care/clear", {"sure": "y"})
    text = seen(browser, "/console/mine/care")
    assert "Forgotten." in text
    assert "Nothing yet." in text


@pytest.mark.parametrize("how", ["", "0", "6", "fine"])
def test_only_the_five_can_be_noted(console: Console, how: str) -> None:
    """Anything else is refused beside the question."""
    browser = console.enters("Maya")
    answer = posts(browser, "/console/mine/care/today", {"how": how} if how else {})
    assert answer.status_code == 400
    assert 'id="how-wrong"' in answer.text
    assert "One a day" in seen(browser, "/console/mine/care")


def test_nobody_else_sees_a_care_ledger_anywhere(console: Console) -> None:
    """Every page of every role, the log, the audit: none of them says how Maya is."""
    witness = Witness(console.phones)
    contact = talked(console, console.people["Maya"])
    browser = console.enters("Maya")
    posts(browser, "/console/mine/care/today", {"how": "1"})
    console.people["Maya"].texts("CARE 1")
    untold(console, "Maya")
    assert "You said 1, worn out." in seen(browser, "/console/mine/care")
    pages = [
        "now",
        "who",
        "contacts",
        "mine",
        "mine/care",
        "mine/wrap-ups",
        "plan",
        "people",
        "reports",
    ]
    for name in ("Cora", "Ada", "Noor", "Enno", "Luis"):
        other = console.enters(name)
        for page in [*pages, f"contacts/{contact.partition('.')[2]}"]:
            text = other.get(f"/console/{page}").text
            assert "You said 1" not in text, (name, page)
            assert "1, worn out" not in text, (name, page)
    assert "care" not in repr(console.phones.parts.records.audit_entries())
    for where, text in witness.places().items():
        assert "worn out" not in text, where
        assert "for you only" not in text, where
    witness.leave()


# --- calendar --------------------------------------------------------------------------------


def test_a_calendar_address_is_shown_once(console: Console) -> None:
    """It works, is gone from the page at the next look, and another one ends it."""
    browser = console.enters("Maya")
    assert "You have none now." in seen(browser, "/console/mine/calendar")
    first = made_address(browser)
    assert console.phones.app.test_client().get(first).status_code == 200
    assert first not in browser.get("/console/mine/calendar").text
    second = made_address(browser)
    assert console.phones.app.test_client().get(first).status_code == 404
    pressed(browser, "/console/mine/calendar", "End this address")
    assert "leads nowhere now" in seen(browser, "/console/mine/calendar")
    assert console.phones.app.test_client().get(second).status_code == 404
    actions = [it.action for it in console.phones.parts.records.audit_entries()]
    assert actions[-4:].count("calendar.link") >= 1


def made_address(browser: FlaskClient) -> str:
    """Make an address; its path."""
    pressed(browser, "/console/mine/calendar", "ake ")
    page = browser.get("/console/mine/calendar").text
    found = re.search(r'value="https://line.test(/calendar/[^"]+)"', page)
    assert found is not None, page
    return found.group(1)


def test_nobody_ends_the_address_of_somebody_else(console: Console) -> None:
    """Another's link is not found."""
    maya = console.enters("Maya")
    made_address(maya)
    (link,) = console.phones.parts.records.calendar_links("northfield")
    answer = posts(console.enters("Luis"), "/console/mine/calendar/end", {"link": link.id})
    assert answer.status_code == 404


# --- everything ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["mine", "mine/wrap-ups", "mine/care", "mine/calendar"])
def test_my_page_needs_somebody(console: Console, page: str) -> None:
    """Nobody sees it before signing in; everybody of the house has one of their own."""
    assert console.browser().get(f"/console/{page}").status_code == 302
    for name in ("Enno", "Bo"):
        assert console.enters(name).get(f"/console/{page}").status_code == 200


def test_while_the_database_is_away_it_says_so(console: Console) -> None:
    """A sentence, and what still works, instead of a broken page."""
    browser = console.enters("Maya")
    with console.phones.database_away():
        answer = browser.get("/console/mine")
    assert answer.status_code == 503
    assert "Your texts work on" in answer.text


def test_a_form_of_elsewhere_is_not_taken(console: Console) -> None:
    """Without our token nothing is noted."""
    browser = console.enters("Maya")
    assert browser.post("/console/mine/care/today", data={"how": "1"}).status_code == 400
    page = browser.get("/console/mine/care").text
    assert TOKEN.search(page) is not None
    assert "One a day" in page
