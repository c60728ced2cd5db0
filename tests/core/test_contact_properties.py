"""What is true of every call, in whatever order and however often its events come."""

from datetime import timedelta
from typing import get_args

import msgspec
from contact_world import NUMBER, Told, World, a_contact, a_line, saved
from hypothesis import assume, given
from hypothesis import strategies as st

from warmline.contact import Contact, deadline, todo
from warmline.contact import actions as do
from warmline.contact import events as ev
from warmline.contact.moments import CallbackWanted, CallingBack, End, Ended, Talking
from warmline.contact.phones import LegPlace, Place
from warmline.ids import CallSid, DeskId, LegId, MentorId
from warmline.ladder import is_desk
from warmline.line import Rung
from warmline.store.live.changes import next_look

CODEC = msgspec.json.Encoder(), msgspec.json.Decoder(Contact)
NAMES = ("maya", "luis", "bea", "noor")
PLACES = (*get_args(Place), "moved", "key", "fallback", "")
KEYS = (*"0123456789*#", "")

rungs = st.builds(
    Rung,
    name=st.sampled_from(["first", "second", "third"]),
    who=st.sampled_from(["shift", "role:backup", "desk"]),
    ring=st.sampled_from(["sequential", "staggered", "together"]),
    ring_seconds=st.integers(5, 40),
    rounds=st.integers(1, 3),
    stagger_seconds=st.integers(1, 15),
)
lines = st.builds(
    a_line,
    ladder=st.lists(rungs, max_size=4).map(tuple),
    ring_at=st.sampled_from(["arrival", "greeting"]),
    max_wait_seconds=st.integers(15, 120),
    voicemail=st.booleans(),
)
people = st.lists(st.sampled_from(NAMES), unique=True, max_size=4).map(tuple)
worlds = st.builds(
    World,
    rungs=st.dictionaries(st.integers(-1, 3), people, max_size=5),
    desks=st.sampled_from([(), ("day",), ("day", "night")]),
    coordinators=st.sampled_from([(), ("cora",)]),
)


leg_places = st.sampled_from(get_args(LegPlace))


@st.composite
def leg_events(draw, contact):
    """Return something that the carrier, or a person, says about a mentor's leg."""
    known = [leg.id for leg in contact.legs]
    leg = draw(st.sampled_from([*known, LegId(99)]))
    call = draw(st.sampled_from([CallSid(f"CA-leg-{leg}"), CallSid("CA-other")]))
    return draw(
        st.sampled_from(
            [
                ev.RingPlaced(leg, call),
                ev.RingFailed(leg, happened=draw(st.sampled_from([None, False]))),
                ev.LegRang(leg, call),
                ev.LegAnswered(leg, call),
                ev.LegPressed(leg, draw(st.sampled_from(KEYS)), call),
                ev.LegPressed(leg, "1", call),
                ev.LegPressed(leg, draw(st.sampled_from(KEYS)), call, draw(leg_places)),
                ev.LegReturned(leg, draw(leg_places), draw(st.integers(0, 3))),
                ev.LegEnded(leg, draw(st.sampled_from(get_args(ev.LegEnd))), call),
                ev.LegStopped(leg),
                ev.LegLooked(leg, up=draw(st.booleans())),
            ]
        )
    )


@st.composite
def student_events(draw, contact):
    """Return something that the student does, or that the carrier says about their leg."""
    call = draw(st.sampled_from([contact.student.call or CallSid(""), CallSid("CA-other")]))
    place = draw(st.sampled_from([contact.student.at, *PLACES]))
    number = draw(st.sampled_from([NUMBER, None]))
    return draw(
        st.sampled_from(
            [
                ev.StudentReturned(place),
                ev.StudentPressed(place, draw(st.sampled_from(KEYS)), number),
                ev.StudentPressed(contact.student.at, draw(st.sampled_from("0123456*")), number),
                ev.StudentLeft(call),
                ev.StudentLooked(call, up=draw(st.booleans())),
                ev.MessageLeft(draw(st.sampled_from(["RE1", None])), 9, "token", number),
                ev.StudentRung(CallSid("CA-callback")),
                ev.StudentUnreached(draw(st.sampled_from([None, CallSid("CA-callback")]))),
            ]
        )
    )


