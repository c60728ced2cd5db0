"""What a scenario is made of: steps of the scripted phones, cues for you, and the checklist."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from warmline.practice.moments import Moment
from warmline.practice.night import Night

Act = Literal["dial", "answer", "hangup", "press", "text", "behaviour"]
Played = Literal["student", "backup", "desk", "mentors"]
Verdict = bool | None  # None: it can still go either way


class Step(Struct, frozen=True):
    """One thing a scripted phone does, ``after`` seconds from a moment, once; ``what`` is its word.

    It is left out if ``unless`` has come first.
    """

    who: Played
    act: Act
    when: Moment
    after: float = 0.0
    what: str = ""
    unless: Moment | None = None


class Cue(Struct, frozen=True):
    """What you are told from a moment on; of those that have come, the last in the list counts."""

    when: Moment
    text: str


class Check(Struct, frozen=True):
    """One line of the checklist, and why it matters to a student."""

    what: str
    why: str
    judge: Callable[[Night], Verdict]


class Scenario(Struct, frozen=True):
    """One contact to be put through; ``ask_yourself`` is what no machine can score."""

    slug: str
    title: str
    about: str
    before: tuple[str, ...]
    steps: tuple[Step, ...]
    cues: tuple[Cue, ...]
    checks: tuple[Check, ...]
    over: Moment
    ask_yourself: tuple[str, ...]
    begins_with: str = "Your phone rings in a moment."
    minutes: int = 3


class Mark(Struct, frozen=True):
    """How one line of the checklist stands."""

    what: str
    why: str
    kept: Verdict


def within(done: Moment, start: Moment, seconds: float) -> Callable[[Night], Verdict]:
    """Judge that one moment came at most so many seconds after another."""

    def judge(night: Night) -> Verdict:
        since, at = start(night), done(night)
        if since is None:
            return None
        late = (at or night.now) - since
        if late.total_seconds() > seconds:
            return False
        return True if at is not None else None

    return judge


def came(done: Moment) -> Callable[[Night], Verdict]:
    """Judge that a moment came; until the end it still can."""
    return lambda night: True if done(night) is not None else None


def before(first: Moment, second: Moment) -> Callable[[Night], Verdict]:
    """Judge that one moment came before another."""

    def judge(night: Night) -> Verdict:
        at, limit = first(night), second(night)
        if at is not None:
            return limit is None or at <= limit
        return None if limit is None else False

    return judge


def never(wrong: Moment, until: Moment) -> Callable[[Night], Verdict]:
    """Judge that something did not happen before a moment, which settles it."""

    def judge(night: Night) -> Verdict:
        bad, end = wrong(night), until(night)
        if bad is not None and (end is None or bad < end):
            return False
        return True if end is not None else None

    return judge
