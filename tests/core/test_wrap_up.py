"""What a mentor replies after a contact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.wrap_up import BY_DIGIT, Topic, WrapUp, read


def wrap_up(digits: str, *stress: int, hard: bool = False) -> WrapUp:
    """Return a wrap-up with the topics of these digits."""
    before, after = stress or (None, None)
    return WrapUp(frozenset(BY_DIGIT[digit] for digit in digits), before, after, hard)


READ = [
    ("1 7 4>2 HARD", wrap_up("17", 4, 2, hard=True)),
    ("17, 4-2", wrap_up("17", 4, 2)),
    ("3 5/3 hard", wrap_up("3", 5, 3, hard=True)),
    ("hard", wrap_up("", hard=True)),
    ("0", wrap_up("0")),
    ("1234567890", wrap_up("1234567890")),
    ("4>2", wrap_up("", 4, 2)),
    ("2>4", wrap_up("", 2, 4)),
    ("3>3", wrap_up("", 3, 3)),
    ("4 2", wrap_up("42")),
    ("  1,7;4 > 2\nHard! ", wrap_up("17", 4, 2, hard=True)),
    ("hard 4->2 9", wrap_up("9", 4, 2, hard=True)),
    ("1 + 7 & 8", wrap_up("178")),
    ("6 5 \N{EN DASH} 1.", wrap_up("6", 5, 1)),
    ("6 5\N{RIGHTWARDS ARROW}1", wrap_up("6", 5, 1)),
    ("4=>2, 7", wrap_up("7", 4, 2)),
    ("HARD.", wrap_up("", hard=True)),
]

NOT_READ = [
    "",
    "  ",
    ",",
    "!",
    ">",
    "hardly",
    "hard day",
    "it was hard",
    "DONE",
    "1 7 lonely",
    "topics 1 7",
    "1 and 7",
    "4 to 2",
    "988",
    "911",
    "11",
    "1 1",
    "6>2",
    "1>7",
    "0>1",
    "17>2",
    "4>2>1",
    "4>2 3>1",
    "4.5>2",
    "4>",
    ">2",
    "-1",
    "1-7-4",
    "hard hard",
    "1 #",
    "1?",
    "4<2",
    "+14155550111",
    "415-555-0111",
    "\N{ARABIC-INDIC DIGIT ONE}",
    "\N{SUPERSCRIPT TWO}",
    "\N{SLIGHTLY SMILING FACE}",
]


@pytest.mark.parametrize(("body", "expected"), READ, ids=[body for body, _ in READ])
def test_a_reply_is_read(body: str, expected: WrapUp) -> None:
    """Topics, a pair and HARD are read in any order, with whatever a thumb puts between them."""
    assert expected == read(body)


@pytest.mark.parametrize("body", NOT_READ)
def test_nothing_is_guessed(body: str) -> None:
    """A reply with anything else in it is not read at all."""
    assert read(body) is None


def test_each_digit_has_its_topic() -> None:
    """The digits mean what the mentor was told."""
    assert BY_DIGIT == {
        "1": Topic.ACADEMIC_STRESS,
        "2": Topic.INTERPERSONAL_CONFLICT,
        "3": Topic.IMPOSTER_SYNDROME,
        "4": Topic.INTIMATE_PARTNER_VIOLENCE,
        "5": Topic.DUCK_SYNDROME,
        "6": Topic.SUICIDAL_THOUGHTS,
        "7": Topic.LONELINESS,
        "8": Topic.HOMESICKNESS,
        "9": Topic.REFERRAL_SOUGHT,
        "0": Topic.OTHER,
    }


@given(
    st.sets(st.sampled_from("0123456789")),
    st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.booleans(),
    st.data(),
)
def test_whatever_is_said_comes_back(
    digits: set[str], stress: tuple[int, int] | None, hard: bool, data: st.DataObject
) -> None:
    """Every wrap-up can be written, in any order and spacing, and is read as it was meant."""
    parts = [*digits]
    if stress:
        parts.append(
            data.draw(st.sampled_from([">", "-", "/", "->", " > "])).join(map(str, stress))
        )
    if hard:
        parts.append(data.draw(st.sampled_from(["HARD", "hard", "Hard"])))
    said = data.draw(st.sampled_from([" ", ", ", ",", "  "])).join(
        data.draw(st.permutations(parts))
    )
    expected = wrap_up("".join(digits), *(stress or ()), hard=hard) if parts else None
    assert expected == read(said)


@given(st.text())
def test_any_text_can_be_read(body: str) -> None:
    """No text is beyond reading; what is read has stress from 1 to 5, both or none."""
    found = read(body)
    if found is not None:
        assert (found.before is None) == (found.after is None)
        assert {found.before, found.after} <= {None, 1, 2, 3, 4, 5}


@given(st.text("0123456789>-/ ,.hardHARD\n", max_size=20), st.sampled_from("abcyz?<#@é"))
def test_one_strange_letter_is_enough_to_read_nothing(body: str, strange: str) -> None:
    """A word, however short, makes a reply words."""
    assert read(f"{body} {strange}") is None
