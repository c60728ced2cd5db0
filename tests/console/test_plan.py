"""The plan at the console: seen by everybody, made, covered and published by a coordinator."""

import re
from datetime import timedelta

import pytest
from phones import CAMPUS
from telling.console import TOKEN, Console
from telling.planning import decides, on_call, sends, turn_of

from warmline.ids import LineSlug

SHIFT = {"line": "main", "repeats": "once", "every": "1"}


def test_a_week_shows_who_is_on_call(console: Console) -> None:
    """Everybody of the roster may look; what is on call is what routes, in the line's own time."""
    for who in ("Cora", "Ada", "Noor", "Enno", "Maya"):
        page = console.enters(who).get("/console/plan?by=person")
        assert page.status_code == 200
        assert "America/Los Angeles" in page.text
        assert page.text.count("12:00\u201312:00") == 14  # two people, seven days
    by_line = console.enters("Cora").get("/console/plan?view=month").text
    assert by_line.count("Maya") >= 30


def test_a_shift_is_made_after_its_preview(console: Console) -> None:
    """What is typed is shown span by span first; then it routes at once, and the audit has it."""
    browser = console.enters("Cora")
    page = "/console/plan/shift/new"
    form = SHIFT | {"day": "2026-11-04", "starts": "21:00", "ends": "01:00", "mentors": ["Bo"],
                    "repeats": "weekly", "days": ["2", "4"], "until": "2026-11-13"}  # fmt: skip
    preview = sends(browser, page, form)
    assert "every Wednesday and Friday until 13 Nov 2026" in preview.text
    assert "Wed 04 Nov 21:00\u201301:00" in preview.text
    assert on_call(console, "2026-11-04 22:00") == ["Maya", "Luis"]  # nothing is done yet
    done = decides(browser, preview, "/console/plan/do")
    assert "Calls follow it now." in done.text
    for when in ("2026-11-04 22:00", "2026-11-06 22:00", "2026-11-13 22:00"):
        assert on_call(console, when) == ["Maya", "Luis", "Bo"]
    assert on_call(console, "2026-11-18 22:00") == ["Maya", "Luis"]
    entry = console.phones.parts.records.audit_entries()[-1]
    assert (entry.actor, entry.action, entry.before) == ("Cora", "shift.add", {"shift": []})
    assert entry.after["shift"][0]["mentors"] == ["Bo"]


def test_a_sick_call_is_covered(console: Console) -> None:
    """Maya is ill tonight: Bo has her turn, and the next call rings Bo and not her."""
    browser, page = console.enters("Cora"), turn_of(console, "Maya", "2026-11-02 12:00")
    assert "Maya, Mon 02 Nov 12:00" in browser.get(page).text
    bo = console.phones.id_of(console.people["Bo"])
    form = {"does": "cover", "mentor": bo, "start": "2026-11-02T20:00", "end": "2026-11-03T12:00"}
    preview = sends(browser, page, form)
    assert "Bo covers for Maya on Ears for Peers, Mon 02 Nov 2026 20:00" in preview.text
    decides(browser, preview, "/console/plan/do")
    assert on_call(console, "2026-11-02 20:30") == ["Luis", "Bo"]
    assert on_call(console, "2026-11-03 12:30") == ["Maya", "Luis"]
    roster = console.phones.parts.houses.newest(CAMPUS)
    on_shift = roster.on_shift(LineSlug("main"), console.phones.now())
    assert console.phones.id_of(console.people["Maya"]) not in on_shift
    assert "Bo</a> <small>(cover for Maya)" in browser.get("/console/plan").text
    student = console.phones.student()
    student.calls()
    luis, second = console.people["Luis"], console.people["Bo"]
    luis.rings()
    luis.presses("2")
    second.rings(within=5)
    second.presses("1")
    student.talks_to(second)


