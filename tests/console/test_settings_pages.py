"""Settings at the console: seen before they are saved, whole or not at all, and calls follow."""

import re

from flask.testing import FlaskClient
from phones import CAMPUS
from telling.console import TOKEN, Console
from werkzeug.test import TestResponse

from warmline.line import Line

SETTINGS = "/console/settings"
MAIN = f"{SETTINGS}/line/main"
LADDER = {
    "who": ["role:backup", "shift"],
    "ring": ["together", "sequential"],
    "ring_seconds": ["25", "20"],
    "rounds": ["1", "2"],
    "stagger_seconds": ["8", "8"],
}


def sends(browser: FlaskClient, path: str, **form: object) -> TestResponse:
    """Send a form of the settings, as it is after a look at them."""
    token = TOKEN.search(browser.get(f"{SETTINGS}").text)
    assert token is not None
    return browser.post(path, data={"csrf_token": token.group(1), **form})


def saves(browser: FlaskClient, path: str, **form: object) -> TestResponse:
    """Look at what a form changes, then save it."""
    seen = sends(browser, path, **{"does": "look", **form})
    version = re.search(r'name="version" value="(\d+)"', seen.text)
    assert version is not None, seen.text
    more = {"sure": "1", "version": version.group(1)}
    return sends(browser, path, **{"does": "save", **form, **more})


def line_of(console: Console) -> Line:
    """Return the line as it is kept."""
    return console.phones.parts.records.load_plan(CAMPUS).lines[0]


def waiting(**changed: str) -> dict[str, str]:
    """Return the form for waiting."""
    return {"max_wait_seconds": "90", "ring_at": "arrival"} | changed


def test_a_setting_is_seen_before_it_is_saved_and_calls_follow(console: Console) -> None:
    """Nothing changes by looking; what is saved is published at once, and audited both ways."""
    browser = console.enters("Cora")
    before = line_of(console).max_wait_seconds
    seen = sends(browser, f"{MAIN}/waiting", **waiting(max_wait_seconds="120", does="look")).text
    assert f"{before} seconds" in seen
    assert "120 seconds" in seen
    assert line_of(console).max_wait_seconds == before
    assert saves(browser, f"{MAIN}/waiting", **waiting(max_wait_seconds="120")).status_code == 302
    assert line_of(console).max_wait_seconds == 120
    roster = console.phones.parts.houses.of_campus(CAMPUS)
    assert roster.compiled.lines[0].max_wait_seconds == 120
    (entry,) = [
        it for it in console.phones.parts.records.audit_entries() if it.action == "line.waiting"
    ]
    assert entry.actor == "Cora"
    assert str(before) in str(entry)
    assert "120" in str(entry)


def test_what_is_wrong_is_said_beside_its_field(console: Console) -> None:
    """A mistake is told in the words of the campus file, and nothing typed is lost."""
    browser = console.enters("Cora")
    answer = sends(browser, f"{MAIN}/waiting", **waiting(max_wait_seconds="7", does="look"))
    assert answer.status_code == 400
    assert 'id="max_wait_seconds-wrong"' in answer.text
    assert "Must be a whole number from 20 to 600." in answer.text
    assert 'value="7"' in answer.text
    hours = {"name": "Northfield", "hours": "evenings", "does": "look"}
    answer = sends(browser, f"{MAIN}/line", **hours)
    assert answer.status_code == 400
    assert 'id="hours-wrong"' in answer.text
    days = {"caller_days": "60", "detail_days": "40", "history_days": "770", "does": "look"}
    assert "Is more than detail_days (40)." in sends(browser, f"{MAIN}/retention", **days).text


def test_opening_hours_are_previewed_with_what_they_open(console: Console) -> None:
    """Who narrows the hours sees when the line will be closed before anybody meets it."""
    browser = console.enters("Cora")
    form = {"name": line_of(console).name, "hours": "mon-fri 19:00-23:00, sat 18:00-02:00"}
    seen = sends(browser, f"{MAIN}/line", **form, does="look").text
    assert "is closed" in seen
    saves(browser, f"{MAIN}/line", **form)
    assert len(line_of(console).hours) == 2


def test_a_rung_moves_and_who_would_ring_is_shown_before_saving(console: Console) -> None:
    """The ladder on the page answers for the ladder as typed; the kept one waits for Save."""
    browser = console.enters("Cora")
    kept = line_of(console).ladder
    form = {"name": ["Backup", "Mentors"], **LADDER}
    seen = sends(browser, f"{MAIN}/ladder", **form, does="down 0").text
    would = seen[seen.index('id="would"') :]
    assert would.index("Maya") < would.index("Bo <span")
    assert "not saved yet" in would
    assert line_of(console).ladder == kept
    assert saves(browser, f"{MAIN}/ladder", **form).status_code == 302
    assert [it.name for it in line_of(console).ladder] == ["Backup", "Mentors"]
    wrong = sends(browser, f"{MAIN}/ladder", **(form | {"name": ["Same", "same"]}), does="look")
    assert "Is already that of another rung." in wrong.text


def test_a_change_upon_a_plan_that_moved_on_is_shown_anew(console: Console) -> None:
    """Two coordinators at once never overwrite each other unseen."""
    browser, other = console.enters("Cora"), console.enters("Cora")
    seen = sends(browser, f"{MAIN}/waiting", **waiting(max_wait_seconds="100", does="look")).text
    version = re.findall(r'name="version" value="(\d+)"', seen)[0]
    saves(other, f"{MAIN}/care", cool_down_minutes="9", contacts_per_shift="4", hours_awake="6")
    late = waiting(max_wait_seconds="100", does="save", sure="1", version=version)
    answer = sends(browser, f"{MAIN}/waiting", **late)
    assert answer.status_code == 409
    assert "Somebody changed the plan" in answer.text
    assert line_of(console).max_wait_seconds != 100


