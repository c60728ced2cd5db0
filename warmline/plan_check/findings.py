"""What is found in a plan, and the pieces of time in which it is looked for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from warmline.ids import LineSlug
from warmline.line import Line
from warmline.plan_check.stretches import Stretch, joined
from warmline.roster import Mentor

FindingKind = Literal[
    "gap", "no_counseling", "not_rung", "alone", "awake", "two_lines", "nights", "idle_cover"
]
NIGHTS_A_WEEK = 4  # Monday's to Sunday's; five nights of interrupted sleep are too many


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to look at, and every time at which it is so."""

    kind: FindingKind
    line: LineSlug | None  # None: it is about several
    mentor: str | None  # a name
    words: str
    times: tuple[Stretch, ...]


class Cell(Struct, frozen=True):
    """A piece of open time in which nothing changes: who may be rung, and who may not and why."""

    line: Line
    time: Stretch
    ready: tuple[Mentor, ...]
    barred: tuple[tuple[str, str], ...]
    night: date | None  # the night it is part of, by the day on which that begins


def gathered(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what is the same but for its time once, with all of its times."""
    same: dict[tuple[str, str | None, str | None, str], list[Finding]] = defaultdict(list)
    for it in found:
        same[it.kind, it.line, it.mentor, it.words].append(it)
    for group in same.values():
        times = tuple(joined(time for it in group for time in it.times))
        yield replace(group[0], times=times)
