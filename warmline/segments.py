"""How many segments a text is sent in, known before it is sent: carriers count and charge by them.

GSM 03.38: a text in its 128 letters holds 160 of them, or 153 a segment when it takes several.
Letters of its extension table take two places. Any other letter makes the whole text UCS-2: 70
UTF-16 units, or 67 a segment. What takes two places is never torn apart between two segments.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_BASIC_PLANE = 0xFFFF  # beyond it, UTF-16 needs two units


class Segments(Struct, frozen=True):
    """``units`` is what the text takes in all: GSM-7 places, or UTF-16 units."""

    encoding: Literal["GSM-7", "UCS-2"]
    count: int
    units: int


def segments(text: str) -> Segments:
    """Return how a text is sent; one without a letter counts as one segment."""
    if _BASIC.issuperset(text) or (_BASIC | _EXTENSION).issuperset(text):
        widths = [2 if letter in _EXTENSION else 1 for letter in text]
        return Segments("GSM-7", _count(widths, alone=160, joined=153), sum(widths))
    widths = [2 if ord(letter) > _BASIC_PLANE else 1 for letter in text]
    return Segments("UCS-2", _count(widths, alone=70, joined=67), sum(widths))


def _count(widths: Iterable[int], *, alone: int, joined: int) -> int:
    """Fill segments one by one: a letter of two places goes whole into the next one."""
    widths = list(widths)
    if sum(widths) <= alone:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > joined:
            count, used = count + 1, 0
        used += width
    return count
