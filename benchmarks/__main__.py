"""`make bench`: every number of DESIGN section 13, or only the rows that are named."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.table import Row, show
from warmline.up.embedded_redis import binary

BENCHES = (
    "incoming",
    "ring_latency",
    "text_latency",
    "claim",
    "compiling",
    "surge",
    "restarts",
    "footprint",
    "phrases",
    "console",
)
BUSY = 0.5  # load average from which a machine's numbers say more of others than of us


def main(names: Sequence[str]) -> int:
    """Measure and print one table."""
    unknown = [it for it in names if it not in BENCHES]
    if unknown:
        print(f"There is no {unknown[0]}; there are: {', '.join(BENCHES)}")
        return 2
    load = os.getloadavg()[0]
    print(_machine(), flush=True)
    print(f"Load average at the start: {load:.2f}", flush=True)
    if load > BUSY:
        print("This machine is busy: judge how rows compare, not the times.", flush=True)
    began, rows = time.monotonic(), list[Row]()
    for name in names or BENCHES:
        print(f"… {name}", file=sys.stderr, flush=True)
        measure: Callable[[], list[Row]] = import_module(f"benchmarks.{name}").measure
        rows += measure()
    print()
    show(rows)
    print(f"\nTook {time.monotonic() - began:.0f} s.")
    return 0


def _machine() -> str:
    """Return what was measured on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    redis = subprocess.run([binary(), "--version"], capture_output=True, text=True, check=True)
    words = dict(it.split("=", 1) for it in redis.stdout.split() if "=" in it)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {pages / 2**30:.0f} GB, "
        f"Python {platform.python_version()}, Redis {words.get('v', '?')}, RQ {version('rq')}, "
        f"Flask {version('flask')}, gunicorn {version('gunicorn')}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((it.partition(": ")[2] for it in lines if it.startswith("model name")), "?")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
