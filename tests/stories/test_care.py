"""A mentor looks at what they carry, and notes how they are; nobody else ever learns of it."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from phones import CAMPUS, Phones
from telling.people import Person
from telling.privacy import Witness, kept
from telling.texting import is_done, talking

from warmline import wording
from warmline.care_ledger import Felt, Load, Tally
from warmline.people import Left

NO_ANSWER_YET = 5  # seconds in which an answer would have come


def ledger(contacts: int = 0, hard: int = 0, hours: int = 32, **more) -> Load:
    """What the ledger shows when all of the last four weeks was in the last of them."""
    felt = more.pop("felt", None)
    tally = Tally(contacts=contacts, hard=hard, hours=hours, felt=felt)
    return Load(week=tally, month=tally, weeks=(tally,), **more)


def reads(phones: Phones, maya: Person, load: Load) -> None:
    """Maya is answered with this."""
    maya.is_texted(phones.words(wording.care_text, load=load))


def noted(phones: Phones) -> dict[str, str]:
    """Every day on which anybody has noted something, with what is kept of it."""
    database = phones.settings.home / "warmline.db"
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute("SELECT day, how FROM care_note").fetchall())


def hard_one(phones: Phones, student: Person, maya: Person) -> None:
    """A student calls, they talk, and Maya answers HARD."""
    student.reaches(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.texts("6 HARD")
    maya.is_texted(phones.words(wording.hard_text))
    phones.wait(seconds=3600)


def test_care_shows_ones_own_load(phones: Phones) -> None:
    """A talk counts once, a hard one three times; the hours are those of the plan."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    maya.texts("CARE")
    reads(phones, maya, ledger())
    hard_one(phones, student, maya)
    maya.texts("CARE")
    reads(phones, maya, ledger(contacts=1, hard=1, hours=33))
    assert "1 contacts, 1 hard, load 3, 33h on call" in maya.phone.texts[-1].body
    luis.texts("care")
    reads(phones, luis, ledger(hours=33))


def test_a_mentor_notes_how_they_are_once_a_day(phones: Phones) -> None:
    """CARE 1 to CARE 5: the last of a day counts, and the next day is another."""
    (maya,) = phones.on_call("Maya")
    maya.texts("CARE 2")
    reads(phones, maya, ledger(today=2, felt=2.0))
    maya.texts("care 4/5")
    reads(phones, maya, ledger(today=4, felt=4.0))
    assert list(noted(phones)) == ["2026-11-02"]
    phones.goes_to("2026-11-03 10:00")
    maya.texts("Care 1.")
    reads(phones, maya, ledger(today=1, felt=2.5, hours=46))
    assert list(noted(phones)) == ["2026-11-02", "2026-11-03"]
    assert not {"1", "2", "4"} & set(noted(phones).values())


def test_the_day_is_that_of_the_lines_clock(phones: Phones) -> None:
    """One in the morning by the line's clock is a new day, wherever the server is."""
    (maya,) = phones.on_call("Maya")
    maya.texts("CARE 3")
    reads(phones, maya, ledger(today=3, felt=3.0))
    phones.goes_to("2026-11-02 23:59")
    maya.texts("CARE")
    reads(phones, maya, ledger(today=3, felt=3.0, hours=36))
    phones.goes_to("2026-11-03 00:01")
    maya.texts("CARE")
    reads(phones, maya, ledger(felt=3.0, hours=36))


def test_a_heavy_week_is_met_with_kindness(phones: Phones) -> None:
    """After two hard ones a debrief is named, because one is on the coordinator's list."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    for _ in range(2):
        hard_one(phones, student, maya)
    maya.texts("CARE")
    load = ledger(contacts=2, hard=2, hours=34)
    maya.is_texted(phones.words(wording.care_heavy_text, load=load, debrief=True))
    for debrief in phones.parts.records.debriefs(CAMPUS):
        phones.parts.records.close_debrief(
            debrief.contact, debrief.mentor, actor="Cora", now=phones.now()
        )
    maya.texts("CARE 3")
    load = ledger(contacts=2, hard=2, hours=34, today=3, felt=3.0)
    maya.is_texted(phones.words(wording.care_heavy_text, load=load, debrief=False))


@pytest.mark.parametrize("words", ["CARE 7", "CARE 0", "CARE 33"])
def test_what_is_no_number_from_one_to_five_is_asked_back(phones: Phones, words: str) -> None:
    """Nothing is noted by a slip."""
    (maya,) = phones.on_call("Maya")
    maya.texts(words)
    maya.is_texted(phones.words(wording.care_unread_text))
    assert noted(phones) == {}


@pytest.mark.parametrize("words", ["caer 4", "CARE4", "CARE: 4", "care off", "CARE 2 today"])
def test_a_slip_is_asked_about_and_goes_to_no_student(phones: Phones, words: str) -> None:
    """In the middle of a conversation how a mentor is stays between us and them."""
    student, maya, _ = talking(phones)
    maya.texts(words)
    maya.is_texted(phones.told_mentor("did_you_mean", phones.conversation().codename, "CARE"))
    phones.wait(seconds=NO_ANSWER_YET)
    student.gets_no_text()
    assert noted(phones) == {}
    maya.texts("CARE 4")
    reads(phones, maya, ledger(contacts=0, today=4, felt=4.0))
    student.gets_no_text()
    is_done(phones, maya, student)
    maya.texts("1 4>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))


def test_everything_is_forgotten_when_asked_twice(phones: Phones) -> None:
    """CARE CLEAR asks; CARE CLEAR ALL forgets what that mentor noted, and nobody else's."""
    maya, luis = phones.on_call("Maya", "Luis")
    for who in (maya, luis):
        who.texts("CARE 2")
        reads(phones, who, ledger(today=2, felt=2.0))
    maya.texts("care clear")
    maya.is_texted(phones.words(wording.care_clear_text))
    maya.texts("CARE")
    reads(phones, maya, ledger(today=2, felt=2.0))
    maya.texts("CARE CLEAR ALL")
    maya.is_texted(phones.words(wording.care_cleared_text))
    maya.texts("CARE")
    reads(phones, maya, ledger())
    luis.texts("CARE")
    reads(phones, luis, ledger(today=2, felt=2.0))


