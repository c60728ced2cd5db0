"""All that is known of somebody's way: where they stand, since when, and when it ends."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct

from warmline.ids import MentorId
from warmline.people.path import Person, missing
from warmline.roster import Mentor, may_be_rung

NOTICES = (30, 7)  # days before a certificate ends
TOLD = "told that it ends"


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


def days_left(mentor: Mentor, today: date) -> int | None:
    """Return for how many days a certificate lasts, if that is soon enough to be told of."""
    left = (mentor.certified_until - today).days
    serves = mentor.active and mentor.stage == "certified"
    return left if serves and 0 <= left <= max(NOTICES) else None


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
