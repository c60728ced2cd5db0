"""What each chart of a report is drawn from: plain rows, no library needed."""

from collections.abc import Iterator, Mapping
from typing import Any

from warmline.ids import MentorId
from warmline.reports.page import Report
from warmline.reports.summary import WEEKDAYS
from warmline.reports.tables import CHANGES, OUTCOMES
from warmline.reports.trend import Trend

Chart = dict[str, Any]  # "rows", and for what runs over time "marks"


def charts_of(report: Report, names: Mapping[MentorId, str]) -> dict[str, Chart]:
    """Return the rows of every chart that a report has something for, by the chart's name."""
    made: dict[str, Chart] = {
        "topics": {"rows": list(_topics(report))},
        "stress": {"rows": list(_stress(report))},
    }
    if report.missed_at is not None and any(map(any, report.missed_at)):
        made["missed"] = {"rows": list(_missed(report))}
    if report.trend is not None:
        marks = _marks(report.trend)
        made["over-time"] = {"rows": list(_over_time(report.trend)), "marks": marks}
        made["topics-over-time"] = {"rows": list(_topics_over_time(report.trend)), "marks": marks}
    if report.fairness is not None:
        made["fairness"] = {"rows": list(_fairness(report, names))}
    return {name: it for name, it in made.items() if it["rows"]}


def _topics(report: Report) -> Iterator[Chart]:
    for topic, number in report.now.summary.topics.items():
        if number:
            yield {"topic": str(topic), "contacts": number}


def _stress(report: Report) -> Iterator[Chart]:
    for days, told in (("these days", report.now), ("before", report.before)):
        for name, number in told.summary.stress.changes.items():
            if number is not None and told.summary.stress.pairs:
                yield {"days": days, "change": CHANGES[name], "contacts": number}


def _missed(report: Report) -> Iterator[Chart]:
    for day, numbers in zip(WEEKDAYS, report.missed_at or (), strict=True):
        for hour, number in enumerate(numbers):
            yield {"day": day[:3], "hour": f"{hour:02}", "missed": number}


def _over_time(trend: Trend) -> Iterator[Chart]:
    for point in trend.points:
        for place, (name, number) in enumerate(point.outcomes.items()):
            if number is not None:
                yield {
                    "from": point.first.isoformat(),
                    "outcome": OUTCOMES[name],
                    "contacts": number,
                    "place": place,
                }


def _topics_over_time(trend: Trend) -> Iterator[Chart]:
    for point in trend.points:
        for topic in trend.topics:
            number = point.topics[topic]
            yield {"from": point.first.isoformat(), "topic": str(topic), "contacts": number}


def _marks(trend: Trend) -> list[Chart]:
    """Return marked days, as wide as the points that they touch."""
    found = []
    for mark in trend.marks:
        touched = [it for it in trend.points if it.first <= mark.last and mark.first <= it.last]
        found += [{"name": mark.name, "from": it.first.isoformat()} for it in touched]
    return found


def _fairness(report: Report, names: Mapping[MentorId, str]) -> Iterator[Chart]:
    for it in report.fairness or ():
        name = names.get(it.mentor, "somebody who left")
        for place, became in enumerate(("answers", "passes", "misses", "other")):
            yield {
                "mentor": name,
                "became": became,
                "offers": getattr(it, became),
                "all": it.offers,
                "place": place,
            }
