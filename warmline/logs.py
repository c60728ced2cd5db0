"""What the house says of itself while it works: one JSON object a line, never a phone number.

Every library's messages and every traceback go through the same pipe as our own. The pipe is the
standard library's: whoever logs writes ``log.info("leg answered", extra={"leg": 2})``.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from warmline.scrub import LONGEST_TRACEBACK, scrub, scrub_value

_TALKATIVE = ("urllib3", "twilio", "twilio.http_client", "werkzeug", "alembic", "asyncio")
_OF_EVERY_RECORD = logging.LogRecord("", 0, "", 0, "", None, None).__dict__.keys() | {
    "message", "asctime", "taskName",
}  # fmt: skip


def configure(
    level: str = "info", process_name: str = "warmline", *, stream: TextIO | None = None
) -> None:
    """Send every log line of this process to ``stream`` (standard error) as scrubbed JSON.

    ``process_name`` is on each line. Safe to call again, for example after a fork.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(process_name))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    _catch_the_uncaught()


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object; all that others put in is scrubbed, keys too."""

    def __init__(self, process_name: str) -> None:
        super().__init__()
        self._process_name = process_name

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC)
        line = scrub_value(_extras(record)) | {
            "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "process": self._process_name,
            "pid": record.process,
            "logger": scrub(record.name),
            "event": scrub(_message(record)),
        }
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            line["exception"] = scrub(trace, longest=LONGEST_TRACEBACK)
        if record.stack_info:
            line["stack"] = scrub(record.stack_info, longest=LONGEST_TRACEBACK)
        return json.dumps(line, ensure_ascii=False)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {key: it for key, it in record.__dict__.items() if key not in _OF_EVERY_RECORD}


def _message(record: logging.LogRecord) -> str:
    """Return the message; one that was put together wrongly is shown in its parts.

    Otherwise the standard library would print it raw, arguments and all.
    """
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args!r}"


def _catch_the_uncaught() -> None:
    """Log what would otherwise be printed raw: warnings and uncaught exceptions of any thread."""
    logger = logging.getLogger("warmline.uncaught")

    def uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logger.critical("uncaught exception", exc_info=(kind, error, trace))

    def uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread
    logging.captureWarnings(capture=True)
