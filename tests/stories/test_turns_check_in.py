"""Before a shift its mentor is asked whether they are there; who is silent is rung last."""

import pytest
from phones import Phones
from telling.people import Person

from warmline import wording
from warmline.bootstrap import Parts

TONIGHT = "Mon Nov 2, 9 PM-11 PM PST"


def evening(phones: Phones, *names: str) -> tuple[Person, ...]:
    """Mentors who come on at nine, an hour from now, until eleven."""
    people = tuple(phones.mentor(it, "mentor") for it in names)
    phones.shift(*names, start="2026-11-02T21:00:00", end="2026-11-02T23:00:00")
    phones.ready()
    return people


def is_asked(phones: Phones, who: Person) -> None:
    """A mentor is reminded."""
    who.is_texted(phones.words(wording.check_in_text, when=TONIGHT))


def confirms(phones: Phones, who: Person) -> None:
    """A mentor says that they are there."""
    who.texts("ON")
    who.is_texted(phones.words(wording.on_confirmed_text, when=TONIGHT))


def is_alarmed(phones: Phones, *people: Person, name: str) -> None:
    """People hear that somebody has not confirmed."""
    for who in people:
        who.is_texted(phones.words(wording.unconfirmed_text, name=name, when=TONIGHT))


def test_a_mentor_is_reminded_and_confirms(phones: Phones) -> None:
    """Half an hour before a shift its mentor is asked; whoever confirms is asked no more."""
    (maya,) = evening(phones, "Maya")
    phones.mentor("Cora", "coordinator")
    phones.goes_to("2026-11-02 20:29")
    maya.gets_no_text()
    phones.goes_to("2026-11-02 20:30")
    is_asked(phones, maya)
    confirms(phones, maya)
    phones.goes_to("2026-11-02 21:30")


def test_silence_is_told_and_rung_last_until_they_confirm(phones: Phones) -> None:
    """Who has not confirmed is rung after everybody else, and in turn again once they have."""
    maya, luis = evening(phones, "Maya", "Luis")
    (bo,) = phones.backup("Bo")
    cora = phones.mentor("Cora", "coordinator")
    student = phones.student()
    phones.goes_to("2026-11-02 20:30")
    is_asked(phones, maya)
    is_asked(phones, luis)
    confirms(phones, luis)
    phones.goes_to("2026-11-02 20:50")
    is_alarmed(phones, cora, bo, name="Maya")
    phones.goes_to("2026-11-02 21:00")
    luis.texts("WHO")
    names = ["Maya (not confirmed)", "Luis", "Bo"]
    luis.is_texted(phones.words(wording.who_text, names=names))
    student.calls()  # it would be Maya's turn: she is first in the roster
    luis.rings()
    phones.wait(seconds=20)
    maya.rings()  # last, not never
    maya.texts("on")
    maya.is_texted(phones.words(wording.on_confirmed_text, when=TONIGHT))
    for who in (cora, bo):
        who.is_texted(phones.words(wording.confirmed_late_text, name="Maya", when=TONIGHT))
    student.hangs_up()
    phones.wait(seconds=60)
    student.calls()
    luis.rings()  # offered longest ago
    student.hangs_up()
    phones.wait(seconds=60)
    student.calls()
    maya.rings()  # in turn again
    student.hangs_up()
    phones.wait(seconds=60)


def test_two_clocks_ask_once(phones: Phones) -> None:
    """A second clock, or one that was killed and came back, repeats nothing."""
    (maya,) = evening(phones, "Maya")
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    phones.clock_alive = False
    for moment in ("20:31", "20:32", "20:52", "20:53"):
        phones.goes_to(f"2026-11-02 {moment}")
        for _ in range(2):
            another = Parts(phones.settings, phones.now, phones.parts.carrier, phones.timer)
            another.checkins.look()
            another.live.close()
        phones.wait(seconds=5)
    is_asked(phones, maya)
    is_alarmed(phones, cora, name="Maya")


def test_shifts_that_meet_are_one(phones: Phones) -> None:
    """Somebody who is on call already is not asked whether they are there."""
    (maya,) = evening(phones, "Maya")
    phones.shift("Maya", start="2026-11-02T23:00:00", end="2026-11-03T03:00:00")
    phones.ready()
    phones.goes_to("2026-11-02 20:30")
    maya.is_texted(
        phones.words(wording.check_in_text, when="Mon Nov 2, 9 PM-3 AM PST"),
    )
    maya.texts("On")
    maya.is_texted(phones.words(wording.on_confirmed_text, when="Mon Nov 2, 9 PM-3 AM PST"))
    phones.goes_to("2026-11-03 04:00")
    maya.gets_no_text()


def test_somebody_off_duty_is_not_reminded(phones: Phones) -> None:
    """Coordinators hear that the shift of somebody who is off is uncovered; ON covers it again."""
    (maya,) = evening(phones, "Maya")
    cora = phones.mentor("Cora", "coordinator")
    maya.texts("OFF")
    maya.is_texted(phones.words(wording.off_text))
    phones.goes_to("2026-11-02 20:30")
    cora.is_texted(phones.words(wording.uncovered_text, name="Maya", when=TONIGHT, alone=True))
    maya.gets_no_text()
    confirms(phones, maya)
    phones.goes_to("2026-11-02 21:30")


