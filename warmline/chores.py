"""What the clock does beside its sweep: none of it may hold a call up, all of it may come late."""

import logging
from collections.abc import Callable, Sequence
from time import monotonic

from msgspec import Struct

from warmline.errors import WarmlineError
from warmline.metrics import CHORES

GRACE_SECONDS = 30.0  # for a chore that takes its time
log = logging.getLogger(__name__)


class Chore(Struct, frozen=True):
    """One thing to do again and again; safe to do twice, and by two clocks at once."""

    name: str
    every_seconds: float
    do: Callable[[], object]


class Chores:
    """Does each chore at its interval; one that fails is tried again at the next."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._due = {it.name: 0.0 for it in chores}
        self._done = {it.name: monotonic() for it in chores}
        self._failed: set[str] = set()
        self._chores = chores

    @property
    def behind(self) -> tuple[str, ...]:
        """Return the chores that failed when they were last tried, or that hang."""
        now = monotonic()
        return tuple(
            it.name
            for it in self._chores
            if it.name in self._failed
            or now - self._done[it.name] > 2 * it.every_seconds + GRACE_SECONDS
        )

    def do_due(self) -> None:
        """Do whatever is due. Never raises: nothing that fails stops the clock."""
        for chore in self._chores:
            if monotonic() >= self._due[chore.name]:
                self._do(chore)
                self._due[chore.name] = monotonic() + chore.every_seconds

    def _do(self, chore: Chore) -> None:
        if self._was_done(chore):
            self._failed.discard(chore.name)
        else:
            self._failed.add(chore.name)
        CHORES.labels(chore.name, "failed" if chore.name in self._failed else "done").inc()

    def _was_done(self, chore: Chore) -> bool:
        try:
            chore.do()
        except WarmlineError as exc:
            log.warning("a chore failed", extra={"chore": chore.name, "why": str(exc)})
        except Exception:  # the outer edge: a clock that dies sweeps nothing
            log.exception("a chore broke", extra={"chore": chore.name})
        else:
            self._done[chore.name] = monotonic()
            return True
        return False
