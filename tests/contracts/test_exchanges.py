"""Shifts that change hands by text, on both databases: one taker, one change, one answer."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, LUIS, MAIN, MAYA, NORTHFIELD, NOW, number

from warmline.bootstrap import Parts
from warmline.campus_file import ShiftEntry
from warmline.contact import Contact, new_contact
from warmline.contact.actions import Errand
from warmline.contact.phones import Student
from warmline.exchange import Exchange, Outcome
from warmline.ids import ContactId, MentorId
from warmline.schedule import on_call
from warmline.settings import Settings
from warmline.store.records.exchanging import Ledger

NAMES = ("Maya", "Luis", "Ana", "Ben", "Kim", "Noor", "Omar", "Pia")
MORNING = datetime(2026, 11, 4, 18, 0, tzinfo=UTC)  # ten in the morning of a Wednesday
FRIDAY, SUNDAY = (datetime(2026, 11, day, 20) for day in (6, 8))  # noqa: DTZ001 - wall clock
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="


class Office:
    """A campus whose mentors text about their shifts, on one kind of database."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        people = tuple(
            replace(MAYA if name == "Maya" else LUIS, name=name, phone=number(200 + place))
            for place, name in enumerate(NAMES)
        )
        shifts = tuple(
            ShiftEntry(line=MAIN, mentors=(name,), start=at, end=at + timedelta(hours=3))
            for name, at in (("Maya", FRIDAY), ("Luis", SUNDAY))
        )
        file = replace(CAMPUS_FILE, mentors=people, shifts=shifts, duties=(), overrides=())
        parts.records.save_campus(file, actor="engineer", now=NOW)
        parts.publisher.publish(NORTHFIELD)
        self.plan = parts.records.load_plan(NORTHFIELD)
        self.ids = {it.name: it.id for it in self.plan.mentors}
        self.texts = 0

    def text(self, name: str, words: str) -> Callable[[], Outcome]:
        """Return what does the errand that a mentor's text is."""
        self.texts += 1
        command, _, rest = words.partition(" ")
        key = f"{NORTHFIELD}.text-{self.texts}"
        errand = Errand(self.ids[name], command, rest, MORNING)  # type: ignore[arg-type]
        return lambda: self.parts.errands.run(self.notice(key), key, errand)

    def notice(self, key: str) -> Contact:
        """Return a contact that holds an errand."""
        nobody = Student(call=None, up=False, at="gone")
        return new_contact(ContactId(key), NORTHFIELD, self.plan.lines[0], nobody, MORNING)

    def on(self, local: datetime) -> list[str]:
        """Return who is on call an hour after a time of the line's wall clock."""
        plan = self.parts.records.load_plan(NORTHFIELD)
        names = {it.id: it.name for it in plan.mentors}
        at = (local + timedelta(hours=8 + 1)).replace(tzinfo=UTC)
        return [names[it.mentor] for it in on_call(plan, MAIN, at)]

    def offer(self) -> Exchange:
        """Return the offer that was opened last."""
        with self.parts.records.editing(
            NORTHFIELD, actor="x", action="x", origin="text", now=MORNING
        ) as edit:
            return Ledger(edit).exchanges(MORNING)[0]


@pytest.fixture
def office(records_url: str, redis_url: str, tmp_path: Path) -> Iterator[Office]:
    """Give a campus on either make of database, on a morning that stands still."""
    settings = Settings.read(
        {
            "DATABASE_URL": records_url,
            "REDIS_URL": redis_url,
            "WARMLINE_KEYS": KEY,
            "WARMLINE_HOME": str(tmp_path),
        }
    )
    parts = Parts(settings, lambda: MORNING)
    yield Office(parts)
    parts.live.close()
    parts.records.close()


