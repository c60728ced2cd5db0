"""Two who accept a shift in the same instant, one on the page and one by text."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.races.room import CAMPUS, Room, at_once
from warmline.bootstrap import Parts
from warmline.contact import Contact
from warmline.contact.actions import Errand, Note
from warmline.hours import wall_clock_of
from warmline.houses import Roster
from warmline.ids import MentorId, named_contact_id
from warmline.schedule import on_call
from warmline.turns import turns_of

ROUNDS = 12


class Trading:
    """Maya's shifts, and Luis and Ana who would take one."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.page, self.worker = room.another(), room.another()
        room.opens("sequential", 1, backups=2)

    def roster(self, parts: Parts) -> Roster:
        """The campus as one process sees it."""
        return parts.houses.of_campus(CAMPUS)

    def name(self, mentor: MentorId) -> str:
        """Somebody's name."""
        return self.roster(self.page).mentors[mentor].name

    def of(self, name: str) -> MentorId:
        """Somebody's id."""
        return next(it.id for it in self.roster(self.page).compiled.mentors if it.name == name)

    def by_page(self, who: MentorId, rest: str, once: str) -> str:
        """Press a button, and read the answer."""
        roster = self.roster(self.page)
        errand = Errand(who, "COVER", rest, self.page.now(), by="page")
        return self.page.page_errands.run(roster, roster.compiled.lines[0], errand, once)

    def by_text(self, who: MentorId, rest: str, sid: str) -> str:
        """Have a text's errand run by a worker, and read what is answered."""
        roster, key = self.roster(self.worker), f"errand:{sid}"
        errand = Errand(who, "COVER", rest, self.worker.now())
        self.worker.switchboard.note(roster, roster.compiled.lines[0], key, errand)
        contact = self.worker.live.load(named_contact_id(CAMPUS, key))
        assert isinstance(contact, Contact)
        outcome = self.worker.errands.run(contact, f"{contact.id}#1", errand)
        return next(it.text for it in outcome.notes if isinstance(it, Note) and it.mentor == who)


def test_one_has_the_shift_and_the_other_hears_who(room: Room, pool: ThreadPoolExecutor) -> None:
    """However close they are, a shift changes hands once, and nobody is told that both have it."""
    trading, records = Trading(room), room.parts.records
    maya, luis, ana = (trading.of(it) for it in ("Maya", "Luis", "Ana"))
    zone, now = "America/Los_Angeles", room.parts.now()
    turns = turns_of(records.load_plan(CAMPUS), maya, now, now + timedelta(days=40))
    winners = set()
    for number, turn in enumerate([it for it in turns if it.start > now][1 : ROUNDS + 1]):
        local = f"{wall_clock_of(turn.start, zone):%Y-%m-%d %H:%M}"
        trading.by_page(maya, local, f"offer{number}")
        code = records.exchanges(CAMPUS, room.parts.now())[0].code
        takes = [
            lambda it=code, n=number: trading.by_page(luis, it, f"take{n}"),
            lambda it=code, n=number: trading.by_text(ana, it, f"SM{n:032x}"),
        ]
        said = at_once(takes if number % 2 else takes[::-1], pool)
        plan = records.load_plan(CAMPUS)
        (has,) = on_call(plan, plan.lines[0].slug, turn.start)
        (taken,) = [it for it in records.exchanges(CAMPUS, now) if it.code == code]
        assert has.mentor in {luis, ana}
        assert (taken.outcome, taken.taken_by) == ("taken", has.mentor)
        assert sum(f"{trading.name(has.mentor)} has" in it for it in said) == 1, said
        winners.add(has.mentor)
    assert winners <= {luis, ana}


def test_page_and_worker_run_one_errand_once(room: Room, pool: ThreadPoolExecutor) -> None:
    """A form that is sent twice, to two processes at once, opens one offer with one answer."""
    trading, records = Trading(room), room.parts.records
    maya, now = trading.of("Maya"), room.parts.now()
    turns = turns_of(records.load_plan(CAMPUS), maya, now, now + timedelta(days=20))
    for number, turn in enumerate([it for it in turns if it.start > now][1:7]):
        local = f"{wall_clock_of(turn.start, 'America/Los_Angeles'):%Y-%m-%d %H:%M}"
        sends = [lambda it=local, n=number: trading.by_page(maya, it, f"once{n}")] * 4
        said = at_once(sends, pool)
        assert len(set(said)) == 1
        assert len(records.exchanges(CAMPUS, now)) == number + 1
