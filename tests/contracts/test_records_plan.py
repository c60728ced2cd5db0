"""The plan in the records: what a campus file says is kept, once, and comes back whole."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from records_samples import (
    CAMPUS_FILE,
    CAPS,
    EVENING_SHIFT,
    FINALS,
    HOLIDAY,
    LADDER,
    LUIS,
    MAIN,
    MAYA,
    NIGHT,
    NORTHFIELD,
    NOW,
    OVERNIGHT,
    SAM,
    another_campus,
    number,
)

from warmline.campus_file import CampusFile, read_campus
from warmline.errors import StoreError
from warmline.ids import CampusSlug, LineSlug, NumberHash
from warmline.privacy import Vault, hash_number
from warmline.schedule import Plan
from warmline.schedule import on_call as on_call_of
from warmline.store.records import LoadReport, Records

_DEMO = Path(__file__).parents[2] / "examples" / "northfield.toml"


def save(records: Records, file: CampusFile = CAMPUS_FILE) -> LoadReport:
    return records.save_campus(file, actor="engineer", now=NOW)


def names(plan: Plan) -> dict[str, str]:
    return {mentor.id: mentor.name for mentor in plan.mentors}


def test_a_first_load_reports_all_that_the_file_holds(records: Records) -> None:
    """Whoever loads a campus file is told how much of it was new."""
    expected = LoadReport(
        added={
            "campus": 1, "line": 1, "mentor": 3, "rung": 3, "desk": 2,
            "shift": 1, "duty": 1, "override": 1, "period": 2,
        }
    )  # fmt: skip
    assert expected == save(records)
    assert records.campuses() == (NORTHFIELD,)


def test_lines_ladders_and_desks_come_back_as_written(
    records: Records, records_vault: Vault
) -> None:
    """A line keeps every setting, its ladder in order, and its desks with their hours."""
    save(records)
    plan = records.load_plan(NORTHFIELD)
    pepper = records_vault.open(records.pepper(NORTHFIELD))
    (line,) = plan.lines
    entry = CAMPUS_FILE.lines[0]
    assert CAMPUS_FILE.campus == plan.campus
    assert line.ladder == LADDER
    assert [(CAPS.name, CAPS.hours), (NIGHT.name, ())] == [(d.name, d.hours) for d in line.desks]
    assert [CAPS.holidays, ()] == [desk.holidays for desk in line.desks]
    assert [CAPS.number, NIGHT.number] == [records_vault.open_number(d.number) for d in line.desks]
    assert entry.number == records_vault.open_number(line.number)
    assert list(entry.relay_numbers) == [records_vault.open_number(n) for n in line.relay_numbers]
    assert hash_number(entry.number, pepper) == line.number_hash
    for setting in set(entry.__struct_fields__) - {"number", "relay_numbers"}:
        assert getattr(entry, setting) == getattr(line, setting)


def test_mentors_come_back_in_roster_order(records: Records, records_vault: Vault) -> None:
    """The roster's order, which settles ties of fairness, is the file's."""
    save(records)
    mentors = records.load_plan(NORTHFIELD).mentors
    pepper = records_vault.open(records.pepper(NORTHFIELD))
    assert [mentor.order for mentor in mentors] == [0, 1, 2]
    for entry, mentor in zip((MAYA, LUIS, SAM), mentors, strict=True):
        assert entry.phone == records_vault.open_number(mentor.phone)
        assert hash_number(entry.phone, pepper) == mentor.phone_hash
        assert (mentor.active, mentor.paused) == (True, False)
        for field in set(entry.__struct_fields__) - {"phone"}:
            assert getattr(entry, field) == getattr(mentor, field)


def test_turns_of_duty_come_back_with_their_people(records: Records) -> None:
    """Shifts, duties and overrides keep who serves, in order, and their wall-clock times."""
    save(records)
    plan = records.load_plan(NORTHFIELD)
    who = names(plan)
    (shift,), (duty,), (override,) = plan.shifts, plan.duties, plan.overrides
    assert EVENING_SHIFT.mentors == tuple(who[mentor] for mentor in shift.mentors)
    assert OVERNIGHT.mentors == tuple(who[mentor] for mentor in duty.mentors)
    assert (who[override.mentor], who[override.covers or ""]) == ("Sam", "Maya")
    for entry, found in (
        (EVENING_SHIFT, shift),
        (OVERNIGHT, duty),
        (CAMPUS_FILE.overrides[0], override),
    ):
        for field in set(entry.__struct_fields__) - {"mentors", "mentor", "covers"}:
            assert getattr(entry, field) == getattr(found, field)


def test_a_line_has_the_periods_that_concern_it(records: Records) -> None:
    """A line knows its own terms and holidays and those of every line, and no other line's."""
    other = replace(CAMPUS_FILE.lines[0], slug=LineSlug("other"), number=number(103))
    lines = (CAMPUS_FILE.lines[0], replace(other, relay_numbers=()))
    save(records, replace(CAMPUS_FILE, lines=lines))
    main, second = records.load_plan(NORTHFIELD).lines
    assert [it.name for it in main.periods] == ["Thanksgiving", "Finals"]
    assert [it.name for it in second.periods] == ["Thanksgiving"]
    for entry, found in zip((HOLIDAY, FINALS), main.periods, strict=True):
        for field in entry.__struct_fields__:
            assert getattr(entry, field) == getattr(found, field)
    without = replace(CAMPUS_FILE, lines=lines, periods=(FINALS,))
    assert save(records, without).removed == {"period": 1}


