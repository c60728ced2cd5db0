"""The room itself: begins a practice, moves the scripted phones on, and says how it stands.

Nothing is kept here or anywhere: whoever practises holds where the carrier's feed stood at the
beginning and which steps are done, and everything else is read from the feed again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from warmline.practice.night import Handset, Happening, Night
from warmline.practice.scenario import Scenario
from warmline.practice.script import Order, Standing, due, standing

LENT_SECONDS = 150  # a phone's way to behave; longer than any scenario needs it


class PhoneRefusedError(Exception):
    """A phone could not do what it was asked: it does not ring, is busy, or is in no call."""


class Desk(Protocol):
    """The simulated carrier's phones, as the phones page uses them."""

    def state(self) -> Mapping[str, Any]:
        """Return ``now``, ``seq`` and ``phones``, as the simulator says it."""

    def feed(self, after: int) -> list[Mapping[str, Any]]:
        """Return the events after a place in the feed, at once."""

    def order(self, phone: str, act: str, body: Mapping[str, Any]) -> None:
        """Have a phone do something; raises PhoneRefusedError."""


class Run(Struct, frozen=True):
    """One practice: where the feed stood when it ``began`` (UTC), and the steps that are done."""

    seq: int
    began: datetime
    done: tuple[int, ...] = ()


def begin(desk: Desk) -> Run:
    """Return a practice that begins now."""
    state = desk.state()
    return Run(int(state["seq"]), datetime.fromisoformat(state["now"]))


def is_free(desk: Desk) -> bool:
    """Say whether every phone is down, so that a practice disturbs nobody's call."""
    return all(it["call"] is None for it in desk.state()["phones"])


def move_on(
    desk: Desk, scenario: Scenario, run: Run, *, line: str, at_the_end: bool = False
) -> tuple[Run, Standing]:
    """Have the scripted phones do what is due, and return how it stands.

    ``line`` is the number that the student calls and texts. A phone that refuses (the student has
    hung up already) has been overtaken: its step is done. Once it is over no phone is touched.
    """
    night = _night(desk, run)
    stands = standing(scenario, night, at_the_end=at_the_end)
    if stands.over:
        return run, stands
    orders, done = due(scenario, night, run.done)
    for order in orders:
        _do(desk, order, line)
    return Run(run.seq, run.began, tuple(done)), stands


def put_back(desk: Desk) -> None:
    """Hang up every phone, and let each behave as before the practice."""
    for phone in desk.state()["phones"]:
        if phone["own"] is not None:
            desk.order(phone["id"], "behaviour", {"behaviour": phone["own"]})
        act = {"ringing": "decline", "in_call": "hangup", "dialling": "hangup"}.get(phone["status"])
        if act is not None:
            _try(desk, phone["id"], act, {})


def _night(desk: Desk, run: Run) -> Night:
    state = desk.state()
    handsets = tuple(Handset(it["id"], it["name"], it["kind"]) for it in state["phones"])
    happened = tuple(
        Happening(it["seq"], datetime.fromisoformat(it["at"]), it["phone"], it["kind"], it["text"])
        for it in desk.feed(run.seq)
    )
    now = datetime.fromisoformat(state["now"])
    return Night(handsets, happened, began=run.began, now=now)


def _do(desk: Desk, order: Order, line: str) -> None:
    bodies: dict[str, Mapping[str, Any]] = {
        "dial": {"to": line},
        "text": {"to": line, "body": order.what},
        "press": {"digits": order.what},
        "behaviour": {"behaviour": order.what, "seconds": LENT_SECONDS},
    }
    _try(desk, order.phone, order.act, bodies.get(order.act, {}))


def _try(desk: Desk, phone: str, act: str, body: Mapping[str, Any]) -> None:
    try:
        desk.order(phone, act, body)
    except PhoneRefusedError:
        return
