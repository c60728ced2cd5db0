"""The live state keeps its promises: one winner, one mentor a student, fairness, no number."""

import re
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from contact_world import CAMPUS, NOW, a_contact, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from telling.redis_servers import servers

from warmline.contact import events as ev
from warmline.contact.events import SeekMentors
from warmline.contact.moments import Ended
from warmline.contact.phones import Leg
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import (
    CallSid,
    CampusSlug,
    ContactId,
    LegId,
    LineSlug,
    MentorId,
    NumberHash,
    Sealed,
)
from warmline.incoming.missed import FURTHEST
from warmline.line import Campus
from warmline.privacy import Vault
from warmline.roster import CompiledRoster, Member
from warmline.rotation import in_turn, left_out
from warmline.settings.home import free_port
from warmline.store.live import LiveStore
from warmline.store.live.heard import Looks
from warmline.store.live.keys import Keys, keys_of
from warmline.store.live.turns import StaleRosterError
from warmline.turns import Turn

LOOK_OVER = timedelta(seconds=30)  # longer than a look at a mentor lasts
names = count(1)


@pytest.fixture
def live(live_url):
    """Give a live store on an empty Redis."""
    store = LiveStore(live_url)
    store.publish(a_roster())
    yield store
    store.close()


def a_roster(version="v1"):
    """Return an empty roster of a version: members are handed in apart."""
    return CompiledRoster(
        campus=Campus(CAMPUS, "Northfield", "911", "988", "never"),
        version=version,
        compiled_at=NOW,
        valid_until=NOW + timedelta(days=14),
        pepper=Sealed("pepper"),
        lines=(),
        mentors=(),
        pools={},
    )


def members(*people):
    """Return a pool's members in roster order."""
    return [Member(MentorId(it), "tonight", order) for order, it in enumerate(people)]


def fresh(line="main"):
    """Return a contact that is not saved yet, of a call of its own."""
    number = next(names)
    contact = a_contact(name=f"c{number}", call=CallSid(f"CA-{number}"))
    return replace(contact, line=LineSlug(line))


def holding(contact, *mentors, phase="asked", outcome=None, at=NOW, shift="tonight"):
    """Return the contact with a leg for each mentor, one step on."""
    legs = tuple(
        Leg(
            id=LegId(len(contact.legs) + number),
            mentor=MentorId(name),
            shift=shift,
            rung=0,
            phase=phase,
            asked_at=at,
            until=None,
            ring_seconds=20,
            outcome=outcome,
            ended_at=at if phase == "over" else None,
        )
        for number, name in enumerate(mentors, 1)
    )
    return replace(contact, legs=(*contact.legs, *legs), step=contact.step + 1)


def let_go(contact, at=NOW, outcome="no_answer", *, talked=timedelta(0)):
    """Return the contact with every phone down, one step on, after a talk of some length."""
    down = tuple(
        replace(
            it,
            phase="over",
            outcome=it.outcome or outcome,
            answered_at=at - talked if outcome == "accepted" else None,
            ended_at=at,
        )
        for it in contact.legs
    )
    return replace(contact, legs=down, step=contact.step + 1)


def over(contact, at=NOW):
    """Return the contact ended, with nothing left to do, one step on."""
    ended = replace(let_go(contact, at), state=Ended(end="left", at=at), pending=())
    return replace(ended, record_asked=True)


def offered(live, *mentors, at=NOW, line="main"):
    """Offer a contact to mentors at a moment and let them go."""
    contact = holding(fresh(line), *mentors, at=at)
    assert live.commit(None, contact, at).result == "ok"
    assert live.commit(contact, let_go(contact, at), at).result == "ok"


def found(live, pool, *, at=NOW, wanted=99, contact=None, without=(), prefer=None, rung=0):
    """Return who may be rung, fairest first."""
    seek = SeekMentors(rung, wanted, frozenset(MentorId(it) for it in without), prefer)
    answer = live.find(a_roster(), contact or fresh(), seek, (0, pool), at)
    return [it.mentor for it in answer]


# --- contacts -------------------------------------------------------------------------------------


