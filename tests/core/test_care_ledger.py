"""What somebody carried is counted once, weighed simply, and no moment is counted twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from warmline.care_ledger import Carried, Felt, Keep, load_of, read_care
from warmline.care_ledger.load import WEEKS

NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_hard_contact_counts_three_times() -> None:
    """Three contacts of which one was hard weigh five."""
    carried = [Carried(NOW - DAY, hard=it == 1) for it in range(3)]
    load = load_of(carried, [], [], NOW, TODAY)
    assert (load.week.contacts, load.week.hard, load.week.load) == (3, 1, 5)


def test_each_contact_is_in_one_week_alone() -> None:
    """The four weeks add up to the 28 days, to the second."""
    moments = [NOW - timedelta(seconds=1), NOW - 7 * DAY, NOW - 28 * DAY, NOW - 28 * DAY + HOUR]
    load = load_of([Carried(it, hard=False) for it in moments], [], [], NOW, TODAY)
    assert [it.contacts for it in load.weeks] == [1, 1, 0, 1]
    assert sum(it.contacts for it in load.weeks) == load.month.contacts == 3
    assert (load.week.contacts, len(load.weeks)) == (1, WEEKS)


def test_hours_on_two_lines_at_once_are_one_persons_hours() -> None:
    """Overlapping turns, and what is still to come of one, are not counted."""
    on_call = [
        (NOW - 8 * HOUR, NOW - 4 * HOUR),
        (NOW - 6 * HOUR, NOW - 2 * HOUR),
        (NOW - HOUR, NOW + 5 * HOUR),
        (NOW - 7 * DAY - 3 * HOUR, NOW - 7 * DAY + HOUR),
    ]
    load = load_of([], on_call, [], NOW, TODAY)
    assert (load.week.hours, load.month.hours) == (8, 11)


def test_how_somebody_was_is_a_mean_of_days() -> None:
    """Days that are four weeks old are not looked at any more."""
    felt = [Felt(TODAY, 4), Felt(TODAY - 6 * DAY, 2), Felt(TODAY - 7 * DAY, 1)]
    load = load_of([], [], [*felt, Felt(TODAY - 28 * DAY, 5)], NOW, TODAY)
    assert (load.today, load.week.felt, load.weeks[1].felt) == (4, 3.0, 1.0)
    assert load.month.felt == pytest.approx(7 / 3)
    assert [it.how for it in load.felt] == [4, 2, 1]


def test_nothing_at_all_is_a_ledger_too() -> None:
    """Somebody new sees noughts, and is not told that they felt anything."""
    load = load_of([], [], [], NOW, TODAY)
    assert (load.month.load, load.month.hours, load.month.felt, load.today) == (0, 0, None, None)
    assert not load.is_heavy


@pytest.mark.parametrize("words", ["6", "0", "-1", "12", "four", "clear me", "all", "3/4", "٣"])
def test_what_is_not_understood_is_nothing(words: str) -> None:
    """Only the five numbers and the words that are told to people are read."""
    assert read_care(words) is None


@pytest.mark.parametrize(("words", "how"), [("1", 1), ("5", 5), ("3/5", 3), ("3 / 5", 3)])
def test_five_numbers_are_understood(words: str, how: int) -> None:
    """Also as people write marks."""
    assert read_care(words) == Keep(how)
