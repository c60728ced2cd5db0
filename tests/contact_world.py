"""A world for one decision: who may be rung, which desks are open, and what the carrier would do.

Everything here is plain values and a clock moved by hand; it stands where the switchboard, the
performer and the carrier stand around the real ``step``.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from warmline.contact import Contact, deadline, new_contact, step
from warmline.contact import actions as do
from warmline.contact import events as ev
from warmline.contact.phones import Student
from warmline.contact.state import Happening
from warmline.contact.todo import done
from warmline.ids import (
    CallSid,
    CampusSlug,
    ContactId,
    DeskId,
    LineSlug,
    MentorId,
    NumberHash,
    Sealed,
)
from warmline.line import Desk, Line, Rung

CAMPUS = CampusSlug("northfield")
NOW = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
STUDENT = CallSid("CA-student")
NUMBER = Sealed("sealed-number")
LADDER = (
    Rung("on shift", "shift", "sequential", 20, 1),
    Rung("backup", "role:backup", "together", 20, 1),
    Rung("counseling", "desk", ring_seconds=30),
)
DESKS = (
    Desk(DeskId("day"), "Day desk", Sealed("d1")),
    Desk(DeskId("night"), "Night", Sealed("d2")),
)


def a_line(ladder=LADDER, **more):
    """Return a line."""
    given = {
        "slug": LineSlug("main"),
        "name": "Ears for Peers",
        "number": Sealed("n"),
        "number_hash": NumberHash("h"),
        "timezone": "America/Los_Angeles",
        "ladder": ladder,
        "desks": DESKS,
    }
    return Line(**{**given, **more})


def a_contact(line=None, *, name="1", call=STUDENT, now=NOW):
    """Return a contact that nothing has happened to."""
    student = Student(call=call, hash=NumberHash("caller"))
    return new_contact(ContactId(f"{CAMPUS}.{name}"), CAMPUS, line or a_line(), student, now)


@dataclass
class World:
    """Who may be rung on which rung, in the order of fairness, and which desks are open."""

    rungs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    desks: tuple[str, ...] = ("day", "night")
    coordinators: tuple[str, ...] = ("cora",)
    busy: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)  # no longer in the roster
    asked: list[ev.Seek] = field(default_factory=list)

    def answer(self, contact: Contact, seek: ev.Seek) -> ev.Event:
        """Answer a question as the live store and the roster would."""
        self.asked.append(seek)
        match seek:
            case ev.SeekMentors():
                return ev.MentorsFound(seek, self._mentors(seek))
            case ev.SeekDesks(without=without):
                open_now = tuple(DeskId(it) for it in self.desks if it not in without)
                return ev.DesksFound(seek, open_now)
            case ev.SeekOverseers():
                return ev.OverseersFound(tuple(MentorId(it) for it in self.coordinators))
            case ev.SeekOwner(without=without):
                everyone = [it for names in self.rungs.values() for it in names]
                fresh = [it for it in everyone if it not in without] or everyone
                willing = [MentorId(it) for it in fresh if it not in contact.refused]
                owner = willing[0] if willing else None
                return ev.OwnerFound(seek, owner, tuple(MentorId(it) for it in self.coordinators))

    def _mentors(self, seek: ev.SeekMentors) -> tuple[ev.Candidate, ...]:
        names = list(self.rungs.get(seek.rung, ()))
        if seek.prefer:
            names = [seek.prefer, *(it for it in names if it != seek.prefer)]
        out = self.busy | self.withdrawn
        free = [it for it in names if it not in seek.without and it not in out]
        return tuple(ev.Candidate(MentorId(it), "tonight") for it in free[: seek.count])

    def advance(self, contact: Contact, event: ev.Event, now: datetime) -> Contact:
        """Step until nothing more is asked."""
        decision = step(contact, event, now)
        for _ in range(50):
            if decision.seek is None:
                return decision.contact
            answer = self.answer(decision.contact, decision.seek)
            decision = step(decision.contact, answer, now)
        raise AssertionError("the decision never stops asking")


def saved(contact: Contact) -> Contact:
    """Return the contact as it is kept: its story lies beside it."""
    return replace(contact, news=())


def kinds(contact: Contact) -> list[str]:
    """Return the names of what is to be done, in order."""
    return [type(it.action).__name__ for it in contact.pending]


def story(contact: Contact) -> list[str]:
    """Return what has happened in the steps since the contact was last kept."""
    return [it.kind for it in contact.news]


def phases(contact: Contact) -> dict[str, str]:
    """Return how far each mentor's phone is."""
    return {leg.mentor: leg.phase for leg in contact.legs}


