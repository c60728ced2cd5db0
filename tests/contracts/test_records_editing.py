"""Changing single entries of a plan, and what the past was whatever was changed since."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from records_samples import (
    CAMPUS_FILE,
    COVER,
    EVENING_SHIFT,
    LUIS,
    MAIN,
    MAYA,
    NORTHFIELD,
    NOW,
    NUMBERS,
)

from warmline.campus_file import OverrideEntry, ShiftEntry
from warmline.errors import PlanError
from warmline.schedule import on_call
from warmline.store.records import Records
from warmline.store.records.editing import Edit

LATER = NOW + timedelta(days=3)
SICK = OverrideEntry(
    line=MAIN,
    kind="cover",
    mentor="Sam",
    covers="Luis",
    start=datetime(2026, 11, 27, 19),  # noqa: DTZ001 - wall clock
    end=datetime(2026, 11, 27, 23),  # noqa: DTZ001 - wall clock
)


def edited(records: Records, at: datetime = LATER) -> str:
    """Add a cover by text; returns its id."""
    with records.editing(
        NORTHFIELD, actor="Luis", action="override.add", origin="text", now=at
    ) as edit:
        return edit.add(SICK)


def saved(records: Records) -> None:
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)


def add_and_remove(records: Records) -> None:
    """Add a cover and remove one that is not there, in one edit."""
    with records.editing(
        NORTHFIELD, actor="x", action="override.remove", origin="command", now=LATER
    ) as edit:
        edit.add(SICK)
        edit.remove(OverrideEntry, "o-gone")


def test_an_edit_is_in_the_plan_and_in_the_audit(records: Records) -> None:
    """Whoever changes a single entry finds it in the plan, and the audit says who did it."""
    saved(records)
    version = records.plan_version(NORTHFIELD)
    added = edited(records)
    assert added in {it.id for it in records.load_plan(NORTHFIELD).overrides}
    assert version + 1 == records.plan_version(NORTHFIELD)
    entry = records.audit_entries()[-1]
    assert (entry.actor, entry.action) == ("Luis", "override.add")
    assert entry.after["override"][0]["covers"] == "Luis"
    assert records.verify_audit() is None


def test_an_edit_that_fails_leaves_no_trace(records: Records) -> None:
    """An edit is kept whole or not at all."""
    saved(records)
    was = (records.load_plan(NORTHFIELD), records.audit_entries())
    with pytest.raises(PlanError, match="no override o-gone"):
        add_and_remove(records)
    assert was == (records.load_plan(NORTHFIELD), records.audit_entries())


def test_an_edit_that_changes_nothing_is_no_change(records: Records) -> None:
    """An empty edit neither grows the version nor writes to the audit."""
    saved(records)
    was = (records.plan_version(NORTHFIELD), len(records.audit_entries()))
    with records.editing(NORTHFIELD, actor="x", action="none", origin="command", now=LATER):
        pass
    assert was == (records.plan_version(NORTHFIELD), len(records.audit_entries()))


def test_a_file_leaves_alone_what_people_did_since(records: Records) -> None:
    """A coordinator who loads last week's file again does not undo the covers of this week."""
    saved(records)
    added = edited(records)
    saved(records)
    assert added in {it.id for it in records.load_plan(NORTHFIELD).overrides}
    whole = replace(CAMPUS_FILE, overrides=(COVER, SICK))
    records.save_campus(whole, actor="engineer", now=LATER)
    assert len(records.load_plan(NORTHFIELD).overrides) == 2  # the file says the same now
    saved(records)
    assert len(records.load_plan(NORTHFIELD).overrides) == 1  # and takes it back


def test_entries_are_changed_and_removed(records: Records) -> None:
    """A shift can be moved and taken out by its id alone."""
    saved(records)
    (shift,) = records.load_plan(NORTHFIELD).shifts

    def edit() -> Edit:
        return records.editing(
            NORTHFIELD, actor="x", action="shift.change", origin="command", now=LATER
        )  # type: ignore[return-value]  # a context manager that gives one

    with edit() as it:
        it.change(shift.id, replace(EVENING_SHIFT, mentors=("Luis",), repeat=None))
    (moved,) = records.load_plan(NORTHFIELD).shifts
    assert (moved.id, len(moved.mentors), moved.repeat) == (shift.id, 1, None)
    with edit() as it:
        it.remove(ShiftEntry, shift.id)
    assert records.load_plan(NORTHFIELD).shifts == ()


def test_the_past_is_what_routed_then(records: Records) -> None:
    """Who was on call last week is not changed by what is edited today."""
    saved(records)
    without = replace(CAMPUS_FILE, mentors=(MAYA, LUIS), overrides=(), shifts=())
    records.save_campus(without, actor="engineer", now=LATER)
    evening = datetime.fromisoformat("2026-11-03T04:30:00+00:00")
    first, second = records.eras(NORTHFIELD, NOW, LATER + timedelta(days=1))
    assert (first.start, second.start) == (NOW, LATER)
    assert len(on_call(first.plan, MAIN, evening)) > len(on_call(second.plan, MAIN, evening))
    (only,) = records.eras(NORTHFIELD, LATER, LATER + timedelta(days=1))
    assert only == second
    (before,) = records.eras(NORTHFIELD, NOW - timedelta(days=9), NOW - timedelta(days=8))
    assert before == first


def test_a_kept_plan_holds_no_number(records: Records) -> None:
    """What is kept of old plans could not ring anybody."""
    saved(records)
    (era,) = records.eras(NORTHFIELD, NOW, NOW + timedelta(seconds=1))
    line = era.plan.lines[0]
    assert {(it.phone, it.phone_hash) for it in era.plan.mentors} == {("", "")}
    assert (line.number, line.number_hash, line.relay_numbers) == ("", "", ())
    assert {it.number for it in line.desks} == {""}
    assert not any(number in repr(era) for number in NUMBERS)
