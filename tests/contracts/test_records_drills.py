"""Drills in the records: begun once, each phone's outcome kept, reported once."""

from datetime import timedelta

from records_samples import CAMPUS_FILE, MAIN, NORTHFIELD, NOW

from warmline.drill import Ringee
from warmline.store.records import Records


def begun(records: Records, name: str = "drill-1") -> bool:
    """Begin a drill of everybody's phone."""
    mentors = records.load_plan(NORTHFIELD).mentors
    ringees = [
        Ringee(it.id, MAIN, NOW + timedelta(seconds=20 * number))
        for number, it in enumerate(mentors)
    ]
    return records.begin_drill(NORTHFIELD, name, ringees, actor="Cora", now=NOW)


def test_a_drill_is_kept_phone_by_phone(records: Records) -> None:
    """A drill knows every phone in the order of ringing, and what came of each."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    assert records.last_drill(NORTHFIELD) is None
    assert begun(records)
    maya, *others = records.tested("drill-1")
    assert (maya.name, maya.outcome, len(others)) == ("Maya", None, 2)
    records.end_drill_ring("drill-1", maya.mentor, "no_key", NOW)
    assert records.tested("drill-1")[0].outcome == "no_key"
    assert (records.audit_entries()[-1].action, records.verify_audit()) == ("drill.begin", None)


def test_a_drill_begins_when_the_last_is_over(records: Records) -> None:
    """One drill at a time for a campus."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    assert [begun(records), begun(records, "drill-2")] == [True, False]
    assert records.open_drill(NORTHFIELD) == "drill-1"
    records.end_drill("drill-1", NOW)
    assert records.open_drill(NORTHFIELD) is None
    assert begun(records, "drill-2")
    assert records.last_drill(NORTHFIELD) in {"drill-1", "drill-2"}
