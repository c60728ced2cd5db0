"""Sends what breaks to a Sentry of the engineer's choice; without its address, nothing.

What goes out is put together anew from a short list, and is never what somebody said: no request,
no cookie, no local variable, no breadcrumb, no line of source, no host name. The words of an error
go along only where it is one of ours, which carry ids alone; a library's may quote what came in.
"""

import importlib
from collections.abc import Mapping
from typing import Any

from warmline import __version__
from warmline.errors import SettingsError
from warmline.scrub import HIDDEN, scrub, scrub_value
from warmline.settings import Settings

MISSING = (
    "SENTRY_DSN is set and sentry-sdk is not installed; install it with "
    "`pip install --require-hashes -r requirements-sentry.txt`, or unset it"
)
KEPT = ("event_id", "timestamp", "level", "platform", "release")
OF_FRAMES = ("filename", "function", "module", "lineno", "in_app")
OURS = ("warmline", "webhooks", "workers")
Event = Mapping[str, Any]


def report_to(settings: Settings, process: str) -> None:
    """Have this process send what it logs as an error. Raises SettingsError without the library."""
    if settings.sentry_dsn is None:
        return
    try:
        sdk = importlib.import_module("sentry_sdk")
        logging = importlib.import_module("sentry_sdk.integrations.logging")
        atexit = importlib.import_module("sentry_sdk.integrations.atexit")
    except ImportError:
        raise SettingsError(MISSING) from None
    sdk.init(
        dsn=settings.sentry_dsn,
        release=__version__,
        default_integrations=False,  # everything that breaks is logged, and comes from there
        auto_enabling_integrations=False,
        integrations=[
            logging.LoggingIntegration(level=None, sentry_logs_level=None),
            atexit.AtexitIntegration(callback=lambda _pending, _timeout: None),
        ],
        before_send=lambda event, _hint: scrubbed(event, process),
        max_breadcrumbs=0,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=False,
        auto_session_tracking=False,
        send_client_reports=False,
        enable_metrics=False,
        propagate_traces=False,
    )


def scrubbed(event: Event, process: str) -> dict[str, Any]:
    """Return what may leave the house of an event: a new one, made of what is known to be safe."""
    logger = str(event.get("logger") or "")
    safe = {key: event[key] for key in KEPT if key in event}
    safe["logger"] = scrub(logger)
    safe["tags"] = {"process": process}
    if entry := event.get("logentry"):
        safe["logentry"] = {
            "message": scrub(str(entry.get("message", "")))
        }  # without its arguments
    if _is_ours(logger):
        safe["extra"] = scrub_value(event.get("extra") or {})
    values = (event.get("exception") or {}).get("values") or ()
    if values:
        safe["exception"] = {"values": [_exception(it) for it in values]}
    return safe


def _exception(it: Event) -> dict[str, Any]:
    words = str(it.get("value") or "")
    frames = (it.get("stacktrace") or {}).get("frames") or ()
    return {
        "type": it.get("type"),
        "module": it.get("module"),
        "value": scrub(words) if _is_ours(str(it.get("module") or "")) else HIDDEN,
        "stacktrace": {
            "frames": [{key: one[key] for key in OF_FRAMES if key in one} for one in frames]
        },
    }


def _is_ours(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in OURS