def test_two_turns_are_swapped(console: Console) -> None:
    """A swap gives each the other's turn, in one change."""
    browser = console.enters("Cora")
    shift = {"day": "2026-11-20", "starts": "06:00", "ends": "11:00", "mentors": ["Bo"]}
    made = sends(browser, "/console/plan/shift/new", SHIFT | shift)
    decides(browser, made, "/console/plan/do")
    page = turn_of(console, "Maya", "2026-11-19 12:00")
    bo = console.phones.id_of(console.people["Bo"])
    shown = browser.get(page).text
    assert "Fri 20 Nov 06:00" not in shown  # it overlaps: nobody could have both
    page = turn_of(console, "Maya", "2026-11-20 12:00")
    key = f"main|{bo}|{console.phones.at('2026-11-20 06:00').isoformat()}"
    preview = sends(browser, page, {"does": "swap", "turn": key})
    assert "Bo covers for Maya" in preview.text
    assert "Maya covers for Bo" in preview.text
    decides(browser, preview, "/console/plan/do")
    assert on_call(console, "2026-11-20 20:00") == ["Luis", "Bo"]
    assert console.phones.parts.records.audit_entries()[-1].action == "plan.change"


def test_a_draft_is_published_at_once(console: Console) -> None:
    """What is collected rings nobody; published, all of it counts, in one entry of the audit."""
    browser = console.enters("Cora")
    begun = sends(browser, "/console/plan/drafts", {"name": "Next week"})
    draft = begun.headers["Location"].rpartition("/")[2]
    for day in ("2026-11-10", "2026-11-11"):
        form = SHIFT | {"draft": draft, "day": day, "starts": "19:00", "ends": "07:00",
                        "mentors": ["Bo"]}  # fmt: skip
        preview = sends(browser, f"/console/plan/shift/new?draft={draft}", form)
        assert "Do it now" not in preview.text
        decides(browser, preview, "/console/plan/collect", draft=draft)
    assert on_call(console, "2026-11-10 20:00") == ["Maya", "Luis"]
    with_it = browser.get(f"/console/plan?at=2026-11-10&draft={draft}").text
    assert with_it.count(">Bo</a>") == 2
    page = f"/console/plan/drafts/{draft}"
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    assert version is not None
    stale = sends(browser, page, {"version": "1"}, f"{page}/publish")
    assert stale.status_code == 409
    assert "somebody has changed this draft" in stale.text.lower()
    sends(browser, page, {"version": version[1]}, f"{page}/publish")
    assert on_call(console, "2026-11-10 20:00") == ["Maya", "Luis", "Bo"]
    actions = [it.action for it in console.phones.parts.records.audit_entries()]
    assert actions[-5:] == [
        "draft.begin", "draft.change", "draft.change", "draft.publish", "plan.publish",
    ]  # fmt: skip
    assert "not open any more" in browser.get(page, follow_redirects=True).text


def test_a_draft_that_the_plan_contradicts_by_now_is_refused(console: Console) -> None:
    """If somebody changed the same thing meanwhile, nothing of a draft is published."""
    browser, bo = console.enters("Cora"), console.phones.id_of(console.people["Bo"])
    page = turn_of(console, "Maya", "2026-11-10 12:00")
    cover = {"does": "cover", "mentor": bo, "start": "2026-11-10T12:00", "end": "2026-11-11T12:00"}
    shift = SHIFT | {"day": "2026-11-12", "starts": "19:00", "ends": "07:00", "mentors": ["Bo"]}
    first = sends(browser, page, cover)
    collected = decides(browser, first, "/console/plan/collect", name="Covers")
    draft = re.search(r"/console/plan/drafts/(f-\w+)/publish", collected.text)
    assert draft is not None
    decides(browser, sends(browser, "/console/plan/shift/new", shift), "/console/plan/collect",
            draft=draft[1])  # fmt: skip
    off = {"does": "off", "start": "2026-11-10T18:00", "end": "2026-11-10T20:00"}
    decides(browser, sends(browser, page, off), "/console/plan/do")
    shown = browser.get(f"/console/plan/drafts/{draft[1]}").text
    assert "Refused: Two things about Maya at the same time" in shown
    assert "cannot be published as it is" in shown
    tried = sends(browser, "/console/plan/drafts", {"version": "3"},
                  f"/console/plan/drafts/{draft[1]}/publish")  # fmt: skip
    assert tried.status_code == 409
    assert on_call(console, "2026-11-12 20:00") == ["Maya", "Luis"]


