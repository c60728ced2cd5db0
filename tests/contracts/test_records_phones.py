"""A changed number in the records: the old one is rung until the code has come back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, LUIS, MAYA, NORTHFIELD, NOW, NUMBERS, SAM, number

from warmline import people
from warmline.campus_file import CampusFile
from warmline.errors import PlanError
from warmline.people import Profile
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.store.records import Records
from warmline.store.records.answers import Answer, Code

MOVED = replace(CAMPUS_FILE, mentors=(replace(MAYA, phone=number(119)), LUIS, SAM))


def saved(records: Records, file: CampusFile = CAMPUS_FILE) -> tuple[str, ...]:
    return records.save_campus(file, actor="engineer", now=NOW).kept


def maya(records: Records) -> Profile:
    return next(it for it in records.people(NORTHFIELD) if it.mentor.name == "Maya")


def given(records: Records, new: PhoneNumber | None = None) -> bool:
    who = maya(records).mentor.id
    return records.give_number(NORTHFIELD, who, new or number(119), actor="Cora", now=NOW)


def code(records: Records) -> Code:
    (found,) = records.codes(NORTHFIELD, NOW)
    return found


def answers(records: Records, digits: str, *, minutes: int = 1) -> Answer:
    now = NOW + timedelta(minutes=minutes)
    return records.answer_code(NORTHFIELD, maya(records).mentor.id, digits, actor="x", now=now)


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06}"


def rung(records: Records, vault: Vault) -> PhoneNumber:
    return vault.open_number(maya(records).mentor.phone)


def test_the_old_number_is_rung_until_the_code_is_back(
    records: Records, records_vault: Vault
) -> None:
    """A number given by command waits; the right code makes it the one to ring, once."""
    saved(records)
    assert given(records)
    assert rung(records, records_vault) == number(111)
    sent = code(records)
    assert records_vault.open_number(sent.to) == number(119)
    assert len(sent.code) == 6
    version = records.plan_version(NORTHFIELD)
    assert answers(records, sent.code) == Answer("confirmed")
    assert rung(records, records_vault) == number(119)
    assert (maya(records).mentor.new_phone, maya(records).check) == (None, None)
    assert version + 1 == records.plan_version(NORTHFIELD)
    assert answers(records, sent.code) == Answer("nothing")
    assert [it.step for it in maya(records).steps] == ["number given", "number confirmed"]
    assert records.verify_audit() is None


def test_five_wrong_codes_are_the_end_of_it(records: Records, records_vault: Vault) -> None:
    """Whoever guesses has five tries; the right code after them is worth nothing."""
    saved(records)
    given(records)
    right = code(records).code
    found = [answers(records, wrong(right)) for _ in range(6)]
    assert [it.left for it in found[:4]] == [4, 3, 2, 1]
    assert {it.verdict for it in found[:4]} == {"wrong"}
    assert [it.verdict for it in found[4:]] == ["used_up", "used_up"]
    assert answers(records, right).verdict == "used_up"
    assert records.codes(NORTHFIELD, NOW) == ()
    assert rung(records, records_vault) == number(111)


def test_a_code_is_good_for_a_quarter_of_an_hour(records: Records) -> None:
    """A code that comes back late confirms nothing; a new one does."""
    saved(records)
    given(records)
    right = code(records)
    assert answers(records, right.code, minutes=15).verdict == "expired"
    assert records.codes(NORTHFIELD, NOW + timedelta(minutes=15)) == ()
    again = NOW + timedelta(minutes=20)
    records.ask_again(NORTHFIELD, maya(records).mentor.id, actor="Cora", now=again)
    (second,) = records.codes(NORTHFIELD, again)
    assert second.name != right.name
    if second.code != right.code:  # one in a million
        assert answers(records, right.code, minutes=21).verdict == "wrong"
    assert answers(records, second.code, minutes=21).verdict == "confirmed"


def test_a_code_by_text_counts_once(records: Records) -> None:
    """A worker that dies after comparing a code compares it again, and nothing else happens."""
    saved(records)
    given(records)
    who, right = maya(records).mentor.id, code(records).code
    bad = wrong(right)
    for _ in range(9):
        found = records.answer_code_once(NORTHFIELD, who, bad, "northfield.code-SM1", now=NOW)
        assert found == Answer("wrong", 4)
    for _ in range(2):
        found = records.answer_code_once(NORTHFIELD, who, right, "northfield.code-SM2", now=NOW)
        assert found == Answer("confirmed")


def test_a_file_changes_a_number_and_twice_is_once(records: Records, records_vault: Vault) -> None:
    """Loading the same file again while a number waits changes nothing, not even the code."""
    saved(records)
    assert "once its owner has sent the code" in " ".join(saved(records, MOVED))
    was = (records.people(NORTHFIELD), records.audit_entries(), code(records))
    assert saved(records, MOVED) != ()
    assert was == (records.people(NORTHFIELD), records.audit_entries(), code(records))
    assert answers(records, code(records).code).verdict == "confirmed"
    assert rung(records, records_vault) == number(119)
    assert saved(records, MOVED) == ()


def test_a_file_takes_back_only_what_a_file_gave(records: Records) -> None:
    """A slip in a file is mended by the file; what a command is about stays the command's."""
    saved(records)
    saved(records, MOVED)
    assert saved(records) == ()
    assert (maya(records).mentor.new_phone_hash, records.codes(NORTHFIELD, NOW)) == (None, ())
    given(records)
    saved(records)
    assert code(records).mentor == maya(records).mentor.id


