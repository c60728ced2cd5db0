"""What the house says of itself while it works: one JSON object a line, never a phone number.

Every library's messages and every traceback go through the same pipe as our own.
"""

import logging
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

from warmline.scrub import scrub, scrub_value

_TALKATIVE = ("urllib3", "twilio", "twilio.http_client", "werkzeug", "alembic", "asyncio")


def configure(level: str = "info", process_name: str = "warmline", *, stream: Any = None) -> None:
    """Send every log line of this process to ``stream`` (standard error) as scrubbed JSON.

    ``process_name`` is on each line. Safe to call again, for example after a fork.
    """
    handler = logging.StreamHandler(_stream(stream))
    handler.setFormatter(_formatter(process_name))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _catch_the_uncaught()


def _stream(stream: TextIO | None) -> TextIO:
    return sys.stderr if stream is None else stream


def _formatter(process_name: str) -> logging.Formatter:
    """Return the pipe: traceback to text, all of it scrubbed, and only then our own fields."""

    def own_fields(
        _logger: logging.Logger | None, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        record = event.pop("_record")
        event.pop("_from_structlog", None)
        scrubbed: dict[str, Any] = scrub_value(event)
        head = {
            "event": scrubbed.pop("event", ""),
            "level": record.levelname.lower(),
            "logger": scrub(record.name),
            "process": process_name,
            "pid": record.process,
        }
        return head | scrubbed

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            own_fields,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    )


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
