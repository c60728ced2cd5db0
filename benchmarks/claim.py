"""The next mentor is found and claimed: 10 on call, and 100,000 on call."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec.structs import replace

from benchmarks.house import house, roster
from benchmarks.load import percentile
from benchmarks.table import Row, show
from warmline.bootstrap import Parts
from warmline.contact import Contact, new_contact, step
from warmline.contact import events as ev
from warmline.contact.phones import Student
from warmline.ids import CallSid, CampusSlug, LegId, new_contact_id
from warmline.line import Line
from warmline.roster import CompiledRoster, Member

FEW, MANY = 10, 100_000
CLAIMS, WARM_UP = 1500, 200


@dataclass
class Counter:
    """One campus whose mentors are claimed, one after the other."""

    parts: Parts
    roster: CompiledRoster
    calls: int = 0

    @property
    def line(self) -> Line:
        """Return its line."""
        return self.roster.lines[0]

    @property
    def pool(self) -> tuple[int, Sequence[Member]]:
        """Return who is on call."""
        span = self.roster.pools[self.line.slug][0][0]
        return int(span.start.timestamp() * 1000), span.members

    def claim(self) -> float:
        """Let a student call and leave again; return the seconds that find and commit took."""
        self.calls += 1
        now = datetime.now(UTC)
        campus = self.roster.campus.slug
        student = Student(call=CallSid(f"CA{self.calls:032x}"))
        blank = new_contact(new_contact_id(campus), campus, self.line, student, now)
        asked = step(blank, ev.CallArrived(), now)
        assert isinstance(asked.seek, ev.SeekMentors)
        began = time.perf_counter()
        found = self.parts.live.find(self.roster, asked.contact, asked.seek, self.pool, now)
        contact = step(asked.contact, ev.MentorsFound(asked.seek, found), now).contact
        committed = self.parts.live.commit(None, contact, now)
        took = time.perf_counter() - began
        assert committed.result == "ok"
        assert len(contact.holders) == 1
        self._leave(contact, now)
        return took

    def _leave(self, contact: Contact, now: datetime) -> None:
        """Free the mentor: with ten on call all would be busy at once."""
        left = step(contact, ev.StudentLeft(contact.student.call or CallSid("")), now).contact
        left = step(left, ev.LegStopped(LegId(contact.legs[0].id)), now).contact
        left = replace(left, step=contact.step + 1)
        assert self.parts.live.commit(contact, left, now).result == "ok"
        assert not left.holders


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    with house() as it:
        parts = it.parts()
        few, _ = _opened(parts, "few", FEW)
        many, building = _opened(parts, "many", MANY)
        for _ in range(WARM_UP):
            few.claim()
            many.claim()
        turns = [(few.claim(), many.claim()) for _ in range(CLAIMS)]  # in turn: noise hits both
    rows = []
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        small = percentile([it[0] for it in turns], share) * 1e6
        large = percentile([it[1] for it in turns], share) * 1e6
        goal = f"; goal <= 1.5: {'met' if large <= 1.5 * small else 'MISSED'}"
        rows.append(
            (
                f"claim of the next of {MANY:,} mentors on call, {name}",
                f"{large:.0f} us",
                f"{small:.0f} us ({FEW} on call)",
                f"{large / small:.2f} times{goal if share == 0.5 else ''}",
            )
        )
    built = f"pool of {MANY:,} mentors laid out, once for a span of the plan"
    return [*rows, (built, f"{building:.2f} s", "-", "no goal")]


def _opened(parts: Parts, name: str, mentors: int) -> tuple[Counter, float]:
    """Publish a campus with so many mentors; return it and the seconds its first claim took."""
    made = roster(parts.vault, mentors)
    made = replace(made, campus=replace(made.campus, slug=CampusSlug(name)))
    parts.live.publish(made)
    counter = Counter(parts, made)
    return counter, counter.claim()


if __name__ == "__main__":
    show(measure())
