"""A mentor hands a shift on by text, and the next call follows."""

import pytest
from phones import Phones
from telling.people import Person
from telling.places import CAMPUS
from telling.turns import code, friday

from warmline import wording

FRIDAY = "Fri Nov 6, 7 PM-11 PM PST"


def team(phones: Phones) -> tuple[Person, Person, Person, Person]:
    """Maya has Friday evening; Luis and Ana could take it; Cora coordinates."""
    maya, luis, ana = (phones.mentor(name, "mentor") for name in ("Maya", "Luis", "Ana"))
    cora = phones.mentor("Cora", "coordinator")
    phones.shift("Maya", start="2026-11-06T19:00:00", end="2026-11-06T23:00:00")
    return maya, luis, ana, cora


def says(phones: Phones, sentence, **more) -> str:
    """A sentence about this line."""
    return phones.words(sentence, **more)


def offers(phones: Phones, maya: Person, words: str = "COVER fri 7pm", count: int = 2) -> str:
    """Maya offers her Friday; returns the code."""
    maya.texts(words)
    known = code(phones)
    maya.is_texted(
        says(phones, wording.offered_text, offer=known, when=FRIDAY, verb="COVER", count=count)
    )
    return known


def is_asked(phones: Phones, who: Person, known: str, *, within: float = 10) -> None:
    """Somebody is asked whether they cover Maya's Friday."""
    who.is_texted(
        says(phones, wording.cover_asked_text, name="Maya", when=FRIDAY, offer=known), within=within
    )


def has_it(phones: Phones, taker: Person, maya: Person, cora: Person) -> None:
    """Whoever accepted first has it, and all sides hear so."""
    taker.is_texted(says(phones, wording.cover_yours_text, name="Maya", when=FRIDAY))
    maya.is_texted(says(phones, wording.covered_text, name=taker.name, when=FRIDAY))
    cora.is_texted(says(phones, wording.covered_told_text, by=taker.name, name="Maya", when=FRIDAY))


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
    luis.is_texted(says(phones, wording.has_it_text, offer=known, name="Ana"))
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
    student.reaches(luis)
    student.hangs_up()
    phones.wait(seconds=120)
    luis.may_have_heard(wording.student_hung_up())
    luis.is_texted(phones.words(wording.wrap_up_text))


def test_cover_alone_lists_what_can_be_offered(phones: Phones) -> None:
    """COVER by itself shows the shifts to come, by number; the number then means what was shown."""
    maya, luis, ana, _ = team(phones)
    phones.shift("Maya", start="2026-11-09T19:00:00", end="2026-11-10T07:00:00")
    maya.texts("COVER")
    rows = ["Fri 11/6 7pm-11pm", "Mon 11/9 7pm-7am"]
    maya.is_texted(says(phones, wording.which_turn_text, verb="COVER", rows=rows))
    phones.shift("Maya", start="2026-11-05T19:00:00", end="2026-11-05T23:00:00")
    phones.ready()  # a coordinator adds one before the first on the list
    known = offers(phones, maya, "COVER 1")
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    maya.texts("COVER FRI")
    maya.is_texted(says(phones, wording.offered_already_text, verb="COVER", offer=known))


def test_shifts_are_the_next_five(phones: Phones) -> None:
    """SHIFTS answers with what is next, in the line's zone, also where nothing is."""
    maya, luis, _, _ = team(phones)
    phones.shift(
        "Maya", start="2026-11-03T23:00:00", end="2026-11-04T07:00:00", repeat="FREQ=WEEKLY"
    )
    maya.texts("shifts?")
    rows = [
        "Tue 11/3 11pm-7am",
        "Fri 11/6 7pm-11pm",
        "Tue 11/10 11pm-7am",
        "Tue 11/17 11pm-7am",
        "Tue 11/24 11pm-7am",
    ]
    maya.is_texted(says(phones, wording.shifts_text, rows=rows, zone_name="PST"))
    luis.texts("SHIFTS")
    luis.is_texted(says(phones, wording.shifts_text, rows=[], zone_name=None))
    luis.texts("COVER")
    luis.is_texted(says(phones, wording.nothing_to_offer_text))


def test_what_cannot_be_read_is_asked_back(phones: Phones) -> None:
    """A shift that is named in a way we cannot read is asked for, with an example."""
    maya, _, _, _ = team(phones)
    for words in ("COVER for Luis friday", "COVER 9pm-11pm", "cover until 11pm"):
        maya.texts(words)
        maya.is_texted(says(phones, wording.turn_unread_text, command="COVER"))
    maya.texts("COVER K")
    maya.is_texted(wording.meant_text("COVER"))
    maya.texts("COVER K9")
    maya.is_texted(says(phones, wording.unknown_code_text, offer="K9"))


