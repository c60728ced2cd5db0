"""What a mentor's text asks of us."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.commands import (
    COMMANDS,
    HELP_WORDS,
    START_WORDS,
    STOP_WORDS,
    Command,
    CommandName,
    Typo,
    carrier_word,
    read,
)
from warmline.simulator import messages as simulator

DRESSES = [
    "{}",
    "  {}\n",
    "{}.",
    "{}!!",
    "'{}'",
    "\u201c{}.\u201d",
    "({})",
    "#{}",
    "*{}*",
    "\ufeff{}",
]

WITH_REST: list[tuple[str, Command]] = [
    ("OFF 2h", Command("OFF", "2h")),
    ("off  2 Hours.", Command("OFF", "2 hours")),
    ("Off for 30 min", Command("OFF", "for 30 min")),
    ("OFF 1h30", Command("OFF", "1h30")),
    ("OFF 1.5h", Command("OFF", "1.5h")),
    ("off for an hour", Command("OFF", "for an hour")),
    ("OFF until 9pm", Command("OFF", "until 9pm")),
    ("OFF till 9:30 PM", Command("OFF", "till 9:30 pm")),
    ("off until 21:00", Command("OFF", "until 21:00")),
    ("off until 9", Command("OFF", "until 9")),
    ("OFF until noon", Command("OFF", "until noon")),
    ("OFF until monday", Command("OFF", "until monday")),
    ("OFF until Tue 7am", Command("OFF", "until tue 7am")),
    ("OFF until 11/30", Command("OFF", "until 11/30")),
    ("OFF until nov 30", Command("OFF", "until nov 30")),
    ("OFF tonight", Command("OFF", "tonight")),
    ("OFF Wednesday", Command("OFF", "wednesday")),
    ("OFF 2026-11-26", Command("OFF", "2026-11-26")),
    ("ON 2h", Command("ON", "2h")),
    ("on until midnight", Command("ON", "until midnight")),
    ("ON for 3 hours!", Command("ON", "for 3 hours")),
    ("SWAP fri 7pm", Command("SWAP", "fri 7pm")),
    ("swap Friday with Luis", Command("SWAP", "Friday with Luis")),
    ("SWAP 11/27", Command("SWAP", "11/27")),
    ("SWAP nov 27", Command("SWAP", "nov 27")),
    ("SWAP 12", Command("SWAP", "12")),
    ("SWAP 12 with Luis", Command("SWAP", "12 with Luis")),
    ("SWAP tomorrow for sunday", Command("SWAP", "tomorrow for sunday")),
    ("COVER for Maya friday", Command("COVER", "for Maya friday")),
    ("Cover for me tonight", Command("COVER", "for me tonight")),
    ("COVER until 11pm", Command("COVER", "until 11pm")),
    ("COVER 26th", Command("COVER", "26th")),
    ("COVER 9pm-11pm", Command("COVER", "9pm-11pm")),
    ("COVER K4", Command("COVER", "K4")),
    ("cover k 4.", Command("COVER", "K 4")),
    ("Swap K4 1", Command("SWAP", "K4 1")),
    ("SWAP K44 12", Command("SWAP", "K44 12")),
    ("cover k4 off", Command("COVER", "K4 OFF")),
    ("CARE", Command("CARE")),
    ("care 4.", Command("CARE", "4")),
    ("CARE 4/5", Command("CARE", "4/5")),
    ("CARE 7", Command("CARE", "7")),
    ("care clear", Command("CARE", "clear")),
    ("CARE CLEAR ALL", Command("CARE", "clear all")),
]

TYPOS: list[tuple[str, CommandName]] = [
    ("PAS", "PASS"),
    ("passs", "PASS"),
    ("PSAS", "PASS"),
    ("pasd", "PASS"),
    ("DON", "DONE"),
    ("donr", "DONE"),
    ("DOEN", "DONE"),
    ("Donee!", "DONE"),
    ("CAL", "CALL"),
    ("callk", "CALL"),
    ("shift", "SHIFTS"),
    ("shfits", "SHIFTS"),
    ("escelate", "ESCALATE"),
    ("ESCALATED", "ESCALATE"),
    ("comands", "COMMANDS"),
    ("command", "COMMANDS"),
    ("SEN", "SEND"),
    ("sendd", "SEND"),
    ("swpa", "SWAP"),
    ("coverr", "COVER"),
    ("hrad", "HARD"),
    ("caer", "CARE"),
    ("PA SS", "PASS"),
    ("D one", "DONE"),
    ("done?", "DONE"),
    ("Call?", "CALL"),
    ("DONE \N{WAVING HAND SIGN}", "DONE"),
    ("on \N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "ON"),
    ("OFF 2", "OFF"),
    ("off until", "OFF"),
    ("SWAP for Luis", "SWAP"),
    ("COVER 2 please", "COVER"),
    ("COVER K", "COVER"),
    ("COVER A4", "COVER"),
    ("COVER 4K", "COVER"),
    ("COVER K4 ofd", "COVER"),
    ("SWAP K41", "SWAP"),
    ("K4", "COVER"),
    ("CARE4", "CARE"),
    ("CARE: 4", "CARE"),
    ("care-4", "CARE"),
    ("caer 4", "CARE"),
    ("car 2", "CARE"),
    ("CARE 4 today", "CARE"),
    ("CARE 2.5", "CARE"),
    ("CARE claer", "CARE"),
    ("CARE off", "CARE"),
    ("CARE fine", "CARE"),
]

WORDS_FOR_THE_STUDENT = [
    "",
    "   ",
    "?!",
    "\N{SLIGHTLY SMILING FACE}",
    "off to bed now",
    "Off you go",
    "on the way",
    "On Friday",
    "on 2 occasions I felt that",
    "off 2 bed",
    "on my own for 2h",
    "who knows",
    "who is with you?",
    "are you done?",
    "Done with that, good",
    "PASS me the salt",
    "pass 2h",
    "call me",
    "Call 988",
    "send it to me",
    "hard to say",
    "That sounds hard",
    "care to say more?",
    "care about yourself",
    "Care for a walk?",
    "take care 4 now",
    "swap places for a day",
    "Cover your ears",
    "cover 2 chapters tonight and then rest",
    "cover yourself for tonight",
    "swap you 2h for a coffee",
    "I will be on until 9pm",
    "You can swap fri 7pm with a friend",
    "one",
    "gone",
    "None.",
    "all",
    "ball",
    "cares",
    "over",
    "covered",
    "past",
    "card",
    "scared",
    "once",
    "dont",
    "don\N{RIGHT SINGLE QUOTATION MARK}t",
    "hear",
    "had",
    "heard",
    "second",
    "seen",
    "y'all",
    "shit",
    "recall",
    "ok",
    "No",
    "hm",
    "of",
    "onn",
    "how",
    "4>2",
    "17",
    "d0ne",
    "готово",
]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_known_however_it_is_written(name: CommandName, dress: str) -> None:
    """Case, spaces, quotes and punctuation around a command do not matter at 3 a.m."""
    for cased in (name, name.lower(), name.capitalize()):
        assert read(dress.format(cased)) == Command(name)


@pytest.mark.parametrize("name", ["WHO", "SHIFTS", "COMMANDS"])
def test_a_question_to_the_line_may_have_a_question_mark(name: CommandName) -> None:
    """Asking who is on is asking us."""
    assert read(f"{name.lower()}?") == Command(name)


@pytest.mark.parametrize(("body", "expected"), WITH_REST, ids=[body for body, _ in WITH_REST])
def test_a_few_commands_take_more(body: str, expected: Command) -> None:
    """A time, a length or a day may follow ON, OFF, SWAP and COVER."""
    assert expected == read(body)


@pytest.mark.parametrize(("body", "meant"), TYPOS, ids=[body for body, _ in TYPOS])
def test_what_may_be_a_command_is_asked_about(body: str, meant: CommandName) -> None:
    """A mentor whose thumb slipped is asked before the student reads it."""
    assert read(body) == Typo(meant)


@pytest.mark.parametrize("body", WORDS_FOR_THE_STUDENT)
def test_words_for_the_student_are_no_command(body: str) -> None:
    """A command word inside a sentence, or another word like it, goes to the student as it is."""
    assert read(body) is None


@pytest.mark.parametrize("word", sorted(STOP_WORDS | START_WORDS | HELP_WORDS))
def test_the_carriers_words_are_the_carriers(word: str) -> None:
    """A word that carriers own is never read as a command, nor as a mistyped one ("END")."""
    kind = "stop" if word in STOP_WORDS else "start" if word in START_WORDS else "help"
    for body in (word, word.lower(), f"  {word.title()}\n"):
        assert carrier_word(body) == kind
        assert read(body) is None


def test_no_command_is_a_word_that_carriers_own() -> None:
    """A carrier would swallow such a command, and silence the mentor who sent it."""
    owned = STOP_WORDS | START_WORDS | HELP_WORDS
    assert owned.isdisjoint(COMMANDS)
    assert [word for word in owned if read(word) is not None] == []


def test_the_simulated_carrier_owns_the_same_words() -> None:
    """What we take for the carrier's is what the carrier takes for its own."""
    theirs = (simulator.STOP, simulator.START, simulator.HELP)
    assert theirs == (STOP_WORDS, START_WORDS, HELP_WORDS)