def test_nobody_but_the_mentor_can_read_it(phones: Phones) -> None:
    """SQL, Redis, logs, the queue, the audit, a dump and the carrier: none has it in plain."""
    witness = Witness(phones)
    (maya,) = phones.on_call("Maya")
    (cora,) = (phones.mentor("Cora", "coordinator"),)
    phones.mentor("Ada", "adviser")
    maya.texts("CARE 1")
    reads(phones, maya, ledger(today=1, felt=1.0))
    answer = maya.phone.texts[-1].body
    for where, text in witness.places().items():
        assert answer not in text, where
        assert "for you only" not in text, where
        assert "CARE 1" not in text, where
    phones.wait(seconds=3600)
    assert not phones.carrier_keeps("for you only")
    assert not phones.carrier_keeps("CARE 1")
    cora.gets_no_text()
    records = phones.parts.records
    audited = repr(records.audit_entries()).casefold()
    assert "care" not in audited
    assert "care" not in repr(records.campus_file(CAMPUS)).casefold()
    assert len(noted(phones)) == 1
    rows = [it for it in kept(phones.settings.home / "warmline.db").splitlines() if "care" in it]
    assert all("gAAAA" in it for it in rows if it.startswith('INSERT INTO "care_note"'))
    # What came of other errands is kept, word for word; of this one nothing is.
    with closing(sqlite3.connect(phones.settings.home / "warmline.db")) as connection:
        outcomes = connection.execute("SELECT outcome FROM errand").fetchall()
    assert [json.loads(it[0]) for it in outcomes] == []
    witness.leave()


def test_nothing_ever_follows_from_it(phones: Phones) -> None:
    """However badly somebody says that they are, nobody is told and they are rung as before."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    for _ in range(3):
        maya.texts("CARE 1")
        reads(phones, maya, ledger(today=1, felt=1.0))
    phones.wait_with_chores(seconds=70)
    cora.gets_no_text()
    student.reaches(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))


def test_it_is_kept_for_four_weeks(phones: Phones) -> None:
    """The purge takes what is older than the ledger shows."""
    (maya,) = phones.on_call("Maya")
    maya.texts("CARE 2")
    reads(phones, maya, ledger(today=2, felt=2.0))
    records, now = phones.parts.records, phones.now() - timedelta(minutes=1)
    assert records.purge(CAMPUS, actor="x", now=now + timedelta(days=28)).is_clean
    assert len(noted(phones)) == 1
    report = records.purge(CAMPUS, actor="x", now=now + timedelta(days=28, minutes=2))
    assert (report.removed["care_notes"], report.is_clean) == (1, True)
    assert noted(phones) == {}


def test_it_is_gone_when_the_mentor_leaves(phones: Phones) -> None:
    """From the step that lets somebody go, or a file without them, nothing of it is left."""
    maya, luis = phones.on_call("Maya", "Luis")
    for who in (maya, luis):
        who.texts("CARE 2")
        reads(phones, who, ledger(today=2, felt=2.0))
    maya_id = phones.id_of(maya)
    records = phones.parts.records
    records.take_step(CAMPUS, maya_id, Left(), actor="Cora", now=phones.now())
    assert records.care_notes(maya_id, phones.now().date() - timedelta(days=9)) == ()
    felt = Felt(phones.now().date(), 3)
    assert not records.keep_care_note(CAMPUS, maya_id, felt, now=phones.now())
    assert len(noted(phones)) == 1
    phones._mentors = [it for it in phones._mentors if it["name"] != "Luis"]
    phones.off_shift("Luis")
    phones.ready()
    assert noted(phones) == {}


def test_care_waits_for_a_database_that_is_away(phones: Phones) -> None:
    """A mentor who notes how they are meanwhile is told that it takes longer, and it is kept."""
    (maya,) = phones.on_call("Maya")
    phones.ready()
    with phones.database_away():
        maya.texts("CARE 4")
        maya.is_texted(phones.words(wording.errand_later_text, command="CARE"), within=60)
    phones.wait(seconds=60)
    load = ledger(today=4, felt=4.0)
    maya.is_texted(phones.words(wording.care_text, load=load), within=120)
    phones.alerts()