def test_nobody_is_asked_at_night(phones: Phones) -> None:
    """A shift that is days away is asked about in the morning, and not at all if taken back."""
    maya, luis, ana, _ = team(phones)
    phones.goes_to("2026-11-02 23:30")
    known = offers(phones, maya)
    phones.goes_to("2026-11-03 07:59")
    luis.gets_no_text()
    phones.goes_to("2026-11-03 08:00")
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    maya.texts(f"COVER {known} OFF")
    maya.is_texted(says(phones, wording.taken_back_text, offer=known, when=FRIDAY))
    phones.goes_to("2026-11-03 23:00")
    known = offers(phones, maya)
    maya.texts(f"COVER {known} off")
    maya.is_texted(says(phones, wording.taken_back_text, offer=known, when=FRIDAY))
    phones.goes_to("2026-11-04 09:00")
    luis.texts(f"COVER {known}")
    luis.is_texted(says(phones, wording.no_longer_offered_text, offer=known))
    assert friday(phones) == ["Maya"]


def test_an_offer_that_nobody_takes_lapses(phones: Phones) -> None:
    """Two hours before the shift its mentor and the coordinators hear that it is still theirs."""
    maya, luis, ana, cora = team(phones)
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    luis.texts(f"COVER {known} OFF")
    luis.is_texted(says(phones, wording.noted_text))
    phones.goes_to("2026-11-06 16:59")
    maya.gets_no_text()
    phones.goes_to("2026-11-06 17:00")
    maya.is_texted(says(phones, wording.lapsed_text, when=FRIDAY))
    cora.is_texted(says(phones, wording.lapsed_told_text, name="Maya", when=FRIDAY))
    ana.texts(f"COVER {known}")
    ana.is_texted(says(phones, wording.no_longer_offered_text, offer=known))


def test_a_cover_accepted_late_counts_as_confirmed(phones: Phones) -> None:
    """Who takes over a shift that begins in ten minutes is there: nobody is alarmed."""
    maya, luis, ana, cora = team(phones)
    phones.goes_to("2026-11-06 18:30")
    maya.is_texted(says(phones, wording.check_in_text, when=FRIDAY))
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    phones.goes_to("2026-11-06 18:45")
    luis.texts(f"COVER {known}")
    has_it(phones, luis, maya, cora)
    phones.goes_to("2026-11-06 19:05")
    luis.gets_no_text()
    cora.gets_no_text()


def test_only_who_may_cover_is_asked_and_can_accept(phones: Phones) -> None:
    """Who is on call then, off duty, silent, or no longer certified is neither asked nor taken."""
    maya, luis, ana, cora = team(phones)
    ben = phones.mentor("Ben", "mentor", certified_until="2026-11-05")
    phones.shift("Luis", start="2026-11-06T22:00:00", end="2026-11-07T02:00:00")
    ana.texts("OFF")
    ana.is_texted(phones.words(wording.off_text))
    maya.texts("COVER fri")
    maya.is_texted(says(phones, wording.nobody_to_ask_text, when=FRIDAY))
    cora.is_texted(says(phones, wording.nobody_to_ask_told_text, name="Maya", when=FRIDAY))
    ana.texts("ON")
    ana.is_texted(phones.words(wording.on_text))
    known = offers(phones, maya, count=1)
    is_asked(phones, ana, known)
    for who, reason in (
        (luis, "you are on call then already"),
        (ben, "then your standing is: certification ended on 2026-11-05"),
        (cora, "you are not among those who take shifts"),
    ):
        who.texts(f"COVER {known}")
        who.is_texted(says(phones, wording.cannot_take_text, obstacle=reason))
    assert friday(phones) == ["Maya"]


def test_a_plan_that_changed_meanwhile_is_not_overruled(phones: Phones) -> None:
    """An offered shift that a coordinator has moved is no longer on offer; both sides hear so."""
    maya, luis, ana, _ = team(phones)
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    phones.moves_shift("2026-11-06T20:00:00")
    luis.texts(f"COVER {known}")
    said = says(phones, wording.plan_changed_text, offer=known, when=FRIDAY)
    luis.is_texted(said)
    maya.is_texted(said)
    ana.texts(f"COVER {known}")
    ana.is_texted(says(phones, wording.no_longer_offered_text, offer=known))