def test_loading_the_same_file_again_changes_nothing(records: Records) -> None:
    """Loading a campus file is safe to do again: no new ids, no new seals, no audit entry."""
    save(records)
    before = (records.load_plan(NORTHFIELD), records.plan_version(NORTHFIELD))
    assert LoadReport() == save(records)
    assert before == (records.load_plan(NORTHFIELD), records.plan_version(NORTHFIELD))
    assert len(records.audit_entries()) == 1


def test_a_mentor_who_left_the_file_is_kept_as_inactive(records: Records) -> None:
    """History speaks of those who have left, so nobody is ever deleted."""
    save(records)
    was = records.load_plan(NORTHFIELD)
    without = replace(CAMPUS_FILE, mentors=(MAYA, LUIS), overrides=())
    assert LoadReport(removed={"mentor": 1, "override": 1}) == save(records, without)
    now = records.load_plan(NORTHFIELD)
    assert [(mentor.name, mentor.active) for mentor in now.mentors] == [
        ("Maya", True),
        ("Luis", True),
        ("Sam", False),
    ]
    assert LoadReport() == save(records, without)
    assert save(records).changed == {"mentor": 1}
    assert was.mentors == tuple(
        replace(mentor, phone=old.phone)
        for mentor, old in zip(records.load_plan(NORTHFIELD).mentors, was.mentors, strict=True)
    )


def test_a_new_number_is_noticed_and_kept(records: Records, records_vault: Vault) -> None:
    """A mentor who changes phones is rung on the old one until the new one has sent its code."""
    save(records)
    moved = replace(CAMPUS_FILE, mentors=(replace(MAYA, phone=number(119)), LUIS, SAM))
    assert save(records, moved).changed == {"mentor": 1}
    maya = records.load_plan(NORTHFIELD).mentors[0]
    assert number(111) == records_vault.open_number(maya.phone)
    assert number(119) == records_vault.open_number(maya.new_phone or maya.phone)


def test_a_changed_turn_keeps_its_id_and_serves_with_new_people(records: Records) -> None:
    """A duty is known by its name, whoever takes part in it."""
    save(records)
    (was,) = records.load_plan(NORTHFIELD).duties
    duty = replace(OVERNIGHT, mentors=("Sam",), every="2 days")
    assert save(records, replace(CAMPUS_FILE, duties=(duty,))).changed == {"duty": 1}
    plan = records.load_plan(NORTHFIELD)
    assert [(was.id, ["Sam"], "2 days")] == [
        (found.id, [names(plan)[mentor] for mentor in found.mentors], found.every)
        for found in plan.duties
    ]


