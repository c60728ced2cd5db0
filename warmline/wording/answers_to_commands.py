"""What a mentor's command is answered with."""

from warmline.line import Line
from warmline.segments import segments


def commands_text() -> str:
    """Answer COMMANDS."""
    return (
        "DONE end. PASS hand on. CALL by phone. ESCALATE get help. HARD hard for you. OFF/ON duty. "
        "WHO is on. SHIFTS yours. COVER or SWAP. CARE for you. SEND as is."
    )


def page_commands_text() -> str:
    """Answer COMMANDS on a line whose mentors answer on a page."""
    return (
        "DONE end. PASS hand on. CALL by phone. ESCALATE get help. HARD hard for you. OFF/ON duty. "
        "WHO is on. SHIFTS yours. COVER or SWAP one. LINK page."
    )


def on_text(line: Line) -> str:
    """Answer ON."""
    return f"{line.name}: you are on duty. OFF takes you off."


def off_text(line: Line) -> str:
    """Answer OFF."""
    return f"{line.name}: you are off duty and will not be rung or texted. ON brings you back."


def who_text(line: Line, names: list[str]) -> str:
    """Answer WHO; names that do not fit into one text are counted."""
    shown = list(names)
    while True:
        more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
        text = f"{line.name}, on call now: {', '.join(shown) or 'nobody'}{more}."
        if segments(text).count == 1 or not shown:
            return text
        shown.pop()


def hard_text(line: Line) -> str:
    """Answer HARD."""
    return f"{line.name}: noted. You rest for half an hour; somebody will ask how you are."


def wrapped_up_text(line: Line) -> str:
    """Answer a wrap-up."""
    return f"{line.name}: noted. Thank you for being there."


def nothing_open_text(line: Line) -> str:
    """Answer a command or words when nothing is open on that number."""
    return f"{line.name}: nothing is open on this number. Your text was not sent to anyone."


def late_command_text(line: Line, command: str) -> str:
    """Answer a command that came so late that doing it may be wrong by now."""
    return (
        f"{line.name}: your {command} reached us late and was not done. "
        "Text it again if it still holds."
    )


def meant_text(meant: str) -> str:
    """Ask about a mistyped command when nothing is open."""
    return f"Did you mean {meant}? Nothing was done and nothing was sent."