def test_somebody_who_cannot_be_texted_is_told_of(phones: Phones) -> None:
    """A mentor who texted STOP cannot confirm: coordinators are asked to ring them."""
    (maya,) = evening(phones, "Maya")
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    phones.parts.live.set_textable(phones.parts.live.campuses()[0], phones.id_of(maya), yes=False)
    phones.goes_to("2026-11-02 20:30")
    cora.is_texted(phones.words(wording.unreminded_text, name="Maya", when=TONIGHT))
    phones.goes_to("2026-11-02 21:10")


def test_a_plan_that_changed_late_raises_no_alarm(phones: Phones) -> None:
    """Who learned twelve minutes before that they are on had no time to confirm."""
    maya = phones.mentor("Maya", "mentor")
    phones.mentor("Cora", "coordinator")
    phones.ready()
    phones.goes_to("2026-11-02 20:48")
    phones.shift("Maya", start="2026-11-02T21:00:00", end="2026-11-02T23:00:00")
    phones.ready()
    phones.wait(seconds=10)
    is_asked(phones, maya)
    phones.goes_to("2026-11-02 21:10")


def test_check_ins_need_no_database(phones: Phones) -> None:
    """While SQL is away mentors are reminded, confirm, and are alarmed about, as always."""
    maya, luis = evening(phones, "Maya", "Luis")
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    with phones.database_away():
        phones.goes_to("2026-11-02 20:30")
        is_asked(phones, maya)
        is_asked(phones, luis)
        confirms(phones, luis)
        phones.goes_to("2026-11-02 20:50")
        is_alarmed(phones, cora, name="Maya")


@pytest.mark.parametrize(
    ("words", "when", "back"),
    [
        ("OFF 2h", "Mon Nov 2, 10 PM PST", "22:01"),
        ("off until 10pm", "Mon Nov 2, 10 PM PST", "22:01"),
        ("Off until 10", "Mon Nov 2, 10 PM PST", "22:01"),
        ("OFF for half an hour", "Mon Nov 2, 8:30 PM PST", "20:31"),
    ],
)
def test_off_with_a_time_ends_by_itself(phones: Phones, words: str, when: str, back: str) -> None:
    """Off until then, said back; not rung meanwhile, and on again without a word."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    maya.texts(words)
    maya.is_texted(phones.words(wording.off_until_text, when=when))
    missed = "the shift until Tue Nov 3, 12 PM PST"
    cora.is_texted(phones.words(wording.off_told_text, name="Maya", when=missed, alone=True))
    cora.texts("WHO")
    cora.is_texted(phones.words(wording.who_text, names=[]))
    phones.goes_to(f"2026-11-02 {back}")
    student.calls()
    maya.rings()
    student.hangs_up()
    maya.is_idle_within(30)


def test_an_off_that_cannot_be_read_changes_nothing(phones: Phones) -> None:
    """OFF fri may be the day or its beginning: it is asked back, and the mentor stays on."""
    (maya,) = phones.on_call("Maya")
    for words in ("OFF fri", "OFF until 7.30", "OFF 0h", "OFF 900 days"):
        maya.texts(words)
        maya.is_texted(phones.words(wording.off_unread_text))
    maya.texts("WHO")
    maya.is_texted(phones.words(wording.who_text, names=["Maya"]))
    maya.texts("ON 2h")
    maya.is_texted(phones.words(wording.on_timed_text))


def test_coordinators_hear_of_an_off_during_a_shift(phones: Phones) -> None:
    """Who goes off duty on shift, or for a time with a shift in it, is told to the coordinators."""
    maya, luis = evening(phones, "Maya", "Luis")
    cora = phones.mentor("Cora", "coordinator")
    maya.texts("OFF 30 min")
    maya.is_texted(phones.words(wording.off_until_text, when="Mon Nov 2, 8:30 PM PST"))
    cora.gets_no_text()
    maya.texts("OFF 2h")
    maya.is_texted(phones.words(wording.off_until_text, when="Mon Nov 2, 10 PM PST"))
    cora.is_texted(phones.words(wording.off_told_text, name="Maya", when=TONIGHT, alone=False))
    luis.texts("OFF 90 min")
    luis.is_texted(phones.words(wording.off_until_text, when="Mon Nov 2, 9:30 PM PST"))
    cora.is_texted(phones.words(wording.off_told_text, name="Luis", when=TONIGHT, alone=True))
    for who in (maya, luis):
        who.texts("ON")
        who.is_texted(phones.words(wording.on_text))
    phones.goes_to("2026-11-02 20:30")
    for who in (maya, luis):
        is_asked(phones, who)
        confirms(phones, who)
    phones.goes_to("2026-11-02 21:10")
    luis.texts("OFF")
    luis.is_texted(phones.words(wording.off_text))
    rest = "the shift until Mon Nov 2, 11 PM PST"
    cora.is_texted(phones.words(wording.off_told_text, name="Luis", when=rest, alone=False))
