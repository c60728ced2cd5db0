"""The worker: takes jobs from the queue and performs them in this very process.

RQ's usual worker forks for each job; the fork and a new TLS handshake would cost a waiting student
a quarter of a second per ring, so jobs run here and connections stay open.
"""

import contextlib
import logging
import signal
import threading
from types import FrameType

from redis import RedisError
from rq import SimpleWorker
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from warmline.bootstrap import Parts
from warmline.errors import WarmlineError
from warmline.settings import Settings
from warmline.timer import QUEUE, RqTimer
from warmline.watch.threads import keep_watch
from workers.parts import ENDING, parts, tell_when_at_work

BEAT_SECONDS = 5.0
SCHEDULE_SECONDS = 0.5
ENDING_SECONDS = 2.0
AGAIN_SECONDS = 0.5
log = logging.getLogger(__name__)


class InProcessWorker(SimpleWorker):
    """A worker whose scheduler and heartbeat are threads rather than processes."""

    def _install_signal_handlers(self) -> None:
        """Obey from now on; whoever asked us to end before this was noted."""
        super()._install_signal_handlers()  # type: ignore[no-untyped-call]
        if ENDING.is_set():
            self._stop_requested = True

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Take no other job; the one that is running hands on what it has not begun."""
        ENDING.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def run(settings: Settings) -> None:
    """Work until told to stop; a job that is running is finished first."""
    settings.require_carrier()
    own = parts()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ENDING.set())
    timer = RqTimer(settings.rq_redis_url, timeout=30)
    stop = threading.Event()
    threads = [
        threading.Thread(target=_beat, args=(own, stop), daemon=True, name="beat"),
        threading.Thread(target=_schedule, args=(settings, stop), daemon=True, name="schedule"),
        threading.Thread(target=keep_watch, args=(own.lookout, stop), daemon=True, name="watch"),
    ]
    for thread in threads:
        thread.start()
    try:
        worker = at_the_queue(timer)
        if worker is not None:
            tell_when_at_work()
            worker.work(logging_level="WARNING", with_scheduler=False)
    finally:
        stop.set()
        for thread in threads:
            thread.join(ENDING_SECONDS)


def at_the_queue(timer: RqTimer) -> InProcessWorker | None:
    """Return a worker as soon as the queue's Redis answers, which may be away as we start.

    None when we are asked to end before it does.
    """
    told = False
    while not ENDING.is_set():
        try:
            return InProcessWorker(
                [timer.queue], connection=timer.connection, serializer=JSONSerializer
            )
        except RedisError:
            if not told:
                log.warning("no job can be taken yet: the queue's Redis does not answer")
            told = True
            ENDING.wait(AGAIN_SECONDS)
    return None


def _beat(own: Parts, stop: threading.Event) -> None:
    while True:
        try:
            own.live.beat("worker", own.now())
        except WarmlineError:
            log.warning("the worker cannot say that it is alive: Redis does not answer")
        if stop.wait(BEAT_SECONDS):
            return


def _schedule(settings: Settings, stop: threading.Event) -> None:
    """Move scheduled jobs into the queue when their time has come; one worker at a time does."""
    timer = RqTimer(settings.rq_redis_url)
    scheduler = RQScheduler([QUEUE], connection=timer.connection, serializer=JSONSerializer)
    while not stop.wait(SCHEDULE_SECONDS):
        try:
            scheduler.acquire_locks(auto_start=False)  # type: ignore[no-untyped-call]
            scheduler.enqueue_scheduled_jobs()  # type: ignore[no-untyped-call]
            scheduler.heartbeat()  # type: ignore[no-untyped-call]
        except RedisError:
            log.warning("scheduled jobs cannot be read: Redis does not answer")
    with contextlib.suppress(RedisError):  # else nobody schedules until our lock lapses: a minute
        scheduler.release_locks()  # type: ignore[no-untyped-call]
