"""People at the console: the path, one step after another, and what each step does to a call."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from telling.console import TOKEN, Console
from werkzeug.test import TestResponse

from warmline.campus_file import MentorEntry
from warmline.ids import CampusSlug
from warmline.people import CHECKLIST, Left
from warmline.phone import PhoneNumber
from webhooks.console import care

NEW = "+14155550177"
PEOPLE = "/console/people"


def sends(browser: FlaskClient, path: str, seen: str = PEOPLE, **form: object) -> TestResponse:
    """Fill in a form of a page and follow where it leads."""
    token = TOKEN.search(browser.get(seen).text)
    assert token is not None
    data = {"csrf_token": token.group(1), **form}
    return browser.post(path, data=data, follow_redirects=True)


def stands(console: Console, name: str) -> str:
    """Return at which stage somebody is."""
    people = console.phones.parts.records.people(campus(console))
    return next(it.mentor.stage for it in people if it.mentor.name == name)


def campus(console: Console) -> CampusSlug:
    """Return the slug of the story's campus."""
    return console.phones.parts.live.campuses()[0]


def page_of(console: Console, name: str) -> str:
    """Return the address of somebody's page."""
    people = console.phones.parts.records.people(campus(console))
    return f"{PEOPLE}/{next(it.mentor.id for it in people if it.mentor.name == name)}"


def in_training(console: Console, browser: FlaskClient, name: str = "Zoe") -> str:
    """Bring somebody as far as training; return the address of their page."""
    sends(browser, f"{PEOPLE}/nominate", name=name, by="Luis")
    page = page_of(console, name)
    sends(browser, f"{page}/apply", phone="(415) 555-0177", note="")
    sends(browser, f"{page}/step", step="interviewed", note="calm, listens")
    sends(browser, f"{page}/step", step="training", note="")
    return page


def test_somebody_goes_the_whole_path(console: Console) -> None:
    """From a nomination to a certificate: each step is dated, kept with its actor, and audited."""
    browser = console.enters("Cora")
    page = in_training(console, browser)
    ticked = sends(browser, f"{page}/tick", item=list(CHECKLIST)).text
    assert "All is done." in ticked
    answer = sends(browser, f"{page}/certify", until="2027-06-30")
    assert "Zoe is certified until 30 June 2027" in answer.text
    assert "calm, listens" in answer.text
    assert "Nov 2026" in answer.text
    assert stands(console, "Zoe") == "certified"
    actions = [
        it.action for it in console.phones.parts.records.audit_entries() if it.actor == "Cora"
    ]
    assert actions == [
        "mentor.nominated",
        "mentor.number_given",
        "mentor.applied",
        "mentor.interviewed",
        "mentor.training_begun",
        *["mentor.ticked"] * len(CHECKLIST),
        "mentor.certified",
    ]


def test_who_is_certified_and_on_shift_is_rung(console: Console) -> None:
    """Who would ring names a new mentor as soon as they are certified, and not before."""
    browser = console.enters("Cora")
    page = in_training(console, browser)
    sends(browser, f"{page}/roles", roles=["mentor", "backup"])
    listed = "<li>Zoe <span"  # among those who would be rung, not among those left out
    assert listed not in browser.get("/console/who").text
    sends(browser, f"{page}/certify", until="2027-06-30", reason="trained at another line")
    assert listed in browser.get("/console/who").text


def test_a_gap_in_training_needs_a_reason(console: Console) -> None:
    """Nobody is certified with items undone unless somebody says why; nothing typed is lost."""
    browser = console.enters("Cora")
    page = in_training(console, browser)
    refused = sends(browser, f"{page}/certify", until="2027-06-30")
    assert refused.status_code == 400
    assert "Say why, with items still to do" in refused.text
    assert 'value="2027-06-30"' in refused.text
    assert stands(console, "Zoe") == "training"


