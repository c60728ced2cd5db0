"""Calendar links in the records: a token is told once, and a revoked one leads nowhere."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, COVER, EVENING_SHIFT, MAIN, NORTHFIELD, NOW, another_campus
from sqlalchemy import text

from warmline.campus_file import OverrideEntry, ShiftEntry
from warmline.errors import PlanError
from warmline.ids import CampusSlug, MentorId
from warmline.store.records import Records
from warmline.store.records.calendar_links import CalendarTarget

LATER = NOW + timedelta(days=3)
EVERYBODY = CalendarTarget(line=MAIN)


@pytest.fixture
def maya(records: Records) -> MentorId:
    """Save the campus; return its first mentor."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    return records.load_plan(NORTHFIELD).mentors[0].id


def given(records: Records, target: CalendarTarget, *, replaces: bool = False) -> str:
    return records.give_calendar(NORTHFIELD, target, actor="Cora", now=LATER, replace=replaces)


def leads(records: Records, token: str) -> CalendarTarget | None:
    found = records.calendar(token, NOW, LATER)
    return None if found is None else found.link.target


def test_a_token_leads_to_what_it_was_made_for(records: Records, maya: MentorId) -> None:
    """A mentor's link shows that mentor, a line's link that line, and nobody else's."""
    mine, everybodys = given(records, CalendarTarget(mentor=maya)), given(records, EVERYBODY)
    assert CalendarTarget(mentor=maya) == leads(records, mine)
    assert leads(records, everybodys) == EVERYBODY
    assert len(mine) == len(everybodys) == 43
    assert mine != everybodys
    for wrong in ("", mine[:-1], mine.swapcase(), "x" * 43, f"{mine}'--"):
        assert leads(records, wrong) is None


def test_nobody_can_read_a_token_out_of_the_database(records: Records, maya: MentorId) -> None:
    """Whoever steals the database cannot open anybody's calendar with what is in it."""
    token = given(records, CalendarTarget(mentor=maya))
    with records._database.reading() as connection:  # what a thief would see
        rows = connection.execute(text("SELECT * FROM calendar_feed")).all()
    assert token not in repr(rows)
    assert token not in repr(records.audit_entries())
    assert token not in repr(records.calendar_links(NORTHFIELD))


def test_a_revoked_link_leads_nowhere_at_once(records: Records, maya: MentorId) -> None:
    """A lost phone's link is ended by its id; the others go on."""
    lost, kept = given(records, CalendarTarget(mentor=maya)), given(records, EVERYBODY)
    (link,) = [it for it in records.calendar_links(NORTHFIELD) if it.target.mentor == maya]
    assert records.revoke_calendar(NORTHFIELD, link.id, actor="Cora", now=LATER)
    assert leads(records, lost) is None
    assert leads(records, kept) == EVERYBODY
    assert not records.revoke_calendar(NORTHFIELD, link.id, actor="Cora", now=LATER)
    (after,) = [it for it in records.calendar_links(NORTHFIELD) if it.id == link.id]
    assert (after.revoked_at, after.made_at, after.actor) == (LATER, LATER, "Cora")


def test_a_new_link_replaces_the_old_only_if_asked_to(records: Records, maya: MentorId) -> None:
    """A second device gets a link of its own; after a loss, one command ends all earlier ones."""
    target = CalendarTarget(mentor=maya)
    first, second, other = given(records, target), given(records, target), given(records, EVERYBODY)
    assert leads(records, first) == leads(records, second) == target
    third = given(records, target, replaces=True)
    assert [leads(records, it) for it in (first, second)] == [None, None]
    assert (leads(records, third), leads(records, other)) == (target, EVERYBODY)


def test_an_unknown_link_cannot_be_revoked(records: Records, maya: MentorId) -> None:
    """A mistyped id is told, and another campus's links are not touched."""
    records.save_campus(another_campus("southfield"), actor="engineer", now=NOW)
    given(records, EVERYBODY)
    (link,) = records.calendar_links(NORTHFIELD)
    assert records.calendar_links(CampusSlug("southfield")) == ()
    for campus, wrong in (
        (NORTHFIELD, "c-0"),
        (NORTHFIELD, "%"),
        (CampusSlug("southfield"), link.id),
    ):
        with pytest.raises(PlanError, match="there is no calendar link"):
            records.revoke_calendar(campus, wrong, actor="Cora", now=LATER)


def test_links_are_in_the_audit(records: Records, maya: MentorId) -> None:
    """Who was given a calendar, and who ended it, can be told later."""
    given(records, CalendarTarget(mentor=maya))
    (link,) = records.calendar_links(NORTHFIELD)
    records.revoke_calendar(NORTHFIELD, link.id, actor="Cora", now=LATER)
    made, ended = records.audit_entries()[-2:]
    assert (made.action, made.subject, made.after["mentor"]) == (
        "calendar.link",
        f"calendar/{link.id}",
        maya,
    )
    assert (ended.action, ended.actor, ended.after) == ("calendar.revoke", "Cora", None)
    assert records.verify_audit() is None


def test_a_calendar_is_made_of_every_plan_of_its_time(records: Records, maya: MentorId) -> None:
    """What routed before the last edit is there too, and the version grows with every edit."""
    token = given(records, EVERYBODY)
    first = records.calendar(token, NOW, LATER)
    assert first is not None
    records.save_campus(replace(CAMPUS_FILE, overrides=()), actor="engineer", now=LATER)
    second = records.calendar(token, NOW, LATER + timedelta(hours=1))
    assert second is not None
    assert [len(era.plan.overrides) for era in second.eras] == [1, 0]
    assert [era.start for era in second.eras] == [NOW, LATER]
    assert first.version < second.version
    assert second.version == records.plan_version(NORTHFIELD)


def test_many_entries_are_added_in_one_edit(records: Records, maya: MentorId) -> None:
    """An import is one change of the plan: all of it, in order, with one entry in the audit."""
    version = records.plan_version(NORTHFIELD)
    days = [datetime(2026, 12, day, 19) for day in range(1, 29)]  # noqa: DTZ001 - wall clock
    shifts = [
        replace(EVENING_SHIFT, start=day, end=day + timedelta(hours=4), repeat=None) for day in days
    ]
    off = OverrideEntry(
        line=MAIN,
        kind="remove",
        mentor="Luis",
        start=COVER.start + timedelta(days=7),
        end=COVER.end + timedelta(days=7),
    )
    with records.editing(
        NORTHFIELD, actor="x", action="calendar.import", origin="calendar", now=LATER
    ) as edit:
        edit.add_all([*shifts, off])
    plan = records.load_plan(NORTHFIELD)
    assert [it.start for it in plan.shifts] == [EVENING_SHIFT.start, *days]
    assert {len(it.mentors) for it in plan.shifts} == {2}
    assert plan.overrides[-1].kind == "remove"
    assert version + 1 == records.plan_version(NORTHFIELD)
    assert len(records.audit_entries()[-1].after["shift"]) == 28
    records.save_campus(CAMPUS_FILE, actor="engineer", now=LATER)  # a file leaves them alone
    assert len(records.load_plan(NORTHFIELD).shifts) == 29
    assert ShiftEntry is type(shifts[0])