def test_a_shift_that_changed_since_is_not_overwritten(console: Console) -> None:
    """Two people change one shift: the second learns of it instead of undoing the first."""
    browser = console.enters("Cora")
    plan = console.phones.parts.records.load_plan(CAMPUS)
    page = f"/console/plan/shift/{plan.shifts[0].id}"
    both = SHIFT | {"day": "2026-11-01", "starts": "12:00", "ends": "12:00", "repeats": "weekly",
                    "days": list("0123456")}  # fmt: skip
    one = sends(browser, page, both | {"mentors": ["Maya", "Luis", "Bo"]})
    other = sends(browser, page, both | {"mentors": ["Luis"]})
    assert "becomes: shift of Luis" in other.text
    decides(browser, one, "/console/plan/do")
    late = decides(browser, other, "/console/plan/do")
    assert late.status_code == 409
    assert "somebody has changed this shift since" in late.text.lower()
    assert on_call(console, "2026-11-10 20:00") == ["Maya", "Luis", "Bo"]


def test_what_is_wrong_stands_beside_its_field(console: Console) -> None:
    """A form that cannot be is shown again with all that was typed, and the reason beside it."""
    browser = console.enters("Cora")
    page = "/console/plan/shift/new"
    form = SHIFT | {"day": "2026-11-10", "starts": "19:00", "ends": "07:00", "mentors": ["Bo"],
                    "last_day": "2026-11-09"}  # fmt: skip
    shown = sends(browser, page, form)
    assert shown.status_code == 400
    assert re.search(r'id="ends-wrong">Is not after start', shown.text)
    assert 'value="2026-11-10"' in shown.text
    assert re.search(r'value="Bo" checked', shown.text)
    nobody = sends(browser, page, SHIFT | {"day": "2026-11-10", "starts": "19:00", "ends": "x"})
    assert "Choose at least one person." in nobody.text
    weekly = sends(browser, page, form | {"last_day": "", "repeats": "weekly"})
    assert 'id="days-wrong">Choose at least one day.' in weekly.text
    hours = {"name": "Finals", "kind": "finals", "line": "every line", "first": "2026-12-07",
             "last": "2026-12-11", "keeps": "hours", "hours": "late"}  # fmt: skip
    shown = sends(browser, "/console/plan/period/new", hours)
    assert 'id="hours-wrong">Write days and times' in shown.text
    assert "late</textarea>" in shown.text
    again = sends(browser, page, form | {"again": "1"})
    assert again.status_code == 200
    assert 'value="2026-11-09"' in again.text


def test_a_holiday_is_put_into_the_calendar(console: Console) -> None:
    """Closed days are previewed as hours and marked, and nobody is missing on them."""
    browser = console.enters("Cora")
    form = {"name": "Thanksgiving", "kind": "holiday", "line": "every line",
            "first": "2026-11-26", "last": "2026-11-27", "keeps": "closed"}  # fmt: skip
    preview = sends(browser, "/console/plan/period/new", form)
    assert "Ears for Peers is closed Thu 26 Nov 00:00" in preview.text
    decides(browser, preview, "/console/plan/do")
    week = browser.get("/console/plan?at=2026-11-26").text
    assert week.count('<span class="period">Thanksgiving</span>') == 2
    assert week.count('<div class="closed">closed</div>') == 2
    assert "Thanksgiving" in browser.get("/console/plan/calendar").text


def test_gaps_and_single_nights_stand_in_their_place(console: Console) -> None:
    """An hour without anybody is said in words on its day, and leads to the form that fills it."""
    browser = console.enters("Cora")
    for name in ("Maya", "Luis"):
        form = {"does": "off", "start": "2026-11-05T22:00", "end": "2026-11-06T01:00"}
        page = turn_of(console, name, "2026-11-05 12:00")
        decides(browser, sends(browser, page, form), "/console/plan/do")
        week = browser.get("/console/plan?at=2026-11-05").text
        if name == "Maya":
            assert "alone at night" in week
            assert ">nobody" not in week
    assert "nobody 22:00\u201324:00" in week
    assert "nobody 00:00\u201301:00" in week
    assert "start=2026-11-05T22:00&amp;end=2026-11-06T01:00" in week


def test_only_those_who_plan_or_oversee_see_whose_certificate_ended(console: Console) -> None:
    """That somebody is over a cap or may not be rung is no other mentor's business."""
    browser = console.enters("Cora")
    assert "waking hours on call in one stretch" in browser.get("/console/plan?by=person").text
    assert "waking hours" not in console.enters("Maya").get("/console/plan?by=person").text


