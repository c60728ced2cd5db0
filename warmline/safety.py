"""Looks for safety phrases in what a student has just sent; whatever happens, the text goes on."""

import logging
from functools import lru_cache

from warmline.care import Added, Matcher, read_language

log = logging.getLogger(__name__)


def prepare() -> None:
    """Make the matcher ready, so that nobody's first text waits for it (a fifth of a second)."""
    try:
        matcher()
    except Exception as exc:  # noqa: BLE001 - texts are relayed without it
        log.error("safety phrases cannot be read", extra={"why": type(exc).__name__})  # noqa: TRY400 - no traceback: it may quote words


@lru_cache(maxsize=8)
def matcher(extra: tuple[Added, ...] = ()) -> Matcher:
    """Return a matcher with a campus's own phrases. Raises PlanError when one cannot be read."""
    return Matcher(read_language("en"), extra)


def is_urgent(words: str, extra: tuple[Added, ...] = ()) -> bool:
    """Say whether a text has a safety phrase in it, one of ours or one that its campus has added.

    Never raises, never logs a word, and says no more than yes or no: which phrase it was, or of
    which category, leaves this function nowhere.
    """
    try:
        return matcher(extra).category(words) is not None
    except Exception as exc:  # noqa: BLE001 - a fault of ours must never keep a text from a mentor
        log.error("safety phrases failed", extra={"why": type(exc).__name__})  # noqa: TRY400 - as above
        return False
