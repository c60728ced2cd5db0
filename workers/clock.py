"""The clock: sweeps what is overdue, publishes changed plans, finds missed texts, says it lives."""

import logging
import signal
import threading
from time import monotonic

from warmline.bootstrap import Parts
from warmline.errors import WarmlineError
from warmline.settings import Settings
from workers.parts import parts

SWEEP_SECONDS = 0.25  # also the grain of the outgoing pace
PUBLISH_SECONDS = 0.5  # a changed plan routes within a second
LOOK_SECONDS = 0.5  # how soon after an outage missed texts are looked for
BEAT_SECONDS = 5.0
log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Tick until told to stop. Nothing that fails stops it: it tries again at the next tick."""
    settings.require_carrier()
    own, stop = parts(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for name, beside in (("publish", _publish), ("look", _look)):
        threading.Thread(target=beside, args=(own, stop), daemon=True, name=name).start()
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


def _publish(own: Parts, stop: threading.Event) -> None:
    """Publish changed plans; a slow database never holds the sweep up."""
    while not stop.wait(PUBLISH_SECONDS):
        try:
            own.publisher.publish_changed()
        except WarmlineError as exc:
            log.warning("plans were not published", extra={"why": str(exc)})
        except Exception:  # the outer edge
            log.exception("publishing broke and will be tried again")


def _look(own: Parts, stop: threading.Event) -> None:
    """Deal with texts that were missed; a slow carrier never holds the sweep up."""
    while not stop.wait(LOOK_SECONDS):
        try:
            own.missed.look_if_due()
        except WarmlineError as exc:
            log.warning("missed texts were not looked for", extra={"why": str(exc)})
        except Exception:  # the outer edge
            log.exception("looking for missed texts broke and will be tried again")
