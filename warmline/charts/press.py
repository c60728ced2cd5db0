"""Has charts drawn, one child at a time, and keeps the pictures that were asked for lately."""

import hashlib
import json
import logging
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Mapping
from threading import BoundedSemaphore, Lock
from typing import Any, Literal

from warmline.errors import WarmlineError

log = logging.getLogger(__name__)
Scheme = Literal["light", "dark"]
SECONDS = 20  # for a whole report; two or three is usual
WAITING = 8  # of a process's threads; the others are for calls
_MOST = 96  # pictures of some twenty kilobytes


class ChartError(WarmlineError):
    """A chart could not be drawn, or too many wait for theirs; its table says the same."""


class Press:
    """Draws all charts of a report at once, because the child's start is what takes time."""

    def __init__(self) -> None:
        self._places = BoundedSemaphore(WAITING)
        self._drawing = Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def svg(self, charts: Mapping[str, Any], name: str, scheme: Scheme) -> str:
        """Return one of these charts as SVG. Raises ChartError."""
        key = _key(charts[name], name, scheme)
        found = self._kept.get(key)
        if found is not None:
            return found
        if not self._places.acquire(blocking=False):
            raise ChartError("too many charts are waited for")
        try:
            with self._drawing:
                if key not in self._kept:
                    self._keep(charts, _drawn(charts, scheme), scheme)
                return self._kept[key]
        finally:
            self._places.release()

    def _keep(self, charts: Mapping[str, Any], drawn: Mapping[str, str], scheme: Scheme) -> None:
        for name, svg in drawn.items():
            self._kept[_key(charts[name], name, scheme)] = svg
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)


def _key(chart: Any, name: str, scheme: Scheme) -> str:
    said = json.dumps([name, scheme, chart], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _drawn(charts: Mapping[str, Any], scheme: Scheme) -> dict[str, str]:
    """Return all charts, drawn by a child that gives way to whoever answers calls."""
    said = json.dumps({"scheme": scheme, "charts": charts}).encode()
    try:
        child = subprocess.run(
            [sys.executable, "-m", "warmline.charts"],
            input=said,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        )
        drawn: dict[str, str] = json.loads(child.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as exc:
        log.error("charts could not be drawn", extra={"why": _why(exc)})  # noqa: TRY400 - no numbers
        raise ChartError("the charts could not be drawn") from exc
    if missing := charts.keys() - drawn.keys():
        raise ChartError(f"not drawn: {', '.join(sorted(missing))}")
    return drawn


# The child needs no keys, addresses or tokens, so it is given none.
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


def _why(exc: Exception) -> str:
    if isinstance(exc, subprocess.CalledProcessError):
        last = exc.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return f"status {exc.returncode}: {''.join(last)[:200]}"
    return type(exc).__name__
