"""What is told of troubles: each once when it is sure, and once when it is over.

Pure: what is wrong now and what was told before go in, what to remember and what to tell comes out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from warmline.ids import CampusSlug, MentorId
from warmline.watch.troubles import Kind, Trouble

CALM = timedelta(minutes=2)  # without a trouble before it counts as over
AGAIN = timedelta(seconds=30)  # after a text that could not be sent
# How long a trouble must last before anybody is woken for it; a restart is none.
SURE: dict[Kind, timedelta] = {
    "stuck": timedelta(seconds=30),
    "workers": timedelta(seconds=30),
    "clock": timedelta(seconds=30),
    "queue": timedelta(seconds=30),
    "carrier": timedelta(0),  # a run of failures lasts long enough already
    "refusals": timedelta(0),
    "database": timedelta(minutes=2),
}

What = Literal[
    "begun",
    "over",  # of a trouble that people have heard of
    "passed",  # of one that nobody could be told of while it lasted
]

Person = tuple[CampusSlug, MentorId]


class Remembered(Struct, frozen=True, kw_only=True):
    """A trouble as it is remembered; times are UTC."""

    since: datetime
    raised: bool = False  # sure, and worth a text
    told: bool = False  # that it has begun
    calm_since: datetime | None = None
    over: bool = False  # and the all-clear is still to be sent
    began_at: datetime | None = None  # the text that is due was first tried then
    tried_at: datetime | None = None  # and last
    left: tuple[Person, ...] = ()  # others have that text; these could not be reached for a while


class Tell(Struct, frozen=True, kw_only=True):
    """A text that is due; it may have been sent since ``began_at``.

    ``left`` names who alone has not got it yet; empty: nobody has.
    """

    trouble: Trouble
    what: What
    since: datetime
    until: datetime
    began_at: datetime | None
    left: tuple[Person, ...] = ()


Memory = dict[Trouble, Remembered]


def decide(
    found: frozenset[Trouble], before: Mapping[Trouble, Remembered], now: datetime
) -> tuple[Memory, tuple[Tell, ...]]:
    """Return what to remember, and what to tell now. What was told is told no second time."""
    after = {
        it: known
        for it in sorted(found | before.keys(), key=lambda it: it.key)
        if (known := _next(it, before.get(it), now, here=it in found)) is not None
    }
    due = (_due(trouble, it, now) for trouble, it in after.items())
    return after, tuple(it for it in due if it is not None)


def tried(known: Remembered, now: datetime) -> Remembered:
    """Return it with the text that is due about to be sent."""
    return replace(known, began_at=known.began_at or now, tried_at=now)


def heard(known: Remembered, left: tuple[Person, ...] = ()) -> Remembered | None:
    """Return it once somebody has that text; None: nothing is left to remember.

    ``left``: who is still to get it, since they could not be reached for a while.
    """
    if left:
        return replace(known, told=known.told or not known.over, left=left)
    if known.over:
        return None
    return replace(known, told=True, began_at=None, tried_at=None, left=())


def _next(
    trouble: Trouble, was: Remembered | None, now: datetime, *, here: bool
) -> Remembered | None:
    if here:
        it = was or Remembered(since=now)
        if it.over and it.left:  # back after somebody has read that it was over: a new one
            it = Remembered(since=now)
        if it.over:  # back before the all-clear was sent: there was none
            it = replace(it, over=False, began_at=None, tried_at=None)
        sure = it.raised or now - it.since >= SURE[trouble.kind]
        return replace(it, raised=sure, calm_since=None)
    if was is None or not was.raised:
        return None
    it = replace(was, calm_since=was.calm_since or now)
    if not it.over and it.calm_since is not None and now - it.calm_since >= CALM:
        it = replace(it, over=True, began_at=None, tried_at=None, left=())
    return it


def _due(trouble: Trouble, it: Remembered, now: datetime) -> Tell | None:
    what: What | None = None
    if it.over:
        what = "over" if it.told else "passed"
    elif it.raised and (not it.told or it.left) and it.calm_since is None:  # else it may be over
        what = "begun"
    if what is None or (it.tried_at is not None and now - it.tried_at < AGAIN):
        return None
    return Tell(
        trouble=trouble,
        what=what,
        since=it.since,
        until=it.calm_since or now,
        began_at=it.began_at,
        left=it.left,
    )
