"""One set of counters for all processes of this machine, so that any of them can show it."""

import contextlib
import os
import re
from pathlib import Path

from warmline.settings import Settings

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_PID = re.compile(r"_(\d+)\.db$")


def count_together(settings: Settings) -> None:
    """Have this process count into files that all share; call before anything counts.

    Files of processes that are gone are dropped: a counter that begins again is no surprise to
    Prometheus, and files would otherwise pile up with every restart.
    """
    folder = Path(os.environ.get(VARIABLE) or settings.own_home.make() / "metrics")
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ[VARIABLE] = str(folder)
    for file in folder.glob("*.db"):
        found = _PID.search(file.name)
        if found and not Path(f"/proc/{found[1]}").exists() and Path("/proc").exists():
            with contextlib.suppress(FileNotFoundError):
                file.unlink()
