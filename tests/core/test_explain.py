"""Who would ring, rung by rung, and why each other person would not."""

from datetime import date

import pytest
from plan_making import MAIN, duty, local, mentor, override, plan, shift

from warmline.errors import PlanError
from warmline.explain import explain
from warmline.hours import instant_of, read_hours
from warmline.ids import DeskId, Sealed
from warmline.line import Desk

LA = "America/Los_Angeles"
PEOPLE = (
    mentor("Maya", 0),
    mentor("Luis", 1, paused=True),
    mentor("Sam", 2, roles=("backup",)),
    mentor("Ana", 3),
    mentor("Old", 4, roles=("backup",), until=date(2026, 1, 31)),
    mentor("Eva", 5, roles=("adviser",)),
)
DESKS = (
    Desk(DeskId("day"), "Counseling", Sealed("s"), read_hours(["mon-fri 08:30-17:00"])),
    Desk(DeskId("night"), "After hours", Sealed("s")),
)
PARTS = (
    shift("maya luis", "2026-11-02 19:00", "2026-11-02 23:00", "FREQ=DAILY"),
    duty("ana", "2026-11-02 23:00", "1 week", read_hours(["mon-sun 23:00-07:00"])),
)


def explained(when, *parts):
    """Return each rung as (ready, left out), in words."""
    made = plan(*PARTS, *parts, mentors=PEOPLE, desks=DESKS)
    return [
        (
            [f"{who.name}: {who.source}" for who in rung.ready],
            [f"{who.name} {who.reason}" for who in rung.left_out],
        )
        for rung in explain(made, MAIN, instant_of(local(when), LA))
    ]


def test_every_rung_says_who_would_ring_and_why_others_would_not():
    """A coordinator can see, for any instant, whose phones would ring and why no others."""
    expected = [
        (["Maya: shift"], ["Luis is paused", "Ana is not on call at this time"]),
        (["Sam: role backup"], ["Old certification ended on 2026-01-31"]),
        (["After hours: open"], ["Counseling closed now, opens Tue 03 Nov 08:30"]),
    ]
    assert expected == explained("2026-11-02 20:00")


def test_somebody_who_is_covered_is_said_to_be():
    """Whoever is covered is not rung, and the reason says so."""
    cover = override("cover", "sam", "2026-11-02 19:00", "2026-11-02 23:00", covers="maya")
    ready, left_out = explained("2026-11-02 20:00", cover)[0]
    assert ready == ["Sam: cover for Maya"]
    assert left_out == [
        "Maya is covered by somebody else",
        "Luis is paused",
        "Ana is not on call at this time",
    ]


def test_an_unknown_line_is_said():
    """Asking about a line that is not there says so."""
    with pytest.raises(PlanError, match="there is no line"):
        explain(plan(), "other", instant_of(local("2026-11-02 20:00"), LA))
