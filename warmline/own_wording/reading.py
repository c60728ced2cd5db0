"""A sentence as it was typed, made fit to be said: its quotes, its spaces and its end."""

import re
import unicodedata
from typing import Any

from msgspec.structs import fields

from warmline.errors import PlanError
from warmline.line import OwnWording

_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
    }
)
_ENDED = re.compile(r"[.?!][\"')]*$")


def tidied(text: str) -> str:
    """Return a sentence in single spaces, with plain quotes and dashes, and an end.

    Phones put typographic quotes where none were typed, and one of them doubles what a text costs.
    """
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    words = " ".join(plain.split()).rstrip(" ,;:-(/&")
    return words if not words or _ENDED.search(words) else f"{words}."


def read_wording(value: Any) -> OwnWording:
    """Return what stands in ``[line.wording]``. Raises PlanError for what is no sentence of these.

    What a sentence says is looked at by ``mistakes``: that takes the line's name.
    """
    known = [it.name for it in fields(OwnWording)]
    if not isinstance(value, dict):
        raise PlanError("must be a table, [line.wording], with " + ", ".join(known))
    for key, words in value.items():
        if key not in known:
            raise PlanError(f"has a key that is none of {', '.join(known)}")
        if not isinstance(words, str):
            raise PlanError(f"{key}: must be text in quotes")
    return OwnWording(**{key: tidied(words) for key, words in value.items()})
