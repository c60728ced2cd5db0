"""A changed phone is rung once a code has come back from it, and not a ring sooner."""

import re

import pytest
from phones import CAMPUS, Person, Phones

from warmline import wording
from warmline.contact.actions import CheckCode
from warmline.phone import PhoneNumber


def moves(phones: Phones, mentor: Person) -> Person:
    """A mentor gets a new phone, and a coordinator enters its number."""
    phones.ready()
    new = phones.person_at("+14155552000", f"{mentor.name}, newly", "mentor")
    phones.parts.records.give_number(
        CAMPUS, phones.id_of(mentor), PhoneNumber(new.phone.number), actor="Cora", now=phones.now()
    )
    phones.parts.publisher.publish(CAMPUS)
    phones.parts.affairs.send_codes()
    phones.run()
    return new


def said(phones: Phones, what: str, *, code: str = "", left: int = 0) -> str:
    line = phones.parts.houses.of_campus(CAMPUS).compiled.lines[0]
    return wording.new_phone_text(line, what, code, left)


def is_sent_a_code(phones: Phones, new: Person) -> str:
    """The new phone is sent one text with a code. Returns the code."""
    phones.until(lambda: bool(new._untold("text")), 10, "the code is sent")
    (text,) = [it.text for it in new._untold("text")]
    found = re.search(r"\d{6}", text)
    assert found is not None
    new.is_texted(said(phones, "code", code=found.group()))
    return found.group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def rings_only(phones: Phones, which: Person, *others: Person) -> None:
    """A student calls, and this phone rings and no other."""
    student = phones.student()
    student.calls()
    which.rings()
    for it in others:
        it.does_not_ring()
    student.hangs_up()
    which.is_idle_within(2)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_a_code_by_text_makes_the_new_phone_the_one_to_ring(phones: Phones, typed: str) -> None:
    """Until the code is back the old phone rings, after it the new one, for calls and texts."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    code = is_sent_a_code(phones, new)
    rings_only(phones, maya, new)
    new.texts(typed.format(code))
    new.is_texted(said(phones, "confirmed"))
    rings_only(phones, new, maya)
    new.texts("WHO")
    new.is_texted(phones.words(wording.who_text, names=["Maya"]))


def test_two_clocks_send_one_code(phones: Phones) -> None:
    """However often the clock looks, the new phone gets one text."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    for _ in range(3):
        phones.parts.affairs.send_codes()
        phones.run()
    is_sent_a_code(phones, new)
    phones.wait_with_chores(60)
    new.gets_no_text()


def test_wrong_codes_are_counted(phones: Phones) -> None:
    """A guesser has five tries, and the old phone goes on ringing."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    code = is_sent_a_code(phones, new)
    for left in (4, 3, 2, 1):
        new.texts(wrong(code))
        new.is_texted(said(phones, "wrong", left=left))
    for digits in (wrong(code), code):
        new.texts(digits)
        new.is_texted(said(phones, "used_up"))
    rings_only(phones, maya, new)


def test_a_late_code_confirms_nothing(phones: Phones) -> None:
    """After a quarter of an hour a new code is needed, and can be had."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    code = is_sent_a_code(phones, new)
    phones.wait(16 * 60)
    new.texts(code)
    new.is_texted(said(phones, "expired"))
    records, who = phones.parts.records, phones.id_of(maya)
    records.ask_again(CAMPUS, who, actor="Cora", now=phones.now())
    phones.wait_with_chores(6)
    second = is_sent_a_code(phones, new)
    new.texts(second)
    new.is_texted(said(phones, "confirmed"))


def test_words_from_a_new_phone_open_no_conversation(phones: Phones) -> None:
    """A mentor who answers in words is told what is missing; no mentor is asked to help them."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    is_sent_a_code(phones, new)
    for words in ("Hi, is this the line?", "12345", "HELP", "1234567"):
        new.texts(words)
        new.is_texted(phones.words(wording.new_phone_waits_text))
    new.has_been_texted_by_the_carrier()  # which knows HELP itself
    maya.gets_no_text()


def test_a_code_waits_for_the_database(phones: Phones) -> None:
    """While the database is away a code is kept, and compared when it is back."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    code = is_sent_a_code(phones, new)
    database = phones.settings.home / "warmline.db"
    away = database.with_suffix(".away")
    phones.parts.records.close()
    database.rename(away)
    database.mkdir()  # no database can be opened there
    new.texts(code)
    new.gets_no_text()
    contacts = map(phones.parts.live.load, phones.parts.live.recent_contacts(CAMPUS, 9))
    pending = [it.action for found in contacts if found for it in found.pending]
    assert any(isinstance(it, CheckCode) for it in pending)
    database.rmdir()
    away.rename(database)
    phones.wait(60)
    new.is_texted(said(phones, "confirmed"))


def test_stop_from_a_new_phone_is_the_carriers(phones: Phones) -> None:
    """A stranger whose number was mistyped can silence us like anybody."""
    (maya,) = phones.on_call("Maya")
    new = moves(phones, maya)
    is_sent_a_code(phones, new)
    new.texts("STOP")
    new.has_been_texted_by_the_carrier()
    rings_only(phones, maya, new)
