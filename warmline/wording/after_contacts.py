"""What a mentor is texted about calls and callbacks, after them and in between."""

from warmline.line import Line


def wrap_up_text(line: Line) -> str:
    """Ask for the wrap-up of a call: counts only, no words."""
    return (
        f"{line.name}: thanks. Reply 1 study 2 conflict 3 imposter 4 partner violence "
        "5 duck 6 suicidal 7 lonely 8 home 9 referral, stress like 4>2, or HARD"
    )


def callback_text(line: Line, *, recording: bool) -> str:
    """Tell the next mentor that a callback waits and is theirs."""
    what = "left a message" if recording else "asked to be called back"
    return (
        f"{line.name}: a student {what}. It is yours: text CALL and we ring you first. "
        "Your number stays hidden. PASS hands it on."
    )


def help_outcome_text(line: Line) -> str:
    """Ask a mentor what became of the help they had asked for; no words, one digit."""
    return (
        f"{line.name}: you asked for help in that call. Reply H1 it helped, H2 it came too late, "
        "H3 nobody came, H4 they need more from us."
    )


def callback_gone_text(line: Line) -> str:
    """Answer CALL when nothing waits for this mentor."""
    return f"{line.name}: no callback is waiting for you now. Thank you."


def callback_busy_text(line: Line) -> str:
    """Answer CALL when the mentor is in another contact."""
    return f"{line.name}: you are in another contact. Text CALL when it is over."


def callback_passed_text(line: Line) -> str:
    """Answer PASS."""
    return f"{line.name}: passed on. Thank you."


def callback_ringing_text(line: Line) -> str:
    """Answer CALL."""
    return f"{line.name}: your phone rings in a moment. Press 1 when you hear us."
