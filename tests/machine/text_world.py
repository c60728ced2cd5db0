"""Texting in memory alone: the real decisions and the real way in, around them plain values.

`Memory` stands where Redis stands, with the rules of its COMMIT and FIND; `World` stands where the
webhooks, the performer, the carrier and everybody's phones stand. The clock moves only when told.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from types import SimpleNamespace

from contact_world import CAMPUS, NOW, a_line
from msgspec.structs import replace

from warmline.contact import todo
from warmline.contact.actions import Record
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Claimed, Over
from warmline.errors import HeardError
from warmline.ids import LineSlug, NumberHash, Sealed
from warmline.line import Rung
from warmline.performer.conversations import is_too_late
from warmline.saving import deadline_of
from warmline.store.live import Committed
from warmline.store.live.changes import FENCED, next_look, text_changes
from warmline.textboard import Textboard

SLUG = LineSlug("main")
LADDER = (
    Rung("on shift", "shift", "sequential", 20, 1),
    Rung("backup", "role:backup", "together", 20, 1),
    Rung("counseling", "desk", ring_seconds=30),
)
TRUSTED = timedelta(hours=8)  # a thread older than this is not written into any more
SLOWEST = 240  # seconds that a carrier may keep a mentor's text
LONGEST_MISSED = 20_000  # seconds until a text that was missed is found
STOPPED = 21610


def ms(at):
    """Return milliseconds, as Redis has them."""
    return int(at.timestamp() * 1000)


class Memory:
    """What Redis does at a commit and at a search, and nothing else."""

    def __init__(self, limits):
        self.limits = limits
        self.kept, self.threads, self.texting, self.students, self.names = {}, {}, {}, {}, {}
        self.heard = set()
        self.offered, self.rest, self.busy, self.off, self.untextable = {}, {}, {}, set(), set()

    def load(self, conv_id):
        """Return a conversation, or None."""
        return self.kept.get(conv_id)

    def conversation_of(self, campus, line, student):
        """Return a student's conversation, or None."""
        del campus
        return self.students.get(f"{student}|{line}")

    def thread_of(self, campus, mentor, number):
        """Return whose a mentor's number is, or was last."""
        del campus
        return self.threads.get((mentor, number), (None, 0))[0]

    def codenames(self, campus):
        """Return the codenames that are taken."""
        del campus
        return frozenset(self.names)

    def commit(self, before, after, now, *, wake=False, heard=None):
        """Save all of it or nothing, as COMMIT does."""
        del wake
        if heard in self.heard:
            return Committed("heard")
        change = text_changes(before, after)
        known = self.students.get(change.student, after.id)
        if not change.gone and known != after.id:
            return Committed("known", known)
        if not change.gone and self.names.get(change.codename, after.id) != after.id:
            return Committed("codename")
        if any(not self._may_hold(after.id, it, ms(now)) for it in change.hold):
            return Committed("busy")
        self._apply(after.id, change, ms(now))
        self.heard |= {heard} - {None}
        self.kept[after.id] = replace(after, news=())
        return Committed("ok")

    def _may_hold(self, conv_id, hold, now):
        mentor, number, limit = hold
        if mentor in self.busy or self.texting.get(mentor, 0) >= limit:
            return False
        holder, until = self.threads.get((mentor, number), (conv_id, 0))
        return holder == conv_id or (until != -1 and until <= now)

    def _apply(self, conv_id, change, now):
        for mentor, number, _ in change.hold:
            self.threads[mentor, number] = (conv_id, -1)
            self.texting[mentor] = self.texting.get(mentor, 0) + 1
        for mentor, number, until in change.free:
            if self.threads.get((mentor, number)) == (conv_id, -1):
                self.threads[mentor, number] = (conv_id, until)
                self.texting[mentor] -= 1
        for table, key in ((self.students, change.student), (self.names, change.codename)):
            if not change.gone:
                table[key] = conv_id
            elif table.get(key) == conv_id:
                del table[key]
        self.rest.update(change.rest)
        self.offered.update({mentor: now for mentor, _ in change.offered})

    def standings(self, campus, members, now):
        """Return until when these mentors rest."""
        del campus, now
        until = [self.rest.get(it.mentor) for it in members]
        return [
            SimpleNamespace(resting_until=datetime.fromtimestamp(it / 1000, UTC) if it else None)
            for it in until
        ]

    def find_texters(self, compiled, conv, seek, pool, now, *, numbers):
        """Return who may be offered a conversation, as FIND does."""
        del compiled
        turn = sorted((it.mentor for it in pool[1]), key=lambda it: self.offered.get(it, 0))
        rested = [it for it in turn if self.rest.get(it, 0) <= ms(now)]
        asked = ([seek.prefer] if seek.prefer else []) + rested
        found = {}
        for mentor in asked:
            free = self._free_number(conv.id, mentor, ms(now), numbers)
            if len(found) < seek.count and mentor not in seek.without and free:
                found.setdefault(mentor, free)
        return tuple(
            ev.TextCandidate(m, "tonight", n, limit=self.limits.get(m, 1), fenced=fenced)
            for m, (n, fenced) in found.items()
        )

    def _free_number(self, conv_id, mentor, now, numbers):
        full = self.texting.get(mentor, 0) >= self.limits.get(mentor, 1)
        if full or mentor in self.busy or mentor in self.off or mentor in self.untextable:
            return None
        fresh = None
        for number in range(numbers):
            holder, until = self.threads.get((mentor, number), (None, 0))
            if holder is None or (holder == conv_id and until != -1):
                return number, False
            if until != -1 and until <= now:
                if now - until > FENCED.total_seconds() * 1000:
                    return number, False
                fresh = (number, True) if fresh is None else fresh
        return fresh


