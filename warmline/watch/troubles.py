"""What can be wrong with the house, and whether it is, by what is seen of it now.

Each trouble begins at one bound and ends at a lower one, so that what lies between raises nothing
and ends nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct

from warmline.ids import CampusSlug

Kind = Literal["stuck", "workers", "clock", "carrier", "refusals", "queue", "database"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SILENT, HEARD = timedelta(seconds=45), timedelta(seconds=20)  # of a process that beats every 5 s
STUCK, MOVING = timedelta(seconds=90), timedelta(seconds=30)
WAITING, FLOWING = timedelta(seconds=30), timedelta(seconds=5)  # of the oldest job in the queue
FAILED_RUN = 4  # requests to the carrier, one after the other
FAILED_FOR = timedelta(seconds=60)
REFUSED_WINDOW = timedelta(minutes=10)
FEWEST_REFUSED, FEW_REFUSED = 5, 3
OVER_USUAL, NEAR_USUAL = 4.0, 2.0  # times the usual of a window


class Trouble(Struct, frozen=True):
    """Something that is wrong: with the house, or with one campus's contacts."""

    kind: Kind
    campus: CampusSlug | None = None

    @property
    def key(self) -> str:
        """Return its name where it is remembered."""
        return f"{self.kind}:{self.campus}" if self.campus else self.kind


class Signs(Struct, frozen=True, kw_only=True):
    """What is seen of the house at a moment (UTC); None: it cannot be seen, which proves nothing.

    ``stuck`` says for each campus how long the contact waits that has waited longest for something
    that should have been done. ``usual`` is how many refused webhooks a window of this length has.
    """

    now: datetime
    worker_at: datetime | None = None  # when any worker last said that it is alive
    clock_at: datetime | None = None
    stuck: Mapping[CampusSlug, timedelta] = {}
    oldest_job: timedelta | None = None  # how long it has been in the queue
    failed: int = 0  # requests to the carrier since the last that was answered
    failed_since: datetime | None = None
    refused: int = 0  # webhooks without a good signature in the window
    usual: float = 0.0
    database: bool = True  # it answers


def troubles(signs: Signs, raised: frozenset[Trouble] = frozenset()) -> frozenset[Trouble]:
    """Return what is wrong now; of what is ``raised`` already, less is enough to stay so."""
    return frozenset(_troubles(signs, raised))


def _troubles(signs: Signs, raised: frozenset[Trouble]) -> Iterator[Trouble]:
    for kind, at in (("workers", signs.worker_at), ("clock", signs.clock_at)):
        trouble = Trouble("workers" if kind == "workers" else "clock")
        if at is None or signs.now - at > (HEARD if trouble in raised else SILENT):
            yield trouble
    for campus, waits in signs.stuck.items():
        trouble = Trouble("stuck", campus)
        if waits > (MOVING if trouble in raised else STUCK):
            yield trouble
    trouble = Trouble("queue")
    if signs.oldest_job and signs.oldest_job > (FLOWING if trouble in raised else WAITING):
        yield trouble
    if _carrier_fails(signs, already=Trouble("carrier") in raised):
        yield Trouble("carrier")
    if _too_many_refused(signs, already=Trouble("refusals") in raised):
        yield Trouble("refusals")
    if not signs.database:
        yield Trouble("database")


def _carrier_fails(signs: Signs, *, already: bool) -> bool:
    if already or signs.failed_since is None:
        return already and signs.failed > 0
    return signs.failed >= FAILED_RUN and signs.now - signs.failed_since >= FAILED_FOR


def _too_many_refused(signs: Signs, *, already: bool) -> bool:
    if already:
        return signs.refused >= max(FEW_REFUSED, NEAR_USUAL * signs.usual)
    return signs.refused >= max(FEWEST_REFUSED, OVER_USUAL * signs.usual)


def refused_lately(
    counts: Mapping[int, int], now: datetime, bucket: timedelta, kept: timedelta
) -> tuple[int, float]:
    """Return how many were refused in the last window, and how many usually are in one.

    ``counts`` says how many were in each bucket, numbered since 1970. What is usual is of all that
    is ``kept`` before the window.
    """
    newest = int(now.timestamp() // bucket.total_seconds())
    of_window, of_all = (round(it / bucket) for it in (REFUSED_WINDOW, kept))
    first = newest - of_window + 1
    lately = sum(n for it, n in counts.items() if first <= it <= newest)
    before = sum(n for it, n in counts.items() if newest - of_all < it < first)
    return lately, before * of_window / (of_all - of_window)
