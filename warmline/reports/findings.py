"""What each chart shows, in a sentence: for whoever hears it, or has no time to look."""

from collections.abc import Mapping

from warmline.ids import MentorId
from warmline.reports.page import Report
from warmline.reports.summary import WEEKDAYS
from warmline.reports.trend import Trend


def findings(report: Report, names: Mapping[MentorId, str]) -> dict[str, str]:
    """Return the main finding of each chart that a report has, by the chart's name."""
    found = {"topics": _topics(report), "stress": _stress(report)}
    if report.missed_at is not None:
        found["missed"] = _missed(report)
    if report.trend is not None:
        found["over-time"] = _over_time(report.trend)
        found["topics-over-time"] = _topics_over_time(report.trend)
    if report.fairness is not None:
        found["fairness"] = _fairness(report, names)
    return found


def _missed(report: Report) -> str:
    cells = {
        (day, hour): number
        for day, numbers in zip(WEEKDAYS, report.missed_at or (), strict=True)
        for hour, number in enumerate(numbers)
    }
    total, most = sum(cells.values()), max(cells.values())
    if not total:
        return "Nothing was missed."
    worst = [at for at, number in cells.items() if number == most]
    if most == 1 or len(worst) > 3:
        return f"{total} missed, spread over the week: never more than {most} in one of its hours."
    told = " and ".join(f"{day} {hour:02}:00 to {hour + 1:02}:00" for day, hour in worst)
    return f"{total} missed, most of them on {told}: {most}{' each' if len(worst) > 1 else ''}."


def _over_time(trend: Trend) -> str:
    sums = [(sum(number or 0 for number in it.outcomes.values()), it) for it in trend.points]
    most, point = max(sums, key=lambda it: it[0])
    if not most:
        return "There is no contact to show."
    return (
        f"The {trend.step} from {point.first.isoformat()} had the most contacts: {most}"
        f"{' or more' if None in point.outcomes.values() else ''}.{_marked(trend)}"
    )


def _topics_over_time(trend: Trend) -> str:
    if not trend.topics:
        return "There is no topic to show."
    topic = trend.topics[0]
    most = max(trend.points, key=lambda it: it.topics[topic] or 0)
    return (
        f"Named most often: {topic}, most in the {trend.step} from {most.first.isoformat()}"
        f" ({most.topics[topic]}).{_marked(trend)}"
    )


def _topics(report: Report) -> str:
    shown = {it: number for it, number in report.now.summary.topics.items() if number}
    if not shown:
        return "There is no topic to show."
    first = sorted(shown, key=lambda it: -shown[it])[:2]
    told = ", then ".join(f"{it} ({shown[it]})" for it in first)
    return f"Named most often: {told}; of {report.now.summary.wrapped_up} contacts wrapped up."


def _stress(report: Report) -> str:
    it = report.now.summary.stress
    if not it.pairs:
        return "There is no stress before and after to show."
    eased = it.changes["eased"]
    if eased is None:
        return f"Stress was given before and after {it.pairs} contacts; how it changed is hidden."
    return (
        f"Stress was less after {eased} of {it.pairs} contacts;"
        f" median {it.median_before:g} before and {it.median_after:g} after."
    )


def _fairness(report: Report, names: Mapping[MentorId, str]) -> str:
    found = [it for it in report.fairness or () if it.offers]
    if not found:
        return "Nobody was offered a contact."
    most, least = max(found, key=lambda it: it.offers), min(found, key=lambda it: it.offers)
    if most is least:
        return f"{names.get(most.mentor, 'Somebody who left')} had all {most.offers} offers."
    return (
        f"From {least.offers} offers ({names.get(least.mentor, 'somebody who left')}) to"
        f" {most.offers} ({names.get(most.mentor, 'somebody who left')}) for {len(found)} mentors."
    )


def _marked(trend: Trend) -> str:
    if not trend.marks:
        return ""
    told = ", ".join(f"{it.name} from {it.first.isoformat()}" for it in trend.marks)
    return f" Marked: {told}."