def test_a_contact_comes_back_as_it_was_saved(live):
    """What one process saves, another reads: the contact, and beside it its story."""
    it = told().arrives()
    contact = replace(it.world.advance(a_contact(), ev.CallArrived(), NOW), step=1)
    assert live.commit(None, contact, NOW).result == "ok"
    assert live.load(contact.id) == replace(contact, news=())
    assert live.story(contact.id) == contact.news
    assert [happening.kind for happening in live.story(contact.id)] == ["arrived", "asked"]


def test_the_first_to_save_wins(live):
    """Two who changed the same contact at once: the second is told to look again."""
    contact = fresh()
    live.commit(None, contact, NOW)
    one, other = holding(contact, "maya"), holding(contact, "luis")
    assert live.commit(contact, one, NOW).result == "ok"
    assert live.commit(contact, other, NOW).result == "changed"
    assert live.load(contact.id) == one
    assert found(live, members("maya", "luis"), contact=fresh()) == ["luis"]


def test_of_many_at_once_exactly_one_saves(live):
    """Twenty threads, one contact: one of them changed it."""
    contact = fresh()
    live.commit(None, contact, NOW)
    results, start = [], threading.Barrier(20)

    def save(name):
        start.wait(10)
        results.append(live.commit(contact, holding(contact, name), NOW).result)

    threads = [threading.Thread(target=save, args=(f"m{n}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(results) == ["changed"] * 19 + ["ok"]


def test_of_many_contacts_at_once_one_holds_the_mentor(live):
    """Twenty calls reach for one mentor in the same moment: one rings her."""
    contacts = [fresh() for _ in range(20)]
    results, start = [], threading.Barrier(20)

    def claim(contact):
        start.wait(10)
        results.append(live.commit(None, holding(contact, "maya"), NOW).result)

    threads = [threading.Thread(target=claim, args=(it,)) for it in contacts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(results) == ["busy"] * 19 + ["ok"]


def test_a_call_that_is_known_leads_to_its_contact(live):
    """A doubled webhook of one call opens one contact."""
    first = fresh()
    second = replace(first, id=ContactId(f"{CAMPUS}.other"))
    live.commit(None, first, NOW)
    again = live.commit(None, second, NOW)
    assert (again.result, again.known) == ("known", first.id)
    assert live.contact_of_call(CAMPUS, first.student.call) == first.id
    assert live.load(second.id) is None
    assert live.open_contacts(CAMPUS) == (first.id,)


def test_a_refused_save_leaves_no_trace(live, raw):
    """A claim that fails changes nothing at all: no turn, no story, no deadline."""
    live.commit(None, holding(fresh(), "maya"), NOW)
    before = dump(raw)
    late = holding(fresh(), "luis", "maya")
    assert live.commit(None, late, NOW + timedelta(seconds=1)).result == "busy"
    assert dump(raw) == before


def dump(raw):
    """Return everything that Redis holds."""
    read = {
        "string": raw.get,
        "hash": raw.hgetall,
        "list": lambda key: raw.lrange(key, 0, -1),
        "set": raw.smembers,
        "zset": lambda key: raw.zrange(key, 0, -1, withscores=True),
    }
    return {key: read[raw.type(key)](key) for key in raw.scan_iter()}


def test_a_mentor_is_free_again_when_their_phone_is_down(live):
    """A claim ends with the last phone that it was for."""
    contact = holding(fresh(), "maya")
    live.commit(None, contact, NOW)
    assert found(live, members("maya")) == []
    live.commit(contact, let_go(contact), NOW)
    assert found(live, members("maya"), at=NOW + LOOK_OVER) == ["maya"]


def test_a_settled_contact_is_looked_at_no_more_and_forgotten(live, raw):
    """What is over is not open, not due, and gone from Redis a little after a day."""
    contact = fresh()
    live.commit(None, contact, NOW)
    assert live.due(CAMPUS, NOW + timedelta(hours=1)) == (contact.id,)
    ended = over(contact)
    live.commit(contact, ended, NOW)
    assert live.due(CAMPUS, NOW + timedelta(hours=1)) == ()
    assert live.open_contacts(CAMPUS) == ()
    assert live.recent_contacts(CAMPUS, 5) == (contact.id,)
    keys = Keys(CAMPUS)
    assert 0 < raw.ttl(keys.contact(contact.id)) <= 27 * 3600
    assert live.load(contact.id) == ended


def test_what_is_most_overdue_comes_first(live):
    """The sweep begins with whoever has waited longest."""
    early, late = fresh(), fresh()
    late = replace(late, state=replace(late.state, since=NOW + timedelta(seconds=30)))
    live.commit(None, late, NOW)
    live.commit(None, early, NOW)
    due = NOW + timedelta(seconds=early.max_wait_seconds)
    assert live.next_due(CAMPUS) == due
    assert live.due(CAMPUS, due - timedelta(milliseconds=1)) == ()
    assert live.due(CAMPUS, due) == (early.id,)
    assert live.due(CAMPUS, due + timedelta(minutes=1)) == (early.id, late.id)
    assert live.due(CAMPUS, due + timedelta(minutes=1), limit=1) == (early.id,)
    live.forget(early.id)
    assert live.due(CAMPUS, due + timedelta(minutes=1)) == (late.id,)


def test_a_callback_is_found_by_its_owner(live):
    """CALL finds the callbacks that are this mentor's, and nobody else's."""
    it = told().arrives().at("greeting").at("holding").presses("menu", "2")
    contact = replace(it.contact, step=5)
    live.commit(None, contact, NOW)
    assert live.callbacks_of(CAMPUS, contact.state.owner) == (contact.id,)
    assert live.callbacks_of(CAMPUS, MentorId("nobody-else")) == ()


def test_what_is_done_once_a_day_is_done_once(live):
    """A blocked number is answered once, whatever it texts."""
    assert [live.first_time(CAMPUS, "it") for _ in range(3)] == [True, False, False]


def test_a_text_is_in_one_pair_of_hands(live):
    """Whoever takes a text first deals with it; in the end everybody knows that it is done."""
    marks = [live.take_text(CAMPUS, "SM1", who) for who in ("web", "clock")]
    assert marks == ["new", "held"]
    live.text_is_heard(CAMPUS, "SM1")
    assert live.take_text(CAMPUS, "SM1", "clock") == "heard"
    assert live.marks(CAMPUS, ["SM1", "SM2"]) == ["heard", "new"]
    assert live.marks(CAMPUS, []) == []


def test_a_text_is_given_back_by_its_holder_alone(live):
    """Who was too slow does not take it from whoever has it now."""
    live.take_text(CAMPUS, "SM1", "clock")
    live.give_text_back(CAMPUS, "SM1", "web")
    assert live.take_text(CAMPUS, "SM1", "web") == "held"
    live.give_text_back(CAMPUS, "SM1", "clock")
    assert live.take_text(CAMPUS, "SM1", "web") == "new"


def test_a_text_lapses_from_the_hands_of_the_dead(live, raw):
    """A process that died with a text keeps it for ten seconds, and no text is kept for ever."""
    live.take_text(CAMPUS, "SM1", "web")
    assert 9_000 < raw.pttl(keys_of(CAMPUS).message("SM1")) <= 10_000
    live.text_is_heard(CAMPUS, "SM1")
    assert raw.ttl(keys_of(CAMPUS).message("SM1")) > 2 * FURTHEST.total_seconds() - 10


def test_a_commit_and_the_mark_of_its_text_are_one(live):
    """Whoever first saves what a text brings about has dealt with it; a second does nothing."""
    contact = fresh()
    live.commit(None, contact, NOW)
    live.take_text(CAMPUS, "SM1", "web")
    first, second = replace(contact, step=2), replace(contact, step=3)
    assert live.commit(contact, first, NOW, heard="SM1").result == "ok"
    assert live.marks(CAMPUS, ["SM1"]) == ["heard"]
    assert live.commit(first, second, NOW, heard="SM1").result == "heard"
    assert live.load(contact.id) == first


def test_a_commit_that_fails_marks_nothing(live):
    """A text whose change came too late is still to be dealt with."""
    contact = fresh()
    live.commit(None, contact, NOW)
    stale = replace(contact, step=7)
    assert live.commit(stale, replace(contact, step=8), NOW, heard="SM1").result == "changed"
    assert live.marks(CAMPUS, ["SM1"]) == ["new"]


def test_a_word_of_the_carrier_and_its_mark_are_one(live):
    """START said twice by a crash would be taken for words the second time."""
    student = NumberHash("a" * 64)
    live.set_silenced(CAMPUS, LineSlug("main"), student, yes=True)
    assert live.set_silenced(CAMPUS, LineSlug("main"), student, yes=False, heard="SM1")
    maya = MentorId("maya")
    live.set_textable(CAMPUS, maya, yes=False)
    assert live.set_textable(CAMPUS, maya, yes=True, heard="SM2")
    assert live.marks(CAMPUS, ["SM1", "SM2"]) == ["heard", "heard"]


def test_a_later_word_overtakes_an_earlier_one(live):
    """By when they were written, whenever they reach us."""
    sender = NumberHash("a" * 64)
    assert not live.is_overtaken(CAMPUS, sender, NOW)
    live.note_order(CAMPUS, sender, NOW)
    assert live.is_overtaken(CAMPUS, sender, NOW - timedelta(seconds=1))
    assert not live.is_overtaken(CAMPUS, sender, NOW + timedelta(seconds=1))


def test_how_far_the_list_was_read_is_kept(live):
    """It begins with the first roster; a look that may have left something is not a sure one."""
    assert live.looks(CampusSlug("elsewhere")) == Looks(None, None, None, None)
    assert live.looks(CAMPUS) == Looks(NOW, NOW, NOW, None)
    live.publish(replace(a_roster("v2"), compiled_at=NOW + timedelta(minutes=1)))
    assert live.looks(CAMPUS) == Looks(NOW, NOW, NOW, None)
    later = NOW + timedelta(seconds=25)
    live.looked(CAMPUS, later, sure=False)
    live.note_trouble(CAMPUS, later)
    assert live.looks(CAMPUS) == Looks(NOW, later, NOW, later)


# --- the rotation ---------------------------------------------------------------------------------


PEOPLE = ("maya", "luis", "noor", "sam", "ana", "bea")
moments = st.integers(0, 6).map(lambda it: NOW - timedelta(minutes=it))


@given(
    st.lists(st.tuples(st.sets(st.sampled_from(PEOPLE), min_size=1), moments), max_size=8),
    st.tuples(st.sets(st.sampled_from(PEOPLE)), st.sets(st.sampled_from(PEOPLE))),
    st.tuples(st.integers(1, 7), st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.sets(st.sampled_from(PEOPLE)), st.sets(st.sampled_from(PEOPLE))),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whose_turn_it_is_is_what_the_rotation_says(live, raw, offers, barred, limits, lates):
    """Redis and the pure rotation agree on the order, whatever was offered, taken and refused.

    Some have not confirmed their shift; of those, some have by the time that somebody is sought.
    """
    (wanted, cap, awake), (busy, without) = limits, barred
    late, confirmed = lates
    raw.flushall()
    live.publish(a_roster())
    pool = members(*PEOPLE)
    for number, (mentors, at) in enumerate(sorted(offers, key=lambda it: it[1])):
        contact = holding(fresh(), *sorted(mentors), at=at)
        live.commit(None, contact, at)
        accepted = "accepted" if number % 2 else "no_answer"
        talked = timedelta(minutes=40 * number)
        live.commit(contact, let_go(contact, at, accepted, talked=talked), at)
        if number % 3 == 0:  # some pools are laid out before the last offers, and are stale
            found(live, pool, at=at + LOOK_OVER)
    for number, name in enumerate(sorted(late)):
        if number == 1:  # a pool is laid out before some are late
            found(live, pool, at=NOW + LOOK_OVER)
        live.mark_late(CAMPUS, stint(name))
    found(live, pool, at=NOW + 2 * LOOK_OVER)  # and after all of them are
    for name in sorted(confirmed):
        live.confirm(CAMPUS, MentorId(name), (stint(name),))
    if busy:
        live.commit(None, holding(fresh(), *sorted(busy), at=NOW), NOW)
    now = NOW + 3 * LOOK_OVER
    asking = replace(fresh(), contacts_per_shift=cap, hours_awake=awake)
    expected = [
        it.mentor
        for it in in_turn(live.standings(CAMPUS, pool, now))
        if it.mentor not in without and left_out(it, cap=cap, hours_awake=awake, now=now) is None
    ]
    actual = found(live, pool, at=now, contact=asking, without=without, wanted=wanted)
    assert expected[:wanted] == actual


def stint(name, hours=2):
    """Return a stint that began an hour ago."""
    start = NOW - timedelta(hours=1)
    return Turn(LineSlug("main"), MentorId(name), start, start + timedelta(hours=hours))


def test_who_has_not_confirmed_is_last_until_they_do(live):
    """Whoever is silent about their shift is rung after all others, and in turn once they speak."""
    pool = members("maya", "luis", "noor")
    assert found(live, pool, at=NOW - LOOK_OVER) == ["maya", "luis", "noor"]
    assert live.mark_late(CAMPUS, stint("maya"))
    assert found(live, pool) == ["luis", "noor", "maya"]
    offered(live, "luis", "noor", at=NOW + timedelta(seconds=1))
    assert found(live, pool, at=NOW + LOOK_OVER)[-1] == "maya"
    assert live.confirm(CAMPUS, MentorId("maya"), (stint("maya"),))
    assert found(live, pool, at=NOW + 3 * LOOK_OVER)[0] == "maya"
    assert not live.mark_late(CAMPUS, stint("maya"))  # a clock that comes late changes nothing
    assert not live.confirm(CAMPUS, MentorId("maya"), (stint("maya"),))


def test_nobody_is_last_after_their_stint(live, raw):
    """What was about one stint ends with it, and leaves nothing behind."""
    pool = members("maya", "luis")
    live.mark_late(CAMPUS, stint("maya"))
    assert found(live, pool) == ["luis", "maya"]
    over = NOW + timedelta(hours=1)
    live.tidy_check_ins(CAMPUS, over - timedelta(seconds=1))
    assert found(live, pool, at=over - LOOK_OVER) == ["luis", "maya"]
    live.tidy_check_ins(CAMPUS, over)
    assert found(live, pool, at=over) == ["maya", "luis"]
    live.confirm(CAMPUS, MentorId("luis"), (stint("luis"),))
    live.tidy_check_ins(CAMPUS, NOW + timedelta(days=2))
    keys = Keys(CAMPUS)
    assert raw.exists(keys.confirmed) == 0
    assert list(raw.hgetall(keys.late)) == [" laid"]


def talks(live, mentor, hours, *, at=NOW, shift="tonight"):
    """A mentor spends hours in a call, which is then over."""
    contact = holding(fresh(), mentor, at=at, shift=shift)
    assert live.commit(None, contact, at).result == "ok"
    after = let_go(contact, at, "accepted", talked=timedelta(hours=hours))
    assert live.commit(contact, after, at).result == "ok"
    again = replace(after, step=after.step + 1)
    assert (
        live.commit(after, again, at).result == "ok"
    )  # what has been counted is not counted again


def test_hours_in_contacts_end_a_shift(live):
    """Whoever has spent a line's hours in contacts is offered no more in that shift, only in it."""
    pool = members("maya", "luis")
    later = NOW + timedelta(hours=1)
    for _ in range(2):
        talks(live, "maya", 2.5)
    asking = replace(fresh(), contacts_per_shift=99)
    assert found(live, pool, at=later, contact=asking) == ["luis", "maya"]
    talks(live, "maya", 1)
    for at in (later + LOOK_OVER, later + timedelta(hours=20)):
        assert found(live, pool, at=at, contact=asking) == ["luis"]
    (maya, _) = live.standings(CAMPUS, pool, NOW)
    assert maya.spent == timedelta(hours=6)
    why = left_out(maya, cap=99, hours_awake=6, now=later)
    assert why == "has spent 6 hours in contacts this shift, and is to sleep"
    tomorrow = [replace(it, shift="tomorrow") for it in pool]
    assert len(found(live, tomorrow, rung=1, at=later + 2 * LOOK_OVER, contact=asking)) == 2
    patient = replace(asking, hours_awake=7)
    assert len(found(live, pool, at=later + 3 * LOOK_OVER, contact=patient)) == 2


def test_a_student_who_comes_back_to_a_mentor_costs_that_turn(live):
    """Whoever is rung again because they had the student before spends the same night's hours."""
    pool = members("maya")
    first = holding(fresh(), "maya")
    live.commit(None, first, NOW)
    apart = let_go(first, NOW, "accepted", talked=timedelta(hours=2))
    live.commit(first, apart, NOW)
    again = holding(apart, "maya", shift="again")
    live.commit(apart, again, NOW)
    second = replace(
        again.legs[1],
        phase="over",
        outcome="accepted",
        answered_at=NOW,
        ended_at=NOW + timedelta(hours=3),
    )
    live.commit(again, replace(again.with_leg(second), step=again.step + 1), NOW)
    assert live.standings(CAMPUS, pool, NOW)[0].spent == timedelta(hours=5)


def test_an_offer_on_one_line_counts_on_the_other(live):
    """Lines share mentors: who was just rung on one is last on the other, whatever it held."""
    pool = members("maya", "luis", "noor")
    assert found(live, pool, rung=0) == ["maya", "luis", "noor"]
    assert found(live, pool, rung=1, at=NOW + LOOK_OVER) == ["maya", "luis", "noor"]
    offered(live, "maya", at=NOW + timedelta(seconds=40))
    offered(live, "luis", at=NOW + timedelta(seconds=41))
    later = NOW + timedelta(minutes=2)
    assert found(live, pool, rung=0, at=later) == ["noor", "maya", "luis"]
    assert found(live, pool, rung=1, at=later + LOOK_OVER) == ["noor", "maya", "luis"]


def test_an_offer_never_moves_anybody_forward(live):
    """Two machines whose clocks differ by a moment do not bring a mentor back to the front."""
    pool = members("maya", "luis")
    offered(live, "maya", at=NOW)
    found(live, pool, at=NOW)
    offered(live, "luis", at=NOW + timedelta(milliseconds=5))
    offered(live, "maya", at=NOW + timedelta(milliseconds=9))
    offered(live, "maya", at=NOW + timedelta(milliseconds=2))
    assert found(live, pool, at=NOW + LOOK_OVER) == ["luis", "maya"]


def test_a_mentor_to_prefer_comes_first_even_while_resting(live):
    """A student who asks to be connected again gets the same mentor if their phone is free."""
    pool = members("maya", "luis")
    contact = holding(fresh(), "luis", phase="joined", outcome="accepted")
    live.commit(None, contact, NOW)
    live.commit(contact, let_go(contact), NOW)
    later = NOW + LOOK_OVER
    assert found(live, pool, at=later) == ["maya"]
    assert found(live, pool, at=later + LOOK_OVER, prefer="luis") == ["luis", "maya"]
    live.commit(None, holding(fresh(), "luis", at=later), later)
    assert found(live, pool, at=later + 3 * LOOK_OVER, prefer="luis") == ["maya"]
    assert found(live, pool, at=later + 5 * LOOK_OVER, prefer="maya", without=["maya"]) == []


def test_an_empty_pool_rings_nobody(live):
    """When nobody is on call, only the mentor that the student just talked with is found."""
    assert found(live, []) == []
    assert found(live, [], prefer="luis", wanted=10) == ["luis"]


def test_a_mentor_rests_after_a_talk_and_takes_no_more_than_the_cap(live):
    """Care is kept at the moment of ringing, not in the plan."""
    pool = members("maya")
    for number in range(4):
        at = NOW + timedelta(hours=number)
        contact = holding(fresh(), "maya", phase="joined", outcome="accepted", at=at)
        live.commit(None, contact, at)
        live.commit(contact, let_go(contact, at), at)
        resting = at + timedelta(minutes=5)
        assert found(live, pool, at=resting - timedelta(milliseconds=1)) == []
        assert found(live, pool, at=resting) == (["maya"] if number < 3 else [])


def test_a_newer_roster_is_read_before_anybody_is_rung(live):
    """When plans have changed, who asks with the old ones is told so."""
    live.publish(a_roster("v2"))
    with pytest.raises(StaleRosterError):
        found(live, members("maya"))


def test_a_pool_that_is_not_there_is_laid_out_again(live, raw):
    """A pool can be lost at any time; it is built from the roster and the turns taken."""
    pool = members("maya", "luis")
    offered(live, "maya")
    assert found(live, pool, at=NOW + LOOK_OVER) == ["luis", "maya"]
    for key in raw.scan_iter("*:pool:*"):
        raw.delete(key)
    assert found(live, pool, at=NOW + 3 * LOOK_OVER) == ["luis", "maya"]


def test_two_contacts_do_not_reach_for_the_same_mentor(live):
    """Whoever asks second in the same moment is given the next in turn."""
    pool = members("maya", "luis")
    assert found(live, pool, wanted=1) == ["maya"]
    assert found(live, pool, wanted=1) == ["luis"]


def test_finding_one_of_a_hundred_thousand_costs_no_more_than_one_of_ten(live, raw):
    """The work of finding whose turn it is does not grow with the roster (counted, not timed)."""
    few, many = members(*PEOPLE), members(*(f"mentor-{n}" for n in range(100_000)))
    found(live, few, wanted=1, rung=0)
    found(live, many, wanted=1, rung=1)
    live.mark_late(CAMPUS, stint("maya"))
    live.mark_late(CAMPUS, stint("mentor-1"))
    offered(live, "mentor-0", "mentor-1", "mentor-2", "maya", at=NOW + timedelta(seconds=1))
    costs = []
    for rung, pool, first in ((0, few, "luis"), (1, many, "mentor-3")):
        before = calls_within(raw)
        at = NOW + (rung + 2) * LOOK_OVER
        assert found(live, pool, wanted=1, rung=rung, at=at) == [first]
        costs.append(calls_within(raw) - before)
    assert costs[1] <= costs[0] + 12


def calls_within(raw):
    """Return how many commands Redis has run, those of scripts among them."""
    stats = raw.info("commandstats")
    return sum(it["calls"] for name, it in stats.items() if not name.endswith(("info", "ping")))


def test_a_hundred_thousand_are_offered_in_turn(live):
    """A pool of any size gives each call the next in line."""
    pool = members(*(f"mentor-{n}" for n in range(100_000)))
    turns = []
    for number in range(5):
        at = NOW + timedelta(seconds=number)
        turns += found(live, pool, wanted=1, at=at)
        offered(live, turns[-1], at=at)
    assert turns == [f"mentor-{n}" for n in range(5)]


def test_calls_go_out_at_the_pace_that_was_bought(live):
    """Each outgoing call has a place of its own, a second apart; a pause is not saved up."""
    slots = [live.pace(CAMPUS, 1.0, NOW) for _ in range(3)]
    assert slots == [NOW + timedelta(seconds=n) for n in range(3)]
    later = NOW + timedelta(minutes=1)
    assert [live.pace(CAMPUS, 4.0, later) for _ in range(2)] == [
        later,
        later + timedelta(milliseconds=250),
    ]


# --- one performer --------------------------------------------------------------------------------


def test_one_performer_at_a_time(live):
    """Two workers never do one contact's actions at once; another contact's they do."""
    one, other = fresh().id, fresh().id
    with live.performing(one) as first, live.performing(one) as second, live.performing(other) as x:
        assert (first, second, x) == (True, False, True)
    with live.performing(one) as again:
        assert again is True


def test_a_late_performer_does_not_free_another_ones_right(live, raw):
    """Who was too slow, and lost the right, does not take it from whoever has it now."""
    contact = fresh().id
    key = Keys(CAMPUS).performer(contact)
    with live.performing(contact):
        raw.set(key, "somebody else's")
    assert raw.get(key) == "somebody else's"


# --- what is never there --------------------------------------------------------------------------


def test_no_key_and_no_value_holds_a_number(live, raw):
    """Whoever reads all of Redis learns no phone number: not the student's, not a mentor's."""
    vault = Vault(["Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="])
    it = told().arrives().rings("maya").at("greeting").at("holding")
    it.presses("menu", "2", vault.seal("+14155551000")).strike().hear(
        ev.CallbackTaken(MentorId("maya"))
    )
    live.commit(None, replace(it.contact, step=9), NOW)
    found(live, members("maya", "luis"))
    live.pace(CAMPUS, 1.0, NOW)
    live.first_time(CAMPUS, "SM1")
    everything = repr(dump(raw))
    assert not re.search(r"\+1\d{10}|(?<!\d)4155551000", everything)
    assert all(re.search(r"\+?\d{11,15}", it) is None for it in _keys_but_ids(raw))


def _keys_but_ids(raw):
    """Return the keys without the millisecond at which a pool's span starts."""
    return [re.sub(r":pool:.*", "", key) for key in raw.scan_iter()]


# --- when Redis is not itself ---------------------------------------------------------------------


def test_scripts_survive_being_forgotten(live, raw):
    """A Redis that was restarted, or flushed of scripts, serves the next call as if nothing was."""
    live.commit(None, fresh(), NOW)
    raw.script_flush()
    assert live.commit(None, fresh(), NOW).result == "ok"
    raw.script_flush()
    assert found(live, members("maya")) == ["maya"]
    raw.script_flush()
    assert live.pace(CAMPUS, 1.0, NOW) == NOW
    raw.script_flush()
    with live.performing(fresh().id) as free:
        assert free
        raw.script_flush()


def test_a_connection_that_was_made_anew_is_counted(live, raw):
    """Whoever has to connect again knows that Redis may have been away."""
    for _ in range(2):
        live.publish(a_roster())
        live.ping()
    before = live.connections_made_anew  # a Cluster's client connects again once it knows of all
    live.publish(a_roster())
    live.ping()
    assert live.connections_made_anew == before
    for server in servers(raw):
        server.client_kill_filter(_type="normal", skipme=True)
    live.ping()
    assert live.connections_made_anew > before


ASKS = {
    "load": lambda live: live.load(fresh().id),
    "commit": lambda live: live.commit(None, fresh(), NOW),
    "find": lambda live: found(live, members("maya")),
    "standings": lambda live: live.standings(CAMPUS, members("maya"), NOW),
    "publish": lambda live: live.publish(a_roster()),
    "due": lambda live: live.due(CAMPUS, NOW),
    "pace": lambda live: live.pace(CAMPUS, 1.0, NOW),
    "ping": lambda live: live.ping(),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS.keys())
def test_a_redis_that_is_away_is_one_error_of_ours(ask):
    """Whatever was asked, a caller's webhook learns in one way that Redis is away."""
    live = LiveStore(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(LiveStoreUnavailableError):
        ask(live)
    live.close()


@pytest.mark.parametrize("form", ["redis+sentinel://{0},{0}/line", "redis+cluster://{0},{0}"])
def test_sentinels_and_clusters_that_are_away_are_soon_given_up(form):
    """A caller hears the card at once, also when every server of many is away."""
    live = LiveStore(form.format(f"127.0.0.1:{free_port()}"))
    began = time.monotonic()
    for ask in ("commit", "find"):
        with pytest.raises(LiveStoreUnavailableError):
            ASKS[ask](live)
    assert time.monotonic() - began < 3.0
    live.close()


@pytest.mark.parametrize("ask", ["load", "commit", "find"])
def test_a_redis_that_hangs_costs_a_caller_three_seconds_at_most(ask):
    """A Redis that accepts and never answers is given up well before the carrier gives us up."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        live = LiveStore(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        with pytest.raises(LiveStoreUnavailableError):
            ASKS[ask](live)
        assert time.monotonic() - began < 3.0
        live.close()


def test_the_beats_of_processes_are_kept(live):
    """An engineer sees when worker and clock last said that they live."""
    live.beat("worker", NOW)
    assert live.beats() == {"worker": datetime(2026, 11, 3, 4, 0, tzinfo=UTC)}
