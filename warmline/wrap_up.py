"""What a mentor replies after a contact: topics, stress before and after, hard or not; no words.

It is read only if every part of it is understood: ``1 7 4>2 HARD`` is a wrap-up, and so are
``17, 4-2`` and ``hard``; ``H2`` says what became of the help that was asked for in a call.

Whatever holds another word, a number that is no topic list (988 names 8 twice) or a second pair is
none, because a guess would count something that nobody said.
"""

import re
from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Topic(StrEnum):
    """What a contact was about; the value is what the records keep."""

    ACADEMIC_STRESS = "academic stress"
    INTERPERSONAL_CONFLICT = "interpersonal conflict"
    IMPOSTER_SYNDROME = "imposter syndrome"
    INTIMATE_PARTNER_VIOLENCE = "intimate partner violence"
    DUCK_SYNDROME = "duck syndrome"
    SUICIDAL_THOUGHTS = "suicidal thoughts"
    LONELINESS = "loneliness"
    HOMESICKNESS = "homesickness"
    REFERRAL_SOUGHT = "referral sought"
    OTHER = "other"


BY_DIGIT: dict[str, Topic] = dict(zip("1234567890", Topic, strict=True))

HelpOutcome = Literal["helped", "too late", "nobody came", "needs more"]
HELP_BY_WORD: dict[str, HelpOutcome] = {
    "h1": "helped",
    "h2": "too late",
    "h3": "nobody came",
    "h4": "needs more",
}

_ARROW = re.compile(r"\s*(?:[-=]+>|[-/>\u2010-\u2015\u2192])\s*")  # hyphens, dashes, arrows
_BETWEEN = re.compile(r"[\s,;+&]+")
_PAIR = re.compile(r"([1-5])>([1-5])")
_TOPICS = re.compile(r"[0-9]+")


class WrapUp(Struct, frozen=True):
    """Counts only; ``before`` and ``after`` are stress from 1 to 5, given both or not at all."""

    topics: frozenset[Topic] = frozenset()
    before: int | None = None
    after: int | None = None
    hard: bool = False
    help: HelpOutcome | None = None


def read(body: str) -> WrapUp | None:
    """Return the wrap-up that a text is, or None if any part of it is something else."""
    parts = _parts(body)
    helps = [HELP_BY_WORD[part] for part in parts if part in HELP_BY_WORD]
    digits = "".join(part for part in parts if _TOPICS.fullmatch(part))
    pairs = [pair for part in parts if (pair := _PAIR.fullmatch(part))]
    hard = parts.count("hard")
    runs = sum(1 for part in parts if _TOPICS.fullmatch(part))
    if not parts or runs + len(pairs) + hard + len(helps) != len(parts):
        return None
    if len(set(digits)) != len(digits) or len(pairs) > 1 or hard > 1 or len(helps) > 1:
        return None
    before, after = map(int, pairs[0].groups()) if pairs else (None, None)
    topics = frozenset(BY_DIGIT[digit] for digit in digits)
    return WrapUp(topics, before, after, hard == 1, helps[0] if helps else None)


def is_clear(body: str) -> bool:
    """Say whether a text is a wrap-up and cannot be meant for a student: "4" alone can."""
    given = read(body)
    return given is not None and (given.before is not None or given.help is not None)


def _parts(body: str) -> list[str]:
    """Return what stands between spaces and commas, in lower case, each arrow as ``>``."""
    plain = _ARROW.sub(">", body.strip().rstrip(".!").lower())
    return [part for part in _BETWEEN.split(plain) if part]
