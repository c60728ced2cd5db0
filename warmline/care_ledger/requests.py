"""What comes after CARE: nothing, how one is today, or that all of it be forgotten."""

import re

from msgspec import Struct

_HOW = re.compile(r"([1-5])(?: ?/ ?5)?")


class Show(Struct, frozen=True):
    """Show the ledger."""


class Keep(Struct, frozen=True):
    """Keep how somebody is today: 1 worn out, 5 fine."""

    how: int


class AskClear(Struct, frozen=True):
    """Ask once more before all is forgotten."""


class Clear(Struct, frozen=True):
    """Forget everything that they have said of themselves."""


def read_care(rest: str) -> Show | Keep | AskClear | Clear | None:
    """Return what is asked, or None for what cannot be read: the mentor is asked back."""
    words = rest.lower()
    if how := _HOW.fullmatch(words):
        return Keep(int(how[1]))
    match words:
        case "":
            return Show()
        case "clear":
            return AskClear()
        case "clear all":
            return Clear()
    return None