def leg_of(contact: Contact, mentor: str):
    """Return the latest leg of a mentor."""
    return [it for it in contact.legs if it.mentor == mentor][-1]


def call_of(leg) -> CallSid:
    """Return the carrier's name for a leg."""
    return CallSid(f"CA-leg-{leg.id}")


@dataclass
class Told:
    """A contact told event by event; what is pending is struck out as a willing carrier would."""

    world: World
    contact: Contact
    now: datetime = NOW
    told: list[Happening] = field(default_factory=list)

    def hear(self, event: ev.Event) -> "Told":
        """Let something happen."""
        after = self.world.advance(self.contact, event, self.now)
        self.told.extend(after.news)
        self.contact = saved(after)
        return self

    def wait(self, seconds: float) -> "Told":
        """Let time pass; whatever is overdue on the way is looked at."""
        end = self.now + timedelta(seconds=seconds)
        for _ in range(1000):
            due = deadline(self.contact)
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            self.hear(ev.DeadlinePassed())
        self.now = end
        return self

    def arrives(self, **how) -> "Told":
        """The student calls."""
        return self.hear(ev.CallArrived(**how))

    def rings(self, mentor: str) -> "Told":
        """The carrier has begun to ring a mentor."""
        leg = leg_of(self.contact, mentor)
        self.strike(do.Ring)
        return self.hear(ev.RingPlaced(leg.id, call_of(leg)))

    def accepts(self, mentor: str) -> "Told":
        """A mentor picks up and presses 1."""
        return self.answers(mentor).keys(mentor, "1")

    def answers(self, mentor: str) -> "Told":
        """Somebody picks up a mentor's phone."""
        leg = leg_of(self.contact, mentor)
        self.strike(do.Ring)
        return self.hear(ev.LegAnswered(leg.id, call_of(leg)))

    def keys(self, mentor: str, key: str, at: str = "screen") -> "Told":
        """A key is pressed on a mentor's phone."""
        leg = leg_of(self.contact, mentor)
        return self.hear(ev.LegPressed(leg.id, key, call_of(leg), at))

    def comes_out(self, mentor: str, place: str = "room") -> "Told":
        """A mentor's leg asks what comes next: out of the conference, unless said."""
        leg = leg_of(self.contact, mentor)
        return self.hear(ev.LegReturned(leg.id, place, leg.visit))

    def ends(self, mentor: str, how: ev.LegEnd = "completed") -> "Told":
        """A mentor's phone is down."""
        leg = leg_of(self.contact, mentor)
        return self.hear(ev.LegEnded(leg.id, how, call_of(leg)))

    def at(self, place: str) -> "Told":
        """The student's leg comes back from a place without a key."""
        return self.hear(ev.StudentReturned(place))

    def presses(self, place: str, key: str, number: Sealed | None = NUMBER) -> "Told":
        """The student presses a key."""
        return self.hear(ev.StudentPressed(place, key, number))

    def leaves(self) -> "Told":
        """The student hangs up."""
        return self.hear(ev.StudentLeft(self.contact.student.call or CallSid("")))

    def strike(self, *kinds: type[do.Action]) -> "Told":
        """Let actions of these kinds, or all, be done."""
        for it in self.contact.pending:
            if not kinds or isinstance(it.action, kinds):
                self.contact = done(self.contact, it.id)
        return self

    @property
    def state(self):
        """Return the contact's state."""
        return self.contact.state

    @property
    def kinds(self) -> list[str]:
        """Return everything that has happened, in order."""
        return [it.kind for it in self.told]


def told(world: World | None = None, line: Line | None = None, **more) -> Told:
    """Return a contact of a world with two mentors on shift and a backup."""
    world = world or World({0: ("maya", "luis"), 1: ("bea",)})
    return Told(world, a_contact(line or a_line(**more)))