def at_once(*acts: Callable[[], Outcome]) -> list[Outcome]:
    """Do several things in the same instant; return what each gave."""
    start, found = threading.Barrier(len(acts)), dict[int, Outcome]()

    def run(place: int) -> None:
        start.wait(10)
        found[place] = acts[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [found[place] for place in range(len(acts))]


def told(outcome: Outcome, mentor: MentorId) -> str:
    """Return what somebody is told."""
    return " / ".join(it.text for it in outcome.notes if it.mentor == mentor)


def test_of_many_who_accept_at_once_one_has_it(office: Office) -> None:
    """Seven accept in one instant: one has the shift, six hear who, the plan says the same."""
    office.text("Maya", "COVER fri")()
    code = office.offer().code
    takers = NAMES[1:]
    outcomes = at_once(*(office.text(name, f"COVER {code}") for name in takers))
    [winner] = [name for name, it in zip(takers, outcomes, strict=True) if it.taken]
    assert office.on(FRIDAY) == [winner]
    assert len(office.parts.records.load_plan(NORTHFIELD).overrides) == 1
    for name, it in zip(takers, outcomes, strict=True):
        if name != winner:
            assert f"{winner} has {code}" in told(it, office.ids[name])
    assert office.offer().taken_by == office.ids[winner]
    assert office.parts.records.verify_audit() is None


def test_one_errand_that_is_run_by_many_is_done_once(office: Office) -> None:
    """However often an errand is tried, it changes one thing, and says the same each time."""
    office.text("Maya", "COVER fri")()
    version = office.parts.records.plan_version(NORTHFIELD)
    accept = office.text("Ana", f"COVER {office.offer().code}")
    outcomes = at_once(*([accept] * 6))
    assert [outcomes[0]] * 6 == outcomes
    assert accept() == outcomes[0]
    assert version + 1 == office.parts.records.plan_version(NORTHFIELD)


def test_a_swap_and_a_cover_of_the_same_shift_do_not_both_happen(office: Office) -> None:
    """Luis gives his Sunday once, to Maya or to Ana, whoever says so in that instant."""
    office.text("Maya", "SWAP fri")()
    swap = office.offer().code
    office.text("Luis", f"SWAP {swap}")()
    office.text("Luis", f"SWAP {swap} 1")()
    [bid] = office.offer().bids
    assert (bid.mentor, bid.slot.start) == (office.ids["Luis"], SUNDAY)
    office.text("Luis", "COVER sun")()
    cover = next(it for it in office_offers(office) if it.kind == "COVER").code
    agreed, covered = at_once(
        office.text("Maya", f"SWAP {swap} 1"), office.text("Ana", f"COVER {cover}")
    )
    assert bool(agreed.taken) != bool(covered.taken)
    expected = (["Luis"], ["Maya"]) if agreed.taken else (["Maya"], ["Ana"])
    assert (office.on(FRIDAY), office.on(SUNDAY)) == expected


def office_offers(office: Office) -> tuple[Exchange, ...]:
    """Return every offer."""
    with office.parts.records.editing(
        NORTHFIELD, actor="x", action="x", origin="text", now=MORNING
    ) as edit:
        return Ledger(edit).exchanges(MORNING)


def test_an_offer_comes_back_as_it_was_kept(office: Office) -> None:
    """What was asked, shown and proposed is read back whole, with its times."""
    outcome = office.text("Maya", "SWAP fri")()
    offer = office.offer()
    assert offer.asked == (office.ids["Luis"],)
    assert (offer.slot.start, offer.opened_at) == (FRIDAY, MORNING)
    assert [it.command for it in outcome.errands] == ["lapse"]
    office.text("Luis", f"SWAP {offer.code}")()
    assert [it.start for it in office.offer().shown[office.ids["Luis"]]] == [SUNDAY]


def test_a_paused_mentor_cannot_accept(office: Office) -> None:
    """Whoever may not be rung may not take a shift, whatever they were asked before."""
    office.text("Maya", "COVER fri")()
    code = office.offer().code
    kept = tuple(it for it in NAMES if it != "Ana")
    people = tuple(replace(MAYA, name=name, phone=number(200 + NAMES.index(name))) for name in kept)
    file = replace(
        CAMPUS_FILE,
        mentors=people,
        shifts=tuple(
            ShiftEntry(line=MAIN, mentors=(name,), start=at, end=at + timedelta(hours=3))
            for name, at in (("Maya", FRIDAY), ("Luis", SUNDAY))
        ),
        duties=(),
        overrides=(),
    )
    office.parts.records.save_campus(file, actor="engineer", now=MORNING)
    refused = office.text("Ana", f"COVER {code}")()
    assert "has left" in told(refused, office.ids["Ana"])
    assert office.on(FRIDAY) == ["Maya"]
