"""The whole campus out of the database again, as a file that loads to the same."""

from datetime import timedelta
from itertools import count

from campus_making import campuses
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, COVER, LUIS, MAYA, NORTHFIELD, NOW, SAM

from warmline.campus_file import CampusFile, OverrideEntry, ShiftEntry, read_campus, write_campus
from warmline.ids import CampusSlug
from warmline.store.records import Records

SLUGS = count(1)


def dumped(records: Records, campus: CampusSlug = NORTHFIELD) -> CampusFile:
    """Return what the written file is read as."""
    return read_campus(write_campus(records.campus_file(campus).file))


def test_the_sample_comes_back_whole(records: Records) -> None:
    """Everything that a file said is said again."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    assert records.campus_file(NORTHFIELD).left_out == ()
    assert dumped(records) == CAMPUS_FILE


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=campuses())
def test_any_campus_comes_back_whole(records: Records, file: CampusFile) -> None:
    """Whatever a campus file says of a new campus is in the next dump, and nothing else."""
    slug = CampusSlug(f"school-{next(SLUGS)}")
    file = replace(file, campus=replace(file.campus, slug=slug))
    records.save_campus(file, actor="engineer", now=NOW)
    assert dumped(records, slug) == file
    version = records.plan_version(slug)
    records.save_campus(dumped(records, slug), actor="engineer", now=NOW)
    assert records.plan_version(slug) == version


def test_what_was_done_by_text_is_in_it(records: Records) -> None:
    """A swap that two mentors made by text is not lost when a file is written and loaded."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    swap = replace(COVER, covers="Luis", start=COVER.start + timedelta(days=1),
                   end=COVER.end + timedelta(days=1))  # fmt: skip
    with records.editing(
        NORTHFIELD, actor="Luis", action="override.add", origin="text", now=NOW
    ) as edit:
        edit.add(swap)
    assert dumped(records) == replace(CAMPUS_FILE, overrides=(COVER, swap))
    plan = records.load_plan(NORTHFIELD)
    records.save_campus(dumped(records), actor="engineer", now=NOW)
    assert plan == records.load_plan(NORTHFIELD)


def test_those_who_left_are_not_in_it_and_that_is_said(records: Records) -> None:
    """A dump can always be loaded: what names somebody who left is told and left out."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    shift = ShiftEntry(line=COVER.line, mentors=("Sam", "Luis"), start=COVER.start, end=COVER.end)
    start, end = (it + timedelta(days=9) for it in (COVER.start, COVER.end))
    away = OverrideEntry(line=COVER.line, kind="remove", mentor="Sam", start=start, end=end)
    with records.editing(
        NORTHFIELD, actor="Sam", action="plan.edit", origin="command", now=NOW
    ) as edit:
        edit.add(shift)
        edit.add(away)
    left = replace(CAMPUS_FILE, mentors=(MAYA, LUIS), overrides=())
    records.save_campus(left, actor="engineer", now=NOW)
    dump = records.campus_file(NORTHFIELD)
    assert dump.left_out == (
        "Sam, who left, in a shift of main",
        "Sam, who left, in an override of main",
    )
    only = replace(shift, mentors=("Luis",))
    assert dumped(records) == replace(left, shifts=(*CAMPUS_FILE.shifts, only))
    assert SAM.name not in write_campus(dump.file)
