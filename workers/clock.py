"""The clock: sweeps what is overdue, does its chores beside it, says that it is alive."""

import logging
import signal
import threading
from time import monotonic

from warmline.chores import Chore, Chores
from warmline.errors import WarmlineError
from warmline.metrics import SWEEPS
from warmline.settings import Settings
from warmline.watch.threads import ClockWatch
from workers.parts import parts, tell_when_at_work

SWEEP_SECONDS = 0.25  # also the grain of the outgoing pace
CHORE_SECONDS = 0.25  # how often it is looked whether a chore is due
LOOK_SECONDS = 0.5  # how soon after an outage missed texts are looked for
BEAT_SECONDS = 5.0
CHECK_IN_SECONDS = 5.0
ENDING_SECONDS = 5.0
log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Tick until told to stop. Nothing that fails stops it: it tries again at the next tick."""
    settings.require_carrier()
    own, stop, swept = parts(), threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # The database may be slow, and so may the carrier: neither waits for the other.
    missed = (Chore("missed texts", LOOK_SECONDS, own.missed.look_if_due),)
    every = (("chores", own.chores), ("slow chores", own.slow_chores), ("look", missed))
    at_work = [(name, Chores(chores)) for name, chores in every]
    threads = [
        threading.Thread(target=_do, args=(chores, stop), daemon=True, name=name)
        for name, chores in at_work
    ]
    for thread in threads:
        thread.start()
    chores_at_work = [it for _, it in at_work]
    watch = ClockWatch(own.lookout, own.heartbeat, chores_at_work, own.ask_database)
    threading.Thread(target=watch.keep, args=(stop,), daemon=True, name="watch").start()
    tell_when_at_work(swept.is_set)
    beaten = checked = 0.0
    while not stop.wait(SWEEP_SECONDS):
        try:
            with SWEEPS.time():
                own.performer.sweep(own.now(), is_ending=stop.is_set)
            if monotonic() - checked > CHECK_IN_SECONDS:
                checked = monotonic()
                own.checkins.look()
            if monotonic() - beaten > BEAT_SECONDS:
                own.live.beat("clock", own.now())
                beaten = monotonic()
            watch.swept()
            swept.set()
        except WarmlineError as exc:
            log.warning("the sweep failed and will be made again", extra={"why": str(exc)})
        except Exception:  # the outer edge: a clock that dies sweeps nothing
            log.exception("the sweep broke and will be made again")
    limit = monotonic() + ENDING_SECONDS
    for thread in threads:  # a chore under way is finished; one that is slow is begun again later
        thread.join(max(0.0, limit - monotonic()))


def _do(chores: Chores, stop: threading.Event) -> None:
    """Do what may be slow beside the sweep, so that it never holds that up."""
    while not stop.wait(CHORE_SECONDS):
        chores.do_due()
