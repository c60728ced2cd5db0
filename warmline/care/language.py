"""A language's safety phrases, as they stand in its file beside this one."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
from msgspec import Struct

from warmline.care.category import Category
from warmline.errors import PlanError

LANGUAGES = ("en",)  # each has a file: en.toml

Hint = Literal[
    "idioms",  # a phrase that shares a word with one of these is none
    "negations",
    "not_negations",  # a negation within one of these denies nothing
    "past",
    "comebacks",  # beside one of these, the past is not over
    "elsewhere",  # patients, studies, songs: a phrase after one of these is not about the writer
    "works",  # songs, films, books: a phrase in quotes beside one of these is theirs
    "laughs",
    "earnest",  # beside one of these, a laugh is none
    "games",
]


class Phrases(Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases of one category.

    ``soft``: people also say it in fun, so a laugh or a game beside it takes it back.
    ``deniable``: with a negation before it, it says the opposite.
    """

    category: Category
    texts: tuple[str, ...]
    soft: bool = False
    deniable: bool = True


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a language's file says; its head says what each part is for."""

    phrases: tuple[Phrases, ...]
    hints: Mapping[Hint, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]
    rewrites: Mapping[str, str]
    core: tuple[str, ...]  # words that are looked for where spaces or letters are missing
    fuzzy: tuple[str, ...]  # words so long that one wrong letter makes no other word
    pronouns: tuple[str, ...]
    breaks: tuple[str, ...]  # words behind which a negation does not reach
    carries: tuple[str, ...]  # verbs whose negation is about what follows: "I don't think I ..."
    common: tuple[str, ...]  # words that alone are no phrase a campus could add


@lru_cache
def read_language(code: str) -> Language:
    """Return the language of a code such as ``en``. Raises PlanError when there is none."""
    if code not in LANGUAGES:
        raise PlanError(f'there are no safety phrases in "{code}"; there are {list(LANGUAGES)}')
    text = (files("warmline.care") / f"{code}.toml").read_text(encoding="utf-8")
    return language_of(tomllib.loads(text))


def language_of(document: Mapping[str, Any]) -> Language:
    """Return the language that a document describes. Raises PlanError when it does not."""
    try:
        return msgspec.convert(document, Language)
    except msgspec.ValidationError as exc:
        raise PlanError(f"these are no safety phrases: {exc}") from exc


def hints(language: Language) -> Sequence[tuple[Hint, str]]:
    """Return every pattern that is no phrase, with what it hints at."""
    return [(kind, text) for kind, texts in language.hints.items() for text in texts]
