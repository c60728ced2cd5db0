"""What a text answers to a question of ours: a student's, in the very words that we asked for."""

import re
import unicodedata
from typing import Literal

_SAID = r"(?:yes|yeah|yep|ok|okay|sure)"
_THANKS = r"(?:please|thanks|thank you)"
_AGREE = re.compile(
    rf"(?:{_SAID} )?(?:(?:i|i do|i fully) )?agreed?(?: (?:to|with) (?:this|that|it))?"
    rf"(?: {_SAID})?(?: {_THANKS})?"
)
# A yes that may answer something else, and AGREE as thumbs write it: asked about, never counted.
_UNSURE = frozenset(
    {"y", "yes", "yeah", "yep", "yup", "ok", "okay", "k", "kk", "sure", "fine", "right", "correct",
     "yes please", "ok yes", "ok sure", "ok fine", "ok thanks", "sure thing", "yes ok", "yes sure",
     "yes that is right", "that is right", "that s right", "thats right", "yes thats right",
     "yes that s right", "go ahead", "yes go ahead", "sounds good", "thats fine", "that s fine",
     "that is fine", "yes thats fine", "yes that s fine", "i guess", "i guess so",
     "agre", "agee", "aggree", "agreee", "argee", "arge", "agreeed", "agrre", "a gree"}
)  # fmt: skip
_CALL = frozenset(
    {"call me", "call", "please call", "please call me", "call me please", "yes call me",
     "call me now", "yes please call me", "ok call me"}
)  # fmt: skip

SUMMARY_LINES, SUMMARY_LETTERS = 3, 300  # what backup and counseling read of an escalation


def is_summary(words: str) -> bool:
    """Say whether a mentor's words are short enough to be the summary of an escalation."""
    lines = [it for it in words.splitlines() if it.strip()]
    return len(lines) <= SUMMARY_LINES and len(words) <= SUMMARY_LETTERS


def read(body: str) -> Literal["agree", "call", "unsure"] | None:
    """Return what a text says if that is all it says, whatever the case and punctuation.

    A question agrees to nothing. "unsure" is a yes that does not say to what.
    """
    letters = (it if it.isalnum() else " " for it in unicodedata.normalize("NFKC", body))
    words = " ".join("".join(letters).casefold().split())
    if _AGREE.fullmatch(words):
        return "unsure" if "?" in body else "agree"
    if words in _UNSURE:
        return "unsure"
    return "call" if words in _CALL else None
