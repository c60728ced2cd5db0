"""People in the records: their steps are dated and kept, and a file respects them."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, LUIS, MAYA, NORTHFIELD, NOW, SAM, number

from warmline import people
from warmline.campus_file import CampusFile, MentorEntry
from warmline.errors import PlanError
from warmline.ids import MentorId
from warmline.people import CHECKLIST, Profile
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.store.records import Records

LATER = NOW + timedelta(days=1)
UNTIL = date(2027, 12, 31)
NORA = MentorEntry(name="Nora", phone=None, roles=frozenset({"mentor"}), stage="nominated")


def saved(records: Records, file: CampusFile = CAMPUS_FILE) -> tuple[str, ...]:
    return records.save_campus(file, actor="engineer", now=NOW).kept


def person(records: Records, name: str) -> Profile:
    return next(it for it in records.people(NORTHFIELD) if it.mentor.name == name)


def of(records: Records, name: str) -> Mentor:
    return person(records, name).mentor


def takes(records: Records, name: str, *steps: people.Step, note: str = "") -> None:
    for step in steps:
        records.take_step(
            NORTHFIELD, of(records, name).id, step, actor="Cora", now=LATER, note=note
        )


def nominated(records: Records) -> MentorId:
    saved(records)
    return records.nominate(NORTHFIELD, NORA, "by Maya", actor="Cora", now=NOW)


def test_a_nominee_walks_the_whole_way(records: Records) -> None:
    """From nomination to certificate each step is dated, with who decided it, and audited."""
    nora = nominated(records)
    assert not records.give_number(NORTHFIELD, nora, number(188), actor="Cora", now=NOW)
    takes(records, "Nora", people.Applied(), people.Interviewed(), people.TrainingBegun())
    takes(records, "Nora", *map(people.Ticked, CHECKLIST), people.Certified(UNTIL))
    found = person(records, "Nora")
    assert (found.mentor.stage, found.mentor.certified_until) == ("certified", UNTIL)
    assert (found.origin, list(found.ticked.values())) == ("command", [LATER] * len(CHECKLIST))
    assert [it.step for it in found.steps] == [
        "nominated", "number given", "applied", "interviewed", "training begun",
        *["ticked"] * len(CHECKLIST), "certified",
    ]  # fmt: skip
    assert (found.steps[0].note, found.steps[0].actor, found.steps[-1].at) == (
        "by Maya", "Cora", LATER)  # fmt: skip
    audited = [it.action for it in records.audit_entries()][1:]
    assert audited[0] == "mentor.nominated"
    assert audited[-1] == "mentor.certified"
    assert len(audited) == len(found.steps)
    assert records.verify_audit() is None


def test_a_step_that_cannot_follow_leaves_no_trace(records: Records) -> None:
    """Whoever skips a step has changed nothing."""
    nominated(records)
    was = (records.people(NORTHFIELD), records.audit_entries(), records.plan_version(NORTHFIELD))
    with pytest.raises(PlanError, match="cannot be certified"):
        takes(records, "Nora", people.Certified(UNTIL))
    assert was == (
        records.people(NORTHFIELD), records.audit_entries(), records.plan_version(NORTHFIELD)
    )  # fmt: skip


def test_a_campus_trains_by_its_own_list(records: Records) -> None:
    """The checklist is the campus's, if it has one."""
    own = replace(CAMPUS_FILE, campus=replace(CAMPUS_FILE.campus, training=("duck syndrome",)))
    saved(records)
    assert records.checklist(NORTHFIELD) == CHECKLIST
    saved(records, own)
    assert records.checklist(NORTHFIELD) == ("duck syndrome",)
    assert saved(records, own) == ()
    assert len(records.audit_entries()) == 2


def test_a_pause_and_its_end_are_kept(records: Records) -> None:
    """A pause changes the plan, its note stays, and its end is a step of its own."""
    saved(records)
    version = records.plan_version(NORTHFIELD)
    takes(records, "Maya", people.Paused(UNTIL), note="exams")
    assert (of(records, "Maya").paused, of(records, "Maya").paused_until) == (True, UNTIL)
    takes(records, "Maya", people.Resumed())
    assert version + 2 == records.plan_version(NORTHFIELD)
    assert [it.note for it in person(records, "Maya").steps] == [f"until {UNTIL}, exams", ""]