def test_the_past_is_shown_as_it_was(console: Console) -> None:
    """A shift that is removed stays in the weeks in which it was served."""
    console.phones.wait(seconds=timedelta(days=14).total_seconds())
    browser = console.enters("Cora")
    plan = console.phones.parts.records.load_plan(CAMPUS)
    preview = browser.get(f"/console/plan/shift/{plan.shifts[0].id}/remove")
    assert "nobody is on call" in preview.text
    decides(browser, preview, "/console/plan/do")
    assert "Maya" in browser.get("/console/plan?at=2026-11-10").text
    assert "Maya" not in browser.get("/console/plan?at=2026-12-10").text


def test_a_rule_that_the_form_cannot_say_is_kept(console: Console) -> None:
    """The first Friday of each month stays that when somebody else is put on it."""
    console.phones.shift("Bo", start="2026-11-06T18:00:00", end="2026-11-06T20:00:00",
                         repeat="FREQ=MONTHLY;BYDAY=1FR")  # fmt: skip
    console.phones.ready()
    browser = console.enters("Cora")
    plan = console.phones.parts.records.load_plan(CAMPUS)
    page = f"/console/plan/shift/{plan.shifts[-1].id}"
    assert "every month on the first Friday" in browser.get(page).text
    form = SHIFT | {"day": "2026-11-06", "starts": "18:00", "ends": "20:00", "repeats": "kept",
                    "mentors": ["Noor", "Bo"]}  # fmt: skip
    assert "is not a valid choice" in sends(browser, page, form).text  # Noor takes no shifts
    form["mentors"] = ["Maya"]
    decides(browser, sends(browser, page, form), "/console/plan/do")
    changed = console.phones.parts.records.load_plan(CAMPUS).shifts[-1]
    assert changed.repeat == "FREQ=MONTHLY;BYDAY=1FR"


def test_a_duty_is_handed_on(console: Console) -> None:
    """A duty is made with its order and how often it passes on."""
    browser = console.enters("Cora")
    form = {"line": "main", "name": "Weekend lead", "mentors": "Bo\nMaya", "every": "1 week",
            "start": "2026-11-06T18:00", "hours": "sat-sun 08:00-10:00"}  # fmt: skip
    decides(browser, sends(browser, "/console/plan/duty/new", form), "/console/plan/do")
    assert on_call(console, "2026-11-07 09:00") == ["Maya", "Luis", "Bo"]
    assert "Weekend lead" in browser.get("/console/plan/entries").text
    form["mentors"] = "Bo\nMaja"
    wrong = sends(browser, "/console/plan/duty/new", form | {"name": "Other"})
    assert 'id="mentors-wrong">There is no mentor' in wrong.text


def test_a_calendar_link_is_shown_once_and_revoked(console: Console) -> None:
    """The address works until it is revoked, and no page shows it again."""
    browser, page = console.enters("Cora"), "/console/plan/links"
    maya = console.phones.id_of(console.people["Maya"])
    made = sends(browser, page, {"target": f"mentor:{maya}"})
    address = re.search(r"https://line\.test(/calendar/[\w-]+\.ics)", made.text)
    assert address is not None
    assert browser.get(address[1]).status_code == 200
    listed = browser.get(page).text
    assert address[1] not in listed
    link = re.search(r"/console/plan/links/(c-\w+)/revoke", listed)
    assert link is not None
    sends(browser, page, {}, f"{page}/{link[1]}/revoke")
    assert browser.get(address[1]).status_code == 404
    assert "No link is in use" in browser.get(page).text


@pytest.mark.parametrize("who", ["Maya", "Bo", "Ada", "Noor", "Enno"])
def test_nobody_but_a_coordinator_changes_the_plan(console: Console, who: str) -> None:
    """Others may look at the timetable, and at nothing from which the plan is changed."""
    browser = console.enters(who)
    assert "New shift" not in browser.get("/console/plan").text
    rules = console.phones.console_app.url_map.iter_rules()
    mine = [it for it in rules if it.endpoint.startswith("console.plan_")]
    assert len(mine) >= 14
    for rule in mine:
        path = re.sub(r"<any[^>]*>", "shift", rule.rule)
        path = re.sub(r"<\w+>", "x", path)
        token = TOKEN.search(browser.get("/console/plan").text)
        form = {"csrf_token": token.group(1) if token else ""}
        method = browser.get if "GET" in (rule.methods or ()) else browser.post
        answer = method(path, data=form) if method is browser.post else method(path)
        assert answer.status_code == 403, path