def test_the_demo_campus_comes_back_whole(records: Records, records_vault: Vault) -> None:
    """The campus that newcomers meet answers, from the records, who is on call, on which phone."""
    demo = read_campus(_DEMO.read_text())
    assert not save(records, demo).empty
    assert LoadReport() == save(records, read_campus(_DEMO.read_text()))
    plan = records.load_plan(demo.campus.slug)
    who = names(plan)
    on_call = on_call_of(plan, plan.lines[0].slug, NOW)
    assert {"Maya", "Luis"} == {who[one.mentor] for one in on_call}
    assert [(mentor.name, mentor.phone) for mentor in demo.mentors] == [
        (mentor.name, records_vault.open_number(mentor.phone)) for mentor in plan.mentors
    ]
    for line in plan.lines:
        assert demo.rungs[line.slug] == line.ladder


def test_two_shifts_that_are_alike_are_two(records: Records) -> None:
    """A file may say a thing twice; loading it again does not make it four."""
    twice = replace(CAMPUS_FILE, shifts=(EVENING_SHIFT, EVENING_SHIFT))
    assert save(records, twice).added["shift"] == 2
    assert LoadReport() == save(records, twice)
    assert LoadReport(removed={"shift": 1}) == save(records)


def test_a_shorter_ladder_loses_its_rungs(records: Records) -> None:
    """The ladder is what the file says, rung by rung."""
    save(records)
    assert LoadReport(changed={"rung": 1}, removed={"rung": 1}) == save(
        records, replace(CAMPUS_FILE, rungs={MAIN: (LADDER[0], LADDER[2])})
    )
    assert (LADDER[0], LADDER[2]) == records.load_plan(NORTHFIELD).lines[0].ladder


def test_another_order_of_mentors_is_a_change_of_the_plan(records: Records) -> None:
    """Whose turn is first depends on the roster's order, so a new order is published."""
    save(records)
    version = records.plan_version(NORTHFIELD)
    turned = replace(CAMPUS_FILE, mentors=(SAM, LUIS, MAYA))
    assert LoadReport(reordered=True) == save(records, turned)
    assert [m.name for m in records.load_plan(NORTHFIELD).mentors] == ["Sam", "Luis", "Maya"]
    assert version + 1 == records.plan_version(NORTHFIELD)


def test_campuses_share_nothing(records: Records) -> None:
    """Two campuses with the same people have their own mentors, peppers and hashes."""
    save(records)
    save(records, another_campus("southfield"))
    south = CampusSlug("southfield")
    assert (NORTHFIELD, south) == records.campuses()
    ours, theirs = records.load_plan(NORTHFIELD), records.load_plan(south)
    assert set() == set(names(ours)) & set(names(theirs))
    assert ours.lines[0].number_hash != theirs.lines[0].number_hash


def test_an_unknown_campus_is_said_to_be_unknown(records: Records) -> None:
    """Asking for a campus that was never loaded says so, and what to do."""
    with pytest.raises(StoreError, match="'nowhere' is known; load its campus file first"):
        records.load_plan(CampusSlug("nowhere"))


def test_a_file_that_the_database_refuses_leaves_no_trace(records: Records) -> None:
    """A load is kept whole or not at all."""
    save(records)
    was = (records.load_plan(NORTHFIELD), records.audit_entries())
    doubled = replace(CAMPUS_FILE, lines=(), mentors=(MAYA, LUIS, SAM, SAM))
    with pytest.raises(StoreError):
        save(records, doubled)
    assert was == (records.load_plan(NORTHFIELD), records.audit_entries())


def test_a_blocked_caller_is_known_until_the_block_ends(records: Records) -> None:
    """A block has an end or none; a second block replaces the first, and the plan grows."""
    save(records)
    version = records.plan_version(NORTHFIELD)
    caller, other = NumberHash("aa"), NumberHash("bb")
    soon = NOW + timedelta(days=1)
    for hash_, until in ((caller, NOW), (caller, soon), (other, None)):
        records.block(NORTHFIELD, hash_, reason="abuse", until=until, actor="coordinator", now=NOW)
    assert frozenset({caller, other}) == records.blocked(NORTHFIELD, NOW)
    assert frozenset({other}) == records.blocked(NORTHFIELD, soon)
    assert frozenset() == records.blocked(CampusSlug("southfield"), NOW)
    assert version + 3 == records.plan_version(NORTHFIELD)