@st.composite
def other_events(draw, contact):
    """Return something about desks, callbacks or time."""
    desk = draw(st.sampled_from([DeskId("day"), DeskId("night"), DeskId("gone")]))
    mentor = MentorId(draw(st.sampled_from(NAMES)))
    return draw(
        st.sampled_from(
            [
                ev.CallArrived(),
                ev.ListenerWanted(),
                ev.DeskAnswered(desk),
                ev.DeskEnded(desk, answered=draw(st.booleans())),
                ev.CallbackTaken(mentor),
                ev.CallbackPassed(mentor),
                ev.MentorWithdrawn(mentor),
                ev.DeadlinePassed(),
                ev.RingPaced(LegId(1), contact.arrived_at + timedelta(seconds=5)),
            ]
        )
    )


def any_event(contact):
    """Return any event at all, likely or not."""
    return st.one_of(leg_events(contact), student_events(contact), other_events(contact))


def begun(world, contact, chapter):
    """Return the contact told as far as a chapter, if its ladder and people lead there."""
    it = Told(world, contact, contact.arrived_at)
    it.arrives(closed=chapter == "closed", listener=bool(world.rungs.get(-1)))
    first = next((leg.mentor for leg in it.contact.legs), None)
    if chapter in {"ringing", "talking", "parted", *HELP} and first:
        it.rings(first)
        if chapter != "ringing":
            it.at("greeting").accepts(first)
        if chapter == "parted":
            it.ends(first)
        if chapter in HELP:
            _ask_for_help(it, first, chapter)
    if chapter in {"wanted", "taken", "owner up", "student rung", "back"}:
        it.at("greeting").at("holding").presses("menu", "2").strike()
    if chapter == "recorded":
        it.at("greeting").at("holding").presses("menu", "5")
        it.hear(ev.MessageLeft("RE1", 9, "token", NUMBER)).strike()
    _call_back(it, chapter)
    return it.contact, it.now


def _ask_for_help(it, mentor, chapter):
    """Go on to a mentor who stands apart, who seeks, or who is with a guest."""
    if not isinstance(it.state, Talking):
        return
    it.comes_out(mentor).at("holding")
    if chapter == "aside":
        return
    it.keys(mentor, "1" if chapter != "handing over" else "2", at="menu").at("aside")
    guest = next((leg for leg in it.contact.legs if leg.part == "guest"), None)
    if chapter == "seeking" or guest is None:
        return
    it.at("consent").hear(ev.LegAnswered(guest.id, CallSid(f"CA-leg-{guest.id}")))
    it.hear(ev.LegPressed(guest.id, "1", CallSid(f"CA-leg-{guest.id}")))


def _call_back(it, chapter):
    owner = it.state.owner if isinstance(it.state, CallbackWanted) else None
    if owner is None or chapter not in {"taken", "owner up", "student rung", "back", "recorded"}:
        return
    it.hear(ev.CallbackTaken(owner))
    if chapter in {"owner up", "student rung", "back", "recorded"}:
        it.rings(owner).accepts(owner)
    if chapter in {"student rung", "back"}:
        it.strike().hear(ev.StudentRung(CallSid("CA-callback")))
    if chapter == "back":
        it.presses("callback", "1")


HELP = ("aside", "seeking", "guest", "handing over")
CHAPTERS = (
    *HELP,
    "arrived", "closed", "ringing", "talking", "parted", "wanted", "taken", "owner up",
    "student rung", "back", "recorded",
)  # fmt: skip


@st.composite
def walks(draw, most=12):
    """Return a world, a contact some way into its life, and the time it has come to."""
    world, contact = draw(worlds), a_contact(draw(lines))
    contact, now = begun(world, contact, draw(st.sampled_from(CHAPTERS)))
    for _ in range(draw(st.integers(0, most))):
        now += timedelta(seconds=draw(st.sampled_from([0, 0, 1, 8, 30, 130])))
        event = draw(any_event(contact))
        contact = saved(world.advance(contact, event, now))
        contact = draw(some_done(contact, now))
    return world, contact, now


