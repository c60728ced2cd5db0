"""Short ways to write lines, people and plans in tests."""

from datetime import UTC, date, datetime

from warmline.ids import CampusSlug, LineSlug, MentorId, NumberHash, Sealed
from warmline.line import Campus, Line, Rung
from warmline.roster import Mentor
from warmline.schedule import Duty, Override, Plan, Shift

CAMPUS = Campus(CampusSlug("northfield"), "Northfield", "911", "988", "never")
MAIN = LineSlug("main")
LADDER = (Rung("on shift", "shift"), Rung("backup", "role:backup"), Rung("desks", "desk"))


def utc(text):
    """Return an instant from e.g. ``2026-11-02 19:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text):
    """Return a wall-clock time from e.g. ``2026-11-02 19:00``."""
    return datetime.fromisoformat(text)


def line(zone="America/Los_Angeles", **more):
    return Line(
        slug=MAIN,
        name="Main",
        number=Sealed("s"),
        number_hash=NumberHash("h"),
        timezone=zone,
        **{"ladder": LADDER, **more},
    )


def mentor(name, order=0, roles=("mentor",), until=date(2099, 1, 1), **more):
    return Mentor(
        id=MentorId(name.lower()),
        name=name,
        phone=Sealed("s"),
        phone_hash=NumberHash(name),
        roles=frozenset(roles),
        certified_until=until,
        order=order,
        **more,
    )


MENTORS = (
    mentor("Maya", 0),
    mentor("Luis", 1),
    mentor("Sam", 2, roles=("backup", "coordinator")),
    mentor("Ana", 3),
)


def shift(names, start, end, repeat=None):
    return Shift(
        id="s", line=MAIN, mentors=ids(names), start=local(start), end=local(end), repeat=repeat
    )


def duty(names, start, every, hours=(), name="overnight"):
    return Duty(
        id="d",
        line=MAIN,
        name=name,
        mentors=ids(names),
        start=local(start),
        every=every,
        hours=hours,
    )


def override(kind, name, start, end, covers=None):
    return Override(
        id="o",
        line=MAIN,
        kind=kind,
        mentor=ids(name)[0],
        covers=ids(covers)[0] if covers else None,
        start=local(start),
        end=local(end),
    )


def ids(names):
    return tuple(MentorId(name) for name in names.lower().split())


def plan(*parts, zone="America/Los_Angeles", mentors=MENTORS, **more):
    """Return a plan of the parts, each put where it belongs."""
    return Plan(
        campus=CAMPUS,
        lines=(line(zone, **more),),
        mentors=mentors,
        shifts=tuple(p for p in parts if isinstance(p, Shift)),
        duties=tuple(p for p in parts if isinstance(p, Duty)),
        overrides=tuple(p for p in parts if isinstance(p, Override)),
    )
