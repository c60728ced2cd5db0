"""Contacts that were, for tests of reports: an October of so many, with finals in it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from phones import CAMPUS

from warmline.ids import ContactId, LineSlug
from warmline.store.records.history import Attempt, ContactHistory, Happening, KeptWrapUp
from warmline.wrap_up import Topic

if TYPE_CHECKING:
    from telling.console import Console

TOPICS = (Topic.LONELINESS, Topic.ACADEMIC_STRESS, Topic.ACADEMIC_STRESS, Topic.HOMESICKNESS)


def october(console: Console, answered: int = 40, missed: int = 9, helped: int = 6) -> None:
    """Let a month have been, in which Maya answered, Luis passed, and some were missed."""
    phones = console.phones
    maya, luis = (phones.id_of(console.people[it]) for it in ("Maya", "Luis"))
    chance = random.Random(7)
    made = []
    for number in range(answered + missed):
        at = phones.at("2026-10-01 19:00") + timedelta(
            days=chance.randrange(30), hours=chance.randrange(12), minutes=7
        )
        taken = number < answered
        rings = [Attempt(rung="on shift", rang_at=at, mentor=luis, outcome="passed")]
        if taken:
            rings.append(Attempt(rung="on shift", rang_at=at, mentor=maya, outcome="accepted"))
        reply = KeptWrapUp(
            mentor=maya, at=at, topics=frozenset({TOPICS[number % 4]}), before=4, after=2
        )
        made.append(
            ContactHistory(
                id=ContactId(f"{CAMPUS}.report{number:04}"),
                campus=CAMPUS,
                line=LineSlug("main"),
                arrived_at=at,
                ended_at=at + timedelta(minutes=20),
                end="talked" if taken else "left",
                answered_by=maya if taken else None,
                waited_seconds=chance.randrange(5, 40),
                attempts=tuple(rings),
                happenings=_help(at, number) if number < helped else (),
                wrap_ups=(reply,) if taken and number else (),
            )
        )
    phones.parts.records.record_contacts(made)


def _help(at: datetime, number: int) -> tuple[Happening, ...]:
    said = "helped" if number else "too late"
    return (
        Happening(at=at, kind="help_asked"),
        Happening(at=at, kind="help_outcome", detail={"mentor": "m", "detail": said}),
    )
