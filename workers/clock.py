"""The clock: sweeps what is overdue, does its chores beside it, says that it is alive."""

import logging
import signal
import threading
from collections.abc import Sequence
from time import monotonic

from warmline.chores import Chore, Chores
from warmline.errors import WarmlineError
from warmline.settings import Settings
from workers.parts import parts

SWEEP_SECONDS = 0.25  # also the grain of the outgoing pace
CHORE_SECONDS = 0.25  # how often it is looked whether a chore is due
BEAT_SECONDS = 5.0
log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Tick until told to stop. Nothing that fails stops it: it tries again at the next tick."""
    settings.require_carrier()
    own, stop = parts(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for name, chores in (("chores", own.chores), ("slow chores", own.slow_chores)):
        doing = threading.Thread(target=_do, args=(chores, stop), daemon=True, name=name)
        doing.start()
    beaten = 0.0
    while not stop.wait(SWEEP_SECONDS):
        try:
            own.performer.sweep(own.now())
            if monotonic() - beaten > BEAT_SECONDS:
                own.live.beat("clock", own.now())
                beaten = monotonic()
        except WarmlineError as exc:
            log.warning("the sweep failed and will be made again", extra={"why": str(exc)})
        except Exception:  # the outer edge: a clock that dies sweeps nothing
            log.exception("the sweep broke and will be made again")


def _do(chores: Sequence[Chore], stop: threading.Event) -> None:
    """Do what may be slow, like asking the database, so that it never holds the sweep up."""
    own = Chores(chores)
    while not stop.wait(CHORE_SECONDS):
        own.do_due()
