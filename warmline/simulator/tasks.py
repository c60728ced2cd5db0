"""What a phone leg does over time, written as a generator that waits, listens and fetches.

A task yields ``Listen`` (until a signal comes or time runs out) or ``Fetch`` (until a web server
has answered). It is interrupted by throwing into it: a hang-up, a redirection.
"""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from warmline.simulator.webhooks import Request


@dataclass(frozen=True)
class Listen:
    """Wait for a signal, for at most ``seconds``; None waits for ever."""

    seconds: float | None = None


@dataclass(frozen=True)
class Fetch:
    """Ask a web server and wait for its answer."""

    request: Request


Program = Generator[Listen | Fetch, Any, Any]


class Interruption(Exception):  # noqa: N818 - not an error: a turn that a program takes
    """Thrown into a program to take it elsewhere."""


class HungUp(Interruption):
    """The phone line is gone."""


@dataclass(eq=False)
class Task:
    """One running program and what it waits for."""

    program: Program
    mailbox: deque[object] = field(default_factory=deque)
    turn: int = 0  # a timer or an answer for an earlier turn comes too late
    listening: bool = False
    done: bool = False
