"""The parts of this worker process, made once and kept: connections stay open between jobs."""

import os
from functools import cache

from warmline.bootstrap import Parts, parts_from


@cache
def parts() -> Parts:
    """Return this process's parts. Raises SettingsError."""
    return parts_from(os.environ)
