"""A campus words a few sentences itself; what must be said is said all the same, and in time."""

import re

import pytest
from contact_world import a_line
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode, encode
from msgspec.structs import replace

from warmline import wording
from warmline.campus_file import read_campus
from warmline.commands import STOP_WORDS
from warmline.errors import CampusFileError, PlanError
from warmline.line import Campus, Line, OwnWording
from warmline.own_wording import RULES, mistakes, read_wording, tidied, whole
from warmline.simulator.segments import segments
from warmline.simulator.twiml import speaking_time
from warmline.wording_preview import name_mistake

NAME = "Ears for Peers"
ALL = OwnWording(
    greeting="Hi, this is Ears for Peers. You are not alone.",
    hold="Somebody who knows these nights is on the way.",
    closed="We are students too, and asleep.",
    welcome="We are glad you wrote.",
)
MUST_BE_SAID = (
    "Trained peers, not an emergency service.",
    "Press 0 for crisis support, star any time for choices.",
)
MUST_BE_SENT = ("no emergency service.", "In danger: 911, crisis 988.", "Text STOP to end.")
LIMITS = {"two_person": "Private, unless a life is in danger.",
          "never": "Private: we never look up your number."}  # fmt: skip


def campus(reveal: str = "two_person") -> Campus:
    """Return a campus."""
    return Campus("northfield", "Northfield School of Medicine", "911", "988", reveal)


def line(name: str = NAME, **own: str) -> Line:
    """Return a line with words of its own."""
    return replace(a_line(name=name), wording=OwnWording(**own))


def wrong(key: str, words: str, name: str = NAME, reveal: str = "two_person") -> str:
    """Return why a sentence is refused, or nothing."""
    return mistakes(OwnWording(**{key: tidied(words)}), name, campus(reveal)).get(key, "")


def test_the_own_sentences_of_a_careful_campus_are_taken() -> None:
    """Four short sentences, each where it belongs, with all that is ours around them."""
    assert mistakes(ALL, NAME, campus()) == {}
    own = replace(a_line(name=NAME), wording=ALL)
    assert whole("greeting", own, campus()) == (
        "Hi, this is Ears for Peers. You are not alone. Trained peers, not an emergency service. "
        "Private, unless a life is in danger. Press 0 for crisis support, star any time for "
        "choices."
    )
    assert whole("hold", own, campus()) == ALL.hold
    closed = whole("closed", own, campus())
    assert f"{NAME}. The line is closed now. {ALL.closed} It opens " in closed
    assert closed.endswith(f"{wording.crisis_numbers(campus())} For counseling now, press 0.")
    assert whole("welcome", own, campus()) == (
        "Ears for Peers: We are glad you wrote. Peers read here, no emergency service. Private "
        "unless a life is in danger. In danger: 911, crisis 988. Text STOP to end."
    )


def test_the_lines_name_is_said_before_a_greeting_that_does_not_say_it() -> None:
    """Whoever calls hears whom they have reached; a name within another word is not said."""
    said = [wording.greeting(line(greeting=it), campus())
            for it in ("You are not alone.", "Welcome to EARS FOR PEERS.")]  # fmt: skip
    assert said[0].startswith("Ears for Peers. You are not alone. Trained peers")
    assert said[1].startswith("Welcome to EARS FOR PEERS. Trained peers")
    short = wording.greeting(line("Ears", greeting="Hearsay is welcome."), campus())
    assert short.startswith("Ears. Hearsay")


def test_somebody_who_listens_in_is_disclosed_before_any_own_greeting() -> None:
    """The time that an own greeting would take goes to saying who listens, and the key for no."""
    own = wording.greeting(line(greeting=ALL.greeting), campus(), listener=True)
    assert own == wording.greeting(line(), campus(), listener=True)


