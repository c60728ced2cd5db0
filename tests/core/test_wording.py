"""Every sentence is short enough to be heard, fits one text, and means what its reader can do."""

import inspect
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from contact_world import a_line

from warmline import wording
from warmline.care_ledger import Load, Tally
from warmline.codenames import ADJECTIVES, ANIMALS
from warmline.commands import HELP_WORDS, START_WORDS, STOP_WORDS
from warmline.conversation.actions import AdviserSentence, MentorSentence
from warmline.line import Campus
from warmline.simulator.segments import segments
from warmline.store.records.answers import Verdict
from warmline.watch.troubles import KINDS

ROOT = Path(__file__).parents[2]
WORDS_A_SECOND = 2.8  # an unhurried voice
LONGEST_NAME = "Northfield Night Peers +"  # 24 characters: names up to this fit every sentence
LONGEST_CODENAME = max((f"{it} {that}" for it in ADJECTIVES for that in ANIMALS), key=len)
NAMES = ("Ears for Peers", "Duck Line", LONGEST_NAME)
OPENS = datetime(2026, 11, 4, 3, 30, tzinfo=UTC)
LATE_EVENING = datetime(2026, 11, 25, 16, 45, tzinfo=UTC)
# Carriers act on these words themselves (TWILIO.md section 7); ours must never ask for one.
RESERVED = STOP_WORDS | START_WORDS | HELP_WORDS
FILLED = {
    "line_name": LONGEST_NAME,
    "own": "",  # tests/core/test_own_wording.py
    "emergency": "911",
    "crisis": "988",
    "desk": "After-hours counselor",
    "times": 2,
    "opens": OPENS + timedelta(days=20),  # across a holiday, which takes the most words
    "now": OPENS,
    "at": OPENS,
    "zone": "America/Los_Angeles",
    "then": "We keep looking for you.",
    "codename": LONGEST_CODENAME,
    "words": "I cannot sleep",
    "messages": [("student", "I cannot sleep"), ("mentor", "I am here")],
    "name": "Maximiliane",
    "phones": 100,
    "asker": "Maximiliane",
    "role": "coordinator",
    "missed": ["Maximiliane", "Luis", "Ana"] * 20,
    "names": ["Maya", "Luis", "Ana"] * 20,
    "code": "012345",
    "reason": "They said that they have taken pills just now.",
    "kind": "reveal",
    "command": "ESCALATE",
    "meant": "COMMANDS",
    "detail": "COMMANDS",
    "rung": "after-hours counseling",
    "before": "backup",
    "start": LATE_EVENING,
    "end": LATE_EVENING + timedelta(hours=9),
    "when": wording.text_span(LATE_EVENING, LATE_EVENING + timedelta(hours=9), "Asia/Kathmandu"),
    "yours": wording.text_span(LATE_EVENING, LATE_EVENING + timedelta(hours=9), "Asia/Kathmandu"),
    "theirs": wording.text_span(LATE_EVENING, LATE_EVENING + timedelta(hours=9), "Asia/Kathmandu"),
    "rows": [f"Wed 11/25 11:30pm-Thu 11:30pm {LONGEST_NAME}"] * 5,
    "zone_name": "UTC+0545",
    "verb": "COVER",
    "offer": "K44",
    "count": 100,
    "number": 12,
    "by": "Maximiliane",
    "obstacle": "then your standing is: certification ended on 2026-11-24",
    "left": 4,
    "most": 1600,
    "url": f"https://line.northfield.edu/t/northfield.{'a' * 24}",
    "days": 30,
    "summary": "She is safe tonight.\nShe wants to see somebody this week.\nNo family to call.",
    "ends": date(2027, 9, 30),
    "trouble": "stuck",
    "mode": "surge",
    "until": LATE_EVENING,
    "load": Load(
        week=Tally(contacts=30, hard=12, hours=168, felt=3.25),
        month=Tally(contacts=120, hard=40, hours=672, felt=3.25),
        weeks=(),
        today=4,
    ),
}


def campus(reveal="two_person"):
    """Return a campus."""
    return Campus("northfield", "Northfield School of Medicine", "911", "988", reveal)


