"""Stretches of time that follow one another, as few as say the same."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace


class Stretch(Struct, frozen=True):
    """A time from ``start`` (included) to ``end`` (excluded), UTC, in which nothing changes."""

    start: datetime
    end: datetime


S = TypeVar("S", bound=Stretch)


def merged(found: Iterable[S], content: Callable[[S], object]) -> Iterator[S]:
    """Yield stretches with neighbours of equal content made one."""
    held: S | None = None
    for stretch in found:
        if held is not None and content(held) == content(stretch):
            held = replace(held, end=stretch.end)
            continue
        if held is not None:
            yield held
        held = stretch
    if held is not None:
        yield held
