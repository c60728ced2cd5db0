"""What the first reader of each page would wait for, done before: when the console has been made.

A template costs its first reader up to a tenth of a second, and the months of a report somewhat
more. It is done a little at a time, because calls are answered meanwhile.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask

AHEAD = "warmline.ahead"  # among the extensions: gives what else a console can do ahead
LATER = 1.0  # seconds; whoever asked for the console comes first
BETWEEN = 0.05
log = logging.getLogger(__name__)


def begin_warming(console: Flask) -> None:
    """Warm a console in a thread, which ends when that is done."""
    threading.Thread(target=_warm, args=(console,), name="warming", daemon=True).start()


def _warm(console: Flask) -> None:
    rest = threading.Event().wait
    rest(LATER)
    try:
        for step in steps(console):
            step()
            rest(BETWEEN)
    except Exception as exc:  # noqa: BLE001 - whoever asks for the page waits, and is told
        log.warning("a page could not be made ahead", extra={"why": type(exc).__name__})


def steps(console: Flask) -> Iterator[Callable[[], object]]:
    """Yield what there is to do ahead, the dearest pages' templates first."""
    names = console.jinja_env.list_templates(filter_func=lambda it: it.startswith("console/"))
    for name in sorted(names, key=lambda it: "report" not in it):
        yield partial(console.jinja_env.get_template, name)
    yield from console.extensions[AHEAD]()