def public():
    """Return every function of the wording that returns a sentence."""
    return {
        name: it
        for name, it in vars(wording).items()
        if inspect.isfunction(it)
        and it.__module__.startswith("warmline.wording.")
        and name[0] != "_"
    }


def said(name, line_name=LONGEST_NAME):
    """Return all that a function of the wording can say for a name."""
    function = public()[name]
    given = {**FILLED, "line": a_line(name=line_name), "campus": campus()}
    parameters = inspect.signature(function).parameters
    flags = [it for it in parameters if parameters[it].annotation in {bool, "bool"}]
    unknown = set(parameters) - set(given) - set(flags) - {"what"}
    assert not unknown, f"{name} asks for {unknown}: say here what that is"
    rest = {it: given[it] for it in parameters if it in given}
    if name.startswith("trouble_"):
        return [function(**(rest | {"trouble": it})) for it in KINDS]
    if name == "text_to_mentor":
        return [function(what=it, **rest) for it in get_args(MentorSentence)]
    if name in {"text_on_page", "text_page_notice"}:
        sentences = (*get_args(MentorSentence), "no_words")
        return [function(what=it, **rest) for it in sentences]
    if name == "adviser_text":
        return [function(what=it, **rest) for it in get_args(AdviserSentence)]
    if name == "new_phone_text":
        return [function(what=it, **rest) for it in ("code", *get_args(Verdict))]
    choices = product([False, True], repeat=len(flags))
    return [function(**rest, **dict(zip(flags, it, strict=True))) for it in choices]


def seconds(sentence):
    """Return how long a sentence takes to say; numbers to dial are said digit by digit."""
    spelled = re.sub(r"\b\d{3,}\b", lambda it: " ".join(it.group()), sentence)
    return len(spelled.split()) / WORDS_A_SECOND


TEXTS = sorted(it for it in public() if it.endswith("_text") or it.startswith("text_"))
# They hold as much of what a person wrote as there is, or are cut elsewhere to what fits.
OF_PEOPLE = {"text_so_far", "help_summary_text"}
# Lists, which nobody can act on piece by piece, and which are asked for: two segments at most.
LISTS = {
    "care_heavy_text",
    "shifts_text",
    "which_turn_text",
    "swap_choices_text",
    "your_offer_text",
}
# Here the word is the point: how to make it end, or how to come back.
ABOUT_STOPPING = {
    "text_welcome",
    "text_to_mentor",
    "text_on_page",
    "text_mentor_stopped",
    "mentor_stopped_notice",
    "unreminded_text",
}
SPOKEN = sorted(set(public()) - set(TEXTS) - {"spoken_time"})


@pytest.mark.parametrize("reveal", ["two_person", "never"])
@pytest.mark.parametrize("name", NAMES)
def test_the_greeting_lasts_twelve_seconds_at_most(name, reveal):
    """A student who needs a person is not kept listening to a preamble."""
    sentence = wording.greeting(a_line(name=name), campus(reveal))
    assert seconds(sentence) <= 12


@pytest.mark.parametrize("name", SPOKEN)
def test_a_spoken_sentence_can_be_remembered(name):
    """Nothing that is said without a pause lasts longer than a person can listen to."""
    for sentence in said(name):
        assert seconds(sentence) <= 30, sentence


@pytest.mark.parametrize("name", sorted(set(TEXTS) - OF_PEOPLE - LISTS))
@pytest.mark.parametrize("line_name", NAMES)
def test_a_text_of_ours_is_one_segment(name, line_name):
    """A text that is split may arrive in pieces, out of order, and costs twice."""
    for text in said(name, line_name):
        assert len(text) <= 160, text
        assert segments(text) == 1, text


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_is_two_segments_at_most(name):
    """Five shifts on lines with long names are still read as one message."""
    for text in said(name):
        assert segments(text) <= 2, text


