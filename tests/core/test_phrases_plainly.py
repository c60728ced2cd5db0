"""Reading for safety phrases leaves work out, and never a phrase: the plain way finds the same."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from warmline.care import BY_URGENCY, Matcher, read_language
from warmline.care.joint import Meetings
from warmline.care.pattern import BEGIN, END, Found

ENGLISH = read_language("en")
MATCHER = Matcher(ENGLISH)
SIGNS = (".", ",", "?", "\n", '"', "lol", "haha")
WORDS = st.sampled_from(sorted(MATCHER._automaton.words()))
PIECES = st.sampled_from(
    sorted(
        text.translate(str.maketrans("()|/<>&^$?", "          ")).replace("...", "so very")
        for phrases in ENGLISH.phrases
        for text in phrases.texts
    )
    + sorted(chain.from_iterable(ENGLISH.hints.values()))
    + sorted(it for texts in ENGLISH.lists.values() for it in texts)
)


def found_plainly(automaton, words):
    """Follow each pattern from each word on, one state at a time, by how the patterns are laid."""
    starts = automaton._closure(0)
    latest = {}
    for start, first in enumerate(words):
        states = {to for it in starts for to in automaton._next[it].get(first, ())}
        for end, word in enumerate([*words[start + 1 :], BEGIN], start + 1):
            states = {to for it in states for to in automaton._closure(it)}
            for number in chain.from_iterable(automaton._accepts.get(it, ()) for it in states):
                latest[number, end] = start
            if word == BEGIN:
                break
            onward = {to for it in states for to in automaton._next[it].get(word, ())}
            if word != END:
                onward |= {to for it in states for to in automaton._any.get(it, ())}
            states = onward
    return {Found(number, start, end) for (number, end), start in latest.items()}


def category_plainly(matcher, text):
    """Weigh everything that was found, and let every part look for all that it might meet."""
    words = matcher._spelling.sentences(text)
    found = found_plainly(matcher._automaton, [it.text for it in words])
    in_order = sorted(found, key=lambda it: (it.end, it.number))
    read = matcher._read(words, in_order, Meetings(matcher._joints._by_part))
    counted = {it.category for spans, it in read.phrases if matcher._counts(read, spans, it)}
    return next((it for it in BY_URGENCY if it in counted), None)


@given(st.lists(WORDS | PIECES | st.sampled_from(SIGNS), max_size=12))
def test_what_is_found_is_what_the_plain_way_finds(pieces):
    """No pattern is lost, none is made up, and each begins and ends where it should."""
    words = [it.text for it in MATCHER._spelling.sentences(" ".join(pieces))]
    found = list(MATCHER._automaton.find(words))
    assert len(found) == len(set(found))
    assert set(found) == found_plainly(MATCHER._automaton, words)


@given(st.lists(WORDS | PIECES | st.sampled_from(SIGNS), max_size=12))
def test_a_text_means_what_the_plain_way_says(pieces):
    """A text that is let go early has nothing in it; any other is weighed as a whole."""
    text = " ".join(pieces)
    assert MATCHER.category(text) == category_plainly(MATCHER, text)