def test_a_file_brings_nobody_back_who_has_left(records: Records) -> None:
    """Somebody who has left stays gone, however often last week's file is loaded."""
    saved(records)
    takes(records, "Maya", people.Left())
    version = records.plan_version(NORTHFIELD)
    for _ in range(2):
        (sentence,) = saved(records)
        assert "warmline mentor return" in sentence
        assert (of(records, "Maya").stage, of(records, "Maya").active) == ("alumni", False)
    assert version == records.plan_version(NORTHFIELD)
    takes(records, "Maya", people.Returned())
    assert of(records, "Maya").stage == "training"
    assert "not certified by a file" in " ".join(saved(records, _until("Maya", UNTIL)))
    assert of(records, "Maya").stage == "training"


def test_a_file_may_let_somebody_leave(records: Records) -> None:
    """Leaving is believed, whoever says it."""
    saved(records)
    gone = replace(CAMPUS_FILE, mentors=(replace(MAYA, stage="alumni"), LUIS, SAM))
    assert saved(records, gone) == ()
    assert (of(records, "Maya").stage, of(records, "Maya").active) == ("alumni", False)
    assert [it.step for it in person(records, "Maya").steps] == ["left"]


def test_a_file_cannot_certify_somebody_on_the_way(records: Records) -> None:
    """Whoever is in training is certified by a step, not by a line in a file."""
    nominated(records)
    takes_part = MentorEntry(
        name="Nora", phone=number(188), roles=frozenset({"mentor"}), certified_until=UNTIL
    )
    file = replace(CAMPUS_FILE, mentors=(MAYA, LUIS, SAM, takes_part))
    assert "warmline mentor certify" in " ".join(saved(records, file))
    nora = of(records, "Nora")
    assert (nora.stage, nora.certified_until, nora.phone_hash != "") == (
        "nominated", date.min, True)  # fmt: skip


def test_a_certificate_that_a_command_gave_stays(records: Records) -> None:
    """A renewal is not undone by the file of last year."""
    saved(records)
    takes(records, "Luis", people.Certified(UNTIL))
    assert f"until {UNTIL}" in " ".join(saved(records))
    assert of(records, "Luis").certified_until == UNTIL
    saved(records, _until("Maya", UNTIL))  # which nobody has renewed by command
    assert of(records, "Maya").certified_until == UNTIL


def _until(name: str, until: date) -> CampusFile:
    mentors = tuple(
        replace(it, certified_until=until) if it.name == name else it for it in CAMPUS_FILE.mentors
    )
    return replace(CAMPUS_FILE, mentors=mentors)


def test_a_file_says_how_somebody_new_stands(records: Records, records_vault: Vault) -> None:
    """What was dumped is loaded elsewhere as it was; of those who are known it says nothing."""
    file = replace(
        CAMPUS_FILE,
        mentors=(
            replace(MAYA, paused=True, paused_until=UNTIL),
            replace(LUIS, stage="training", listens=True, certified_until=date.min),
            replace(SAM, stage="alumni"),
            NORA,
        ),
    )
    assert saved(records, file) == ()
    was = records.load_plan(NORTHFIELD).mentors
    by_name = {it.name: it for it in was}
    assert (by_name["Maya"].paused, by_name["Maya"].paused_until) == (True, UNTIL)
    assert (by_name["Luis"].stage, by_name["Luis"].listens) == ("training", True)
    assert (by_name["Sam"].stage, by_name["Sam"].active) == ("alumni", False)
    assert (by_name["Nora"].stage, by_name["Nora"].phone) == ("nominated", "")
    assert saved(records, file) == ()
    assert was == records.load_plan(NORTHFIELD).mentors
    takes(records, "Maya", people.Resumed())
    assert "paused is left as it is" in " ".join(saved(records, file))
    assert not of(records, "Maya").paused


def test_who_came_by_command_stays_without_the_file(records: Records) -> None:
    """A nominee is not lost when a file is loaded that has never heard of them."""
    nominated(records)
    saved(records)
    assert of(records, "Nora").active


def test_roles_are_given_and_kept(records: Records) -> None:
    """Roles change at once, the same ones again are no change."""
    saved(records)
    maya = of(records, "Maya").id

    def given() -> None:
        records.set_roles(NORTHFIELD, maya, ("mentor", "backup"), actor="Cora", now=LATER)

    given()
    assert of(records, "Maya").roles == {"mentor", "backup"}
    with pytest.raises(PlanError, match="already"):
        given()


def test_the_same_line_for_several_is_for_all_or_none(records: Records) -> None:
    """What is noted of several people at once is noted of every one."""
    saved(records)
    ids = tuple(of(records, it).id for it in ("Maya", "Luis"))
    records.note_all(ids, "told", "30", actor="clock", now=LATER)
    names = ("Maya", "Luis", "Sam")
    steps = [[it.step for it in person(records, name).steps] for name in names]
    assert steps == [["told"], ["told"], []]