@st.composite
def some_done(draw, contact, now):
    """Return the contact with some of its actions begun, and some done."""
    for it in contact.pending:
        match draw(st.sampled_from(["leave", "begin", "do"])):
            case "begin":
                contact = todo.started(contact, it.id, now)
            case "do":
                contact = todo.done(contact, it.id)
            case _:
                pass
    return contact


def settled(world, contact, now):
    """Let a carrier at which every phone is down do what is asked, until nothing is left."""
    for _ in range(3000):
        if contact.is_settled:
            return contact
        ready = todo.next_action(contact, now)
        if ready is not None:
            contact = saved(_answered(world, todo.done(contact, ready.id), ready.action, now))
            continue
        look = next_look(contact, now)
        assert look is not None, f"nothing would ever look at it again: {contact.state}"
        now = max(now, look)
        contact = saved(world.advance(contact, ev.DeadlinePassed(), now))
    raise AssertionError(f"it never settles: {contact.state}")


def _answered(world, contact, action, now):
    match action:
        case do.Ring(leg=leg):
            return world.advance(contact, ev.RingFailed(leg, happened=False), now)
        case do.StopRinging(leg=leg):
            return world.advance(contact, ev.LegStopped(leg), now)
        case do.Dismiss(leg=leg) | do.LookForLeg(leg=leg):
            call = next(it.call for it in contact.legs if it.id == leg) or CallSid("")
            return world.advance(contact, ev.LegEnded(leg, "completed", call), now)
        case do.MoveStudent() | do.LookForStudent():
            gone = ev.StudentLeft(contact.student.call or CallSid(""))
            return world.advance(contact, gone, now)
        case do.InviteListener():
            return world.advance(contact, ev.ListenerWanted(), now)
        case do.RingStudent():
            return world.advance(contact, ev.StudentUnreached(None), now)
        case _:
            return contact


@given(st.data())
def test_no_event_at_any_time_raises(data):
    """Whatever the carrier says, in whatever order, a call has a next moment."""
    world, contact, now = data.draw(walks())
    after = world.advance(contact, data.draw(any_event(contact)), now)
    assert contact.id == after.id


@given(walks())
def test_a_contact_is_the_same_after_it_was_kept(walk):
    """A contact that was written down and read again is the contact that it was."""
    _, contact, _ = walk
    encoder, decoder = CODEC
    assert contact == decoder.decode(encoder.encode(contact))


REPORTS = (
    ev.LegRang | ev.LegAnswered | ev.LegPressed | ev.LegReturned | ev.LegEnded | ev.LegStopped
    | ev.RingPlaced | ev.StudentLeft | ev.DeskAnswered | ev.DeskEnded | ev.MessageLeft
    | ev.CallbackTaken | ev.StudentRung | ev.StudentUnreached
)  # fmt: skip


@given(st.data())
def test_an_event_that_comes_twice_changes_nothing_the_second_time(data):
    """The carrier may repeat what it said; nobody is rung, moved or counted again for that."""
    world, contact, now = data.draw(walks())
    event = data.draw(any_event(contact).filter(lambda it: isinstance(it, REPORTS)))
    # Two desk rungs ring the same desks twice, and nothing tells one round's end from the other's.
    assume(not isinstance(event, ev.DeskEnded) or sum(map(is_desk, contact.ladder)) < 2)
    once = saved(world.advance(contact, event, now))
    twice = saved(world.advance(once, event, now))
    assert once == twice


@given(st.data())
def test_a_key_that_comes_twice_asks_for_nothing_the_second_time(data):
    """A doubled key press rings nobody, ends nothing and opens nothing that the first did not."""
    world, contact, now = data.draw(walks())
    event = data.draw(student_events(contact).filter(lambda it: isinstance(it, ev.StudentPressed)))
    once = saved(world.advance(contact, event, now))
    twice = saved(world.advance(once, event, now))
    assert (once.legs, once.state, once.wrap_ups) == (twice.legs, twice.state, twice.wrap_ups)


@given(st.data())
def test_a_deadline_that_has_not_passed_changes_nothing(data):
    """A timer that fires early, or for a wait that is over, does nothing."""
    world, contact, now = data.draw(walks())
    # What is overdue already is looked at first, as it would have been on time.
    contact = looked_at(world, contact, now)
    assert contact == saved(world.advance(contact, ev.DeadlinePassed(), now))


