"""Two mentors swap shifts by text: each says what they would give, and both agree."""

from phones import Phones
from telling.people import Person
from telling.places import CAMPUS
from telling.turns import code, friday

from warmline import wording
from warmline.schedule import on_call

FRIDAY = "Fri Nov 6, 7 PM-11 PM PST"
SUNDAY = "Sun Nov 8, 7 PM-11 PM PST"


def team(phones: Phones) -> tuple[Person, Person, Person, Person]:
    """Maya has Friday, Luis Sunday and a Friday that is too far away, Ana nothing."""
    maya, luis, ana = (phones.mentor(name, "mentor") for name in ("Maya", "Luis", "Ana"))
    cora = phones.mentor("Cora", "coordinator")
    phones.shift("Maya", start="2026-11-06T19:00:00", end="2026-11-06T23:00:00")
    phones.shift("Luis", start="2026-11-08T19:00:00", end="2026-11-08T23:00:00")
    phones.shift("Luis", start="2026-11-27T19:00:00", end="2026-11-27T23:00:00")
    return maya, luis, ana, cora


def offers(phones: Phones, maya: Person, luis: Person) -> str:
    """Maya offers her Friday in exchange, and Luis, who has something to give, is asked."""
    maya.texts("SWAP fri 7pm")
    known = code(phones)
    maya.is_texted(
        phones.words(wording.offered_text, offer=known, when=FRIDAY, verb="SWAP", count=1)
    )
    luis.is_texted(phones.words(wording.swap_asked_text, name="Maya", when=FRIDAY, offer=known))
    return known


def is_shown(phones: Phones, luis: Person, known: str, *rows: str) -> None:
    """Luis is shown which of his shifts Maya could take."""
    luis.is_texted(
        phones.words(
            wording.swap_choices_text, name="Maya", when=FRIDAY, rows=list(rows), offer=known
        )
    )


def proposes(phones: Phones, maya: Person, luis: Person, known: str) -> None:
    """Luis would give his Sunday."""
    luis.texts(f"SWAP {known}")
    is_shown(phones, luis, known, "Sun 11/8 7pm-11pm")
    luis.texts(f"swap {known} 1")
    luis.is_texted(phones.words(wording.swap_proposed_text, name="Maya", when=SUNDAY))
    maya.is_texted(
        phones.words(wording.swap_bid_text, name="Luis", when=SUNDAY, offer=known, number=1)
    )


def on(phones: Phones, local: str) -> list[str]:
    """Who is on call at a time, by the plan."""
    plan = phones.parts.records.load_plan(CAMPUS)
    names = {it.id: it.name for it in plan.mentors}
    return [names[it.mentor] for it in on_call(plan, plan.lines[0].slug, phones.at(local))]


def test_a_swap_needs_both_words(phones: Phones) -> None:
    """One offers, the other proposes, the first agrees: both shifts change hands at once."""
    maya, luis, ana, cora = team(phones)
    known = offers(phones, maya, luis)
    proposes(phones, maya, luis, known)
    assert friday(phones) == ["Maya"]
    maya.texts(f"SWAP {known} 1")
    maya.is_texted(phones.words(wording.swapped_text, name="Luis", yours=SUNDAY, theirs=FRIDAY))
    luis.is_texted(phones.words(wording.swapped_text, name="Maya", yours=FRIDAY, theirs=SUNDAY))
    cora.is_texted(
        phones.words(wording.swapped_told_text, name="Maya", yours=SUNDAY, by="Luis", theirs=FRIDAY)
    )
    assert (friday(phones), on(phones, "2026-11-08 20:00")) == (["Luis"], ["Maya"])
    ana.texts(f"SWAP {known}")
    ana.is_texted(phones.words(wording.has_it_text, offer=known, name="Luis"))


def test_an_offer_by_the_wrong_word_is_put_right(phones: Phones) -> None:
    """COVER does not take what is offered for a swap; who has nothing to give hears so."""
    maya, luis, ana, _ = team(phones)
    known = offers(phones, maya, luis)
    luis.texts(f"COVER {known}")
    luis.is_texted(phones.words(wording.other_kind_text, offer=known, verb="SWAP"))
    ana.texts(f"SWAP {known} 1")
    ana.is_texted(phones.words(wording.nothing_to_give_text, when=FRIDAY))
    maya.texts(f"SWAP {known}")
    maya.is_texted(
        phones.words(wording.your_offer_text, verb="SWAP", offer=known, when=FRIDAY, rows=[])
    )
    proposes(phones, maya, luis, known)
    luis.texts(f"SWAP {known} 1")  # again
    luis.is_texted(phones.words(wording.swap_proposed_text, name="Maya", when=SUNDAY))
    maya.texts(f"SWAP {known} 7")
    rows = ["1 Luis Sun 11/8 7pm-11pm"]
    maya.is_texted(
        phones.words(wording.your_offer_text, verb="SWAP", offer=known, when=FRIDAY, rows=rows)
    )


def test_a_proposal_whose_shift_is_gone_is_not_agreed_to(phones: Phones) -> None:
    """What somebody would give must still be theirs when the other agrees."""
    maya, luis, _, _ = team(phones)
    known = offers(phones, maya, luis)
    proposes(phones, maya, luis, known)
    phones.drops_shift(1)
    maya.texts(f"SWAP {known} 1")
    maya.is_texted(phones.words(wording.bid_gone_text, name="Luis", offer=known))
    assert friday(phones) == ["Maya"]


def test_a_number_that_was_not_shown_shows_the_list(phones: Phones) -> None:
    """SWAP with a number before the list was seen proposes nothing."""
    maya, luis, _, _ = team(phones)
    known = offers(phones, maya, luis)
    luis.texts(f"SWAP {known} 1")
    is_shown(phones, luis, known, "Sun 11/8 7pm-11pm")
    maya.gets_no_text()
