"""The parts of this worker process, made once and kept: connections stay open between jobs."""

import os
import threading
from collections.abc import Callable
from functools import cache

from warmline.bootstrap import Parts, parts_from
from warmline.errors import LiveStoreUnavailableError
from warmline.up import readiness

ENDING = threading.Event()  # this process has been asked to end


@cache
def parts() -> Parts:
    """Return this process's parts. Raises SettingsError."""
    return parts_from(os.environ)


def tell_when_at_work(has_begun: Callable[[], bool] = lambda: True) -> None:
    """Say that this process can work, to whoever waits for it: it has begun, each Redis answers.

    Comes back at once: a process works as soon as it can, whether or not somebody waits for it.
    """
    address = readiness.asked(os.environ)
    if address is not None:
        readiness.tell_when(lambda: has_begun() and _each_redis_answers(), address)


def _each_redis_answers() -> bool:
    own = parts()
    try:
        own.live.ping()
    except LiveStoreUnavailableError:
        return False
    return own.backlog() is not None
