"""A mentor hands a shift on by text, and the next call follows."""

import pytest
from phones import Phones
from telling.people import Person
from telling.places import CAMPUS

from warmline import wording
from warmline.schedule import on_call
from warmline.store.records.exchanging import Ledger

FRIDAY = "Fri Nov 6, 7 PM-11 PM PST"


def team(phones: Phones) -> tuple[Person, Person, Person, Person]:
    """Maya has Friday evening; Luis and Ana could take it; Cora coordinates."""
    maya, luis, ana = (phones.mentor(name, "mentor") for name in ("Maya", "Luis", "Ana"))
    cora = phones.mentor("Cora", "coordinator")
    phones.shift("Maya", start="2026-11-06T19:00:00", end="2026-11-06T23:00:00")
    return maya, luis, ana, cora


def code(phones: Phones) -> str:
    """The code of the offer that was opened last."""
    with phones.parts.records.editing(
        CAMPUS, actor="x", action="x", origin="text", now=phones.now()
    ) as edit:
        return Ledger(edit).exchanges(phones.now())[0].code


def says(phones: Phones, sentence, **more) -> str:
    """A sentence about this line."""
    return phones.words(sentence, **more)


def offers(phones: Phones, maya: Person, words: str = "COVER fri 7pm", count: int = 2) -> str:
    """Maya offers her Friday; returns the code."""
    maya.texts(words)
    known = code(phones)
    maya.is_texted(
        says(phones, wording.offered_text, code=known, when=FRIDAY, kind="COVER", count=count)
    )
    return known


def is_asked(phones: Phones, who: Person, known: str, *, within: float = 10) -> None:
    """Somebody is asked whether they cover Maya's Friday."""
    who.is_texted(
        says(phones, wording.cover_asked_text, name="Maya", when=FRIDAY, code=known), within=within
    )


def has_it(phones: Phones, taker: Person, maya: Person, cora: Person) -> None:
    """Whoever accepted first has it, and all sides hear so."""
    taker.is_texted(says(phones, wording.cover_yours_text, name="Maya", when=FRIDAY))
    maya.is_texted(says(phones, wording.covered_text, name=taker.name, when=FRIDAY))
    cora.is_texted(says(phones, wording.covered_told_text, by=taker.name, name="Maya", when=FRIDAY))


def friday(phones: Phones) -> list[str]:
    """Who is on call on Friday evening, by the plan."""
    plan = phones.parts.records.load_plan(CAMPUS)
    names = {it.id: it.name for it in plan.mentors}
    return [
        names[it.mentor] for it in on_call(plan, plan.lines[0].slug, phones.at("2026-11-06 20:00"))
    ]


@pytest.mark.parametrize("words", ["COVER fri 7pm", "cover 1", "Cover for friday", "COVER fri 7"])
def test_the_first_to_accept_has_the_shift(phones: Phones, words: str) -> None:
    """A shift that is offered by text goes to the first who takes it, and late answers hear who."""
    maya, luis, ana, cora = team(phones)
    known = offers(phones, maya, words)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    ana.texts(f"cover {known[0].lower()} {known[1:]}")
    has_it(phones, ana, maya, cora)
    luis.texts(f"COVER {known}")
    luis.is_texted(says(phones, wording.has_it_text, code=known, name="Ana"))
    ana.texts(f"COVER {known}")
    ana.is_texted(says(phones, wording.yours_already_text, when=FRIDAY))
    assert friday(phones) == ["Ana"]


def test_the_very_next_call_follows_a_cover(phones: Phones) -> None:
    """Who took over a shift that has begun to be near is rung for it, and nobody else."""
    maya, luis, ana, cora = team(phones)
    student = phones.student()
    phones.goes_to("2026-11-06 16:30")
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    luis.texts(f"COVER {known}")
    has_it(phones, luis, maya, cora)
    phones.goes_to("2026-11-06 19:00")
    student.calls()
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)
    student.hangs_up()
    phones.wait(seconds=120)
    luis.may_have_heard(wording.student_hung_up())
    luis.is_texted(phones.words(wording.wrap_up_text))
