"""What stands on an event, and the names that can be read off one."""

import re
from collections.abc import Iterator, Mapping

_BETWEEN = re.compile(r"\s*(?:[,;/&+|]|\band\b)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s+[-\u2013\u2014]+\s+|:\s+")


def of_calendar(school: str, whose: str) -> str:
    """Name a calendar after its person or line, and the school."""
    return f"{whose} ({school})"


def on_line(line: str, source: str) -> str:
    """Say in a mentor's own calendar which line, and why: ``Ears for Peers: cover for Luis``."""
    return f"{line}: {source}"


def of_person(name: str, source: str) -> str:
    """Say in a line's calendar who, and why: ``Maya (shift)``."""
    return f"{name} ({source})"


def names_in(title: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that a title gives, as ``known`` (by casefolded name) spells them.

    A title is names, perhaps with a label before or behind and a remark in brackets: ``Maya``,
    ``Maya & Luis (shift)``, ``On call: Maya``, ``Maya - evening``. What stands among names must be
    a name: of "Maya and Lius" nothing is read, rather than Maya alone.
    """
    for words in _readings(title):
        found = [known.get(_folded(part)) for part in _BETWEEN.split(words)]
        names = tuple(dict.fromkeys(name for name in found if name is not None))
        if names and None not in found:
            return names
    return ()


def _readings(title: str) -> Iterator[str]:
    """Yield what may be the names in a title, the likeliest first."""
    yield title  # a name may itself hold a dash or brackets
    plain = re.sub(r"\s*\([^()]*\)\s*$", "", title)
    yield plain
    yield from _DASH.split(plain)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def by_name(names: Iterator[str]) -> dict[str, str]:
    """Return what ``names_in`` looks names up in."""
    return {_folded(name): name for name in names}