REFUSED = {
    "a number": ("closed", "Call 415 555 0123 at night.", "number to dial"),
    "three digits": ("closed", "Room 120 is open.", "number to dial"),
    "a number in words": ("greeting", "Dial nine one one.", "number to dial"),
    "a spoken 988": ("hold", "Try nine eighty-eight.", "number to dial"),
    "a link": ("welcome", "See peers.edu", "takes for a link"),
    "an address": ("closed", "Write to ears@peers", "takes for a link"),
    "a missing space": ("closed", "Closed.We sleep.", "after the full stop"),
    "a key": ("greeting", "Press 5 to wait.", "the keys are said behind it"),
    "a key in words": ("hold", "Push star again.", "the keys are said behind it"),
    "a stop word": ("welcome", "Reply END to go.", "on which carriers"),
    "a small stop word": ("welcome", 'Text "stop" now.', "on which carriers"),
    "a start word": ("welcome", "Say YES.", "on which carriers"),
    "markup": ("greeting", "<b>Hi</b>", "no letter or sign"),
    "a place to fill": ("hold", "Hi {name}", "no letter or sign"),
    "Chinese in a voice": ("hold", "\u540c\u5b66 we are here", "no letter or sign"),
    "a heart in a text": ("welcome", "Hi \u2665", "UCS-2, 70 letters a segment"),
    "a promise": ("greeting", "All is confidential.", "as the campus chose"),
    "another promise": ("welcome", "Anonymous.", "as the campus chose"),
    "a claim": ("greeting", "For every crisis.", "as the campus chose"),
    "signs alone": ("hold", "?!", "no word in it"),
    "a word without an end": ("hold", "a" * 25, "a word of 25 letters"),
    "a long greeting": ("greeting", "We are so very glad that you called us on this night.",
                        "makes what is said 13.6 seconds long; 12 are the most: leave out 5 words"),
    "a long hold": ("hold", "We " + "really " * 14 + "care.", "leave out 2 words"),
    "a long closed": ("closed", "We " + "really " * 15 + "sleep.", "leave out a word"),
    "a long welcome": ("welcome", "We are very glad you wrote to us.",
                       "makes the first text 170 letters long, 2 segments; leave out 10"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_a_campuss_to_say_is_refused_with_what_to_do(what: str) -> None:
    """No own sentence dials, links, cuts off, promises or takes time that others need."""
    key, words, why = REFUSED[what]
    assert why in wrong(key, words), wrong(key, words)


@pytest.mark.parametrize(
    "words",
    ["We're here 24/7.", "Hi! Café Ñandú & friends (7-9 PM).", "One of us, or two.", "Don't stop.",
     "We end at 7:30 AM, e.g. today.", "I'd help; yes."],
)  # fmt: skip
def test_ordinary_sentences_are_not_mistaken_for_what_is_refused(words: str) -> None:
    """A coordinator who writes plainly meets no refusal that makes no sense."""
    assert wrong("closed", words) == ""


def test_a_name_may_be_said_whatever_words_are_in_it() -> None:
    """A line that is called so may say how it is called, and nothing of that kind beyond."""
    assert wrong("closed", "Private Ears sleeps.", "Private Ears") == ""
    assert "private" in wrong("closed", "Private Ears is private.", "Private Ears")


def test_what_phones_put_in_place_of_plain_quotes_is_put_back() -> None:
    """A curly quote that nobody typed makes no text twice as costly; an end is given."""
    assert (
        tidied(" We\u2019re   here\u00a0\u2013 \u201calways\u201d, ") == 'We\'re here - "always".'
    )
    assert tidied("Here\u2026") == "Here..."
    assert (tidied(" \n"), tidied("Really?"), tidied("(Yes.)")) == ("", "Really?", "(Yes.)")


WORDS = st.lists(
    st.sampled_from([
        "We", "are", "here", NAME, "24/7", "well-being", "7", "PM,", "tonight.", "glad", "STOP",
        "press", "0", "nine", "confidential", "\u2665", "text", "stop", "caf\u00e9", "U.S.", "+",
        "extraordinarily", "\u201chello\u201d", "peers.edu", "&", "988", "long-distance",
    ]),
    max_size=16,
).map(" ".join)  # fmt: skip


COMMON = st.sampled_from(["we", "are", "here", NAME, "tonight,", "always", "glad"])
PLAIN = (
    st.integers(2, 20)  # as many just within each limit as just beyond it
    .flatmap(lambda count: st.lists(COMMON, min_size=count, max_size=count))
    .map(" ".join)
)
SENTENCES = st.one_of(PLAIN, PLAIN, WORDS, st.text(max_size=60))


@given(
    typed=st.fixed_dictionaries({it.key: SENTENCES for it in RULES}),
    name=st.sampled_from([NAME, "Duck Line", "Northfield Night Peers +"]),
    reveal=st.sampled_from(list(LIMITS)),
)
def test_no_accepted_wording_takes_longer_or_leaves_anything_out(
    typed: dict[str, str], name: str, reveal: str
) -> None:
    """Whatever a campus words, all that must be said is said, in time, and in one segment."""
    school = campus(reveal)
    own = {key: tidied(words) for key, words in typed.items()}
    assert {key: tidied(words) for key, words in own.items()} == own
    refused = mistakes(OwnWording(**own), name, school)
    accepted = {key: "" if key in refused else words for key, words in own.items()}
    speaks = line(name, **accepted)
    greeting = wording.greeting(speaks, school)
    assert speaking_time(greeting) <= 12
    assert all(it in greeting for it in (*MUST_BE_SAID, LIMITS[reveal]))
    welcome = wording.text_welcome(speaks, school)
    assert segments(welcome) == 1
    assert all(it in welcome for it in MUST_BE_SENT)
    assert welcome.count("Private") == 1
    assert speaking_time(wording.reassurance(2, speaks.wording.hold)) <= 5
    assert speaking_time(speaks.wording.closed) <= 6
    assert "star" in wording.reassurance(1, speaks.wording.hold)
    assert wording.crisis_numbers(school) in whole("closed", speaks, school)
    for sentence in (greeting, welcome):
        assert name.casefold() in sentence.casefold()
    for words in accepted.values():
        assert set(re.findall(r"[A-Z]{3,}", words)) & STOP_WORDS == set()


FILE = """
[campus]
slug = "northfield"
name = "Northfield"
emergency_number = "911"
crisis_line = "988"
number_reveal = "{reveal}"

[[line]]
slug = "main"
name = "Ears for Peers"
number = "+14155550100"
timezone = "UTC"

[line.wording]
{wording}

[[rung]]
line = "main"
name = "desks"
who = "desk"
ring_seconds = 30
"""


def test_a_campus_file_has_a_table_for_it_and_every_mistake_is_told_by_its_key() -> None:
    """``[line.wording]`` belongs to the line above it; two mistakes are told at once."""
    text = FILE.format(reveal="never", wording='hold = "Still here"')
    assert read_campus(text).lines[0].wording == OwnWording(hold="Still here.")
    text = FILE.format(reveal="never", wording='hold = "Dial 911"\nwelcome = "Text STOP"')
    with pytest.raises(CampusFileError) as caught:
        read_campus(text)
    told = caught.value.args[0] if isinstance(caught.value.args[0], str) else str(caught.value)
    assert 'line 1 "main", wording.hold: has what may be taken for a number' in told
    assert 'line 1 "main", wording.welcome: has "Text STOP"' in told
    for value, why in (({"bye": "x"}, "none of greeting"), ({"hold": 3}, "hold: must be text"),
                       ("x", "must be a table")):  # fmt: skip
        with pytest.raises(PlanError, match=why):
            read_wording(value)


def test_how_private_a_contact_is_decides_how_much_room_there_is() -> None:
    """A file that changes what the campus chose is looked at with the words that go with it."""
    words = 'welcome = "Whoever you are, we are glad you wrote."'
    assert read_campus(FILE.format(reveal="never", wording=words)).lines[0].wording.welcome
    with pytest.raises(CampusFileError, match=r"wording.welcome: makes the first text 176 letters"):
        read_campus(FILE.format(reveal="two_person", wording=words))


def test_a_new_name_must_go_with_the_own_sentences() -> None:
    """A line that is renamed says no name twice and no greeting for longer than is allowed."""
    renamed = line("Night Ears", greeting=ALL.greeting)
    assert "does not go with this line's own wording" in name_mistake(renamed, campus())
    assert name_mistake(line("Duck Line", greeting="You are not alone."), campus()) == ""


def test_a_line_that_an_older_version_published_speaks_as_ever() -> None:
    """While an upgrade goes on, what is in Redis without own words is read, and the reverse."""
    old = decode(encode(a_line(name=NAME)), type=dict)
    del old["wording"]
    assert decode(encode(old), type=Line) == a_line(name=NAME)
    newer = encode(old | {"wording": {"hold": "Here.", "goodbye": "Bye."}})
    assert decode(newer, type=Line).wording == OwnWording(hold="Here.")