def test_steps_out_of_turn_are_refused(console: Console) -> None:
    """A page offers the step that comes next; another that is sent all the same changes nothing."""
    browser = console.enters("Cora")
    sends(browser, f"{PEOPLE}/nominate", name="Zoe", by="")
    page = page_of(console, "Zoe")
    shown = browser.get(page).text
    assert "They have applied" in shown
    assert "Begin training" not in shown
    answer = sends(browser, f"{page}/step", step="training", note="")
    assert answer.status_code == 400
    assert stands(console, "Zoe") == "nominated"
    assert sends(browser, f"{page}/step", step="alumni", note="").status_code == 400
    assert sends(browser, f"{page}/certify", until="yesterday").status_code == 400
    twice = sends(browser, f"{PEOPLE}/nominate", name="zoe", by="")
    assert "Zoe is known already." in twice.text


def test_a_phone_is_checked_where_it_is_typed(console: Console) -> None:
    """A slip, somebody else's number and an emergency number are refused beside the field."""
    browser = console.enters("Cora")
    sends(browser, f"{PEOPLE}/nominate", name="Zoe", by="")
    page = page_of(console, "Zoe")
    maya = console.people["Maya"].phone.number
    for typed, words in (
        ("555-01", "does not look like a phone number"),
        ("", "A phone is needed"),
        (maya, "is Maya"),
        ("+1911", "is an emergency or crisis number"),
    ):
        answer = sends(browser, f"{page}/apply", phone=typed, note="")
        assert answer.status_code == 400
        assert words in answer.text
        assert stands(console, "Zoe") == "nominated"


def test_a_note_with_a_number_is_refused(console: Console) -> None:
    """A note is kept for good, so nothing like a phone number gets into one."""
    browser = console.enters("Cora")
    sends(browser, f"{PEOPLE}/nominate", name="Zoe", by="")
    page = page_of(console, "Zoe")
    answer = sends(browser, f"{page}/apply", phone=NEW, note="or 415 555 0178")
    assert answer.status_code == 400
    assert "must not hold what may be a phone number" in answer.text


def test_a_pause_takes_effect_on_the_ring_that_rings_now(console: Console) -> None:
    """Whoever is paused while their phone rings is rung no longer: the next phone rings."""
    phones, browser = console.phones, console.enters("Cora")
    student, luis = phones.student(), console.people["Luis"]
    student.calls()
    page = page_of(console, "Maya")
    answer = sends(browser, f"{page}/pause", until="", note="exams")
    assert "Maya is paused" in answer.text
    phones.wait(seconds=2)
    luis.presses("1")
    student.talks_to(luis)
    resumed = sends(browser, f"{page}/step", step="resumed", note="")
    assert "Maya is back" in resumed.text


def test_leaving_says_first_what_it_will_do(console: Console) -> None:
    """Before somebody goes, the page names their ring, their shifts, and what is kept of them."""
    phones, browser = console.phones, console.enters("Cora")
    student = phones.student()
    student.calls()
    page = page_of(console, "Maya")
    before = browser.get(f"{page}/leave").text
    assert "They are in a call, or are being rung." in before
    assert "of the next two weeks" in before
    assert "Ears for Peers" in before
    assert stands(console, "Maya") == "certified"
    answer = sends(browser, f"{page}/leave", seen=f"{page}/leave", note="graduates")
    assert "Maya has left." in answer.text
    phones.wait(seconds=2)
    luis = console.people["Luis"]
    luis.presses("1")
    student.talks_to(luis)
    back = sends(browser, f"{page}/step", step="returned", note="")
    assert stands(console, "Maya") == "training"
    assert "certified anew" in back.text


def test_nobody_shuts_themself_out(console: Console) -> None:
    """A coordinator neither lets themself go nor gives up that role; another one does it."""
    browser, page = console.enters("Cora"), page_of(console, "Cora")
    assert "Nobody lets themself go" in browser.get(f"{page}/leave").text
    assert sends(browser, f"{page}/leave", note="").status_code == 400
    answer = sends(browser, f"{page}/roles", roles=["mentor"])
    assert "ask another coordinator" in answer.text
    assert stands(console, "Cora") == "certified"
    assert browser.get(PEOPLE).status_code == 200


