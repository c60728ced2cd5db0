"""How each process keeps watch beside its work, and the clock lets its heartbeat out."""

import logging
import threading
from collections.abc import Callable, Sequence
from time import monotonic

from warmline.chores import Chores
from warmline.errors import LiveStoreUnavailableError, WarmlineError
from warmline.watch.heartbeat import Heartbeat
from warmline.watch.lookout import Lookout

LOOK_SECONDS = 5.0
SELDOM_SECONDS = 20.0  # of a web process: others look before it, as long as there are any
SWEPT_SECONDS = 3.0  # a sweep that is older is not the last one
log = logging.getLogger(__name__)


def keep_watch(lookout: Lookout, stop: threading.Event, every: float = LOOK_SECONDS) -> None:
    """Look again and again until told to stop; a while after the start, which is no fault."""
    while not stop.wait(every):
        look(lookout)


def look(lookout: Lookout) -> None:
    """Look if that is due; whatever goes wrong is logged, and looked at again the next time."""
    try:
        lookout.look_if_due(LOOK_SECONDS * 0.9)
    except LiveStoreUnavailableError:
        log.warning("nobody can keep watch: Redis does not answer")
    except WarmlineError as exc:
        log.warning("the look at the house failed", extra={"why": str(exc)})
    except Exception:  # the outer edge: whoever keeps watch must not stop at a mistake of ours
        log.exception("the look at the house broke")


def begin_watch(lookout: Lookout, every: float = SELDOM_SECONDS) -> threading.Thread:
    """Keep watch on a thread of its own for as long as this process lives."""
    thread = threading.Thread(
        target=keep_watch, args=(lookout, threading.Event(), every), daemon=True, name="watch"
    )
    thread.start()
    return thread


class ClockWatch:
    """Keeps watch in the clock, and lets the heartbeat out only after a full healthy sweep."""

    def __init__(
        self,
        lookout: Lookout,
        heartbeat: Heartbeat,
        chores: Sequence[Chores],
        ask_database: Callable[[], None],
    ) -> None:
        self._lookout = lookout
        self._ask_database = ask_database
        self._heartbeat = heartbeat
        self._chores = chores
        self._swept: float | None = None
        self._held_by: str | None = None

    def swept(self) -> None:
        """A sweep has come to its end."""
        self._swept = monotonic()

    def keep(self, stop: threading.Event) -> None:
        """Look, and ping, until told to stop."""
        while not stop.wait(LOOK_SECONDS):
            self.ask_database()
            look(self._lookout)
            self.beat_if_well()

    def ask_database(self) -> None:
        """See whether the database answers, for every process."""
        try:
            self._ask_database()
        except WarmlineError as exc:
            log.warning("the database does not answer the clock", extra={"why": str(exc)})

    def beat_if_well(self) -> None:
        """Let the heartbeat out if it is due and nothing at all is wrong."""
        if not self._heartbeat.is_due:
            return
        before, self._held_by = self._held_by, self._wrong()
        if self._held_by is None:
            self._heartbeat.beat()
        elif self._held_by != before:  # one line is enough for one reason
            log.warning("no heartbeat: something is wrong", extra={"why": self._held_by})

    def _wrong(self) -> str | None:
        if self._swept is None or monotonic() - self._swept > SWEPT_SECONDS:
            return "no sweep came to its end"
        behind = sorted(name for chores in self._chores for name in chores.behind)
        if behind:
            return f"not done in time: {', '.join(behind)}"
        try:
            found = self._lookout.wrong_now()
        except WarmlineError as exc:
            return str(exc)
        return ", ".join(sorted(it.key for it in found)) or None
