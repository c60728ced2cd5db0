"""What a text answers to a question of ours: a student's, in the very words that we asked for."""

import unicodedata
from typing import Literal

_AGREE = frozenset({"agree", "i agree", "agreed", "yes agree", "yes i agree", "ok agree"})
_CALL = frozenset(
    {"call me", "call", "please call", "please call me", "call me please", "yes call me",
     "call me now", "yes please call me", "ok call me"}
)  # fmt: skip

SUMMARY_LINES, SUMMARY_LETTERS = 3, 300  # what backup and counseling read of an escalation


def is_summary(words: str) -> bool:
    """Say whether a mentor's words are short enough to be the summary of an escalation."""
    lines = [it for it in words.splitlines() if it.strip()]
    return len(lines) <= SUMMARY_LINES and len(words) <= SUMMARY_LETTERS


def read(body: str) -> Literal["agree", "call"] | None:
    """Return what a text says if that is all it says, whatever the case and punctuation."""
    letters = (it if it.isalnum() else " " for it in unicodedata.normalize("NFKC", body))
    words = " ".join("".join(letters).casefold().split())
    if words in _AGREE:
        return "agree"
    return "call" if words in _CALL else None
