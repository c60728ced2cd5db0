"""What the clock does beside its sweep: none of it may hold a call up, all of it may come late."""

import logging
from collections.abc import Callable, Sequence
from time import monotonic

from msgspec import Struct

from warmline.errors import WarmlineError

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
        self._chores = chores

    def do_due(self) -> None:
        """Do whatever is due. Never raises: nothing that fails stops the clock."""
        for chore in self._chores:
            if monotonic() >= self._due[chore.name]:
                self._do(chore)
                self._due[chore.name] = monotonic() + chore.every_seconds

    def _do(self, chore: Chore) -> None:
        try:
            chore.do()
        except WarmlineError as exc:
            log.warning("a chore failed", extra={"chore": chore.name, "why": str(exc)})
        except Exception:  # the outer edge: a clock that dies sweeps nothing
            log.exception("a chore broke", extra={"chore": chore.name})
