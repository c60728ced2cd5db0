"""Which days a report can be asked for, and what was asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from warmline.errors import PlanError
from warmline.hours import Period
from warmline.reports.days import Days, last_month, last_week, named_month, two_dates

MONTHS = 24  # that can be chosen: as many whole ones as are kept
DATES = "dates"
_SOME = "choose one of the list"


class Choice(Struct, frozen=True):
    """One entry of the list: what an address says, and what a person reads."""

    value: str
    words: str
    group: str = ""


class WrongDaysError(PlanError):
    """The days that were asked for make no sense; ``field`` is where it was typed."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.field = field


def choices(
    today: date, periods: Sequence[Period], timezone: str, *, hidden: bool
) -> tuple[Choice, ...]:
    """Return what can be chosen; where small counts are hidden, months that are over and no other.

    Days that overlap would betray what is hidden: a term less its months is a few days of June.
    """
    months = tuple(
        Choice(f"{it.first:%Y-%m}", f"{it.first:%B %Y}", "A month")
        for it in _months(today, timezone)
    )
    if hidden:
        return months
    named = tuple(
        Choice(f"period-{it.id}", f"{it.name} ({it.kind})", "From the calendar")
        for it in sorted(periods, key=lambda it: it.first, reverse=True)
        if it.first <= today
    )
    soon = (
        Choice("last-month", "Last month"),
        Choice("last-week", "Last week"),
        *(Choice("term", f"Term: {it.name}") for it in _terms(today, periods)[:1]),
        Choice(DATES, "Two dates"),
    )
    return (*soon, *months, *named)


def chosen(
    asked: Mapping[str, str],
    today: date,
    periods: Sequence[Period],
    timezone: str,
    *,
    hidden: bool,
) -> Days:
    """Return the days that ``period``, ``from`` and ``to`` ask for; without, the last whole month.

    Raises WrongDaysError. ``hidden`` lets through nothing but months that are over.
    """
    value = asked.get("period") or ("last-month" if not asked.get("from") else DATES)
    if hidden:
        return _month(last_month(today, timezone).first.strftime("%Y-%m")
                      if value == "last-month" else value, today, timezone)  # fmt: skip
    match value:
        case "last-month":
            return last_month(today, timezone)
        case "last-week":
            return last_week(today, timezone)
        case "term":
            return _of_period(_terms(today, periods), timezone)
        case "dates":
            return _dates(asked, today, timezone)
    if value.startswith("period-"):
        return _of_period([it for it in periods if f"period-{it.id}" == value], timezone)
    try:
        return named_month(value, timezone)
    except PlanError as exc:
        raise WrongDaysError(_SOME, "period") from exc


def _month(value: str, today: date, timezone: str) -> Days:
    """Return a month that is over."""
    known = {it.first.strftime("%Y-%m"): it for it in _months(today, timezone)}
    if value not in known:
        raise WrongDaysError("choose a month that is over", "period")
    return known[value]


def _months(today: date, timezone: str) -> Iterator[Days]:
    days = last_month(today, timezone)
    for _ in range(MONTHS):
        yield days
        days = days.before()


def _terms(today: date, periods: Iterable[Period]) -> list[Period]:
    """Return the terms that have begun, the newest first."""
    found = [it for it in periods if it.kind.casefold() == "term" and it.first <= today]
    return sorted(found, key=lambda it: it.first, reverse=True)


def _of_period(found: Sequence[Period], timezone: str) -> Days:
    if not found:
        raise WrongDaysError(_SOME, "period")
    try:
        return two_dates(found[0].first, found[0].last, timezone)
    except PlanError as exc:
        raise WrongDaysError(str(exc), "period") from exc


def _dates(asked: Mapping[str, str], today: date, timezone: str) -> Days:
    first, last = (_date(asked.get(name, ""), name) for name in ("from", "to"))
    if first > today:
        raise WrongDaysError("that day has not come yet", "from")
    try:
        return two_dates(first, last, timezone)
    except PlanError as exc:
        raise WrongDaysError(str(exc), "to") from exc


def _date(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise WrongDaysError("write the day like 2026-11-01", field) from exc
