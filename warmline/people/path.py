"""Somebody's way to being a mentor, and out again: which step may follow which, and why not.

nominated -> applied -> interviewed -> training -> certified until a day -> alumni; a pause lies
between. Only the certified are rung, so each step is somebody's decision, dated and kept.
"""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from warmline.errors import PlanError
from warmline.hours import wall_clock_of
from warmline.people.checklist import item_of
from warmline.people.steps import (
    Applied,
    Certified,
    Interviewed,
    Left,
    Listening,
    Paused,
    Resumed,
    Returned,
    Step,
    Ticked,
    TrainingBegun,
    told,
)
from warmline.roster import NEVER, Stage, pauses
from warmline.schedule import Plan

LONGEST = date(2100, 12, 31)  # a certificate beyond it is a slip of the pen


class Person(Struct, frozen=True, kw_only=True):
    """Where somebody stands on the path."""

    name: str
    stage: Stage
    has_phone: bool = True
    active: bool = True  # False: has left, or a campus file no longer has them
    certified_until: date = NEVER
    paused: bool = False
    paused_until: date | None = None  # the last day of the pause; None: until they are resumed
    listens: bool = False
    ticked: frozenset[str] = frozenset()


def follow(person: Person, step: Step, checklist: Sequence[str], today: date) -> Person:
    """Return where somebody stands after a step. Raises PlanError with why it cannot follow.

    ``today`` is the date on the campus's clock.
    """
    if person.stage == "alumni" and not isinstance(step, Returned):
        raise PlanError(f"{person.name} has left; first: warmline mentor return")
    match step:
        case Applied():
            _from(person, "nominated", "apply")
            if not person.has_phone:
                raise PlanError(f"{person.name} has no phone yet; an application needs one")
            return replace(person, stage="applied")
        case Interviewed():
            _from(person, "applied", "be interviewed")
            return replace(person, stage="interviewed")
        case TrainingBegun():
            _from(person, "interviewed", "begin training")
            return replace(person, stage="training")
        case Ticked(item=item):
            return _ticked(person, item_of(checklist, item))
        case Certified():
            return _certified(person, step, checklist, today)
        case Paused(until=until):
            return _paused(person, until, today)
        case Resumed():
            if not person.paused:
                raise PlanError(f"{person.name} is not paused")
            return replace(person, paused=False, paused_until=None)
        case Left():
            gone = replace(person, stage="alumni", active=False, listens=False)
            return replace(gone, paused=False, paused_until=None)
        case Returned():
            return _returned(person)
        case Listening(on=on):
            return _listening(person, on=on)


def may_follow(person: Person, checklist: Sequence[str], today: date) -> frozenset[str]:
    """Return the words for the steps that may be taken next, for who looks for a button."""
    tried: tuple[Step, ...] = (
        Applied(),
        Interviewed(),
        TrainingBegun(),
        Certified(today, "tried"),
        Paused(),
        Resumed(),
        Left(),
        Returned(),
        Listening(on=True),
        Listening(on=False),
    )
    reached = replace(person, has_phone=True)  # whoever has none is asked for it on the way
    return frozenset(told(it)[0] for it in tried if _can(reached, it, checklist, today))


def missing(person: Person, checklist: Sequence[str]) -> tuple[str, ...]:
    """Return what of the checklist somebody has still to do, in its order."""
    return tuple(it for it in checklist if it not in person.ticked)


def today_of(plan: Plan, now: datetime) -> date:
    """Return the date on the campus's clock, which is that of its first line."""
    return wall_clock_of(now, plan.lines[0].timezone).date() if plan.lines else now.date()


def _can(person: Person, step: Step, checklist: Sequence[str], today: date) -> bool:
    try:
        follow(person, step, checklist, today)
    except PlanError:
        return False
    return True


def _from(person: Person, stage: Stage, what: str) -> None:
    if person.stage != stage:
        raise PlanError(
            f"{person.name} cannot {what}: that follows {stage!r}, and they are {person.stage!r}"
        )


def _ticked(person: Person, item: str) -> Person:
    if person.stage not in {"training", "certified"}:
        raise PlanError(f"{person.name} is not in training yet ({person.stage})")
    if item in person.ticked:
        raise PlanError(f"{person.name} has done {item!r} already")
    return replace(person, ticked=person.ticked | {item})


def _certified(person: Person, step: Certified, checklist: Sequence[str], today: date) -> Person:
    if person.stage not in {"training", "certified"}:
        raise PlanError(
            f"{person.name} cannot be certified: that follows 'training', "
            f"and they are {person.stage!r}"
        )
    if not person.has_phone:
        raise PlanError(f"{person.name} has no phone; first: warmline mentor phone")
    if not today <= step.until <= LONGEST:
        raise PlanError("a certificate ends today or later, and not in another century")
    gaps = missing(person, checklist) if person.stage == "training" else ()
    if gaps and not step.reason:
        raise PlanError(
            f"{person.name} has still to do: {', '.join(gaps)}. "
            "To certify them all the same, give a --reason; it is kept"
        )
    return replace(person, stage="certified", certified_until=step.until, listens=False)


def _paused(person: Person, until: date | None, today: date) -> Person:
    if person.stage != "certified":
        raise PlanError(f"{person.name} is not certified, and so is not rung anyway")
    if until is not None and until < today:
        raise PlanError("a pause ends today or later")
    if person.paused and person.paused_until == until and pauses(until, today):
        raise PlanError(f"{person.name} is paused already")
    return replace(person, paused=True, paused_until=until)


def _returned(person: Person) -> Person:
    if person.stage == "alumni":
        return replace(person, stage="training", active=True)
    if not person.active:
        return replace(person, active=True)
    raise PlanError(f"{person.name} has not left")


def _listening(person: Person, *, on: bool) -> Person:
    if on and person.stage != "training":
        raise PlanError(f"only somebody in training listens in; {person.name} is {person.stage!r}")
    if person.listens == on:
        raise PlanError(f"{person.name} {'listens in already' if on else 'does not listen in'}")
    return replace(person, listens=on)
