"""A coordinator words four sentences of a line: each seen whole and weighed before it is saved."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from phones import CAMPUS
from telling.console import TOKEN, Console
from werkzeug.test import TestResponse

from warmline.errors import PlanError
from warmline.ids import LineSlug
from warmline.line import OwnWording

PAGE = "/console/settings/line/main/wording"
USUAL = "We are still trying. You will not be left alone on this line."


def sends(browser: FlaskClient, does: str, **form: str) -> TestResponse:
    """Send the form as it stands on the page, with some sentences typed."""
    token = TOKEN.search(browser.get(PAGE).text)
    assert token is not None
    return browser.post(PAGE, data={"csrf_token": token.group(1), "does": does, **form})


def wording_of(console: Console) -> OwnWording:
    """Return the line's own words as they are kept."""
    return console.phones.parts.records.load_plan(CAMPUS).lines[0].wording


def shown(page: str, element: str) -> str:
    """Return the text of an element of a page."""
    found = re.search(rf'id="{element}"[^>]*>(.*?)</', page, re.DOTALL)
    assert found is not None, element
    return unescape(found.group(1))


def test_a_sentence_is_seen_whole_saved_published_and_audited(console: Console) -> None:
    """What is typed is shown with all that is said around it; calls follow what is saved."""
    browser = console.enters("Cora")
    assert shown(browser.get(PAGE).text, "hold-words") == USUAL
    typed = {"greeting": "You are not alone", "welcome": "We\u2019re glad you wrote"}
    page = sends(browser, "weigh", **typed)
    assert page.status_code == 200
    assert shown(page.text, "greeting-words").startswith(
        "Ears for Peers. You are not alone. Trained peers, not an emergency service."
    )
    assert shown(page.text, "greeting-size") == "about 10.7 seconds of 12"
    assert shown(page.text, "welcome-size") == "1 segment, 158 of 160 letters, GSM-7"
    assert shown(page.text, "greeting") == typed["greeting"]
    assert wording_of(console) == OwnWording()
    seen = sends(browser, "look", **typed).text
    assert re.search(r"the usual sentence.*You are not alone\.", seen, re.DOTALL)
    assert re.search(r"A call begins.*?Ears for Peers\. You are not alone\. Trained.*?Listen", seen,
                     re.DOTALL)  # fmt: skip
    version = re.search(r'name="version" value="(\d+)"', seen)
    assert version is not None
    saved = sends(browser, "save", sure="1", version=version.group(1), **typed)
    assert saved.status_code == 302
    assert saved.location.endswith("/settings/wording?line=main")
    own = OwnWording(greeting="You are not alone.", welcome="We're glad you wrote.")
    assert wording_of(console) == own
    assert console.phones.parts.houses.of_campus(CAMPUS).compiled.lines[0].wording == own
    (entry,) = [
        it for it in console.phones.parts.records.audit_entries() if it.action == "line.wording"
    ]
    assert entry.actor == "Cora"
    assert "You are not alone." not in str(entry.before)
    assert "You are not alone." in str(entry.after)
    assert "Nothing is different yet." in sends(browser, "look", **typed).text


def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(console: Console) -> None:
    """Each sentence is told what to leave out, the others keep their words, nothing is saved."""
    browser = console.enters("Cora")
    typed = {"hold": "Dial 911", "closed": "We sleep.", "welcome": "Hi \u2665"}
    page = sends(browser, "look", **typed)
    assert page.status_code == 400
    assert shown(page.text, "hold-wrong").startswith("Has what may be taken for a number to dial")
    assert "UCS-2, 70 letters a segment" in shown(page.text, "welcome-wrong")
    assert shown(page.text, "closed-wrong") == ""
    assert [shown(page.text, it) for it in typed] == list(typed.values())
    assert sends(browser, "save", sure="1", version="1", **typed).status_code == 400
    assert wording_of(console) == OwnWording()


def test_no_other_way_to_a_line_lets_through_what_the_page_refuses(console: Console) -> None:
    """What changes a line in the records looks at its words too, and at the name with them."""
    console.enters("Cora")
    parts = console.phones.parts
    wishes = (
        ({"wording": {"hold": "Dial 911"}}, "line, wording.hold: has what may be taken"),
        (
            {
                "wording": {"greeting": "Hi, this is Ears for Peers. You are not alone."},
                "name": "Owls",
            },
            "line, wording.greeting: makes what is said",
        ),
    )
    for wish, why in wishes:
        with (
            pytest.raises(PlanError, match=why),
            parts.records.editing(
                CAMPUS, actor="Cora", action="line.wording", origin="console", now=parts.now()
            ) as edit,
        ):
            edit.settings.set_line(LineSlug("main"), wish)
    assert wording_of(console) == OwnWording()
