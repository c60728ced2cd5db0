"""What the engineer and coordinators are texted of the house's own troubles."""

from warmline.line import Line
from warmline.watch.troubles import Kind

_TROUBLES: dict[Kind, tuple[str, str, str]] = {  # begins, is over, what it was
    "stuck": (
        "a contact is stuck, and somebody may be waiting. Look at the console now.",
        "no contact is stuck any more.",
        "a contact was stuck",
    ),
    "workers": (
        "no worker is alive. Calls and texts go on, but late. Start a worker.",
        "a worker is alive again.",
        "no worker was alive",
    ),
    "clock": (
        "the clock is silent, so nobody sweeps up what is late. Start the clock.",
        "the clock is alive again.",
        "the clock was silent",
    ),
    "carrier": (
        "the phone carrier does not do what we ask. Mentors may not ring.",
        "the phone carrier works again.",
        "the phone carrier failed",
    ),
    "refusals": (
        "many webhooks come with a wrong signature. Calls may not reach us.",
        "webhooks are signed as usual again.",
        "webhooks had wrong signatures",
    ),
    "queue": (
        "jobs wait too long, so rings and texts are late. More workers may help.",
        "jobs are done in time again.",
        "jobs waited too long",
    ),
    "database": (
        "the database is away. Calls go on; the console and the plan do not.",
        "the database answers again.",
        "the database was away",
    ),
}


def trouble_text(line: Line, trouble: Kind) -> str:
    """Tell the engineer and coordinators what is wrong with the house, and what that means."""
    return f"{line.name}: {_TROUBLES[trouble][0]} You hear when it is over."


def trouble_over_text(line: Line, trouble: Kind) -> str:
    """Tell them that it is over."""
    return f"{line.name}: all clear: {_TROUBLES[trouble][1]}"


def trouble_passed_text(line: Line, trouble: Kind, when: str) -> str:
    """Tell them of what was wrong while nobody could be told."""
    return f"{line.name}: {_TROUBLES[trouble][2]} ({when}). It is over."