@pytest.mark.parametrize("name", sorted(set(public()) - ABOUT_STOPPING))
def test_nobody_is_told_to_send_a_word_that_the_carrier_keeps(name):
    """A mentor who sends STOP or END is cut off by the carrier: ours never asks for such a word."""
    for sentence in said(name):
        assert set(re.findall(r"[A-Z]{3,}", sentence)) & RESERVED == set()
        asked = re.findall(r"(?i)\b(?:text|reply(?: with)?|send) ([A-Z]{2,})\b", sentence)
        assert {it.upper() for it in asked} & RESERVED == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_whisper_begins_with_the_service_and_fits_twice(name):
    """A screening phone shows the first words; both times are heard in the 15 s for an answer."""
    line = a_line(name=name)
    whispers = [
        wording.whisper(line),
        wording.callback_whisper(line, recording=True),
        wording.callback_whisper(line, recording=False),
        wording.guest_whisper(line),
    ]
    for sentence in whispers:
        assert sentence.startswith(f"{name}.")
        assert "Press 1" in sentence
        assert 2 * seconds(sentence) + 1 <= 15


@cache
def named_somewhere():
    """Return every name that is called, or asked of the wording, anywhere in the house."""
    used = re.compile(r"\bwording\.(\w+)|(?<!def )\b(\w+)\(")
    return {
        name
        for folder in ("warmline", "webhooks", "workers")
        for path in (ROOT / folder).rglob("*.py")
        for names in used.findall(path.read_text())
        for name in names
    }


@pytest.mark.parametrize("name", sorted(public()))
def test_every_sentence_is_used(name):
    """What nobody hears or reads any more is not kept: a reviewer reads only what is said."""
    assert name in named_somewhere()


@pytest.mark.parametrize("name", sorted(public()))
def test_every_sentence_is_whole(name):
    """No sentence has a gap, a doubled space or a missing end, whatever the setting."""
    for sentence in said(name):
        assert sentence == sentence.strip()
        assert "  " not in sentence
        assert not re.search(r"\b(None|True|False)\b|[{}]", sentence)
        assert name == "spoken_time" or sentence[-1] in ".?" or name in TEXTS


@pytest.mark.parametrize("name", ["callback_question", "callback_goodbye", "callback_lost"])
def test_what_a_callback_says_names_nothing(name):
    """Whoever picks up a student's phone does not learn what the call is about."""
    for sentence in said(name):
        assert LONGEST_NAME not in sentence
        assert not re.search(r"(?i)peer|mentor|student|counsel|crisis|campus|warm", sentence)


def test_the_text_with_the_numbers_names_nothing():
    """A card on a watched phone names neither the line nor the school."""
    sentence = wording.card_text(campus())
    assert "Northfield" not in sentence
    assert {"911", "988"} <= set(re.findall(r"\d+", sentence))


@pytest.mark.parametrize(
    "name", ["crisis_numbers", "safety_card", "safety_card_on_hold", "blocked", "try_again",
             "lost_on_hold", "apology_goodbye", "closed", "no_desk_open", "text_apology"],
)  # fmt: skip
def test_the_numbers_that_always_answer_are_in_it(name):
    """Wherever we cannot help, both numbers are said."""
    for sentence in said(name):
        assert {"911", "988"} <= set(re.findall(r"\d+", sentence))


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        (datetime(2026, 11, 4, 3, 0, tzinfo=UTC), "America/Los_Angeles", "Tuesday at 7 PM"),
        (datetime(2026, 11, 4, 3, 30, tzinfo=UTC), "America/Los_Angeles", "Tuesday at 7:30 PM"),
        (datetime(2026, 11, 4, 8, 0, tzinfo=UTC), "America/Los_Angeles", "Wednesday at 12 AM"),
        (datetime(2026, 11, 4, 20, 5, tzinfo=UTC), "America/Los_Angeles", "Wednesday at 12:05 PM"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Berlin", "Sunday at 3 AM"),
    ],
)
def test_a_time_is_said_as_a_person_says_it(at, zone, expected):
    """The opening is said in the line's own zone, without a date or a leading nought."""
    assert wording.spoken_time(at, zone, at - timedelta(days=5)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (6, "Tuesday at 7 PM"),
        (7, "Tuesday, November 3, at 7 PM"),
        (30, "Tuesday, November 3, at 7 PM"),
    ],
)
def test_an_opening_after_a_holiday_is_said_with_its_date(days, expected):
    """Nobody takes the Tuesday after the holidays for the coming one."""
    at = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
    said = wording.spoken_time(at, "America/Los_Angeles", at - timedelta(days=days))
    assert said == expected
