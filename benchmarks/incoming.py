"""A call comes in: how many a second, how quickly, beside a bare view under the same server."""

import sys

from benchmarks.house import House, answers, house, roster
from benchmarks.load import Measured, incoming, run
from benchmarks.table import Row, show

REQUESTS = 6000
WARM_UP = 600
CONNECTIONS = 16
ROUNDS = 1


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    ours: list[Measured] = []
    bare: list[Measured] = []
    for _ in range(ROUNDS):  # in turn, so that a noisy minute hits both
        bare.append(_bare())
        ours.append(_ours())
    mine = max(it.throughput for it in ours)
    theirs = max(it.throughput for it in bare)
    slow = min(it.percentile(0.99) for it in ours)
    slow_bare = min(it.percentile(0.99) for it in bare)
    wrong = sum(it.wrong for it in (*ours, *bare))
    return [
        (
            "incoming call, requests a second",
            f"{mine:.0f}",
            f"{theirs:.0f} (bare view)",
            f"{mine / theirs:.2f} of it; goal >= 0.5",
        ),
        (
            "the same, p99 at 16 connections",
            f"{slow * 1000:.1f} ms",
            f"{slow_bare * 1000:.1f} ms (bare view)",
            f"{slow / slow_bare:.2f} times; goal <= 2",
        ),
        ("wrong answers", str(wrong), "-", "goal 0"),
    ]


def _bare() -> Measured:
    with house() as it:
        it.start(sys.executable, "-m", "benchmarks.bare")
        answers(it.web_port, "/healthz")
        return _load(it)


def _ours() -> Measured:
    with house() as it:
        parts = it.parts()
        parts.live.publish(roster(parts.vault, 8000))
        it.web()
        return _load(it)


def _load(it: House) -> Measured:
    path = "/voice/incoming"
    run(it.web_port, [incoming(it.web_port, path, 10**9 + i) for i in range(WARM_UP)], CONNECTIONS)
    requests = [incoming(it.web_port, path, i) for i in range(REQUESTS)]
    return run(it.web_port, requests, CONNECTIONS)


if __name__ == "__main__":
    show(measure())