@pytest.mark.parametrize(
    "body",
    [
        "stop it",
        "STOP.",
        "please stop",
        "st op",
        "opt out",
        "",
        "\u017ftop",
        "\u0131nfo",
        "STOPP",
        "y",
    ],
)
def test_a_carrier_reads_nothing_into_more_than_its_words(body: str) -> None:
    """Only a text that is one of the words, letter by letter, is the carrier's."""
    assert carrier_word(body) is None


@given(st.text(max_size=300))
def test_any_text_can_be_read(body: str) -> None:
    """No text is beyond reading, and what it asks does not hang on its spaces."""
    found = read(body)
    assert found is None or isinstance(found, Command | Typo)
    assert found == read(f"  {body}\t")


@given(
    st.sampled_from(COMMANDS),
    st.lists(st.text(string.ascii_lowercase, min_size=3, max_size=9), min_size=2, max_size=8),
)
def test_a_sentence_that_begins_with_a_command_word_is_no_command(
    name: CommandName, words: list[str]
) -> None:
    """Whatever plain words follow, DONE, PASS and CALL are then words for the student."""
    if name not in {"ON", "OFF", "SWAP", "COVER"}:
        assert read(f"{name.lower()} {' '.join(words)}") is None


@given(st.sampled_from(COMMANDS), st.data())
def test_one_slip_never_passes_for_another_command(name: CommandName, data: st.DataObject) -> None:
    """A command with one letter changed is never obeyed as a different long command."""
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_uppercase))
    found = read(name[:at] + letter + name[at + 1 :])
    assert found in (None, Command(name)) or isinstance(found, Typo) or len(name) <= 4
