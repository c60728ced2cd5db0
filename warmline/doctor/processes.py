"""Workers and the clock: whether they live, and whether anything waits for them in vain."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from warmline.doctor.finding import Finding, judged
from warmline.store.live import LiveStore
from warmline.timer import Backlog

SILENT = timedelta(seconds=60)  # a process that said nothing for longer counts as gone
OVERDUE = timedelta(seconds=30)  # a sweep is made four times a second
LATE_JOB = timedelta(seconds=60)


def check_heartbeats(beats: Mapping[str, datetime], now: datetime) -> Iterator[Finding]:
    """Check that a worker and the clock have said lately that they live.

    The clock says so only after a sweep that went through: its heartbeat is the last sweep.
    """
    for process in ("worker", "clock"):
        times = [at for name, at in beats.items() if name.startswith(process)]
        todo = f"start `warmline {process}`, or see its log"
        if not times:
            yield Finding(process, "FAIL", f"has been silent; {todo}")
            continue
        age = now - max(times)
        did = "swept" if process == "clock" else "said so"
        yield judged(
            process,
            age <= SILENT,
            f"is alive; it last {did} {_seconds(age)} s ago",
            f"has been silent for {_seconds(age)} s ({SILENT.seconds} s at most); {todo}",
        )


def check_waits(live: LiveStore, now: datetime) -> Iterator[Finding]:
    """Check that no contact waits for a sweep: each wait ends at its deadline."""
    late = sum(len(live.due(campus, now - OVERDUE, 1000)) for campus in live.campuses())
    yield judged(
        "sweep",
        not late,
        "no contact is overdue",
        f"{late} contacts are overdue by more than {OVERDUE.seconds} s; restart `warmline clock`",
    )


def check_queue(backlog: Backlog | None) -> Iterator[Finding]:
    """Check that workers have taken their place at the job queue, and that jobs do not pile up."""
    if backlog is None:
        yield Finding("job queue", "FAIL", "does not answer; check RQ_REDIS_URL")
        return
    yield judged(
        "workers at the queue",
        backlog.workers,
        f"{backlog.workers}",
        "none; start `warmline worker`, and see that its RQ_REDIS_URL is this one",
    )
    yield judged(
        "jobs",
        backlog.oldest <= LATE_JOB,
        f"{backlog.depth} wait",
        f"{backlog.depth} wait, the oldest for {_seconds(backlog.oldest)} s; "
        "start more workers (WARMLINE_WORKERS), or see their log",
    )
    if backlog.failed:
        yield Finding("failed jobs", "warn", f"{backlog.failed} in the last day; see workers' log")


def _seconds(age: timedelta) -> int:
    return max(0, int(age.total_seconds()))