def test_a_number_can_be_withdrawn(records: Records) -> None:
    """A wrong number is given up before anybody answers, and only while one waits."""
    saved(records)
    given(records)
    who, right = maya(records).mentor.id, code(records).code
    records.withdraw_number(NORTHFIELD, who, actor="Cora", now=NOW)
    assert answers(records, right).verdict == "nothing"
    for refused in (records.withdraw_number, records.ask_again):
        with pytest.raises(PlanError, match="waits for a code"):
            refused(NORTHFIELD, who, actor="Cora", now=NOW)


REFUSED = {
    "the same": (111, "already"),
    "another mentor's": (112, "Luis's"),
    "the line's": (100, "line itself"),
    "a relay number": (101, "line itself"),
    "a desk's": (150, "desk"),
}


@pytest.mark.parametrize(("last", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_a_number_that_is_somebody_elses_is_refused(records: Records, last: int, why: str) -> None:
    """Nobody is rung for two, and the line never rings itself."""
    saved(records)
    with pytest.raises(PlanError, match=why):
        given(records, number(last))


def test_two_who_give_one_number_cannot_both_have_it(records: Records) -> None:
    """A number that waits for one is not given to another; a file that did so changes nothing."""
    saved(records)
    given(records)
    both = replace(CAMPUS_FILE, mentors=(MAYA, replace(LUIS, phone=number(119)), SAM))
    saved(records, both)
    assert answers(records, records.codes(NORTHFIELD, NOW)[0].code).verdict == "taken"


def test_who_leaves_takes_no_number_along(records: Records) -> None:
    """A number that waits is given up with its owner, and none is taken of who has left."""
    saved(records)
    given(records)
    who = maya(records).mentor.id
    records.take_step(NORTHFIELD, who, people.Left(), actor="Cora", now=NOW)
    assert records.codes(NORTHFIELD, NOW) == ()
    with pytest.raises(PlanError, match="has left"):
        given(records)


def test_no_number_and_no_code_is_kept_plain(records: Records, records_vault: Vault) -> None:
    """Whoever reads the database finds neither the number nor the code."""
    saved(records)
    given(records)
    kept = repr((records.people(NORTHFIELD), records.audit_entries(), code(records)))
    assert not any(it in kept for it in (*NUMBERS, number(119).e164, code(records).code))
