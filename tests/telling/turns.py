"""What stories of shifts that change hands look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telling.places import CAMPUS
from warmline.schedule import on_call
from warmline.store.records.exchanging import Ledger

if TYPE_CHECKING:
    from phones import Phones


def code(phones: Phones) -> str:
    """The code of the offer that was opened last."""
    with phones.parts.records.editing(
        CAMPUS, actor="x", action="x", origin="text", now=phones.now()
    ) as edit:
        return Ledger(edit).exchanges(phones.now())[0].code


def friday(phones: Phones) -> list[str]:
    """Who is on call on Friday evening, by the plan."""
    plan = phones.parts.records.load_plan(CAMPUS)
    names = {it.id: it.name for it in plan.mentors}
    return [
        names[it.mentor] for it in on_call(plan, plan.lines[0].slug, phones.at("2026-11-06 20:00"))
    ]
