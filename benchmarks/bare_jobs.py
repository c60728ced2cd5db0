"""The yardstick of a ring: one job of RQ's that makes one request, and nothing else."""

import os
from functools import cache

import redis
import requests
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from benchmarks.house import LINE, SID, TOKEN

QUEUE = "bare"


@cache
def queue() -> Queue:
    """Return the queue, on a connection that is kept."""
    connection = redis.Redis.from_url(os.environ["REDIS_URL"])
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer)


@cache
def _session() -> requests.Session:
    session = requests.Session()
    session.auth = (SID, TOKEN)
    session.trust_env = False
    return session


def ring(call: str) -> None:
    """Ask the carrier for one ring."""
    base = os.environ["PUBLIC_BASE_URL"]
    form = {"To": "+14155550111", "From": LINE, "Url": f"{base}/voice/leg/{call}/1/screen"}
    address = f"{os.environ['TWILIO_API_BASE']}/2010-04-01/Accounts/{SID}/Calls.json"
    _session().post(address, data=form, timeout=5).json()


if __name__ == "__main__":
    SimpleWorker([queue()], connection=queue().connection, serializer=JSONSerializer).work(
        logging_level="WARNING"
    )
