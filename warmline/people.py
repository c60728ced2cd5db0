"""Somebody's way to being a mentor, and out again: which step may follow which, and why not.

nominated -> applied -> interviewed -> training -> certified until a day -> alumni; a pause lies
between. Only the certified are rung, so each step is somebody's decision, dated and kept.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from warmline.errors import PlanError
from warmline.hours import wall_clock_of
from warmline.ids import MentorId
from warmline.roster import NEVER, Mentor, Stage, may_be_rung, pauses
from warmline.schedule import Plan

# What a campus trains before anybody is certified, unless its own file says otherwise.
CHECKLIST = (
    "active listening",
    "confidentiality and its limits",
    "suicidal thoughts and crisis",
    "intimate partner violence",
    "referral and warm hand-over",
    "practice calls",
    "looking after yourself",
)
LONGEST_NOTE = 200
NOTICES = (30, 7)  # days before a certificate ends
TOLD = "told that it ends"
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


class Applied(Struct, frozen=True):
    """Has applied, and can be reached by phone."""


class Interviewed(Struct, frozen=True):
    """Has been interviewed, and is to be trained."""


class TrainingBegun(Struct, frozen=True):
    """Works through the checklist."""


class Ticked(Struct, frozen=True):
    """Has done one item of the checklist, named whole or by how it begins."""

    item: str


class Certified(Struct, frozen=True):
    """May be rung up to and including a day; ``reason`` excuses a checklist with gaps."""

    until: date
    reason: str = ""


class Paused(Struct, frozen=True):
    """Is not rung for a while, up to and including ``until``, or until they are resumed."""

    until: date | None = None


class Resumed(Struct, frozen=True):
    """Is back from a pause."""


class Left(Struct, frozen=True):
    """Has left, at whatever stage: nobody rings them from now on."""


class Returned(Struct, frozen=True):
    """Is back; who had left is certified anew before a phone rings."""


class Listening(Struct, frozen=True):
    """May, or may no longer, listen in to calls while in training."""

    on: bool


Step = (
    Applied
    | Interviewed
    | TrainingBegun
    | Ticked
    | Certified
    | Paused
    | Resumed
    | Left
    | Returned
    | Listening
)


class Noted(Struct, frozen=True):
    """One step of somebody's way as it is kept: nothing of it is ever changed."""

    at: datetime  # UTC
    step: str
    actor: str
    note: str = ""


class Check(Struct, frozen=True):
    """A code that a new phone has been sent; times are UTC."""

    sent_at: datetime
    until: datetime
    tries: int


class Ending(Struct, frozen=True):
    """Certificates that end on one day, within ``days``, and whose they are."""

    until: date
    days: int
    mentors: tuple[MentorId, ...]

    @property
    def note(self) -> str:
        """By what is kept that they have been told."""
        return f"{self.days} days before {self.until}"


class Profile(Struct, frozen=True, kw_only=True):
    """All that is known of somebody's way; ``check`` is that of a new number that waits."""

    mentor: Mentor
    origin: str
    ticked: dict[str, datetime]
    check: Check | None
    steps: tuple[Noted, ...]

    @property
    def person(self) -> Person:
        """Where they stand."""
        it = self.mentor
        return Person(
            name=it.name,
            stage=it.stage,
            has_phone=bool(it.phone_hash),
            active=it.active,
            certified_until=it.certified_until,
            paused=it.paused,
            paused_until=it.paused_until,
            listens=it.listens,
            ticked=frozenset(self.ticked),
        )


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


def days_left(mentor: Mentor, today: date) -> int | None:
    """Return for how many days a certificate lasts, if that is soon enough to be told of."""
    left = (mentor.certified_until - today).days
    serves = mentor.active and mentor.stage == "certified"
    return left if serves and 0 <= left <= max(NOTICES) else None


def told(step: Step) -> tuple[str, str]:
    """Return the word for a step, by which it is kept, and what there is to say beside it."""
    match step:
        case Applied():
            return "applied", ""
        case Interviewed():
            return "interviewed", ""
        case TrainingBegun():
            return "training begun", ""
        case Ticked(item=item):
            return "ticked", item
        case Certified(until=until, reason=reason):
            return "certified", f"until {until}" + (
                f", without the rest: {reason}" if reason else ""
            )
        case Paused(until=until):
            return "paused", f"until {until}" if until else ""
        case Resumed():
            return "resumed", ""
        case Left():
            return "left", ""
        case Returned():
            return "returned", ""
        case Listening(on=on):
            return ("listens" if on else "listens no more"), ""


def today_of(plan: Plan, now: datetime) -> date:
    """Return the date on the campus's clock, which is that of its first line."""
    return wall_clock_of(now, plan.lines[0].timezone).date() if plan.lines else now.date()


def item_of(checklist: Sequence[str], named: str) -> str:
    """Return the item that is meant, whole or by its beginning. Raises PlanError if none is."""
    wanted = " ".join(named.split()).casefold()
    exact = [it for it in checklist if it.casefold() == wanted]
    found = exact or [it for it in checklist if wanted and it.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    which = "several items begin so" if found else "there is no such item"
    raise PlanError(f"{which}; the checklist has: {', '.join(checklist)}")


def missing(person: Person, checklist: Sequence[str]) -> tuple[str, ...]:
    """Return what of the checklist somebody has still to do, in its order."""
    return tuple(it for it in checklist if it not in person.ticked)


def note_of(text: str) -> str:
    """Return a note as it is kept: one line. Raises PlanError for one that may hold a number."""
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise PlanError(f"a note has {LONGEST_NOTE} characters at most, on one line")
    if sum(letter.isdigit() for letter in note) >= 7 and not _is_only_a_day(note):
        raise PlanError("a note must not hold what may be a phone number: it is kept for good")
    return note


def endings(people: Iterable[Profile], today: date) -> tuple[Ending, ...]:
    """Return whose certificates end soon and have not been told so, by day and notice.

    Whoever enters the last days untold is told of those alone. Whoever is not in service is not
    told: nobody would ring them anyway.
    """
    found: dict[tuple[date, int], list[MentorId]] = {}
    for it in people:
        mentor, left = it.mentor, (it.mentor.certified_until - today).days
        if not mentor.active or mentor.stage != "certified" or left < 0:
            continue
        days = next((days for days in reversed(NOTICES) if left <= days), None)
        if days is None:
            continue
        ending = Ending(mentor.certified_until, days, (mentor.id,))
        if not any(step.step == TOLD and step.note == ending.note for step in it.steps):
            found.setdefault((mentor.certified_until, days), []).append(mentor.id)
    return tuple(Ending(until, days, tuple(who)) for (until, days), who in sorted(found.items()))


def where(profile: Profile, checklist: Sequence[str], today: date) -> str:
    """Return in words where somebody stands, for a table that a coordinator reads."""
    mentor, person = profile.mentor, profile.person
    if mentor.stage == "alumni":
        return "has left"
    if not mentor.active:
        return "is no longer in the campus file"
    if mentor.stage == "training":
        done = len(checklist) - len(missing(person, checklist))
        return f"in training, {done} of {len(checklist)}" + (", listens" if mentor.listens else "")
    if mentor.stage != "certified":
        return mentor.stage
    return may_be_rung(mentor, today) or f"certified until {mentor.certified_until}"


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


def _is_only_a_day(note: str) -> bool:
    """Say whether all digits of a note are those of days, like ``until 2027-06-30``."""
    words = note.replace(",", " ").split()
    return all(_is_day(it) for it in words if any(letter.isdigit() for letter in it))


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return "-" in word