def test_a_shift_that_was_taken_over_can_be_handed_on_again(phones: Phones) -> None:
    """Whoever covers may hand the cover on, also back to whose shift it was."""
    maya, luis, ana, cora = team(phones)
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    luis.texts(f"COVER {known}")
    has_it(phones, luis, maya, cora)
    for giver, taker in ((luis, ana), (ana, maya)):
        giver.texts("COVER fri")
        again = code(phones)
        giver.is_texted(
            says(phones, wording.offered_text, offer=again, when=FRIDAY, verb="COVER", count=2)
        )
        for who in {"Luis": (maya, ana), "Ana": (maya, luis)}[giver.name]:
            who.is_texted(
                says(phones, wording.cover_asked_text, name=giver.name, when=FRIDAY, offer=again)
            )
        taker.texts(f"COVER {again}")
        taker.is_texted(says(phones, wording.cover_yours_text, name=giver.name, when=FRIDAY))
        giver.is_texted(says(phones, wording.covered_text, name=taker.name, when=FRIDAY))
        cora.is_texted(
            says(phones, wording.covered_told_text, by=taker.name, name=giver.name, when=FRIDAY)
        )
        assert friday(phones) == [taker.name]
    assert phones.parts.records.load_plan(CAMPUS).overrides == ()


def test_a_text_is_an_errand_while_the_database_is_away(phones: Phones) -> None:
    """A mentor hears once that it takes longer, and gets the answer when the database is back."""
    maya, luis, ana, _ = team(phones)
    phones.ready()
    with phones.database_away():
        maya.texts("COVER fri 7pm")
        maya.is_texted(says(phones, wording.errand_later_text, command="COVER"), within=30)
        phones.wait(seconds=300)
        maya.gets_no_text()
    phones.wait(seconds=70)
    known = code(phones)
    maya.is_texted(
        says(phones, wording.offered_text, offer=known, when=FRIDAY, verb="COVER", count=2)
    )
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)


def test_an_errand_that_nobody_could_run_for_an_hour_is_given_up(phones: Phones) -> None:
    """Nobody's shift is handed on by a text of hours ago: they are told that nothing was done."""
    maya, _, _, _ = team(phones)
    phones.ready()
    with phones.database_away():
        maya.texts("COVER fri 7pm")
        maya.is_texted(says(phones, wording.errand_later_text, command="COVER"), within=30)
        phones.wait(seconds=3700)
    maya.is_texted(says(phones, wording.errand_failed_text, command="COVER"), within=120)


def test_a_worker_that_dies_after_the_change_repeats_nothing(phones: Phones) -> None:
    """Killed between the change and its answers, the errand is tried again and only answers."""
    maya, luis, ana, cora = team(phones)
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    phones.worker_pauses()
    phones.clock_alive = False
    luis.texts(f"COVER {known}")
    notice = phones.contact()
    (pending,) = notice.pending
    killed = phones.parts.errands.run(notice, f"{notice.id}#{pending.id}", pending.action)
    assert killed.taken
    luis.gets_no_text()
    before = phones.parts.records.plan_version(CAMPUS)
    phones.clock_alive = True
    phones.worker_resumes()
    has_it(phones, luis, maya, cora)
    assert before == phones.parts.records.plan_version(CAMPUS)
    assert friday(phones) == ["Luis"]


def test_a_text_that_comes_twice_is_one(phones: Phones) -> None:
    """The carrier may deliver a text twice: one offer is opened."""
    maya, luis, ana, _ = team(phones)
    known = offers(phones, maya)
    is_asked(phones, luis, known)
    is_asked(phones, ana, known)
    phones.carrier_asks_again("/texts/incoming")
    phones.wait(seconds=10)
    maya.gets_no_text()


def test_times_are_read_in_the_zone_of_the_line(phones: Phones) -> None:
    """Ten in the evening of the line is that, however far the server or the mentor is from it."""
    maya, luis, ana, _ = team(phones)
    phones.line(timezone="America/New_York")
    phones.goes_to("2026-11-03 09:00")
    maya.texts("COVER 11/6 4pm")  # what Los Angeles shows then
    maya.is_texted(says(phones, wording.which_turn_text, verb="COVER", rows=["Fri 11/6 7pm-11pm"]))
    maya.texts("COVER 11/6 7pm")
    known = code(phones)
    when = "Fri Nov 6, 7 PM-11 PM EST"
    maya.is_texted(
        says(phones, wording.offered_text, offer=known, when=when, verb="COVER", count=2)
    )
    for who in (luis, ana):
        who.is_texted(says(phones, wording.cover_asked_text, name="Maya", when=when, offer=known))
