"""Drafts of a plan on either database: tried without a trace, published whole or not at all."""

from datetime import datetime, timedelta

import pytest
from records_samples import CAMPUS_FILE, MAIN, NORTHFIELD, NOW

from warmline.campus_file import OverrideEntry, ShiftEntry
from warmline.drafts import Step, entry_of, new_step, to_add, to_change, to_remove
from warmline.errors import PlanError
from warmline.store.records import Records

LATER = NOW + timedelta(days=3)
EXTRA = ShiftEntry(
    line=MAIN,
    mentors=("Sam",),
    start=datetime(2026, 12, 1, 8),  # noqa: DTZ001 - wall clock
    end=datetime(2026, 12, 1, 10),  # noqa: DTZ001 - wall clock
)
NOBODYS = OverrideEntry(
    line=MAIN, kind="cover", mentor="Luis", covers="Sam", start=EXTRA.start, end=EXTRA.end
)


def drafted(records: Records, *steps: Step) -> str:
    """Begin a draft of a loaded campus that holds these steps."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    draft = records.begin_draft(NORTHFIELD, "Next week", actor="Sam", now=LATER)
    records.add_to_draft(NORTHFIELD, draft, steps, actor="Sam", now=LATER)
    return draft


def test_a_trial_leaves_no_trace(records: Records) -> None:
    """Looking at what a draft would do changes no plan, no version and no audit."""
    drafted(records)
    plan, audit = records.load_plan(NORTHFIELD), records.audit_entries()
    version = records.plan_version(NORTHFIELD)
    trial = records.try_steps(NORTHFIELD, [new_step(to_add(EXTRA))], LATER)
    assert trial.ready
    assert len(trial.after.shifts) == len(trial.before.shifts) + 1
    assert records.load_plan(NORTHFIELD) == plan
    assert records.audit_entries() == audit
    assert records.plan_version(NORTHFIELD) == version


def test_a_draft_is_published_whole(records: Records) -> None:
    """A shift and its cover come together, the cover though it would be of nobody by itself."""
    cover, shift = new_step(to_add(NOBODYS)), new_step(to_add(EXTRA))
    draft = drafted(records, shift, cover)
    assert not records.try_steps(NORTHFIELD, [cover], LATER).ready
    records.publish_draft(NORTHFIELD, draft, 2, actor="Sam", now=LATER)
    plan = records.load_plan(NORTHFIELD)
    assert EXTRA in [entry_of(plan, it) for it in plan.shifts]
    assert NOBODYS in [entry_of(plan, it) for it in plan.overrides]
    assert records.drafts(NORTHFIELD) == ()
    said = {it.action: it for it in records.audit_entries()}["plan.publish"]
    assert (said.actor, sorted(said.after)) == ("Sam", ["override", "shift"])


def test_what_is_refused_is_named_and_nothing_is_kept(records: Records) -> None:
    """One step that the plan does not take holds the whole draft back, and is named."""
    good, bad = new_step(to_add(EXTRA)), new_step(to_remove("s-gone", EXTRA))
    draft = drafted(records, good, bad)
    trial = records.try_steps(NORTHFIELD, [bad, good], LATER)
    assert [it.step for it in trial.refused] == [bad.id]
    assert EXTRA in [entry_of(trial.after, it) for it in trial.after.shifts]
    with pytest.raises(PlanError, match="not in the plan any more"):
        records.publish_draft(NORTHFIELD, draft, 2, actor="Sam", now=LATER)
    plan = records.load_plan(NORTHFIELD)
    assert EXTRA not in [entry_of(plan, it) for it in plan.shifts]
    assert records.draft(NORTHFIELD, draft).steps == (good, bad)
    assert records.take_from_draft(NORTHFIELD, draft, bad.id, actor="Sam", now=LATER)
    assert not records.take_from_draft(NORTHFIELD, draft, bad.id, actor="Sam", now=LATER)
    with pytest.raises(PlanError, match="look again"):
        records.publish_draft(NORTHFIELD, draft, 2, actor="Sam", now=LATER)
    records.publish_draft(NORTHFIELD, draft, 3, actor="Sam", now=LATER)


def test_a_step_of_several_parts_is_taken_whole(records: Records) -> None:
    """Half a swap is no swap: where one part is refused, the other is not made either."""
    drafted(records)
    half = new_step(to_add(EXTRA), to_add(NOBODYS), to_remove("o-gone", NOBODYS))
    trial = records.try_steps(NORTHFIELD, [half], LATER)
    assert trial.after == trial.before
    with pytest.raises(PlanError):
        records.take_steps(NORTHFIELD, [half], "plan.change", actor="Sam", now=LATER)


def test_an_entry_that_changed_since_is_not_overwritten(records: Records) -> None:
    """Whoever proposed a change of what somebody else has changed is told, and looks again."""
    drafted(records)
    plan = records.load_plan(NORTHFIELD)
    held = plan.shifts[0]
    was = entry_of(plan, held)
    mine, theirs = (new_step(to_change(held.id, was, it)) for it in (EXTRA, EXTRA))
    records.take_steps(NORTHFIELD, [theirs], "shift.change", actor="Ana", now=LATER)
    with pytest.raises(PlanError, match="has changed this shift since"):
        records.take_steps(NORTHFIELD, [mine], "shift.change", actor="Sam", now=LATER)


def test_a_discarded_draft_is_gone(records: Records) -> None:
    """Nothing can be put into a draft that is closed, nor can it be published."""
    draft = drafted(records, new_step(to_add(EXTRA)))
    records.discard_draft(NORTHFIELD, draft, actor="Sam", now=LATER)
    for attempt in (
        lambda: records.publish_draft(NORTHFIELD, draft, 2, actor="Sam", now=LATER),
        lambda: records.add_to_draft(NORTHFIELD, draft, [], actor="Sam", now=LATER),
        lambda: records.draft(NORTHFIELD, draft),
    ):
        with pytest.raises(PlanError, match="not open any more"):
            attempt()
