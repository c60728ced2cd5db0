"""Who is with a student and their mentor, or on the way to them: a third person, step by step."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.ids import DeskId, LegId, MentorId

Purpose = Literal[
    "join",  # the mentor stays
    "take_over",  # the mentor leaves when the other is there
]
Why = Literal[
    "",
    "nobody",  # everybody was rung
    "declined",  # the student would rather not
    "left",  # the third person has gone again
]


class Alone(Struct, frozen=True, tag="alone"):
    """Student and mentor are by themselves; ``why`` is what the mentor is told about it."""

    why: Why = ""


class Seeking(Struct, frozen=True, tag="seeking"):
    """Somebody is being rung; ``rungs`` are those of the ladder still to be tried, by index."""

    purpose: Purpose
    since: datetime
    rungs: tuple[int, ...]
    told: bool = False  # the student has heard of it, and did not say no
    offered: tuple[MentorId, ...] = ()
    tried: tuple[DeskId, ...] = ()
    exhausted: bool = False  # nobody else is free on this rung
    missed: int | None = None  # the rung that was tried before this one


class Arriving(Struct, frozen=True, tag="arriving"):
    """``leg`` has said yes, and joins once the student knows; if they go, the search goes on."""

    leg: LegId
    seeking: Seeking


class Present(Struct, frozen=True, tag="present"):
    """``leg`` is in the call, or being sent into it."""

    leg: LegId
    purpose: Purpose


Company = Alone | Seeking | Arriving | Present
