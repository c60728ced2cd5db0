"""Codes and questions about a phone."""

from warmline.line import Line


def code_text(line: Line, code: str) -> str:
    """Send the code that somebody types to sign in."""
    return f"{line.name}: your code is {code}. It lasts ten minutes. We never ask you for it."


def new_phone_text(line: Line, what: str, code: str, left: int) -> str:
    """Send a mentor's new phone its code, or say what came of the code that it sent back."""
    sentences = {
        "code": (
            f"{line.name}: reply {code} from this phone within 15 minutes, and the line rings you "
            "here from then on. Not yours? Please ignore this."
        ),
        "confirmed": f"{line.name}: thank you. From now on the line rings and texts you here.",
        "wrong": f"{line.name}: that is not the code. Please look again; tries left: {left}.",
        "expired": f"{line.name}: that code has expired. Please ask your coordinator for another.",
        "used_up": f"{line.name}: no tries are left. Please ask your coordinator for a new code.",
        "nothing": f"{line.name}: no code is expected from this phone. Nothing was changed.",
        "taken": f"{line.name}: this number is somebody else's here. Please ask your coordinator.",
    }
    return sentences[what]


def new_phone_waits_text(line: Line) -> str:
    """Answer words from a phone that has been given as a mentor's and has not sent its code."""
    return (
        f"{line.name}: this phone is to be a mentor's. Please reply with its six digits only. "
        "Need somebody to talk to? Please call us."
    )
