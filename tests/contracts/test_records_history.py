"""History in the records: every contact once, with every ring of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy.exc
from msgspec.structs import replace
from records_samples import NORTHFIELD, NOW, history

from warmline.ids import CampusSlug, ContactId
from warmline.store.records import ContactHistory, Records


def test_a_contact_comes_back_as_it_was_recorded(records: Records) -> None:
    """A contact is remembered with every ring and happening, to the microsecond, in UTC."""
    assert records.record_contact(history())
    assert history() == records.contact(history().id)


def test_a_contact_that_never_was_is_not_found(records: Records) -> None:
    """Nothing is made up about a contact that nobody recorded."""
    assert records.contact(ContactId("northfield.never")) is None


def test_a_withheld_number_and_an_open_end_are_kept_as_unknown(records: Records) -> None:
    """What is not known yet is not guessed."""
    thin = ContactHistory(
        id=history().id, campus=NORTHFIELD, line=history().line, kind="callback", arrived_at=NOW
    )
    records.record_contact(thin)
    assert thin == records.contact(thin.id)


def test_recording_again_changes_nothing(records: Records) -> None:
    """History is retried until it is written, and is written once."""
    records.record_contact(history())
    assert not records.record_contact(replace(history(), end="other", attempts=()))
    assert history() == records.contact(history().id)


def test_a_fuller_history_replaces_a_thinner_one(records: Records) -> None:
    """What is known later, e.g. how a callback went, is added; a late old job takes none away."""
    records.record_contact(history(revision=1, rings=3))
    assert records.record_contact(history(revision=3, rings=1))
    assert not records.record_contact(history(revision=2, rings=5))
    assert history(revision=3, rings=1) == records.contact(history().id)


def test_of_eight_threads_one_writes_a_contact(records: Records) -> None:
    """However many jobs record a contact at once, it is recorded once."""
    with ThreadPoolExecutor(8) as threads:
        for round_ in range(10):
            same = [history(f"{round_:04}")] * 8
            assert [won for won in threads.map(records.record_contact, same) if won] == [True]
    found = records.contacts(NORTHFIELD, NOW, NOW + timedelta(seconds=1))
    assert [history(f"{round_:04}") for round_ in reversed(range(10))] == list(found)


def test_of_many_revisions_at_once_the_fullest_stays(records: Records) -> None:
    """Rings of one revision are never mixed with those of another."""
    revisions = [history(revision=n, rings=n) for n in (3, 8, 1, 6, 2, 7, 5, 4)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(records.record_contact, revisions))
    assert history(revision=8, rings=8) == records.contact(history().id)


def test_contacts_are_listed_newest_first_within_their_time(records: Records) -> None:
    """A list of contacts goes from a time to before another, for one campus, up to a limit."""
    times = [NOW + timedelta(minutes=n) for n in range(5)]
    for n, time in enumerate(times):
        records.record_contact(replace(history(f"{n}"), arrived_at=time))
    elsewhere = replace(history("x"), campus=CampusSlug("southfield"), arrived_at=times[2])
    records.record_contact(elsewhere)
    found = records.contacts(NORTHFIELD, times[1], times[4])
    assert [times[3], times[2], times[1]] == [contact.arrived_at for contact in found]
    assert found[:2] == records.contacts(NORTHFIELD, times[1], times[4], limit=2)
    assert [len(contact.attempts) for contact in found] == [2, 2, 2]


def test_a_time_without_a_zone_is_refused(records: Records) -> None:
    """Nobody could say later what a time without a zone had meant."""
    naive = datetime(2026, 11, 2)  # noqa: DTZ001 - what is refused
    with pytest.raises(sqlalchemy.exc.StatementError, match="without a time zone"):
        records.record_contact(replace(history(), arrived_at=naive))
