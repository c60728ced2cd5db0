"""Leftovers in Redis: what would stay for good is found and let go; what is open is not touched."""

import pytest
from contact_world import CAMPUS, NOW, a_contact
from msgspec.structs import replace
from test_live_store import a_roster, fresh, over

from warmline.ids import CallSid, ContactId, MentorId
from warmline.store.live import LiveStore
from warmline.store.live.keys import keys_of

KEYS = keys_of(CAMPUS)


@pytest.fixture
def live(live_url):
    """Give a live store on an empty Redis."""
    store = LiveStore(live_url)
    store.publish(a_roster())
    yield store
    store.close()


def cleared(live):
    """Clear what is left over; return how many were found before, let go, and left."""
    found = live.leftovers(CAMPUS, NOW)
    return len(found), live.clear_leftovers(CAMPUS, found), len(live.leftovers(CAMPUS, NOW))


def test_an_ordinary_night_leaves_nothing_over(live, raw):
    """Open contacts stay, settled ones lapse by themselves: there is nothing to clear."""
    open_one, settled = fresh(), fresh()
    for contact in (open_one, settled):
        live.commit(None, contact, NOW)
    live.commit(settled, over(settled), NOW)
    live.first_time(CAMPUS, "SM1")
    live.hear_drill(CAMPUS, "drill-1", MentorId("maya"), "reached")
    live.put_code(CAMPUS, MentorId("maya"), "hash")
    assert raw.ttl(KEYS.contact(open_one.id)) == -1
    assert cleared(live) == (0, 0, 0)


def test_a_settled_contact_that_would_stay_is_let_go(live, raw):
    """A contact that lost its time to live, and its story, lapse within a day or so."""
    open_one, settled = fresh(), fresh()
    for contact in (open_one, settled):
        live.commit(None, contact, NOW)
    live.commit(settled, over(settled), NOW)
    raw.persist(KEYS.contact(settled.id))
    raw.rpush(KEYS.story(settled.id), "{}")
    raw.persist(KEYS.story(settled.id))
    raw.set(KEYS.call(CallSid("CA-lost")), settled.id)
    raw.set(f"{KEYS.code(MentorId('maya'))}:tries", 3)
    assert cleared(live) == (4, 4, 0)
    assert 0 < raw.ttl(KEYS.contact(settled.id)) <= 26 * 3600
    assert raw.ttl(KEYS.contact(open_one.id)) == -1
    assert live.load(settled.id) is not None  # a wrap-up may still come


def test_a_contact_that_opened_meanwhile_is_not_let_go(live, raw):
    """Between looking and clearing somebody may have written to the contact: then it stays."""
    settled = fresh()
    live.commit(None, settled, NOW)
    raw.srem(KEYS.open, settled.id)
    found = live.leftovers(CAMPUS, NOW)
    raw.sadd(KEYS.open, settled.id)
    assert (len(found), live.clear_leftovers(CAMPUS, found)) == (1, 0)
    assert raw.ttl(KEYS.contact(settled.id)) == -1


def test_names_of_lost_conversations_are_struck(live, raw):
    """Nobody's hash leads to a conversation that is no longer there; a stop word stays."""
    kept = replace(a_contact(name="here"), id=ContactId(f"{CAMPUS}.here"))
    live.commit(None, kept, NOW)
    raw.hset(KEYS.students, "hash|main", f"{CAMPUS}.gone")
    raw.hset(KEYS.students, "other|main", kept.id)
    raw.hset(KEYS.codenames, "calm otter", f"{CAMPUS}.gone")
    raw.hset(KEYS.callbacks, f"{CAMPUS}.gone", "maya")
    live.set_silenced(CAMPUS, "main", "hash", yes=True)
    assert cleared(live) == (3, 3, 0)
    assert raw.hgetall(KEYS.students) == {"other|main": kept.id}
    assert live.is_silenced(CAMPUS, "main", "hash")


def test_a_student_who_texts_again_meanwhile_is_not_struck(live, raw):
    """A field that leads somewhere else by now is left alone."""
    raw.hset(KEYS.students, "hash|main", f"{CAMPUS}.gone")
    found = live.leftovers(CAMPUS, NOW)
    raw.hset(KEYS.students, "hash|main", f"{CAMPUS}.new")
    assert live.clear_leftovers(CAMPUS, found) == 0
    assert raw.hget(KEYS.students, "hash|main") == f"{CAMPUS}.new"


def test_counts_of_old_turns_are_struck(live, raw):
    """How often somebody was offered a contact is forgotten two weeks after the turn of duty."""
    days = ("2026-10-01", "2026-11-01")
    assert f"{NOW:%Y-%m-%d}" < "2026-11-15"
    for day in days:
        raw.hset(KEYS.offers, f"maya|main:{day}T19:00:00Z", 3)
        raw.hset(KEYS.taken, f"maya|backup:{day}", 1)
    raw.hset(KEYS.offers, "maya|main:2026-10-01T19:00:00Z/2026-11-01", 1)  # a turn of weeks
    assert cleared(live) == (2, 2, 0)
    assert len(raw.hgetall(KEYS.offers)) == 2


def test_one_clock_purges_once_a_day(live):
    """Of two clocks one does the day's purge; one that dies in it is followed by another."""
    assert live.claim_purge(CAMPUS, "2026-11-27")
    assert not live.claim_purge(CAMPUS, "2026-11-27")
    live.purge_done(CAMPUS, "2026-11-27")
    assert not live.claim_purge(CAMPUS, "2026-11-27")
    assert live.claim_purge(CAMPUS, "2026-11-28")
