"""Conversations, wrap-ups and debriefs in the records: counts and times, never a word."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, conversation, history, wrap_up
from sqlalchemy import text

from warmline.errors import StoreError
from warmline.ids import CampusSlug, ContactId
from warmline.store.records import Debrief, KeptWrapUp, Records
from warmline.store.records.database import open_database
from warmline.wrap_up import Topic

LATER = NOW + timedelta(days=1)


def test_a_conversation_comes_back_as_it_was_recorded(records: Records) -> None:
    """A conversation is remembered by how many texts went each way, and when it was claimed."""
    assert records.record_contact(conversation())
    assert conversation() == records.contact(conversation().id)
    assert (conversation(),) == records.contacts(NORTHFIELD, NOW, LATER)


def test_an_empty_wrap_up_and_a_full_one_come_back_whole(records: Records) -> None:
    """Every topic and stress is kept as it was said, and what was not said stays unsaid."""
    bare = KeptWrapUp(mentor=wrap_up(1).mentor, at=NOW, hard=True)
    full = KeptWrapUp(
        mentor=wrap_up(2).mentor, at=LATER, topics=frozenset(Topic), before=1, after=5
    )
    records.record_contact(replace(history(), wrap_ups=(bare, full)))
    found = records.contact(history().id)
    assert found is not None
    assert (bare, full) == found.wrap_ups


def test_a_reply_that_comes_long_after_the_contact_is_kept(records: Records) -> None:
    """A mentor may reply the next day, when the contact is over everywhere but here."""
    records.record_contact(history())
    assert records.keep_wrap_up(history().id, wrap_up(minutes=900))
    assert not records.keep_wrap_up(history().id, wrap_up(minutes=900))
    assert replace(history(), wrap_ups=(wrap_up(minutes=900),)) == records.contact(history().id)


def test_the_latest_reply_of_a_mentor_counts(records: Records) -> None:
    """A second reply corrects the first; an older one that comes late changes nothing."""
    records.record_contact(history())
    corrected = replace(
        wrap_up(minutes=30), topics=frozenset({Topic.OTHER}), before=None, after=None
    )
    assert records.keep_wrap_up(history().id, wrap_up(minutes=20))
    assert records.keep_wrap_up(history().id, corrected)
    assert not records.keep_wrap_up(history().id, wrap_up(minutes=25))
    found = records.contact(history().id)
    assert found is not None
    assert (corrected,) == found.wrap_ups


def test_a_fuller_history_takes_no_reply_away(records: Records) -> None:
    """A revision that knows of fewer replies than are kept leaves those that are kept."""
    records.record_contact(conversation())
    records.keep_wrap_up(conversation().id, wrap_up(3, minutes=40))
    assert records.record_contact(replace(conversation(revision=2), wrap_ups=()))
    expected = (*conversation().wrap_ups, wrap_up(3, minutes=40))
    assert replace(conversation(revision=2), wrap_ups=expected) == records.contact(
        conversation().id
    )


def test_a_reply_to_a_contact_that_is_not_written_yet_is_to_be_tried_again(
    records: Records,
) -> None:
    """A reply that overtakes its contact is neither lost nor kept without one."""
    with pytest.raises(StoreError, match="is not written down yet; try again later"):
        records.keep_wrap_up(ContactId("northfield.never"), wrap_up(hard=True))
    assert records.debriefs(NORTHFIELD, open_only=False) == ()


def test_of_eight_threads_one_keeps_a_reply(records: Records) -> None:
    """However often a reply is handed over at once, it is kept once and opens one debrief."""
    records.record_contact(history())
    with ThreadPoolExecutor(8) as threads:
        for minutes in range(10):
            same = [wrap_up(minutes=minutes, hard=True)] * 8
            kept = threads.map(lambda one: records.keep_wrap_up(history().id, one), same)
            assert [won for won in kept if won] == [True]
    assert (debrief(history().id, minutes=0),) == records.debriefs(NORTHFIELD)


def debrief(contact: ContactId, mentor: int = 1, *, minutes: int = 15) -> Debrief:
    """Return the debrief that a hard reply opens."""
    at = NOW + timedelta(minutes=minutes)
    return Debrief(contact=contact, mentor=wrap_up(mentor).mentor, opened_at=at)


def test_a_hard_contact_is_put_on_the_coordinators_list_once(records: Records) -> None:
    """Each mentor's hard contact is one item, however often it is said, and even if taken back."""
    hard = replace(history(), wrap_ups=(wrap_up(1, hard=True), wrap_up(2)))
    records.record_contact(hard)
    records.record_contact(replace(hard, revision=2))
    records.keep_wrap_up(hard.id, wrap_up(1, minutes=20, hard=True))
    records.keep_wrap_up(hard.id, wrap_up(1, minutes=25))
    assert (debrief(hard.id),) == records.debriefs(NORTHFIELD)
    records.keep_wrap_up(hard.id, wrap_up(2, minutes=16, hard=True))
    assert (debrief(hard.id), debrief(hard.id, 2, minutes=16)) == records.debriefs(NORTHFIELD)


def test_the_list_is_each_campus_own_and_begins_with_the_oldest(records: Records) -> None:
    """A coordinator sees the debriefs of their own campus, in the order they came."""
    for name, minutes in (("b", 30), ("a", 40), ("c", 20)):
        records.record_contact(
            replace(history(name), wrap_ups=(wrap_up(minutes=minutes, hard=True),))
        )
    south = CampusSlug("southfield")
    records.record_contact(
        replace(history("d"), campus=south, wrap_ups=(wrap_up(minutes=10, hard=True),))
    )
    assert [history(name).id for name in "cba"] == [
        it.contact for it in records.debriefs(NORTHFIELD)
    ]
    assert [history("d").id] == [it.contact for it in records.debriefs(south)]


def test_a_debrief_is_closed_once_and_stays_closed(records: Records) -> None:
    """What was talked over leaves the list, by a named hand, and no reply puts it back."""
    opened = debrief(history().id)
    records.record_contact(replace(history(), wrap_ups=(wrap_up(hard=True),)))
    assert records.close_debrief(opened.contact, opened.mentor, actor="sam", now=LATER)
    assert not records.close_debrief(opened.contact, opened.mentor, actor="ana", now=LATER)
    records.keep_wrap_up(history().id, wrap_up(minutes=50, hard=True))
    assert records.debriefs(NORTHFIELD) == ()
    closed = replace(opened, closed_at=LATER)
    assert (closed,) == records.debriefs(NORTHFIELD, open_only=False)
    assert [("sam", "debrief.close", f"contact/{opened.contact}")] == [
        (entry.actor, entry.action, entry.subject) for entry in records.audit_entries()
    ]


def test_what_belongs_to_a_contact_goes_with_it(records: Records, records_url: str) -> None:
    """When a contact's retention is over, its replies and debriefs are over too."""
    records.record_contact(replace(history(), wrap_ups=(wrap_up(hard=True),)))
    database = open_database(records_url)
    with database.writing() as connection:
        connection.execute(text("DELETE FROM contact"))
        left = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in ("attempt", "contact_event", "wrap_up", "debrief")
        ]
    database.close()
    assert left == [0, 0, 0, 0]


def test_the_audit_of_a_campus_goes_on_after_texts(records: Records) -> None:
    """Closing a debrief is a link of the same chain as loading a campus."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    records.record_contact(replace(history(), wrap_ups=(wrap_up(hard=True),)))
    records.close_debrief(history().id, wrap_up().mentor, actor="sam", now=LATER)
    assert records.verify_audit() is None
    assert [entry.id for entry in records.audit_entries()] == [1, 2]
