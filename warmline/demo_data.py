"""A year that never was: made-up contacts for trying reports and measuring pages.

Shaped like what campus lines publish: evenings and nights, most on Friday and Saturday, finals
twice a year, most calls answered, a few missed, a median talk of twenty-five minutes.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from warmline.ids import CampusSlug, ContactId, MentorId, NumberHash
from warmline.line import Line
from warmline.roster import Mentor
from warmline.store.records.history import Attempt, ContactHistory, Happening, KeptWrapUp
from warmline.wrap_up import Topic

# By hour of the local day: 37 % of calls come between midnight and six (docs of student lines).
_HOURS = (9, 8, 7, 5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 5, 6, 8, 9, 10)
_DAYS = (1.0, 0.9, 0.9, 1.0, 1.4, 1.4, 1.1)  # Monday first
_FINALS = ((12, 1, 20), (5, 1, 20))  # month, first and last day
_ENDS = ("talked", "counseling", "safety_card", "left", "callback_unmet")
_OFTEN = (82, 6, 2, 9, 1)
_TOPICS = tuple(Topic)
_TOPIC_OFTEN = (30, 12, 14, 3, 10, 5, 18, 9, 7, 4)


class Maker:
    """Makes contacts of one line, the same ones for the same seed."""

    def __init__(
        self, campus: CampusSlug, line: Line, mentors: Sequence[Mentor], seed: int = 1
    ) -> None:
        self._campus = campus
        self._line = line
        self._mentors = [it.id for it in mentors if it.active] or [MentorId("m-nobody")]
        self._chance = random.Random(seed)
        self._callers = [NumberHash(f"demo{n:060x}") for n in range(400)]

    def contacts(self, count: int, until: datetime, days: int) -> Iterator[ContactHistory]:
        """Yield so many contacts of the days before ``until`` (UTC), in no order."""
        zone = ZoneInfo(self._line.timezone)
        last = until.astimezone(zone).replace(tzinfo=None)
        dates = [(last - timedelta(days=n)).date() for n in range(1, days + 1)]
        weights = [_DAYS[it.weekday()] * (2.2 if _is_finals(it) else 1.0) for it in dates]
        for number, day in enumerate(self._chance.choices(dates, weights, k=count)):
            hour = self._chance.choices(range(24), _HOURS)[0]
            local = datetime.combine(day, datetime.min.time()) + timedelta(
                hours=hour, seconds=self._chance.randrange(3600)
            )
            yield self._contact(number, local.replace(tzinfo=zone).astimezone(until.tzinfo))

    def _contact(self, number: int, at: datetime) -> ContactHistory:
        chance = self._chance
        kind: Literal["call", "text"] = "text" if chance.random() < 0.35 else "call"
        end = chance.choices(_ENDS, _OFTEN)[0]
        if kind == "text":
            end = "talked" if end in {"talked", "counseling"} else "unclaimed"
        attempts, waited = self._attempts(at, end == "talked", kind)
        answered = attempts[-1].mentor if end == "talked" else None
        talked = timedelta(minutes=min(120, chance.lognormvariate(3.2, 0.7)))
        ended = at + timedelta(seconds=waited) + (talked if answered else timedelta(0))
        return ContactHistory(
            id=ContactId(f"{self._campus}.demo{number:08x}"),
            campus=self._campus,
            line=self._line.slug,
            arrived_at=at,
            kind=kind,
            ended_at=ended,
            end=end,
            caller_hash=chance.choice(self._callers),
            waited_seconds=waited,
            answered_by=answered,
            claimed_seconds=waited if kind == "text" and answered else None,
            texts_from_student=chance.randint(3, 40) if kind == "text" else None,
            texts_from_mentor=chance.randint(2, 40) if kind == "text" and answered else None,
            attempts=attempts,
            happenings=(
                Happening(at=at, kind="text_arrived" if kind == "text" else "arrived"),
                Happening(at=ended, kind="ended", detail={"detail": end}),
            ),
            wrap_ups=self._wrap_ups(answered, ended),
        )

    def _attempts(self, at: datetime, answered: bool, kind: str) -> tuple[tuple[Attempt, ...], int]:
        """Return who was asked, and how many seconds the student waited."""
        chance, found, waited = self._chance, [], _seconds(self._chance, kind)
        rings = chance.choices((1, 2, 3), (70, 22, 8))[0]
        asked = chance.sample(self._mentors, min(rings, len(self._mentors)))
        for place, mentor in enumerate(asked):
            last = place == len(asked) - 1
            rang = at + timedelta(seconds=waited)
            step = _seconds(chance, kind)
            waited += step
            outcome = ("claimed" if kind == "text" else "accepted") if last and answered else None
            found.append(
                Attempt(
                    rung="on shift",
                    mentor=mentor,
                    rang_at=rang,
                    answered_at=at + timedelta(seconds=waited) if outcome else None,
                    ended_at=at + timedelta(seconds=waited),
                    outcome=outcome or chance.choice(("no_answer", "no_answer", "passed")),
                )
            )
        return tuple(found), waited

    def _wrap_ups(self, mentor: MentorId | None, at: datetime) -> tuple[KeptWrapUp, ...]:
        chance = self._chance
        if mentor is None or chance.random() < 0.08:
            return ()
        before = chance.choices((2, 3, 4, 5), (15, 35, 35, 15))[0]
        topics = frozenset(chance.choices(_TOPICS, _TOPIC_OFTEN, k=chance.choice((1, 1, 2))))
        return (
            KeptWrapUp(
                mentor=mentor,
                at=at + timedelta(minutes=chance.randint(1, 90)),
                topics=topics,
                before=before,
                after=max(1, before - chance.choices((0, 1, 2), (30, 50, 20))[0]),
                hard=chance.random() < (0.25 if Topic.SUICIDAL_THOUGHTS in topics else 0.03),
            ),
        )


def _seconds(chance: random.Random, kind: str) -> int:
    return round(chance.lognormvariate(4.2, 0.7) if kind == "text" else chance.uniform(4, 20))


def _is_finals(day: date) -> bool:
    return any(day.month == month and first <= day.day <= last for month, first, last in _FINALS)
