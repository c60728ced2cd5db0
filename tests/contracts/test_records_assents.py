"""Requests that need two, blocks and hard weeks in the records, on either database."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, conversation, history, wrap_up

from warmline.assent import Assent
from warmline.errors import PlanError
from warmline.ids import MentorId, NumberHash
from warmline.store.records import Records

HASH = NumberHash("c0ffee" * 10)


def asked(records: Records) -> Assent:
    """Ask for something that needs two."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    sam = records.load_plan(NORTHFIELD).mentors[2]
    assent = Assent(
        id="assent-1",
        campus=NORTHFIELD,
        kind="reveal",
        subject="northfield.0a1b",
        reason="took pills just now",
        asker=sam.id,
        asker_role="coordinator",
        asked_at=NOW,
        until=NOW + timedelta(minutes=15),
    )
    records.ask_assent(assent, actor="Sam")
    return assent


def test_a_request_is_decided_and_shown_once(records: Records) -> None:
    """Of two verdicts one counts, and what was agreed to is shown one time."""
    assent = asked(records)
    assert records.open_assents() == (assent,)
    assert not records.show_assent(assent.id, NOW)
    maya = records.load_plan(NORTHFIELD).mentors[0].id
    agreed = replace(assent, verdict="agreed", second=maya)
    assert [records.decide_assent(agreed, NOW), records.decide_assent(agreed, NOW)] == [True, False]
    assert records.open_assents() == ()
    assert [records.show_assent(assent.id, NOW), records.show_assent(assent.id, NOW)] == [
        True,
        False,
    ]
    assert records.assent(assent.id).shown_at == NOW
    actions = [it.action for it in records.audit_entries()]
    assert actions[1:] == ["reveal.ask", "reveal.decide", "reveal.show"]
    with pytest.raises(PlanError, match="no request assent-2"):
        records.assent("assent-2")


def test_a_refusal_is_never_shown(records: Records) -> None:
    """What was refused stays hidden, whatever is asked of the records."""
    assent = asked(records)
    records.decide_assent(replace(assent, verdict="refused"), NOW)
    assert not records.show_assent(assent.id, NOW)


def test_blocks_are_listed_and_lifted_by_no_number(records: Records) -> None:
    """A block has a name that is no number, and can be lifted by it."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    until = NOW + timedelta(days=1)
    records.block(NORTHFIELD, HASH, reason="abuse", until=until, actor="Sam", now=NOW)
    (block,) = records.blocks(NORTHFIELD, NOW)
    assert (block.caller, block.until, HASH in repr(block)) == (HASH[:12], until, False)
    for wrong in ("", "c0ffee", "000000000000"):
        with pytest.raises(PlanError, match="is blocked"):
            records.lift_block(NORTHFIELD, wrong, actor="Sam", now=NOW)
    version = records.plan_version(NORTHFIELD)
    records.lift_block(NORTHFIELD, block.caller, actor="Sam", now=NOW)
    assert records.blocks(NORTHFIELD, NOW) == ()
    assert records.plan_version(NORTHFIELD) == version + 1


def test_two_hard_contacts_within_a_week_are_noticed_once(records: Records) -> None:
    """One hard contact is not a hard week; two are, and it is told once a week."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    maya = records.load_plan(NORTHFIELD).mentors[0].id
    for number, known in enumerate((history("0a1b"), conversation("7e47"))):
        assert records.hard_weeks(NORTHFIELD, NOW) == ()
        hard = replace(wrap_up(minutes=number, hard=True), mentor=MentorId(maya))
        records.record_contact(replace(known, wrap_ups=(hard,)))
    assert records.hard_weeks(NORTHFIELD, NOW) == (maya,)
    records.flag_hard_week(maya, NOW)
    assert records.hard_weeks(NORTHFIELD, NOW + timedelta(days=2)) == ()
    assert records.hard_weeks(NORTHFIELD, NOW + timedelta(days=9)) == ()
