"""Shocking news: 500 students call in the same instant, and 100 mentors are on call.

Everything is real: web, workers and clock are processes, the simulated carrier speaks HTTP to them,
phones ring and are answered by people who take their time. The carrier and its people live in this
process.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

from benchmarks.house import CAMPUS, LINE, SID, TOKEN, House, house, mentor_phone, roster
from benchmarks.load import percentile
from benchmarks.table import Row, show
from warmline import wording
from warmline.line import Campus, Rung
from warmline.settings.home import free_port
from warmline.simulator.exchange import Exchange
from warmline.simulator.phones import Phone, PhoneError
from warmline.simulator.server import Simulator, serve
from warmline.simulator.values import FeedEvent
from warmline.store.records.history import ContactHistory

STUDENTS, MENTORS, WORKERS = 500, 100, 2
DESK = "+14155550150"
_NEVER = datetime.max.replace(tzinfo=UTC)
PATIENCE = 150.0
LADDER = (
    Rung(name="on shift", who="shift"),
    Rung(name="counseling", who="desk"),
)


@dataclass
class People:
    """The students: each talks for a while or hears the card, and then hangs up."""

    exchange: Exchange
    students: dict[str, Phone]
    cards: frozenset[str]
    began: float = 0.0
    helped: dict[str, float] = field(default_factory=dict)  # seconds until somebody, or the card

    def call(self) -> None:
        """Let all of them call at once."""
        self.began = time.perf_counter()
        with self.exchange.lock:
            for phone in self.students.values():
                phone.dial(LINE)

    def notice(self, events: Sequence[FeedEvent]) -> None:
        """Let each do what one does with what they hear."""
        for event in events:
            if event.phone_id not in self.students or event.phone_id in self.helped:
                continue
            talks, card = event.kind == "joined", event.text in self.cards
            if talks or card:
                self.helped[event.phone_id] = time.perf_counter() - self.began
                phone, order = self.students[event.phone_id], len(self.helped)
                stays = 5 + order % 10 if talks else 3
                self.exchange.after(stays, partial(_hang_up, phone))


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    carrier_port = free_port()
    with house(carrier_port=carrier_port) as it:
        parts = it.parts()
        parts.records.upgrade()
        made = roster(parts.vault, MENTORS, ladder=LADDER, desk=DESK)
        parts.live.publish(made)
        carrier = serve(_town(it), port=carrier_port)
        try:
            it.web()
            it.warmline("clock")
            for _ in range(WORKERS):
                it.warmline("worker")
            time.sleep(2)  # all are up before anybody calls
            people = _people(carrier.exchange, made.campus)
            histories = _until_all_is_over(it, people)
            took = time.perf_counter() - people.began
            return _rows(people, histories, _doubled(carrier), took)
        finally:
            carrier.stop()


def _town(it: House) -> dict[str, object]:
    """Return the carrier's configuration: the line's number and everybody's phone."""
    base = it.environ["PUBLIC_BASE_URL"]
    mentors = [
        {
            "number": mentor_phone(i).e164,
            "name": f"Mentor {i}",
            "kind": "mentor",
            "behaviour": f"answers after {2 + i % 5} presses 1 after {2 + i % 3}",
        }
        for i in range(MENTORS)
    ]
    desk = {"number": DESK, "name": "Counseling", "kind": "desk", "behaviour": "answers after 2"}
    students = [{"number": f"+1628{2000000 + i}", "name": f"S{i}"} for i in range(STUDENTS)]
    return {
        "account": {"sid": SID, "auth_token": TOKEN, "calls_per_second": 1000.0},
        "numbers": [
            {
                "number": LINE,
                "voice_url": f"{base}/voice/incoming",
                "voice_fallback_url": f"{base}/voice/fallback",
                "status_callback": f"{base}/voice/status",
                "sms_url": f"{base}/texts/incoming",
            }
        ],
        "phones": [*students, *mentors, desk],
    }


def _people(exchange: Exchange, campus: Campus) -> People:
    cards = {wording.safety_card(campus, voicemail=False, desk_open=it) for it in (True, False)}
    students = {it.id: it for it in exchange.phones.values() if it.kind == "student"}
    return People(exchange, students, frozenset(cards))


def _until_all_is_over(it: House, people: People) -> tuple[ContactHistory, ...]:
    """Let everybody call, and wait until every contact is written down."""
    records, since = it.parts().records, datetime.now(UTC) - timedelta(minutes=1)
    seq, limit = people.exchange.feed[-1].seq if people.exchange.feed else 0, PATIENCE
    people.call()
    found: tuple[ContactHistory, ...] = ()
    while time.perf_counter() - people.began < limit:
        events = people.exchange.feed_after(seq, 0.5)
        seq = events[-1].seq if events else seq
        people.notice(events)
        if len(people.helped) == STUDENTS and not events:
            until = datetime.now(UTC) + timedelta(minutes=1)
            found = records.contacts(CAMPUS, since, until, limit=2 * STUDENTS)
            if len(found) >= STUDENTS and all(one.ended_at for one in found):
                break
    return found


def _hang_up(phone: Phone) -> None:
    """Hang up, unless the other side did first."""
    try:
        phone.hang_up()
    except PhoneError:
        return


def _doubled(carrier: Simulator) -> int:
    """Return how many mentors were rung while another call to them was still up."""
    with carrier.exchange.lock:
        calls = [it for it in carrier.exchange.calls.values() if it.direction == "outbound-api"]
    by_phone: dict[str, list[tuple[datetime, datetime]]] = {}
    for call in calls:
        by_phone.setdefault(call.to, []).append((call.created, call.ended or _NEVER))
    return sum(
        any(later[0] < earlier[1] for earlier, later in pairwise(them))
        for them in map(sorted, by_phone.values())
    )


def _rows(
    people: People, histories: Sequence[ContactHistory], doubled: int, took: float
) -> list[Row]:
    ends = Counter(it.end or "open" for it in histories)
    good = ends["talked"] + ends["counseling"] + ends["safety_card"]
    offers = Counter(it.mentor for one in histories for it in one.attempts if it.mentor)
    most, least = max(offers.values(), default=0), min(offers.values(), default=0)
    least = least if len(offers) == MENTORS else 0
    waits = list(people.helped.values())
    what = f"{STUDENTS} calls at once, {MENTORS} mentors"
    return [
        (
            f"{what}: how they end",
            ", ".join(f"{count} {end}" for end, count in ends.most_common()),
            "-",
            f"goal: all at a human or the card: {'met' if good == STUDENTS else 'MISSED'}",
        ),
        ("mentors rung twice at once", str(doubled), "-", "goal 0"),
        (
            "offers to each mentor",
            f"{least} to {most}",
            "-",
            f"goal: within 1: {'met' if most - least <= 1 else 'MISSED'}",
        ),
        (
            "seconds to a human or the card, p50 and last",
            f"{percentile(waits, 0.5):.1f} and {max(waits):.1f} s" if waits else "nobody",
            "12 s (the greeting)",
            f"all over and written down after {took:.0f} s; no goal",
        ),
    ]


if __name__ == "__main__":
    show(measure())
