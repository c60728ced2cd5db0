"""My page: what concerns nobody but oneself, by a code to one's own phone."""

from flask import Blueprint

from warmline.bootstrap import Parts
from webhooks.console.mine.calendar import CalendarPages
from webhooks.console.mine.care import CarePages
from webhooks.console.mine.shifts import ShiftPages
from webhooks.console.mine.wrap_ups import WrapUpPages

__all__ = ["MinePages"]


class MinePages:
    """Shifts, wrap-ups, the care ledger, the calendar: each a page of its own."""

    def __init__(self, parts: Parts) -> None:
        self._pages = (
            ShiftPages(parts),
            WrapUpPages(parts),
            CarePages(parts),
            CalendarPages(parts),
        )

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        for page in self._pages:
            page.add_to(console)
