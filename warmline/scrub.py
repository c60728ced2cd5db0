"""Takes phone numbers and secret addresses out of text before anybody can read them in a log.

Rather too much than too little: seven digits or more that could be dialled are masked, whatever
stands between them. What is known to be something else (a time, a carrier's id, a contact's id,
an address) is left whole, because a log without them helps nobody at 3 a.m.
"""

import re
from collections.abc import Mapping
from typing import Any

MASK = "[number]"
HIDDEN = "[hidden]"
FEWEST_DIGITS = 7  # the shortest that a subscriber can have
FEWEST_INT_DIGITS = 8  # a bare integer is more often a count
LONGEST = 4_000  # characters that are kept of one text: whoever writes more does not hold us up
LONGEST_TRACEBACK = 16_000

# Between the digits of one number: spaces, brackets, dots, dashes, slashes, a plus (a space in a
# form), Unicode's dashes, signs that nobody sees (zero width, writing directions, what makes a
# digit a key), and any of these in URL encoding (once or twice), as XML's references or as Python
# escapes.
_GAP = (
    r"(?:[\s().\-/+_~·\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u20e3\u2212\ufe0f\ufeff]"
    r"|&(?:\#(?:[0-9]{1,4}|[xX][0-9A-Fa-f]{1,4})|nbsp|amp|lt|gt|quot|apos);"
    r"|%(?:25)*(?:[0-24-9A-Fa-f][0-9A-Fa-f]|3[A-Fa-f])"
    r"|\\+(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[tnr]))"
)
# Or one mark of any other kind (a comma, a colon, a bar) and no space: with one it is a list.
_MARK = r"\)?\\{0,7}[^\w\s.()]\(?"
_MORE = f"{{{FEWEST_DIGITS - 1},}}"  # as many again as make a first digit a number
_SPELLED = rf"""\d(?:["'],\s?["']\d){_MORE}"""  # a list of digits, each in quotes
_NUMBER = re.compile(
    rf"(?:[+(]|%(?:25)*2[Bb]|%(?:25)*28){{0,3}}\d(?:(?:{_GAP}{{0,8}}|{_MARK})\d){_MORE}|{_SPELLED}"
)

# Full-width, Arabic-Indic and Persian digits, as JSON, URLs and bytes write them. Of many
# backslashes only the first can begin one, or each would read all that follow.
_ESCAPED_DIGIT = re.compile(
    r"(?:(?<!\\)\\+(?:u(?:ff1|066|06f)|xef\\+xbc\\+x9|xd9\\+xa|xdb\\+xb)"
    r"|%(?:25)*EF%(?:25)*BC%(?:25)*9|%(?:25)*D9%(?:25)*A|%(?:25)*DB%(?:25)*B)([0-9])",
    re.IGNORECASE,
)

# Whoever has a calendar's address can read it: a server's debug line or traceback may hold one.
_SECRET = re.compile(r"(?<=calendar)(/|%(?:25)*2[Ff])[A-Za-z0-9_-]{16,}")

_ALONE = rf"(?!{_GAP}{{0,8}}\d|{_MARK}\d)"  # no more digits of the same number behind it
_PART_OF_A_SECOND = rf"(?<![.+)])0\.\d+{_ALONE}"

# A longer internet address, as one is given to a server: at most eight groups of four, which begin
# as those in use do and are not a number's, and no digits beside it that could belong to one.
_LONG_ADDRESS = rf"""
      (?<![^\s"'(\[=])(?<!\d[\s(])(?<!\d[\s().\-/+]{{2}})(?<!\d[\s().\-/+]{{3}})
      (?=\d{{0,4}}:?\d{{0,3}}[a-f])(?=[0-9a-f:]{{4,35}}::|(?:[0-9a-f]{{1,4}}:){{7}})
      (?:[23][0-9a-f]{{3}}|f[c-f][0-9a-f]{{2}})(?:::?[0-9a-f]{{1,4}}){{1,7}}
      (?!\w|:[\w:]){_ALONE}
"""

