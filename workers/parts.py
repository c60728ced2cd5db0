"""The parts of this worker process, made once and kept: connections stay open between jobs."""

import os
import threading
from functools import cache

from warmline.bootstrap import Parts, parts_from

ENDING = threading.Event()  # this process has been asked to end


@cache
def parts() -> Parts:
    """Return this process's parts. Raises SettingsError."""
    return parts_from(os.environ)
