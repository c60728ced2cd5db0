"""A call comes in: how many a second, how quickly, beside a bare view under the same server."""

import sys
from statistics import median

from benchmarks.house import House, answers, house, roster
from benchmarks.load import Measured, incoming, run
from benchmarks.table import Row, show

REQUESTS = 1000
WARM_UP = 600
CONNECTIONS = 16
ROUNDS = 7
PATH = "/voice/incoming"


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    with house() as theirs, house() as mine:
        theirs.start(sys.executable, "-m", "benchmarks.bare")
        answers(theirs.web_port, "/healthz")
        parts = mine.parts()
        parts.live.publish(roster(parts.vault, 8000))
        mine.web()
        for it in (theirs, mine):
            _load(it, 10**9, WARM_UP)
        # In turn, so that a noisy moment hits both; the other one is idle meanwhile.
        rounds = [(_load(theirs, i), _load(mine, i)) for i in range(ROUNDS)]
    return _rows([it[0] for it in rounds], [it[1] for it in rounds])


def _rows(bare: list[Measured], ours: list[Measured]) -> list[Row]:
    fast, fast_bare = (median(it.throughput for it in them) for them in (ours, bare))
    share = median(mine.throughput / its.throughput for mine, its in zip(ours, bare, strict=True))
    slow, slow_bare = (median(it.percentile(0.99) for it in them) for them in (ours, bare))
    times = slow / slow_bare
    return [
        (
            "incoming call, requests a second",
            f"{fast:.0f}",
            f"{fast_bare:.0f} (bare view)",
            f"{share:.2f} of it; goal >= 0.5: {'met' if share >= 0.5 else 'MISSED'}",
        ),
        (
            f"the same, p99 at {CONNECTIONS} connections",
            f"{slow * 1000:.1f} ms",
            f"{slow_bare * 1000:.1f} ms (bare view)",
            f"{times:.2f} times; goal <= 2: {'met' if times <= 2 else 'MISSED'}",
        ),
        ("wrong answers", str(sum(it.wrong for it in (*ours, *bare))), "-", "goal 0"),
    ]


def _load(it: House, turn: int, requests: int = REQUESTS) -> Measured:
    """Send calls that have not been there before."""
    numbers = range(turn * REQUESTS, turn * REQUESTS + requests)
    return run(it.web_port, [incoming(it.web_port, PATH, i) for i in numbers], CONNECTIONS)


if __name__ == "__main__":
    show(measure())
