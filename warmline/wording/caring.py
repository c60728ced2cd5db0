"""What a mentor is texted about how they themselves are."""

from warmline.care_ledger import Load
from warmline.line import Line


def care_text(line: Line, load: Load) -> str:
    """Answer CARE with the last 7 and 28 days; only the mentor reads it."""
    if load.today is None:
        return f"{_carried(line, load)} Note today: CARE 1 worn out-5 fine."
    return f"{_carried(line, load)} You: {load.today} today{_mean(load)}."


def care_heavy_text(line: Line, load: Load, *, debrief: bool) -> str:
    """Answer CARE after a week with two hard contacts; a debrief is named where one is waiting."""
    offer = " A debrief is on your coordinator's list: tell them when it suits you."
    today = f" You: {load.today} today{_mean(load)}." if load.today is not None else ""
    kind = f"{load.week.hard} hard ones in a week is a lot. Be gentle with yourself."
    return f"{_carried(line, load)}{today} {kind}{offer if debrief else ''}"


def care_unread_text(line: Line) -> str:
    """Ask back about a CARE that we cannot read."""
    return (
        f"{line.name}: CARE shows your own load. CARE 1 (worn out) to CARE 5 (fine) notes how you "
        "are. Nothing was noted."
    )


def care_clear_text(line: Line) -> str:
    """Ask once more before all that somebody said of themselves is forgotten."""
    return (
        f"{line.name}: forget all that you noted with CARE? It cannot come back. "
        "Text CARE CLEAR ALL to do it."
    )


def care_cleared_text(line: Line) -> str:
    """Answer CARE CLEAR ALL."""
    return f"{line.name}: forgotten. All that you noted with CARE is gone."


def _carried(line: Line, load: Load) -> str:
    """Return the numbers of both times; what each number is, is said once."""
    week, month = load.week, load.month
    return (
        f"{line.name}, for you only: 7 days {week.contacts} contacts, {week.hard} hard, load "
        f"{week.load}, {week.hours}h on call. 28 days {month.contacts}, {month.hard}, "
        f"{month.load}, {month.hours}h."
    )


def _mean(load: Load) -> str:
    return "" if load.month.felt is None else f", on average {load.month.felt:.1f}"
