"""Phrases that a campus adds: what may be one, and what is said when it may not."""

from typing import Any

from warmline.care.language import Language
from warmline.errors import PlanError

LONGEST = 80  # characters
MOST_WORDS = 12
DIGITS = 7  # so many may be a phone number


def read_phrase(value: Any, language: Language) -> str:
    """Read the words of a phrase that a campus adds: plain words, not patterns.

    Raises PlanError that says what to write instead, also for words that every other text has.
    """
    if not isinstance(value, str):
        raise PlanError("must be text in quotes")
    words = " ".join(value.split())
    if not 3 <= len(words) <= LONGEST or not words.isprintable():
        raise PlanError(f"must be a phrase of 3 to {LONGEST} characters, on one line")
    if sum(it.isdigit() for it in words) >= DIGITS:
        raise PlanError("must be words; this looks like a phone number, which nobody may see")
    if any(it in words[:-1] for it in ".?!;"):
        raise PlanError("must be one sentence, or part of one")
    if len(words.split()) > MOST_WORDS:
        raise PlanError(f"must be {MOST_WORDS} words at most; a student has to write it as it is")
    bare = ["".join(filter(str.isalpha, it)) for it in words.casefold().split()]
    if all(len(it) < 3 or it in language.common for it in bare):
        raise PlanError("has only words that are in most texts; add the one that makes it urgent")
    return words