@given(walks())
def test_a_passed_deadline_is_not_in_the_past_for_ever(walk):
    """Each look at an overdue wait moves it on: nobody waits for something that never comes."""
    world, contact, now = walk
    looked_at(world, contact, now)


def looked_at(world, contact, now):
    """Return the contact once nothing of it is overdue."""
    for _ in range(200):
        due = deadline(contact)
        if due is None or due > now:
            return contact
        after = saved(world.advance(contact, ev.DeadlinePassed(), now))
        assert after != contact, f"overdue since {now - due}, and nothing comes of it"
        contact = after
    raise AssertionError("two hundred looks, and it is still overdue")


@given(walks())
def test_every_contact_ends_in_a_named_end(walk):
    """Once every phone is down, a contact comes to an end that has a name, and is recorded."""
    world, contact, now = walk
    if contact.student.up and contact.student.call is not None:
        contact = saved(world.advance(contact, ev.StudentLeft(contact.student.call), now))
    for leg in contact.legs:
        if leg.phase != "over" and leg.call is not None:
            contact = saved(world.advance(contact, ev.LegEnded(leg.id, "completed", leg.call), now))
    contact = settled(world, contact, now)
    assert isinstance(contact.state, Ended)
    assert contact.state.end in get_args(End)
    assert contact.record_asked
    assert frozenset() == contact.holders


@given(walks())
def test_silence_from_every_phone_is_an_end_too(walk):
    """Even if no phone ever says that it is down, the contact ends: the carrier is asked."""
    world, contact, now = walk
    contact = settled(world, contact, now)
    assert isinstance(contact.state, Ended)


@given(walks())
def test_a_contact_that_is_not_settled_is_looked_at_again(walk):
    """There is always a next look at what is not over: no job needs to be trusted."""
    _, contact, now = walk
    assert contact.is_settled or next_look(contact, now) is not None


@given(walks())
def test_a_mentor_is_held_as_long_as_a_phone_of_theirs_may_be_up(walk):
    """Whoever is asked, rings, talks or is being let go is nobody else's; nobody more is held."""
    _, contact, _ = walk
    may_be_up = {leg.mentor for leg in contact.legs if leg.phase != "over" and leg.mentor}
    assert may_be_up == contact.holders
    joined = [leg.part for leg in contact.legs if leg.phase == "joined" and leg.until is None]
    assert len(set(joined)) == len(joined)


@given(walks())
def test_nobody_has_two_phones_ringing_for_one_student(walk):
    """A mentor is asked by one leg at a time."""
    _, contact, _ = walk
    up = [leg.mentor for leg in contact.legs if leg.phase != "over" and leg.mentor]
    assert len(set(up)) == len(up)


@given(walks())
def test_who_stepped_aside_is_not_asked_again(walk):
    """A mentor who knows the voice is never rung for that contact again."""
    world, contact, now = walk
    asked = [it for it in contact.legs if it.mentor in contact.refused]
    later = saved(world.advance(contact, ev.DeadlinePassed(), now + timedelta(seconds=60)))
    again = [it for it in later.legs if it.mentor in contact.refused]
    assert len(asked) == len(again)


@given(walks(), st.sampled_from(NAMES))
def test_only_the_owner_can_take_or_pass_a_callback(walk, name):
    """CALL and PASS from anybody else change nothing."""
    world, contact, now = walk
    mentor = MentorId(name)
    owner = contact.state.owner if isinstance(contact.state, CallbackWanted) else None
    if owner != mentor:
        for event in (ev.CallbackTaken(mentor), ev.CallbackPassed(mentor)):
            assert contact == saved(world.advance(contact, event, now))


@given(walks())
def test_the_student_is_rung_only_when_they_asked(walk):
    """No student's phone rings who has not pressed the key for a callback or left a message."""
    _, contact, _ = walk
    rings = [it for it in contact.pending if isinstance(it.action, do.RingStudent)]
    unbegun = [it for it in rings if it.started_at is None]
    assert not unbegun or isinstance(contact.state, CallingBack)
