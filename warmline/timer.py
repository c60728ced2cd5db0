"""Jobs that wake a contact up: at once, or when its next wait must be over (RQ)."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Protocol

import redis
from msgspec import Struct
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from warmline.ids import ContactId
from warmline.store.live.clients import client_of

QUEUE = "warmline"
ATTEND = "workers.jobs.attend"
JOB_SECONDS = 60
log = logging.getLogger(__name__)


class Timer(Protocol):
    """Both calls are only wishes: a lost one is found by the sweep."""

    def soon(self, contact: ContactId, step: int) -> None:
        """Have the contact attended to at once."""
        ...

    def at(self, contact: ContactId, step: int, when: datetime) -> None:
        """Have the contact attended to at a time (UTC)."""
        ...


class Backlog(Struct, frozen=True):
    """What waits in the queue, and who works on it."""

    depth: int
    oldest: timedelta  # how long the job waits that is next
    failed: int  # jobs that broke in the last day
    workers: int


class RqTimer:
    """Jobs in a queue of RQ's; their arguments are the contact's id and step, nothing else."""

    def __init__(self, url: str, *, timeout: float = 2.0) -> None:
        self.connection = client_of(url, timeout=timeout)
        self.queue = Queue(QUEUE, connection=self.connection, serializer=JSONSerializer)

    def soon(self, contact: ContactId, step: int) -> None:
        """Queue a job; a queue that is away costs the sweep's delay, not the call."""
        try:
            self.queue.enqueue_call(
                ATTEND,
                args=(contact, step),
                timeout=JOB_SECONDS,
                result_ttl=0,
                failure_ttl=86400,
                description="attend",
            )
        except redis.RedisError:
            log.warning("the job queue does not answer; the sweep will attend", exc_info=True)

    def at(self, contact: ContactId, step: int, when: datetime) -> None:
        """Schedule a job; a second one for the same step takes the place of the first."""
        try:
            self.queue.enqueue_at(
                _whole(when),
                ATTEND,
                args=(contact, step),
                job_id=f"{contact}-{step}".replace(".", "_"),
                job_timeout=JOB_SECONDS,
                result_ttl=0,
                failure_ttl=86400,
                description="attend",
            )
        except redis.RedisError:
            log.warning("the job queue does not answer; the sweep will attend", exc_info=True)

    def backlog(self) -> Backlog | None:
        """Return what waits in the queue now; None when it does not answer."""
        try:
            first = self.queue.get_job_ids(0, 1)
            job = Job.fetch_many(first, self.connection, JSONSerializer)[0] if first else None
            since = job.enqueued_at if job else None
            return Backlog(
                depth=self.queue.count,
                oldest=datetime.now(UTC) - since if since else timedelta(0),
                failed=self.queue.failed_job_registry.get_job_count(cleanup=False),
                workers=Worker.count(queue=self.queue),
            )
        except redis.RedisError:
            return None


def _whole(when: datetime) -> datetime:
    """Round up to a second: the queue keeps whole ones only, and cut off a job comes too early."""
    return when + timedelta(microseconds=-when.microsecond % 1_000_000)