_KNOWN = re.compile(
    r"""(?<![0-9A-Za-z%])(?:
      (?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])           # a day, and perhaps a time
        (?:[T\ ][0-2]\d:[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?(?:Z|\ ?[+-][01]\d:?[0-5]\d)?)?
    | (?<![\d)]:)[0-2]?\d:[0-5]\d:[0-6]\d(?!:\(?\d)                      # a time
        (?:[.,]\d{1,9})?(?:[+-][01]\d:[0-5]\d)?
    | (?<![^\s"'(\[=])[0-2]\d:[0-5]\d                                   # one without seconds,
        (?:[-\u2013][0-2]\d:[0-5]\d(?:,[0-2]\d:[0-5]\d[-\u2013][0-2]\d:[0-5]\d)*)? # or hours
        (?![^\w\s.]\(?\d)
    | [0-3]\d/[A-Z][a-z]{2}/(?:19|20)\d\d(?::[0-2]\d:[0-5]\d:[0-6]\d)?  # as web servers write it
    | [A-Z]{2}[0-9a-f]{32}                                              # the carrier's ids
    | [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}      # a UUID
    | [a-z][a-z0-9-]{0,62}\.[0-9a-f]{24}                                # a contact
    | m-[0-9a-f]{10}                                                    # a mentor
    | (?=[0-9a-f]*[a-f][0-9]*[a-f])[0-9a-f]{16,}                        # a hash
    | 0x[0-9a-f]+                                                       # where Python keeps it
    | (?<![.+])(?=127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\d.]{7,15}:\d)
        (?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}                            # an internet address
        (?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d)(?::\d{1,5})?               # of ours, or a server's
    | (?<![)\-.+/])(?<!\d\s)(?<!\)\s)\d{1,4}\.\d+m?s                    # a length of time
    | """
    + rf"{_PART_OF_A_SECOND}|{_LONG_ADDRESS})(?![0-9A-Za-z])",
    re.VERBOSE,
)

_WORD = re.compile(r"(?<![\w\\#&%])[A-Za-z]{6,}")  # no number has one in it, however it is coded


def scrub(text: str, *, longest: int = LONGEST) -> str:
    """Return a text in which phone numbers, and addresses that are secrets, are masked.

    Of one with more than ``longest`` characters only the beginning and the end are kept.
    """
    text = _SECRET.sub(rf"\1{HIDDEN}", text)
    if len(text) <= longest:
        return _masked(text)
    head, tail = _ends(text, longest // 2)
    left_out = len(text) - len(head) - len(tail)
    return f"{_masked(head)} [{left_out} characters left out] {_masked(tail)}"


def _ends(text: str, size: int) -> tuple[str, str]:
    """Return a long text's beginning up to a word, and its end from a word on.

    A cut anywhere else could go through a number, and six digits of it would stay.
    """
    last = max((word.end() for word in _WORD.finditer(text[:size])), default=0)
    first = _WORD.search(text, len(text) - size)
    return text[:last], text[first.start() :] if first else ""


def _masked(text: str) -> str:
    if "\\" in text or "%" in text:
        text = _ESCAPED_DIGIT.sub(r"\1", text)
    if not _NUMBER.search(text):
        return text
    parts: list[str] = []
    end = 0
    for known in _KNOWN.finditer(text):
        parts += [_NUMBER.sub(MASK, text[end : known.start()]), known.group()]
        end = known.end()
    return "".join([*parts, _NUMBER.sub(MASK, text[end:])])


def scrub_value(value: Any) -> Any:
    """Return a value of any kind in plain form, its numbers masked, keys and insides included."""
    match value:
        case None | bool():
            return value
        case str():
            return scrub(str(value))
        case int():
            return MASK if abs(value) >= 10 ** (FEWEST_INT_DIGITS - 1) else value
        case float():
            whole = value.is_integer() and abs(value) >= 10 ** (FEWEST_INT_DIGITS - 1)
            return MASK if whole else value
        case bytes():
            return scrub(value.decode(errors="replace"))
        case Mapping():
            return {scrub(str(k)): scrub_value(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [scrub_value(item) for item in value]
        case _:
            return scrub(_shown(value))


def _shown(value: object) -> str:
    """Return how a thing shows itself; one that cannot must not take the log line with it."""
    try:
        return str(value) if isinstance(value, BaseException) else repr(value)
    except Exception:  # noqa: BLE001 - somebody else's __repr__ may raise anything
        return f"<{type(value).__name__}>"
