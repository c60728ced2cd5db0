"""Why a sentence cannot be said: too long, or not a campus's to say; each with what to do."""

import math
import re
import unicodedata
from collections.abc import Iterator

from warmline.commands import HELP_WORDS, START_WORDS, STOP_WORDS
from warmline.ids import LineSlug, NumberHash, Sealed
from warmline.line import Campus, Line, OwnWording
from warmline.own_wording.rules import (
    LONGEST_CLOSED,
    LONGEST_GREETING,
    LONGEST_HOLD,
    LONGEST_SPEECH,
    MOST_LETTERS,
    RULES,
    Rule,
)
from warmline.own_wording.weighing import whole
from warmline.seconds import WORDS_A_SECOND, seconds_of
from warmline.segments import segments

LONGEST_WORD = 24  # letters

_SIGNS = frozenset(" .,;:!?'\"-()/&%+")
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|\d)"
_KEPT = "|".join(sorted(STOP_WORDS | START_WORDS | HELP_WORDS))
_NUMBER = re.compile(
    rf"\d{{3,}}|\d(?:[\s().-]*\d){{6,}}|\b{_DIGIT_WORD}(?:[\s-]+{_DIGIT_WORD}){{2,}}\b"
    r"|\b(?:nine|9)[\s-]+(?:eleven|11|eighty[\s-]+eight|88)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\S*://\S*|\bwww\.\S*|\S*@\S*|\b[\w-]+\.[a-z]{2,}\S*", re.IGNORECASE)
_KEY = re.compile(
    rf"\b(?:press|push|hit|dial)(?:ing)?\s+(?:the\s+)?(?:key\s+)?"
    rf"(?:{_DIGIT_WORD}|star|pound|hash)\b",
    re.IGNORECASE,
)
_CARRIERS = re.compile(
    rf"\b(?:{_KEPT})\b|(?i:\b(?:text|reply|send|write|type)(?:ing)?\s+(?:with\s+)?[\"']?"
    rf"(?:{_KEPT})\b)"
)
_OURS = re.compile(
    r"\b(?:confidential\w*|anonym\w+|private\w*|privacy|secre\w+|emergenc\w+|cris[ie]s)\b",
    re.IGNORECASE,
)


def mistakes(own: OwnWording, name: str, campus: Campus) -> dict[str, str]:
    """Return by key why a line of a name cannot say a sentence, and what to do; {}: it can."""
    line = _line(name, own)
    return {
        rule.key: why
        for rule in RULES
        if (words := getattr(own, rule.key))
        if (why := next(_wrong(rule, words, line, campus), ""))
    }


def _line(name: str, own: OwnWording) -> Line:
    """Return a line that has a name and speaks so, and nothing else."""
    return Line(
        slug=LineSlug("own"), name=name, number=Sealed(""), number_hash=NumberHash(""),
        timezone="UTC", wording=own,
    )  # fmt: skip


def _wrong(rule: Rule, words: str, line: Line, campus: Campus) -> Iterator[str]:
    """Yield everything that is wrong with a sentence, what is easiest to see first."""
    name = rf"(?<!\w){re.escape(line.name)}(?!\w)"  # what the line is called, it may say
    others = re.sub(name, "we", words, flags=re.IGNORECASE)
    if len(words) > MOST_LETTERS:
        yield f"has {len(words)} letters; leave {len(words) - MOST_LETTERS} of them out"
    yield from _not_theirs(others)
    yield from _unsayable(others, texted=rule.texted)
    said = whole(rule.key, line, campus)
    if rule.texted:
        yield from _too_costly(said)
        return
    most = {"greeting": LONGEST_GREETING, "hold": LONGEST_HOLD}.get(rule.key, LONGEST_SPEECH)
    if seconds_of(said) > most:
        yield _too_long("makes what is said", seconds_of(said), most)
    if rule.key == "closed" and seconds_of(words) > LONGEST_CLOSED:
        yield _too_long("is", seconds_of(words), LONGEST_CLOSED)


def _unsayable(words: str, *, texted: bool) -> Iterator[str]:
    odd = next((it for it in words if not _sayable(it, texted=texted)), "")
    if odd:
        yield f"has {_quoted(odd)}, which is no letter or sign of an English sentence; leave it out"
    long = next((it for it in re.findall(r"\w+", words) if len(it) > LONGEST_WORD), "")
    if long:
        yield f"has a word of {len(long)} letters; write it as several"
    if not any(it.isalpha() for it in words):
        yield "has no word in it; write a sentence, or nothing for the usual one"


def _sayable(one: str, *, texted: bool) -> bool:
    """Say whether a character is a Latin letter, a digit or a sign of a sentence.

    Others in a text are told by what they cost.
    """
    if one.isascii():
        return one.isalnum() or one in _SIGNS
    if texted:
        return True
    return one.isalpha() and unicodedata.name(one, "").startswith("LATIN ")


def _not_theirs(words: str) -> Iterator[str]:
    """Yield what of a sentence is said by Warmline, or is somebody else's to act on."""
    if _NUMBER.search(words):
        yield (
            "has what may be taken for a number to dial; leave it out: crisis numbers come from "
            "the campus file and are always said"
        )
    if link := _LINK.search(words):
        yield (
            f"has {_quoted(link.group())}, which a phone takes for a link or an address; leave it "
            "out, or put a space after the full stop"
        )
    if key := _KEY.search(words):
        yield f"has {_quoted(key.group())}; leave it out: the keys are said behind it"
    if word := _CARRIERS.search(words):
        yield (
            f"has {_quoted(word.group())}, a word on which carriers cut a phone off or let it back "
            "in; leave it out: how to end it is said behind it"
        )
    if word := _OURS.search(words):
        yield (
            f"has the word {_quoted(word.group())}; leave it out: how private a contact is, and "
            "what to do in danger, is said around it, as the campus chose"
        )


def _too_costly(text: str) -> Iterator[str]:
    size = segments(text)
    if size.encoding != "GSM-7":
        odd = next((it for it in text if segments(it).encoding != "GSM-7"), "")
        yield (
            f"has {_quoted(odd)}, with which the text is sent as UCS-2, 70 letters a segment and "
            "not the 160 of GSM-7; leave it out"
        )
    elif size.count > 1:
        yield (
            f"makes the first text {size.units} letters long, {size.count} segments; leave out "
            f"{size.units - MOST_LETTERS}, so that it is one"
        )


def _too_long(what: str, takes: float, most: int) -> str:
    over = math.ceil((takes - most) * WORDS_A_SECOND - 0.01)
    words = f"{over} words" if over > 1 else "a word"
    return f"{what} {takes:.1f} seconds long; {most} are the most: leave out {words}"


def _quoted(text: str) -> str:
    return f'"{text}"' if sum(it.isdigit() for it in text) < 3 else '"..."'