def test_roles_that_oversee_are_not_given_here(console: Console) -> None:
    """Nobody becomes adviser or engineer at the console, and nobody stops being one there."""
    browser = console.enters("Cora")
    assert sends(browser, f"{page_of(console, 'Bo')}/roles", roles=["engineer"]).status_code == 400
    sends(browser, f"{page_of(console, 'Ada')}/roles", roles=["mentor"])
    people = {
        it.mentor.name: it.mentor for it in console.phones.parts.records.people(campus(console))
    }
    assert people["Ada"].roles == {"adviser", "mentor"}
    assert people["Bo"].roles == {"backup"}


def test_a_new_phone_waits_for_its_code(console: Console) -> None:
    """A changed phone is texted a code; the old one is rung until it has come back."""
    phones, browser = console.phones, console.enters("Cora")
    stranger = phones.student("Maya's new phone")
    page = page_of(console, "Maya")
    asked = sends(browser, f"{page}/phone", phone=stranger.phone.number)
    assert "is texted a code" in asked.text
    assert f"ends in {stranger.phone.number[-2:]} waits" in asked.text
    phones.run()
    phones.wait(seconds=5)
    code = re.search(r"\d{6}", stranger.phone.texts[-1].body)
    assert code is not None
    wrong = f"{(int(code.group()) + 1) % 1_000_000:06}"
    assert "4 tries are left" in sends(browser, f"{page}/phone/code", code=wrong).text
    assert "Six digits." in sends(browser, f"{page}/phone/code", code="x").text
    right = sends(browser, f"{page}/phone/code", code=code.group())
    assert "is the one that is rung from now on" in right.text
    nothing = sends(browser, f"{page}/phone/again")
    assert "waits for a code" in nothing.text


def test_a_number_is_shown_by_two_digits(console: Console) -> None:
    """Nobody reads a mentor's number here, not even a coordinator."""
    browser = console.enters("Cora")
    maya = console.people["Maya"].phone.number
    page = browser.get(page_of(console, "Maya")).text
    assert f"Ends in {maya[-2:]}." in page
    assert maya[-7:] not in page
    assert maya[-4:] not in re.sub(r'(value|href|datetime)="[^"]+"', "", page)


def test_what_ends_soon_is_shown(console: Console) -> None:
    """Thirty and seven days before it ends, a certificate says so in the list and on the page."""
    browser = console.enters("Cora")
    for until, words in (("2026-11-05", "ends in"), ("2026-11-25", "ends in"), ("2027-06-30", "")):
        sends(browser, f"{page_of(console, 'Maya')}/certify", until=until)
        for page in (PEOPLE, page_of(console, "Maya")):
            shown = browser.get(page).text
            badge = re.search(r"badge text-bg-(\w+)\">ends", shown)
            assert bool(badge) == bool(words), (until, page)
            if badge:
                days = (date.fromisoformat(until) - console.phones.now().date()).days
                assert badge.group(1) == ("danger" if days <= 7 else "warning")


def test_the_adviser_sees_the_path_and_no_load(console: Console) -> None:
    """An adviser sees who stands where, and neither notes, phones, load nor anything to press."""
    cora, ada = console.enters("Cora"), console.enters("Ada")
    page = in_training(console, cora)
    listed, shown = ada.get(PEOPLE).text, ada.get(page).text
    assert "In training" in listed
    assert "training begun" in shown
    for words in (
        "calm, listens",
        "Ends in",
        "Load, last",
        "Offered",
        '<form method="post" action="/console/people',
    ):
        assert words not in shown
        assert words not in listed
    for step in ("step", "apply", "tick", "certify", "pause", "roles", "leave", "phone"):
        token = TOKEN.search(listed)
        assert token is not None
        answer = ada.post(f"{page}/{step}", data={"csrf_token": token.group(1)})
        assert answer.status_code == 403


