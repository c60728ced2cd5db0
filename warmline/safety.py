"""Looks for safety phrases in what a student has just sent; whatever happens, the text goes on."""

import logging
from functools import lru_cache

from warmline.care import Matcher, read_language

log = logging.getLogger(__name__)


def prepare() -> None:
    """Make the matcher ready, so that nobody's first text waits for it (a fifth of a second)."""
    try:
        matcher()
    except Exception as exc:  # noqa: BLE001 - texts are relayed without it
        log.error("safety phrases cannot be read", extra={"why": type(exc).__name__})  # noqa: TRY400 - no traceback: it may quote words


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    """Return this process's matcher. Raises PlanError when the phrases cannot be read."""
    return Matcher(read_language("en"))


def is_urgent(words: str) -> bool:
    """Say whether a text has a safety phrase in it.

    Never raises, never logs a word, and says no more than yes or no: which phrase it was, or of
    which category, leaves this function nowhere.
    """
    try:
        return matcher().category(words) is not None
    except Exception as exc:  # noqa: BLE001 - a fault of ours must never keep a text from a mentor
        log.error("safety phrases failed", extra={"why": type(exc).__name__})  # noqa: TRY400 - as above
        return False