class Silence:
    """A timer that keeps nothing: the world looks for itself."""

    def soon(self, contact, step):
        """Do nothing."""

    def at(self, contact, step, when):
        """Do nothing."""


@dataclass
class Message:
    """A text at the carrier."""

    conv: str
    pending: int
    to: str
    number: int
    action: object
    body: tuple[str, ...]


@dataclass
class Phone:
    """What somebody's phone shows, and how the network treats it."""

    slow: float = 0.0
    error: int | None = None
    free_at: object = NOW
    view: dict = field(default_factory=dict)  # number -> (conversation, when it was shown)


class World:
    """A line with three students and three mentors, and everything around the decisions."""

    def __init__(self, numbers=1, ring="sequential", limits=None, backup=()):
        self.now = NOW
        self.line = a_line((replace(LADDER[0], ring=ring), *LADDER[1:]), text_claim_seconds=60)
        self.students, self.mentors = ("ada", "ben", "cy"), ("maya", "luis", "noor")
        self.live = Memory(limits or {"maya": 2})
        rungs = {0: [it for it in self.mentors if it not in backup], 1: list(backup)}
        pools = {
            rung: [SimpleNamespace(mentor=it) for it in names] for rung, names in rungs.items()
        }
        self.roster = SimpleNamespace(
            campus=SimpleNamespace(slug=CAMPUS),
            compiled=None,
            caller_plan=lambda *_: None,  # nobody calls often
            lines={SLUG: self.line},
            all_numbers={SLUG: tuple(range(numbers))},
            pool=lambda _line, rung, _now: (0, pools.get(rung, [])),
            why_not=lambda mentor, _line, _now: "is paused" if mentor in self.paused else None,
        )
        self.paused = set()
        houses = SimpleNamespace(
            of_campus=lambda _: self.roster, newest=lambda _: self.roster, refresh=lambda: None
        )
        self.board = Textboard(self.live, houses, Silence(), lambda: self.now)
        self.numbers = range(numbers)
        self.phones = {it: Phone() for it in (*self.students, *self.mentors)}
        self.carrier, self.stopped, self.silenced = {}, set(), set()
        self.coming, self.sids, self.tags = [], count(1), count(1)
        self.alive, self.callbacks, self.faults = True, True, []
        self.arrived, self.orphans, self.unordered = {}, set(), set()
        self.shown = []  # (to, conversation's student, action, body) as phones showed them
        self.latest = {}  # (mentor, number) -> when the last of what was written arrives
        self.last = {}  # (conversation, to) -> how far its words have come

    # --- people -----------------------------------------------------------------------------

    def student_texts(self, student, *, missed=False):
        """Send a text that names its sender."""
        sid = f"SM{next(self.sids)}"
        tag = self._inbound(f"S:{student}", sid)
        if student in self.silenced:
            self.orphans.add(sid)
            return
        event = ev.StudentTexted(sid, Sealed(tag), Sealed(f"number of {student}"), overdue=missed)
        for _ in range(2 if missed else 1):
            with suppress(HeardError):
                self.board.student_texted(self.roster, self.line, NumberHash(student), event)
        self.run()

    def mentor_is_missed(self, mentor, number, delay, kind):
        """Write what fits the thread that the phone shows; nobody is there, it is found later.

        Nothing is known of the order: what is written after it may have come long before.
        """
        conv_id, at = self.phones[mentor].view.get(number, (None, NOW))
        if conv_id is None or self.now - at > TRUSTED:
            return
        conv, written = self.live.load(conv_id), self.now.replace(microsecond=0)
        said = conv.codename if kind == "name" else kind
        self.later(
            delay,
            lambda: self._mentor_said(mentor, number, said, conv.student.hash, written),
        )

    def student_is_missed(self, student, delay):
        """Send a text that names its sender, and is found after a while."""
        self.later(delay, lambda: self.student_texts(student, missed=True))

    def mentor_writes(self, mentor, number, delay, kind):
        """Write what fits the thread that the phone shows; it arrives after a while."""
        conv_id, at = self.phones[mentor].view.get(number, (None, NOW))
        if conv_id is None or self.now - at > TRUSTED:
            return
        conv = self.live.load(conv_id)
        said, place = conv.codename if kind == "name" else kind, (mentor, number)
        latest = self.latest.get(place, self.now)
        if kind == "name":  # the one assumption: it does not overtake what was written before it
            delay = max(delay, (latest - self.now).total_seconds())
        self.latest[place] = max(latest, self.now + timedelta(seconds=delay))
        self.later(delay, lambda: self._mentor_said(mentor, number, said, conv.student.hash))

    def those_who_have(self, student, kind, delay=0):
        """Let every mentor whose phone shows a student's conversation write into it."""
        for mentor in self.mentors:
            for number in self.numbers:
                conv_id, _ = self.phones[mentor].view.get(number, (None, NOW))
                if conv_id is not None and self.live.load(conv_id).student.hash == student:
                    self.mentor_writes(mentor, number, delay, kind)

    def _mentor_said(self, mentor, number, said, meant, late=None):
        """Do what the sorting of texts does; for one that was missed, twice, as after a crash."""
        sid = f"SM{next(self.sids)}"
        for _ in range(1 if late is None else 2):
            if sid not in self.live.heard:
                with suppress(HeardError):
                    self._hear(mentor, number, said, meant, sid, late)

    def _hear(self, mentor, number, said, meant, sid, late):
        board = self.board
        conv = board.of_mentor(CAMPUS, SLUG, mentor, number)
        ours = board.is_waiting_for(conv, mentor, number)
        open_id = conv.id if conv is not None and ours else None
        if said in {"DONE", "PASS", "HARD", "SEND"}:
            if open_id:
                board.handle(open_id, ev.MentorCommanded(mentor, number, said, late), sid)
            return
        if open_id and said == conv.codename:
            board.handle(open_id, ev.MentorNamed(mentor, number, late=late), sid)
            return
        tag = self._inbound(f"M:{meant}", sid)
        if said == "typo" and open_id:
            self.unordered.add(tag)
            typo = ev.MentorMistyped(mentor, number, sid, Sealed(tag), "PASS", late)
            board.handle(open_id, typo, sid)
        elif said != "typo" and conv is not None:
            words = ev.MentorTexted(mentor, number, sid, Sealed(tag), late=late)
            board.handle(conv.id, words, sid)
        else:
            self.orphans.add(sid)
            self.live.heard.add(sid)

    def _inbound(self, who, sid):
        tag = f"{who}:{next(self.tags)}"
        self.carrier[sid] = Message("", 0, "", 0, None, (tag,))
        self.arrived[tag] = len(self.arrived)
        return tag

    def student_stops(self, student):
        """Text STOP: the carrier blocks, and we mirror it."""
        self.stopped.add((student, 0))
        self.silenced.add(student)
        self.board.stop_student(CAMPUS, self.line, NumberHash(student))

    def student_starts(self, student):
        """Text START."""
        self.stopped.discard((student, 0))
        self.silenced.discard(student)

    def mentor_stops(self, mentor, number):
        """Text STOP to one of our numbers."""
        self.stopped.add((mentor, number))
        if mentor not in self.live.untextable:
            self.live.untextable.add(mentor)
            self.board.stop_mentor(self.roster, mentor)

    def mentor_starts(self, mentor):
        """Text START to all of them."""
        self.stopped -= {(mentor, number) for number in self.numbers}
        self.live.untextable.discard(mentor)

    # --- time -------------------------------------------------------------------------------

    def mentor_pauses(self, mentor):
        """A mentor may not be asked any more: what they have, or are offered, is handed on."""
        self.paused.add(mentor)
        for conv_id in list(self.live.kept):
            conv = self.board.handle(conv_id, ev.MentorWithdrawn(mentor))
            assert not any(it.mentor == mentor and it.phase == "open" for it in conv.threads)
            assert conv == self.board.handle(conv_id, ev.MentorWithdrawn(mentor))

    def later(self, seconds, happen):
        """Let something happen in a while."""
        heappush(self.coming, (self.now + timedelta(seconds=seconds), next(self.sids), happen))
        if seconds == 0:
            self.wait(0)

    def wait(self, seconds):
        """Let time pass, and everything happen that is due on the way."""
        end = self.now + timedelta(seconds=seconds)
        for _ in range(20_000):
            self.run()
            looks = [next_look(it, self.now) for it in self.live.kept.values()]
            due = [it for it in looks if it is not None] if self.alive else []
            due += [self.coming[0][0]] if self.coming else []
            moment = min(due, default=None)
            if moment is None or moment > end:
                break
            self.now = max(self.now, moment)
            while self.coming and self.coming[0][0] <= self.now:
                heappop(self.coming)[2]()
        else:
            raise AssertionError("time stands still")
        self.now = end

    def run(self):
        """Do all that can be done now, if there is anybody to do it."""
        if not self.alive:
            return
        for conv_id in list(self.live.kept):
            conv = self.live.kept[conv_id]
            due = deadline_of(conv)
            if due is not None and due <= self.now:
                self.board.handle(conv_id, ev.TextDeadlinePassed())
            for _ in range(2000):
                conv = self.live.kept[conv_id]
                pending = todo.next_action(conv, self.now)
                if pending is None:
                    break
                self._perform(conv, pending)
            else:
                raise AssertionError("there is always more to do")

    # --- the performer and the carrier ------------------------------------------------------

    def _perform(self, conv, pending):
        match pending.action:
            case do.Redact(sid=sid):
                if sid in self.carrier:
                    self.carrier[sid].body = ()
            case do.NoteStopped(mentor=mentor):
                self._note_stopped(conv, pending, mentor)
                return
            case (
                do.DeleteText()
                | Record()
                | do.TellCoordinators()
                | do.TellBackups()
                | do.TellByVoice()
            ):
                pass
            case _:
                self._send(conv, pending)
                return
        self._strike(conv.id, pending)

    def _note_stopped(self, conv, pending, mentor):
        if mentor is None:
            self.silenced.add(conv.student.hash)
        elif mentor not in self.live.untextable:
            self.live.untextable.add(mentor)
            self.board.change(conv.id, lambda it, _now: it.will(*do.stopped_mentor(mentor)))
        self._strike(conv.id, pending)

    def _strike(self, conv_id, pending, *events):
        def struck(it, now):
            return self.board.advance(todo.done(it, pending.id), events, now)

        self.board.change(conv_id, struck)

    def _send(self, conv, pending):
        action, student = pending.action, isinstance(pending.action, todo.RelayToStudent)
        student = student or isinstance(action, do.TellStudent)
        read = isinstance(action, do.SendRecent) and action.shown and len(action.said) == 1
        if read or (student and conv.student.number is None):
            self._strike(conv.id, pending)
            return
        to, number = (conv.student.hash, 0) if student else (action.mentor, action.number)
        this = (conv.id, pending.id)
        lost = [sid for sid, it in self.carrier.items() if (it.conv, it.pending) == this]
        if pending.began_at is not None and lost:
            self._strike(conv.id, pending, ev.TextSent(action, lost[0], pending.resent))
            return
        if is_too_late(conv, action) or self.board.leads_elsewhere(conv, action):
            self._strike(conv.id, pending)
            return
        self.board.change(conv.id, lambda it, now: todo.started(it, pending.id, now))
        fault = self.faults.pop() if self.faults else ""
        if fault == "later" and pending.tries < 4:
            again = self.now + timedelta(seconds=2)
            self.board.change(conv.id, lambda it, _now: todo.postponed(it, pending.id, again))
        elif fault == "never" or (to, number) in self.stopped:
            code = STOPPED if (to, number) in self.stopped else 30006
            self._strike(conv.id, pending, ev.TextFailed(action, code))
        elif fault != "killed before":
            sid = self._sent(conv, pending, to, number)
            if fault != "killed after":
                self._strike(conv.id, pending, ev.TextSent(action, sid, pending.resent))

    def _sent(self, conv, pending, to, number):
        sid = f"SM{next(self.sids)}"
        body = self._body(pending.action)
        self.carrier[sid] = Message(conv.id, pending.id, to, number, pending.action, body)
        phone = self.phones[to]
        phone.free_at = max(phone.free_at, self.now + timedelta(seconds=phone.slow))
        wait = (phone.free_at - self.now).total_seconds()
        message = self.carrier[sid]
        heappush(self.coming, (
            self.now + timedelta(seconds=max(wait, 0.01)), next(self.sids),
            lambda: self._delivered(sid, message, body),
        ))  # fmt: skip
        return sid

    def _body(self, action):
        match action:
            case do.RelayToStudent(words=words) | do.RelayToMentor(words=words):
                return (words,)
            case do.Offer():
                return (action.first,) if action.first else ()
            case do.SendRecent():
                return tuple(it for _, it in action.said)
            case _:
                return ()

    def _delivered(self, sid, message, body):
        phone = self.phones[message.to]
        conv = self.live.load(message.conv)
        if phone.error is not None:
            self.unordered.update(body)
            if self.callbacks:
                moved = ev.TextMoved(sid, "undelivered", phone.error)
                self.board.handle(message.conv, moved)
            return
        if message.to in self.mentors and not isinstance(message.action, do.AskWrapUp):
            phone.view[message.number] = (message.conv, self.now)
        self._check(conv, message, body)
        if self.callbacks:
            self.board.handle(message.conv, ev.TextMoved(sid, "delivered"))

    # --- what holds -------------------------------------------------------------------------

    def _check(self, conv, message, body):
        """A word only ever reaches the student it is for, and the mentors who have or had them."""
        student = conv.student.hash
        self.shown.append((message.to, student, message.action, body))
        for tag in body:
            kind, named, _ = tag.split(":")
            assert named == student, f"{tag} reached the conversation of {student}"
            if message.to in self.students:
                assert (kind, message.to) == ("M", student)
            else:
                assert message.to in {it.mentor for it in conv.threads}
        if isinstance(message.action, do.RelayToStudent | do.RelayToMentor):
            for tag in (it for it in body if it not in self.unordered):
                place = (conv.id, message.to)
                assert self.last.get(place, -1) < self.arrived[tag], "a text has overtaken another"
                self.last[place] = self.arrived[tag]

    def check(self):
        """What is true after each step."""
        ours = [it for it in self.live.kept.values() if not isinstance(it.state, Over)]
        open_threads = [
            (it.mentor, it.number) for conv in ours for it in conv.threads if it.phase == "open"
        ]
        assert len(open_threads) == len(set(open_threads)), "two conversations on one number"
        for mentor in self.mentors:
            held = sum(it[0] == mentor for it in open_threads)
            assert held == self.live.texting.get(mentor, 0) <= self.live.limits.get(mentor, 1)
        names = [it.codename for it in ours]
        assert len(names) == len(set(names)), "one codename for two"
        assert len({it.student.hash for it in ours}) == len(ours), "two for one student"
        for conv in ours:
            if isinstance(conv.state, Claimed):
                place = (conv.state.mentor, conv.state.number)
                assert self.live.threads[place] == (conv.id, -1)

    def settles(self):
        """Everything is mended, everybody rests: each conversation ends, no word is left."""
        self.alive, self.callbacks, self.faults = True, True, []
        for phone in self.phones.values():
            phone.slow, phone.error = 0.0, None
        self.live.busy.clear()
        self.paused.clear()
        self.wait(LONGEST_MISSED + 900)
        self.wait(timedelta(hours=14).total_seconds())
        for conv in self.live.kept.values():
            assert conv.is_settled, conv
            assert ":" not in repr((conv.recent, conv.pending, conv.sent)), conv
        assert not any(self.live.texting.values())
        assert (self.live.students, self.live.names) == ({}, {})
        left = {sid: it.body for sid, it in self.carrier.items() if it.body}
        assert set(left) <= self.orphans, left