def test_only_coordinators_see_the_care_list(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debriefs and hard weeks are on the coordinator's page, and on nobody else's."""
    phones, maya = console.phones, console.people["Maya"]
    for before in ((), (console.people["Luis"],)):  # whose turn is first
        student = phones.student()
        student.calls()
        for it in before:
            it.presses("2")
            phones.wait(seconds=2)
        maya.presses("1")
        student.talks_to(maya)
        student.hangs_up()
        phones.wait(seconds=5)
        maya.texts("7 HARD")
        phones.wait(seconds=3600)
    cora = console.enters("Cora")
    listed = cora.get("/console/care").text
    assert "A hard week:" in listed
    assert listed.count("Debrief done") == 2
    assert '<td data-is="Hard">2</td>' in cora.get(PEOPLE).text
    with monkeypatch.context() as short:  # a long list, without the hundreds of contacts
        short.setattr(care, "ROWS", 1)
        assert "And 1 more, after these." in cora.get("/console/care").text
    for name in ("Ada", "Noor", "Enno", "Bo", "Maya"):
        browser = console.enters(name)
        assert browser.get("/console/care").status_code == 403, name
        if name == "Ada":
            for page in (PEOPLE, page_of(console, "Maya")):
                assert "hard" not in browser.get(page).text.casefold()
    contact, mentor = re.findall(r'name="(?:contact|mentor)" value="([^"]+)"', listed)[:2]
    form = {"contact": contact, "mentor": mentor}
    done = sends(cora, "/console/care/done", seen="/console/care", **form)
    assert "The debrief is done." in done.text
    assert done.text.count("Debrief done") == 1
    assert phones.parts.records.audit_entries()[-1].action == "debrief.close"
    again = sends(cora, "/console/care/done", seen="/console/care", **form)
    assert "done already" in again.text


def test_the_load_counts_what_was_offered(console: Console) -> None:
    """Offers, answers, passes and misses of four weeks stand beside each name."""
    phones, maya, luis = console.phones, console.people["Maya"], console.people["Luis"]
    student = phones.student()
    student.calls()
    maya.presses("2")
    phones.wait(seconds=2)
    luis.presses("1")
    student.talks_to(luis)
    student.hangs_up()
    phones.wait(seconds=30)
    phones.ended()
    page = re.sub(r"\s+", " ", console.enters("Cora").get(page_of(console, "Maya")).text)
    assert (
        "<dt>Offered</dt><dd>1</dd> <dt>Answered</dt><dd>0</dd> <dt>Passed</dt><dd>1</dd>" in page
    )


def test_somebody_of_another_campus_is_nobody(console: Console) -> None:
    """An id that is not of one's own campus leads nowhere."""
    browser = console.enters("Cora")
    for path in (f"{PEOPLE}/m-0000000000", f"{PEOPLE}/m-0000000000/leave"):
        assert browser.get(path).status_code == 404
    assert sends(browser, f"{PEOPLE}/m-0000000000/certify", until="2027-01-01").status_code == 404


def test_a_search_finds_by_part_of_a_name(console: Console) -> None:
    """In a long list one types part of a name; nothing found says so."""
    browser = console.enters("Cora")
    found = browser.get(f"{PEOPLE}?q=ay").text
    assert ">Maya</a>" in found
    assert ">Luis</a>" not in found
    assert "Nobody of that name." in browser.get(f"{PEOPLE}?q=nobody").text


def test_a_number_of_somebody_without_a_certificate_goes_when_they_have_left(
    console: Console,
) -> None:
    """Whoever never became a mentor leaves no number behind a month later; a mentor's stays."""
    phones = console.phones
    records, slug = phones.parts.records, campus(console)
    said = {"actor": "Cora", "now": phones.now()}
    entry = MentorEntry(
        name="Zoe", phone=PhoneNumber(NEW), roles=frozenset({"mentor"}), stage="applied"
    )
    zoe = records.nominate(slug, entry, "by themself", **said)
    for it in (zoe, phones.id_of(console.people["Maya"])):
        records.take_step(slug, it, Left(), **said)
    assert records.too_old(slug, phones.now())["refused_numbers"] == 0
    phones.clock.set(phones.now() + timedelta(days=31))
    assert records.too_old(slug, phones.now())["refused_numbers"] == 1
    report = records.purge(slug, actor="clock", now=phones.now(), pause=lambda _: None)
    assert report.is_clean
    left = {
        it.mentor.name: bool(it.mentor.phone_hash)
        for it in records.people(slug)
        if not it.mentor.active
    }
    assert left == {"Zoe": False, "Maya": True}
