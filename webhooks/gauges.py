"""What is true of the whole house now, read when it is asked."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug
from warmline.watch.sight import database_answers
from warmline.watch.troubles import KINDS

MOST = 1000  # overdue contacts that are counted


def gauge(name: str, help_: str, *labels: str) -> GaugeMetricFamily:
    """Return a gauge without a value yet."""
    return GaugeMetricFamily(f"warmline_{name}", help_, labels=labels)


class LiveGauges:
    """Reads Redis and the queue; whatever is away leaves its gauges out."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; without Redis only that it is away."""
        up = gauge("redis_up", "Redis answers")
        try:
            found = [*self._of_campuses(), *self._of_house()]
        except LiveStoreUnavailableError:
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
            yield from found
        yield up
        yield from self._queue()

    def _of_campuses(self) -> list[GaugeMetricFamily]:
        contacts = gauge("open_contacts", "Open contacts", "campus")
        overdue = gauge("overdue", "Contacts overdue", "campus")
        late = gauge("overdue_seconds", "How long the most overdue contact waits", "campus")
        age = gauge("roster_age_seconds", "Since the roster was published", "campus")
        left = gauge("roster_left_seconds", "For how long the roster still holds", "campus")
        now = self._parts.now()
        for campus in self._parts.live.campuses():
            contacts.add_metric([campus], len(self._parts.live.open_contacts(campus)))
            overdue.add_metric([campus], len(self._parts.live.due(campus, now, MOST)))
            late.add_metric([campus], self._lateness(campus, now))
            roster = self._parts.houses.of_campus(campus).compiled
            age.add_metric([campus], (now - roster.compiled_at).total_seconds())
            left.add_metric([campus], (roster.valid_until - now).total_seconds())
        return [contacts, overdue, late, age, left]

    def _lateness(self, campus: CampusSlug, now: datetime) -> float:
        due = self._parts.live.next_due(campus)
        return max(0.0, (now - due).total_seconds()) if due else 0.0

    def _of_house(self) -> list[GaugeMetricFamily]:
        beats = gauge("last_beat_seconds", "When a process last said it is alive", "process")
        said = self._parts.live.beats()
        for process, at in said.items():
            beats.add_metric([process], at.timestamp())
        sql = gauge("sql_up", "SQL answers the clock")
        sql.add_metric([], database_answers(said, self._parts.now()))
        known = self._parts.live.remembered_troubles()
        raised = [it.kind for it, known in known.items() if known.raised]
        troubles = gauge("troubles", "Troubles that people are told of", "trouble")
        for kind in KINDS:
            troubles.add_metric([kind], raised.count(kind))
        failed = gauge("carrier_failed_run", "Failed requests since the carrier last answered")
        failed.add_metric([], self._parts.live.carrier_failures()[0])
        return [beats, sql, troubles, failed]

    def _queue(self) -> Iterator[GaugeMetricFamily]:
        backlog = self._parts.backlog()
        if backlog is None:
            return
        for name, help_, value in (
            ("queue_depth", "Jobs that wait", backlog.depth),
            ("queue_oldest_seconds", "How long the next job waits", backlog.oldest.total_seconds()),
            ("queue_failed", "Jobs that broke in the last day", backlog.failed),
            ("workers", "Workers that the queue knows of", backlog.workers),
        ):
            family = gauge(name, help_)
            family.add_metric([], value)
            yield family
