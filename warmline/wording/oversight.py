"""What coordinators, backup and adviser are texted."""

from datetime import date

from warmline.conversation.actions import AdviserSentence
from warmline.line import Line
from warmline.segments import segments


def callback_unowned_text(line: Line) -> str:
    """Tell a coordinator that nobody has taken a callback."""
    return f"{line.name}: a callback has waited 30 minutes and no mentor has taken it. Please look."


def help_unanswered_text(line: Line) -> str:
    """Tell coordinators and adviser at once that a mentor asked for help in vain."""
    return f"{line.name}: a mentor in a call asked for help and nobody could come. Please look now."


def help_unmet_text(line: Line) -> str:
    """Tell coordinators and adviser at once that an escalation by text has reached nobody."""
    return f"{line.name}: a student agreed by text to more help and nobody came. Please look now."


def text_unclaimed(line: Line) -> str:
    """Tell coordinators that a texting student waits."""
    return f"{line.name}: a texting student has waited 5 minutes and nobody answers. Please look."


def backup_urgent_text(line: Line, codename: str) -> str:
    """Tell a backup that a conversation is urgent, without a word of it."""
    return (
        f"{line.name}: the texts of {codename} are marked urgent. You need do nothing now; "
        "please keep your phone at hand."
    )


def text_mentor_stopped(line: Line, name: str) -> str:
    """Tell coordinators that a mentor cannot be texted."""
    return f"{line.name}: {name} texted STOP and gets no texts now. START brings them back."


def drill_report_text(line: Line, phones: int, missed: list[str]) -> str:
    """Tell coordinators how a drill ended: how many phones answered, and whose did not."""
    start = f"{line.name}, phone test: {phones - len(missed)} of {phones} pressed a key."
    if not missed:
        return f"{start} Every phone on the coming week's plan can be reached."
    for shown in range(len(missed), 0, -1):
        more = f" and {len(missed) - shown} more" if shown < len(missed) else ""
        text = f"{start} Not {', '.join(missed[:shown])}{more}. Why: warmline drill report"
        if segments(text).count == 1:
            return text
    return f"{start} Who and why: warmline drill report"


def hard_week_text(line: Line, name: str) -> str:
    """Tell coordinators of a mentor's hard week."""
    return f"{line.name}: {name} has had two hard contacts in a week. Please ask how they are."


def adviser_text(line: Line, name: str, what: AdviserSentence) -> str:
    """Tell the adviser what somebody asked that needs two, or what became of it."""
    words: dict[AdviserSentence, str] = {
        "reveal_asked": "asks to be shown a student's number",
        "reveal_agreed": "may be shown a student's number: a second person agreed",
        "reveal_refused": "is not shown a student's number: it was refused",
        "reveal_lapsed": "is not shown a student's number: nobody agreed in time",
        "reveal_shown": "was shown a student's number",
        "block_asked": "asks to block a caller for more than a day",
        "block_agreed": "has blocked a caller: a second person agreed",
        "block_refused": "may block a caller for a day only: it was refused",
        "block_lapsed": "may block a caller for a day only: nobody agreed",
    }
    return f"{line.name}: {name} {words[what]}. The audit has why."


def certificate_text(line: Line, ends: date) -> str:
    """Tell a mentor that their certificate ends."""
    day = f"{ends.day} {ends:%B %Y}"
    return f"{line.name}: your certificate ends on {day}. Talk to your coordinator to go on."


def certificates_text(line: Line, days: int, names: list[str]) -> str:
    """Tell coordinators whose certificates end within so many days."""
    start = f"{line.name}: certificates end within {days} days:"
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        text = f"{start} {', '.join(names[:shown])}{more}. See: warmline mentor list"
        if segments(text).count == 1:
            return text
    return f"{start} see: warmline mentor list"


def applications_text(line: Line, count: int) -> str:
    """Tell coordinators that applications or nominations wait; never whose."""
    waits = "an application or nomination waits" if count == 1 else f"{count} applications wait"
    return f"{line.name}: {waits} for you at the console, under People."


def mentor_stopped_notice(line_name: str) -> str:
    """Say to a mentor by voice what a stop word does."""
    return (
        f"{line_name}. You texted stop, so our texts cannot reach you, and you are offered no "
        "conversations. Text start to come back. Calls still ring you. Thank you."
    )
