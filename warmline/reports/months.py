"""A month as the wall clock of a line's zone has it."""

from datetime import UTC, datetime

from msgspec import Struct

from warmline.errors import PlanError
from warmline.hours import instant_of


class Month(Struct, frozen=True):
    """From the first midnight to before the next month's; both UTC."""

    name: str  # "2026-11"
    start: datetime
    end: datetime

    def is_over(self, now: datetime) -> bool:
        """Say whether nothing more will come in it."""
        return self.end <= now


def read_month(text: str, timezone: str) -> Month:
    """Return the month that ``2026-11`` names in a zone. Raises PlanError."""
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as exc:
        raise PlanError(f'"{text}" is not a month; write it like 2026-11') from exc
    year, month = first.year, first.month
    following = (year + month // 12, month % 12 + 1)
    start, end = (
        instant_of(datetime(*it, 1), timezone)  # noqa: DTZ001 - wall clock
        for it in ((year, month), following)
    )
    return Month(f"{year:04}-{month:02}", start, end)
