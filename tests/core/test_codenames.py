"""The names that mentors know students by."""

import random
from difflib import SequenceMatcher
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.codenames import (
    ADJECTIVES,
    ANIMALS,
    HOW_MANY,
    NoCodenameLeftError,
    codename,
    pick,
)
from warmline.commands import COMMANDS, HELP_WORDS, START_WORDS, STOP_WORDS
from warmline.segments import segments

# What a name must never hold, even inside another word. Some are spelled as they sound.
UNKIND = """
    alone anal anus arse bare bitch black blind blood bloody blue bomb boob brown burn butch
    cock cold coon cow coward crap crazy cripple cross cruel cry cum cunt cut damn dark dead
    deaf death devil die dog drown dumb dyke fag fail fair fat fear fetus fool freak fuck ghost
    gimp god gook grave grim gun gyp hang hate hell hitler holy horn hurt idiot insane jap jew
    kike kill kink knife lame lazy lone lost lunatic mad mean monkey moron mourn muslim nazi
    negro nut pain pale paki penis pig poison poor porn prick puss queer rape razor retard sad
    saint satan scar sex shit short sick skin slave slim slit slow slut small snake spic
    spook squaw stupid suck suicid tall tart thin tiny tit tranny trap turd ugly vagina wank
    weak weird whale wetback white whore wild wolf wrist yellow
"""


def test_there_are_more_names_than_any_campus_will_have_open() -> None:
    """There are well over ten thousand names, and each is said but once."""
    assert min(len(ADJECTIVES), len(ANIMALS)) >= 120
    assert len({*ADJECTIVES, *ANIMALS}) == len(ADJECTIVES) + len(ANIMALS)
    assert len({codename(n) for n in range(HOW_MANY)}) == HOW_MANY


def test_every_name_is_short_and_plain() -> None:
    """A name fits in twenty characters, in two plain English words, in the cheapest letters."""
    for word in (*ADJECTIVES, *ANIMALS):
        assert word.isascii()
        assert word.isalpha()
        assert word == word.capitalize()
    longest = f"{max(ADJECTIVES, key=len)} {max(ANIMALS, key=len)}"
    assert len(longest) <= 20
    assert segments(longest).encoding == "GSM-7"


@pytest.mark.parametrize("words", [ADJECTIVES, ANIMALS], ids=["adjectives", "animals"])
def test_no_two_words_look_alike(words: tuple[str, ...]) -> None:
    """A tired mentor does not take one student's name for another's."""
    alike = [
        pair
        for pair in combinations(map(str.lower, words), 2)
        if SequenceMatcher(None, *pair, autojunk=False).ratio() > 0.75
    ]
    assert alike == []


def test_no_word_wounds() -> None:
    """No name holds a word that could hurt the person it stands for."""
    held = [
        (word, unkind)
        for word in (*ADJECTIVES, *ANIMALS)
        for unkind in UNKIND.split()
        if unkind in word.lower()
    ]
    assert held == []


def test_no_word_is_a_command() -> None:
    """A name at the start of a text is never read as a command, ours or the carrier's."""
    owned = {*COMMANDS, *STOP_WORDS, *START_WORDS, *HELP_WORDS}
    assert owned.isdisjoint(word.upper() for word in (*ADJECTIVES, *ANIMALS))


@given(st.integers())
def test_any_number_has_a_name(n: int) -> None:
    """Numbers below zero and beyond the last go round, so that every name is as likely."""
    assert codename(n) == codename(n % HOW_MANY)


@given(st.sets(st.integers(0, HOW_MANY - 1).map(codename), max_size=400), st.randoms())
def test_a_taken_name_is_never_given(taken: set[str], chance: random.Random) -> None:
    """Two open conversations never go by the same name, nor by names that share a word."""
    name = pick(taken, chance.randrange)
    words = {word for one in taken for word in one.split()}
    assert name not in taken
    if not (words >= set(ADJECTIVES) or words >= set(ANIMALS)):
        assert words.isdisjoint(name.split())


@pytest.mark.parametrize("n", [0, HOW_MANY // 2 + 1, HOW_MANY - 1])
def test_the_last_name_left_is_found(n: int) -> None:
    """However many are open, a name that is free is given; when none is, that is said."""
    last = codename(n)
    others = {codename(other) for other in range(HOW_MANY)} - {last}
    draw = random.Random(0).randrange
    assert pick(others, draw) == last
    with pytest.raises(NoCodenameLeftError):
        pick(others | {last}, draw)


def test_every_name_can_be_drawn() -> None:
    """With nothing taken, each draw gives a name of its own."""
    assert {pick((), lambda _, n=n: n) for n in range(HOW_MANY)} == {  # type: ignore[misc]
        codename(n) for n in range(HOW_MANY)
    }


def test_a_foreign_name_takes_nothing_away() -> None:
    """Names of an older list are no obstacle."""
    assert pick({"Nobody", "Some Thing Else", ""}, lambda n: n - 1) == codename(HOW_MANY - 1)