def test_a_desk_is_typed_sealed_and_never_shown(console: Console) -> None:
    """A desk's number goes in by hand and comes out nowhere: no page, no audit, no plan."""
    browser = console.enters("Cora")
    form = {"name": "Night desk", "number": "(415) 555-0188", "hours": "mon-fri 17:00-22:00"}
    preview = sends(browser, f"{MAIN}/desk/new", **form, does="look").text
    assert "a new one, ending 88" in preview
    assert not {"555-0188", "5550188"} & set(re.findall(r"[\d-]{7,}", preview))
    kept = re.search(r'name="number" value="(sealed:[^"]+)"', preview)
    assert kept is not None
    assert saves(browser, f"{MAIN}/desk/new", **(form | {"number": kept[1]})).status_code == 302
    desks = line_of(console).desks
    assert desks[-1].name == "Night desk"
    assert "5550188" not in browser.get(SETTINGS).text + str(desks)
    assert "5550188" not in str(console.phones.parts.records.audit_entries())
    sealed, path = desks[-1].number, f"{MAIN}/desk/{desks[-1].id}"
    saves(browser, path, name="Evening desk", number="", hours="")
    changed = line_of(console).desks[-1]
    assert (changed.name, changed.number, changed.hours) == ("Evening desk", sealed, ())
    before = [it.id for it in line_of(console).desks]
    up = sends(browser, f"{MAIN}/desks", does=f"up {changed.id}").text
    assert re.search(r"Place 1</th>.*?Evening desk", up, re.DOTALL)
    assert [it.id for it in line_of(console).desks] == before  # nothing is saved by looking
    saves(browser, f"{MAIN}/desks", does=f"up {changed.id}")
    assert line_of(console).desks[0].id == changed.id
    saves(browser, f"{MAIN}/desks", does=f"remove {changed.id}")
    assert changed.id not in {it.id for it in line_of(console).desks}
    assert (
        saves(browser, f"{MAIN}/desk/new", **(form | {"name": "Evening desk"})).status_code == 302
    )
    assert line_of(console).desks[-1].name == "Evening desk"
    wrong = sends(browser, f"{MAIN}/desk/new", **(form | {"number": "911", "does": "look"}))
    assert 'id="number-wrong"' in wrong.text


def test_a_phrase_of_the_campus_is_added_tried_and_taken_out(console: Console) -> None:
    """What a campus adds is found in the very next text, and words that are tried stay nowhere."""
    browser = console.enters("Cora")
    page = f"{SETTINGS}/phrases"
    words = "meet me at the old quarry"
    assert "Not marked" in sends(browser, f"{page}/try", tried=words).text
    phrase = {"text": "the old quarry", "category": "plan"}
    assert saves(browser, f"{page}/add", **phrase).status_code == 302
    assert "Marked as urgent: plan" in sends(browser, f"{page}/try", tried=words).text
    assert "among the phrases" in sends(browser, f"{page}/add", **phrase, does="look").text
    saves(browser, f"{page}/remove", text="the old quarry")
    assert console.phones.parts.records.load_plan(CAMPUS).phrases == ()


def test_a_name_is_heard_before_it_is_saved(console: Console) -> None:
    """What a new name makes of each sentence is shown with seconds and segments; too long is no."""
    browser, page = console.enters("Cora"), f"{MAIN}/line"
    seen = sends(browser, page, name="Night Ears", hours="", does="look").text
    assert "Night Ears. Trained peers, not an emergency service." in seen
    assert re.search(r"A call begins.*?About \d+ seconds.*?Listen", seen, re.DOTALL)
    assert re.search(r"A conversation begins.*?\d segments?", seen, re.DOTALL)
    assert line_of(console).name == "Ears for Peers"
    long = sends(browser, page, name="The peer line of us all at every hour of the night", hours="",
                 does="look").text  # fmt: skip
    assert re.search(r'id="name-wrong">Makes the greeting 1\d\.\d seconds long', long)
    assert (
        "every text more than twice as costly"
        in sends(browser, page, name="Ears for 同学", hours="", does="look").text
    )
    assert saves(browser, page, name="Night Ears", hours="").status_code == 302
    assert line_of(console).name == "Night Ears"


def test_the_wording_is_shown_with_its_segments(console: Console) -> None:
    """The sentences have the line's name in them; who may change some is led to where."""
    page = console.enters("Cora").get(f"{SETTINGS}/wording").text
    assert f"{line_of(console).name}. Trained peers" in page
    assert "1 segment," in page
    assert "Word four of them yourself" in page
    assert "Word four" not in console.enters("Ada").get(f"{SETTINGS}/wording").text


def test_who_may_look_and_who_may_change(console: Console) -> None:
    """Adviser and engineer see every setting and can change none; mentors see nothing."""
    for name in ("Ada", "Enno"):
        browser = console.enters(name)
        page = browser.get(SETTINGS)
        assert page.status_code == 200
        assert "Change</a>" not in page.text
        for path in ("waiting", "ladder", "desk/new"):
            assert browser.get(f"{MAIN}/{path}").status_code == 403
        token = TOKEN.search(page.text)
        assert token is not None
        form = {"csrf_token": token.group(1), "text": "the old quarry", "category": "plan"}
        assert browser.post(f"{SETTINGS}/phrases/add", data=form).status_code == 403
    for name in ("Maya", "Noor"):
        assert console.enters(name).get(SETTINGS).status_code == 403
