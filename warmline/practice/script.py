"""Which scripted phone does what now, what you are told, and how the checklist stands. Pure."""

from collections.abc import Collection

from msgspec import Struct

from warmline.practice.night import Night
from warmline.practice.scenario import Mark, Scenario, Step


class Order(Struct, frozen=True):
    """One thing to be done on a phone; ``step`` is its place in the scenario's script."""

    step: int
    phone: str
    act: str
    what: str


class Standing(Struct, frozen=True):
    """How a practice stands: which phone is yours, what you are told, and the checklist."""

    you: str | None
    cue: str
    marks: tuple[Mark, ...]
    over: bool


def due(scenario: Scenario, night: Night, done: Collection[int]) -> tuple[list[Order], list[int]]:
    """Return the orders whose time has come, and every step that is settled by now.

    A step that ``unless`` has overtaken is settled without an order, and never comes again.
    """
    orders: list[Order] = []
    settled = set(done)
    for place, step in enumerate(scenario.steps):
        if place in settled or not _has_come(step, night):
            continue
        settled.add(place)
        if step.unless is None or step.unless(night) is None:
            orders += _orders(place, step, night)
    return orders, sorted(settled)


def standing(scenario: Scenario, night: Night, *, at_the_end: bool = False) -> Standing:
    """Return how a practice stands; at the end whatever was not done counts as missed."""
    over = at_the_end or scenario.over(night) is not None
    marks = tuple(
        Mark(it.what, it.why, bool(it.judge(night)) if over else it.judge(night))
        for it in scenario.checks
    )
    told = [it.text for it in scenario.cues if it.when(night) is not None]
    return Standing(night.you, told[-1] if told else scenario.begins_with, marks, over)


def _has_come(step: Step, night: Night) -> bool:
    passed = night.age(step.when(night))
    return passed is not None and passed.total_seconds() >= step.after


def _orders(place: int, step: Step, night: Night) -> list[Order]:
    return [Order(place, phone, step.act, step.what) for phone in night.actors(step.who)]
