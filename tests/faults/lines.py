"""The lines that faults are tried on: who answers them, and how a campus file says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from warmline.ids import CampusSlug
from warmline.simulator.phones import Phone

RING_SECONDS = 5  # the shortest that a campus file allows
MAX_WAIT_SECONDS = 20  # likewise


@dataclass(frozen=True)
class LinePlan:
    """One line of a campus: how many mentors are on call for it, and whether a desk is open."""

    slug: str
    mentors: int = 2
    desk: bool = True
    counselors: int = 0  # of the whole campus: such a line is best its only one
    ring_seconds: int = RING_SECONDS
    max_wait_seconds: int = MAX_WAIT_SECONDS


@dataclass
class OpenLine:
    """A line that can be called, and the phones that belong to it."""

    campus: CampusSlug
    number: str
    student: Phone
    mentors: list[Phone]
    desk: Phone | None
    counselors: list[Phone] = field(default_factory=list)
    ring_seconds: int = RING_SECONDS
    max_wait_seconds: int = MAX_WAIT_SECONDS


def campus_table(slug: str) -> str:
    """Return a campus as its file has it."""
    return f"""
[campus]
slug = "{slug}"
name = "Northfield School of Medicine"
emergency_number = "911"
crisis_line = "988"
number_reveal = "two_person"
"""


def line_tables(slug: str, line: OpenLine) -> str:
    """Return a line as a campus file has it."""
    parts = [
        f"""
[[line]]
slug = "{slug}"
name = "Ears for Peers"
number = "{line.number}"
timezone = "America/Los_Angeles"
max_wait_seconds = {line.max_wait_seconds}
contacts_per_shift = 100
cool_down_minutes = 0

[[rung]]
line = "{slug}"
name = "on shift"
who = "shift"
ring = "sequential"
ring_seconds = {line.ring_seconds}
"""
    ]
    if line.counselors:
        parts.append(
            f"""
[[rung]]
line = "{slug}"
name = "counselors"
who = "role:counselor"
ring = "sequential"
ring_seconds = {line.ring_seconds}
"""
        )
        parts += [_mentor(it, "counselor") for it in line.counselors]
    if line.desk is not None:
        parts.append(
            f"""
[[rung]]
line = "{slug}"
name = "counseling"
who = "desk"
ring_seconds = {line.ring_seconds}

[[desk]]
line = "{slug}"
name = "{line.desk.name}"
number = "{line.desk.number}"
"""
        )
    parts += [_mentor(it) for it in line.mentors]
    if line.mentors:
        names = ", ".join(f'"{it.name}"' for it in line.mentors)
        parts.append(
            f"""
[[shift]]
line = "{slug}"
mentors = [{names}]
start = 2026-01-01T12:00:00
end = 2026-01-02T12:00:00
repeat = "FREQ=DAILY"
"""
        )
    return "".join(parts)


def _mentor(phone: Phone, role: str = "mentor") -> str:
    return f"""
[[mentor]]
name = "{phone.name}"
phone = "{phone.number}"
roles = ["{role}"]
certified_until = 2035-06-30
"""
