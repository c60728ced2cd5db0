"""What no edit may do to a plan: refused with the reason, by file and by every other way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from msgspec.structs import replace
from records_samples import (
    CAMPUS_FILE,
    COVER,
    EVENING_SHIFT,
    FINALS,
    HOLIDAY,
    MAIN,
    NORTHFIELD,
    NOW,
    OVERNIGHT,
)

from warmline.campus_file import OverrideEntry, PeriodEntry
from warmline.errors import PlanError
from warmline.ids import LineSlug
from warmline.store.records import Records
from warmline.store.records.editing import Entry

NIGHT = datetime(2026, 11, 26, 19)  # noqa: DTZ001 - wall clock
HOUR = timedelta(hours=1)


def override(kind: Any, mentor: str, start: float, hours: float, covers: str | None = None) -> Any:
    """Return an override that starts so many hours after the sample's cover."""
    return OverrideEntry(
        line=MAIN,
        kind=kind,
        mentor=mentor,
        covers=covers,
        start=NIGHT + start * HOUR,
        end=NIGHT + (start + hours) * HOUR,
    )


def add(records: Records, *entries: Entry, now: datetime = NOW) -> list[str]:
    """Add entries in one edit; returns their ids."""
    with records.editing(
        NORTHFIELD, actor="Sam", action="plan.edit", origin="command", now=now
    ) as edit:
        return [edit.add(entry) for entry in entries]


