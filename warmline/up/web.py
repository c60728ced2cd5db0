"""The web server: gunicorn with threads, set up in code, its logs through our pipe."""

import gc
import importlib
import logging
import mmap
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from warmline.settings import Settings
from warmline.up import readiness
from warmline.up.leaving import LISTENS_ON, LeavingWorker
from warmline.up.patient import CONNECTIONS

_DRAINING = 10  # seconds to answer what is there, after the last connection was taken


class PipedLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger, which hands every line to the one pipe of `logs` instead of its own."""

    def setup(self, cfg: Any) -> None:
        """Drop gunicorn's own handlers."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


class _Web(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(
        self,
        settings: Settings,
        application: str,
        held: int | None,
        notified: str | None,
        *,
        beside: bool,
    ) -> None:
        self._settings = settings
        self._held = held
        self._notified = notified
        self._beside = beside
        self._loaded = mmap.mmap(-1, 1)  # shared with every process that is forked from this one
        self.listens_on = _listens_on(settings, held)  # asked by the worker
        self._module, _, self._factory = application.partition(":")
        super().__init__()

    def load_config(self) -> None:
        for name, value in configuration(self._settings, self._held).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the app; called in each worker after the fork, so that no connection is shared."""
        app = getattr(importlib.import_module(self._module), self._factory)()
        begin = getattr(app, "extensions", {}).get("warmline.begin")  # ours only
        if begin is not None:
            begin()  # threads, so not before the fork
        if self._notified is not None:
            self._tell_when_ready(app.extensions["warmline.ready"], self._notified)
        _keep_out_of_collections()
        return app

    def _tell_when_ready(self, ready: Callable[[], bool], address: str) -> None:
        """Wait until we are ready, if waiting is better than answering at once, and say so."""
        loaded = bool(self._loaded[0])
        seconds = readiness.loading_seconds(beside=self._beside, loaded=loaded)
        readiness.tell_when(ready, address, seconds=seconds)
        self._loaded[0] = 1


def _keep_out_of_collections() -> None:
    """Look for garbage seldom, and never among what stays for good.

    Left as it is, Python looks through all of it again and again: a tenth of the time of a request,
    and now and then a pause that a caller would hear (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def configuration(settings: Settings, held: int | None = None) -> dict[str, Any]:
    """Return gunicorn's settings; ``held`` is a socket that we were started with.

    Asked to end (SIGTERM), it listens on for a few seconds if nobody else does (`leaving`), takes
    no new connection then, answers what it has within ten seconds, closes kept connections that are
    idle, and ends.

    Connections are kept 75 s: a carrier's next webhook of the same call then needs no new TLS
    handshake at the proxy. The access log is off: the carrier's addresses are ours to keep quiet,
    and every contact is logged by what happened to it.
    """
    host = f"[{settings.host.strip('[]')}]" if ":" in settings.host else settings.host
    return {
        "bind": [f"{host}:{settings.port}" if held is None else f"fd://{held}"],
        "worker_class": LeavingWorker,
        "worker_connections": CONNECTIONS,
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "keepalive": 75,
        "timeout": 60,
        "graceful_timeout": _listens_on(settings, held) + _DRAINING,
        "accesslog": None,
        "loglevel": settings.log_level,
        "logger_class": PipedLogger,
        "control_socket_disable": True,
        "proc_name": "warmline-web",
    }


def _listens_on(settings: Settings, held: int | None) -> int:
    """Return for how many seconds web listens on when it was asked to end."""
    if settings.web_leaving_seconds is not None:
        return settings.web_leaving_seconds
    return LISTENS_ON if held is None else 0


def serve(
    settings: Settings,
    application: str = "webhooks.app:create_app",
    *,
    held: int | None = None,
    notified: str | None = None,
    beside: bool = False,
) -> None:
    """Serve an application, named as ``module:factory``, until asked to end.

    ``notified`` is the address of who waits to hear that we are ready; ``beside``: another web
    answers until then.
    """
    logging.getLogger("gunicorn").setLevel(logging.NOTSET)
    _Web(settings, application, held, notified, beside=beside).run()
