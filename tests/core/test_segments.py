"""How many segments a text is sent in."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warmline.segments import Segments, segments
from warmline.simulator import segments as simulator

PLAIN = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà0Zz"
TWO_PLACES = "\f^{}\\[~]|€"
SMILE, FAMILY = "\N{SLIGHTLY SMILING FACE}", "\U0001f468\u200d\U0001f469\u200d\U0001f467"

CASES = {
    "nothing": ("", Segments("GSM-7", 1, 0)),
    "a letter": ("a", Segments("GSM-7", 1, 1)),
    "the most for one": ("a" * 160, Segments("GSM-7", 1, 160)),
    "one more": ("a" * 161, Segments("GSM-7", 2, 161)),
    "the most for two": ("a" * 306, Segments("GSM-7", 2, 306)),
    "the first of three": ("a" * 307, Segments("GSM-7", 3, 307)),
    "the longest a carrier takes": ("a" * 1600, Segments("GSM-7", 11, 1600)),
    "two places": ("€", Segments("GSM-7", 1, 2)),
    "two places that just fit": ("€" * 80, Segments("GSM-7", 1, 160)),
    "two places that do not": ("a" + "€" * 80, Segments("GSM-7", 2, 161)),
    "an escape is not torn": ("a" * 152 + "€" + "a" * 152, Segments("GSM-7", 3, 306)),
    "an escape at the edge": ("a" * 151 + "€" + "a" * 153, Segments("GSM-7", 2, 306)),
    "curly quotes": ("don\N{RIGHT SINGLE QUOTATION MARK}t", Segments("UCS-2", 1, 5)),
    "a backtick": ("`", Segments("UCS-2", 1, 1)),
    "a small c with cedilla": ("ç", Segments("UCS-2", 1, 1)),
    "a tab": ("\t", Segments("UCS-2", 1, 1)),
    "the most other letters": ("ж" * 70, Segments("UCS-2", 1, 70)),
    "one more of them": ("ж" * 71, Segments("UCS-2", 2, 71)),
    "the most for two of them": ("ж" * 134, Segments("UCS-2", 2, 134)),
    "the first of three of them": ("ж" * 135, Segments("UCS-2", 3, 135)),
    "one emoji makes all of it wide": ("a" * 69 + SMILE, Segments("UCS-2", 2, 71)),
    "an emoji": (SMILE, Segments("UCS-2", 1, 2)),
    "emoji that just fit": (SMILE * 35, Segments("UCS-2", 1, 70)),
    "a pair is not torn": (SMILE * 67, Segments("UCS-2", 3, 134)),
    "a family": (FAMILY, Segments("UCS-2", 1, 8)),
    "half a pair": ("\ud83d", Segments("UCS-2", 1, 1)),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_a_text_takes(text: str, expected: Segments) -> None:
    """A text takes the segments that the standard says."""
    assert expected == segments(text)


@pytest.mark.parametrize("letter", PLAIN)
def test_each_plain_letter_takes_one_place(letter: str) -> None:
    """160 of any letter of the basic table fit in one segment."""
    assert segments(letter * 160) == Segments("GSM-7", 1, 160)


@pytest.mark.parametrize("letter", TWO_PLACES)
def test_each_letter_of_the_extension_takes_two(letter: str) -> None:
    """80 of any letter of the extension table fit in one segment."""
    assert segments(letter * 80) == Segments("GSM-7", 1, 160)


@given(st.text(st.sampled_from(PLAIN), max_size=700))
@example("a" * 160)
@example("a" * 459)
def test_the_simulated_carrier_counts_plain_letters_the_same(text: str) -> None:
    """Where nothing can be torn apart, the carrier's own count is ours."""
    assert segments(text).count == simulator.segments(text)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=300))
def test_the_simulated_carrier_counts_other_letters_the_same(text: str) -> None:
    """In any script of one unit a letter, the carrier's own count is ours."""
    ours = segments(text)
    if ours.encoding == "UCS-2" or not set(TWO_PLACES) & set(text):
        assert ours.count == simulator.segments(text)


@given(st.text(st.sampled_from(PLAIN + TWO_PLACES) | st.characters(exclude_categories=["Cs"])))
def test_what_is_kept_whole_takes_at_most_little_more(text: str) -> None:
    """We never promise fewer segments than the carrier counts, and at most a place each more."""
    ours, theirs = segments(text), simulator.segments(text)
    room = 152 if ours.encoding == "GSM-7" else 66
    assert theirs <= ours.count <= max(1, theirs, -(-ours.units // room))


@given(st.text(max_size=400), st.text(max_size=50))
def test_more_words_never_take_less(text: str, more: str) -> None:
    """Adding to a text never makes it shorter to send."""
    assert segments(text).count <= segments(text + more).count
