"""The carrier's heart: happenings in order of time, and the programs of its phone legs.

All state is changed under one lock and in one order: time, then order of arrival. Web servers are
asked outside the lock, so that a webhook may use the REST API while the carrier waits for it.
"""

import heapq
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from warmline.simulator.clock import Clock, HandClock
from warmline.simulator.tasks import Fetch, Interruption, Listen, Program, Task
from warmline.simulator.values import Account, Alert
from warmline.simulator.webhooks import (
    Fetcher,
    FetchError,
    Request,
    headers_for,
    overrides,
    with_query,
)

MOST_ALERTS = 10_000  # the debugger forgets older ones


@dataclass(frozen=True)
class _Job:
    task: Task
    turn: int
    request: Request


class Engine:
    """Runs happenings and programs on a clock; knows nothing of phones."""

    def __init__(self, clock: Clock, fetcher: Fetcher, account: Account) -> None:
        self.clock = clock
        self.account = account
        self.lock = threading.RLock()
        self.moved = threading.Condition(self.lock)
        self.debugger: list[Alert] = []
        self.requests: deque[Request] = deque(maxlen=1000)  # what was asked, newest last
        self._fetcher = fetcher
        self._order = count()
        self._heap: list[tuple[datetime, int, Callable[[], object]]] = []
        self._jobs: deque[_Job] = deque()
        self._driving = threading.Lock()
        self._driver: int | None = None

    # What programs and parts use

    def now(self) -> datetime:
        """Return the carrier's time."""
        return self.clock.now()

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Do something after some seconds; after nought seconds means after what is now due."""
        with self.lock:
            due = self.now() + timedelta(seconds=seconds)
            heapq.heappush(self._heap, (due, next(self._order), action))
            self.moved.notify_all()

    def spawn(self, program: Program) -> Task:
        """Start a program; its first step is taken when the carrier next runs."""
        task = Task(program)
        self.after(0, lambda: self._step(task, None))
        return task

    def signal(self, task: Task | None, event: object) -> None:
        """Tell a program something; it learns of it when it next listens."""
        if task is None or task.done:
            return
        task.mailbox.append(event)
        self.after(0, lambda: self._deliver(task))

    def interrupt(self, task: Task | None, turn: Interruption) -> None:
        """Take a program elsewhere, whatever it waits for."""
        if task is not None and not task.done:
            self.after(0, lambda: self._throw(task, turn))

    def alert(self, code: int, message: str, url: str = "") -> None:
        """Write a line into the debugger."""
        self.debugger.append(Alert(code, message, url))
        del self.debugger[:-MOST_ALERTS]

    # What a test or a thread uses

    def next_due(self) -> datetime | None:
        """Return when something happens next, or None when nothing is going to."""
        with self.lock:
            if self._jobs:
                return self.now()
            return self._heap[0][0] if self._heap else None

    def run_due(self) -> None:
        """Do everything that is due at or before now, webhooks included.

        Called from inside a webhook it does nothing: the outer call goes on when the webhook ends.
        """
        if self._driver == threading.get_ident():
            return
        with self._driving:
            self._driver = threading.get_ident()
            try:
                while self._do_one():
                    pass
            finally:
                self._driver = None

    def run_until(self, instant: datetime) -> None:
        """Move a hand clock to an instant, stopping at each happening on the way."""
        clock = self.clock
        if not isinstance(clock, HandClock):
            raise TypeError("only a hand clock can be moved")
        self.run_due()
        while (due := self.next_due()) is not None and due <= instant:
            clock.set(max(due, clock.now()))
            self.run_due()
        clock.set(max(instant, clock.now()))

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass on a hand clock."""
        self.run_until(self.now() + timedelta(seconds=seconds))

    def take_due(self) -> list[Callable[[], None]]:
        """Do what is due except web requests, and return those for others to perform."""
        with self.lock:
            while self._heap and self._heap[0][0] <= self.now():
                heapq.heappop(self._heap)[2]()
            jobs: list[Callable[[], None]] = [partial(self._perform, j) for j in self._jobs]
            self._jobs.clear()
            return jobs

    # How it works

    def _do_one(self) -> bool:
        with self.lock:
            if not self._jobs:
                if not self._heap or self._heap[0][0] > self.now():
                    return False
                heapq.heappop(self._heap)[2]()
                return True
            job = self._jobs.popleft()
        self._perform(job)
        return True

    def _perform(self, job: _Job) -> None:
        request, answer = job.request, None
        self.requests.append(request)
        try:
            answer = self._fetcher.fetch(
                request.method,
                with_query(request),
                request.params if request.method == "POST" else (),
                headers_for(self.account.auth_token, request),
                overrides(request.url).read_ms / 1000,
            )
        except FetchError as failure:
            error = failure
        with self.lock:
            if answer is None:
                self.after(0, lambda: self._resume(job, error))
            else:
                self.after(0, lambda: self._resume(job, answer))

    def _resume(self, job: _Job, answer: object) -> None:
        if job.turn == job.task.turn and not job.task.done:
            self._step(job.task, answer)

    def _deliver(self, task: Task) -> None:
        if task.listening and task.mailbox and not task.done:
            self._step(task, task.mailbox.popleft())

    def _throw(self, task: Task, turn: Interruption) -> None:
        if not task.done:
            self._step(task, turn)

    def _timeout(self, task: Task, turn: int) -> None:
        if task.turn == turn and not task.done:
            self._step(task, None)

    def _step(self, task: Task, value: Any) -> None:
        """Let a program go on with what it waited for, until it waits again."""
        task.turn += 1
        task.listening = False
        try:
            wait = _go_on(task, value)
            while isinstance(wait, Listen) and task.mailbox:
                wait = task.program.send(task.mailbox.popleft())
        except (StopIteration, Interruption):
            task.done = True
            return
        self._wait(task, wait)

    def _wait(self, task: Task, wait: Listen | Fetch) -> None:
        turn = task.turn
        if isinstance(wait, Fetch):
            self._jobs.append(_Job(task, turn, wait.request))
            self.moved.notify_all()
            return
        task.listening = True
        if wait.seconds is not None:
            self.after(max(wait.seconds, 0), lambda: self._timeout(task, turn))


def _go_on(task: Task, value: Any) -> Listen | Fetch:
    if isinstance(value, (Interruption, FetchError)):
        return task.program.throw(value)
    return task.program.send(value)


class EngineThread:
    """Runs an engine on the real clock: one thread for happenings, a few for web requests."""

    def __init__(self, engine: Engine, requests_at_once: int = 32) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(requests_at_once, thread_name_prefix="webhook")
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; requests under way are waited for."""
        with self._engine.moved:
            self._stopping = True
            self._engine.moved.notify_all()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _take_due(self) -> None:
        """Do what is due; a mistake in one happening does not silence the carrier."""
        try:
            for job in self._engine.take_due():
                self._pool.submit(job)
        except Exception:
            logging.getLogger(__name__).exception("a happening at the carrier failed")

    def _run(self) -> None:
        engine = self._engine
        with engine.moved:
            while not self._stopping:
                self._take_due()
                due = engine.next_due()
                wait = None if due is None else (due - engine.now()).total_seconds()
                if wait is None or wait > 0:
                    engine.moved.wait(wait)