def state(records: Records) -> object:
    return (records.load_plan(NORTHFIELD), records.plan_version(NORTHFIELD))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([override("remove", "Maya", 1, 1)], "two things about Maya at the same time: "
         r"Sam covers for Maya on main, Thu 26 Nov 2026 19:00 to 23:00 \(o-.*\); and Maya is taken "
         r"off on main, Thu 26 Nov 2026 20:00 to 21:00 \(o-"),
        ([override("cover", "Luis", 3, 2, "Maya")], "two things about Maya"),
        ([override("add", "Ana", 0, 1)], 'override, mentor: there is no mentor "Ana"'),
        ([override("cover", "Sam", 24, 1, "Mya")], 'no mentor "Mya"; did you mean "Maya"'),
        ([override("add", "Luis", 24, 2), override("add", "Luis", 25, 2)], "two things about Luis"),
        ([override("cover", "Sam", 24, 1, "Sam")], "nobody covers for themself"),
        ([override("cover", "Sam", 24, 1)], "covers: is missing"),
        ([override("add", "Sam", 24, 1, "Maya")], 'is only for kind = "cover"'),
        ([override("add", "Sam", 24, 0)], "end: is not after start"),
        ([override("cover", "Luis", 36, 2, "Maya")], "Maya has no shift or duty on main in that "
         "time, so there is nothing to cover"),
        ([override("cover", "Luis", 24, 2, "Sam")], "Sam has no shift or duty"),
        ([override("add", "Sam", -24 * 30, 2)], "is over already, and the past stays as it was"),
        ([replace(EVENING_SHIFT, line=LineSlug("mian"))], 'there is no line "mian"; did you mean'),
        ([replace(EVENING_SHIFT, repeat="FREQ=NEVER")], "shift, repeat: FREQ must be YEARLY"),
        ([replace(EVENING_SHIFT, repeat="FREQ=DAILY;UNTIL=20200101")], "never comes true"),
        ([replace(EVENING_SHIFT, end=EVENING_SHIFT.start)], "end: is not after start"),
        ([replace(EVENING_SHIFT, end=NIGHT + 24 * 60 * HOUR)], "more than 31 days after start"),
        ([replace(EVENING_SHIFT, mentors=())], "mentors: must not be empty"),
        ([replace(EVENING_SHIFT, mentors=("Maya", "Maya"))], "has the same entry twice"),
        ([replace(OVERNIGHT, name="Overnight")], 'there is a duty "Overnight" on main already'),
        ([replace(OVERNIGHT, name="other", every="weekly")], "duty, every: write a number"),
        ([replace(HOLIDAY, name="Day", closed=False, hours=FINALS.hours)],
         "two things about the hours of the same days: Thanksgiving, Thu 26 Nov 2026 to Fri 27"
         r" Nov 2026, on every line \(p-.*\); and Day, "),
        ([replace(HOLIDAY, first=HOLIDAY.last, last=HOLIDAY.first)], "last: is before first"),
        ([replace(HOLIDAY, name="+14155550111")], "looks like a phone number"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_reason(
    records: Records, entries: list[Entry], reason: str
) -> None:
    """A slip is told in words a coordinator understands, and nothing of the edit is kept."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    was = state(records)
    with pytest.raises(PlanError, match=reason):
        add(records, *entries)
    assert was == state(records)


@pytest.mark.parametrize(
    "entries",
    [
        [override("remove", "Maya", 4, 2)],  # where the sample's cover ends
        [override("add", "Sam", 0, 2)],  # added while covering
        [override("cover", "Sam", 24, 4, "Maya"), override("cover", "Sam", 24, 4, "Luis")],
        [replace(HOLIDAY, name="Day")],
    ],
)
def test_what_only_looks_like_a_contradiction_is_taken(
    records: Records, entries: list[Entry]
) -> None:
    """Covering two people at once, or one change after the other, is what it says."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    assert len(add(records, *entries)) == len(entries)


def test_an_edit_may_put_one_change_in_the_place_of_another(records: Records) -> None:
    """Who takes the old cover away in the same edit may make another for the same hours."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    (old,) = records.load_plan(NORTHFIELD).overrides
    with records.editing(
        NORTHFIELD, actor="Sam", action="override.swap", origin="command", now=NOW
    ) as edit:
        edit.add(override("cover", "Luis", 0, 4, "Maya"))
        edit.remove(OverrideEntry, old.id)
    (new,) = records.load_plan(NORTHFIELD).overrides
    assert new.id != old.id


def test_an_edit_adds_and_removes_periods(records: Records) -> None:
    """A holiday can be put in and taken out without a file."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    (added,) = add(records, replace(HOLIDAY, name="Snow", first=NIGHT.date(), line=MAIN))
    assert "Snow" in [it.name for it in records.load_plan(NORTHFIELD).lines[0].periods]
    with records.editing(
        NORTHFIELD, actor="Sam", action="period.remove", origin="command", now=NOW
    ) as edit:
        edit.remove(PeriodEntry, added)
    assert len(records.load_plan(NORTHFIELD).lines[0].periods) == 2


@pytest.mark.parametrize(
    ("made", "change"),
    [
        (
            override("remove", "Luis", 0, 1),
            lambda file: replace(
                file, overrides=(COVER, override("cover", "Sam", 0, 1, "Luis"))
            ),
        ),
        (
            replace(HOLIDAY, name="Snow", first=NIGHT.date() + timedelta(days=30),
                    last=NIGHT.date() + timedelta(days=30)),
            lambda file: replace(
                file,
                periods=(replace(FINALS, first=NIGHT.date() + timedelta(days=29),
                                 last=NIGHT.date() + timedelta(days=31)),),
            ),
        ),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_what_was_done_by_hand_is_refused(
    records: Records, made: Entry, change: Callable[[Any], Any]
) -> None:
    """A file neither undoes nor doubles what somebody changed since: it says what is in its way."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    add(records, made)
    was = state(records)
    with pytest.raises(PlanError, match="two things about"):
        records.save_campus(change(CAMPUS_FILE), actor="engineer", now=NOW)
    assert was == state(records)


def test_an_edit_takes_no_longer_in_an_old_plan(records: Records) -> None:
    """After years of covers another one is added as quickly as the first."""
    quick = min(_seconds(records, week) for week in range(4))
    old = tuple(override("remove", "Maya", -24 * (400 + n), 1) for n in range(3000))
    file = replace(CAMPUS_FILE, overrides=(COVER, *old))
    records.save_campus(file, actor="engineer", now=NOW)
    slow = min(_seconds(records, week) for week in range(10, 14))
    assert slow < 4 * quick + 0.02


def _seconds(records: Records, week: int) -> float:
    if not records.campuses():
        records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    began = perf_counter()
    add(records, override("add", "Sam", 24 * 7 * (week + 1), 1))
    return perf_counter() - began
