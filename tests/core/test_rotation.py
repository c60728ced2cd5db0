"""Whose turn it is, and why."""

from datetime import UTC, datetime, timedelta

from warmline.cli.ring import _said
from warmline.explain import Ready
from warmline.ids import MentorId
from warmline.rotation import Standing, behind, in_turn, left_out

NOW = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)


def standing(name: str, order: int, minutes: int | None = None, *, late: bool = False) -> Standing:
    """Return somebody who was offered a contact so many minutes ago."""
    offered = None if minutes is None else NOW - timedelta(minutes=minutes)
    return Standing(MentorId(name), order, offered_at=offered, late=late)


def test_who_has_not_confirmed_is_last_and_not_left_out() -> None:
    """Whoever is silent about their shift comes after everybody else, in the same fair order."""
    people = [
        standing("maya", 0, late=True),
        standing("luis", 1, 5),
        standing("ana", 2, 90, late=True),
        standing("ben", 3, 60),
    ]
    assert [it.mentor for it in in_turn(people)] == ["ben", "luis", "maya", "ana"]
    assert [left_out(it, cap=4, hours_awake=6, now=NOW) for it in people] == [None] * 4


def test_ring_says_why_somebody_is_last() -> None:
    """A coordinator who looks sees why the first in the roster is rung last."""
    why = behind(standing("maya", 0, late=True))
    assert _said(Ready("Maya", "shift"), why) == Ready(
        "Maya", "shift; has not confirmed: rung last"
    )
    assert _said(Ready("Luis", "shift"), behind(standing("luis", 1))) == Ready("Luis", "shift")
