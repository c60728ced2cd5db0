"""What my page says while Redis or the database is away."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from warmline.errors import LiveStoreUnavailableError, RecordsUnavailableError
from webhooks.console.access import OWN, add_page


def add_own_page(
    console: Blueprint,
    path: str,
    view: Callable[..., ResponseReturnValue],
    methods: Sequence[str] = ("GET",),
) -> None:
    """Add a page of one's own; while what it needs is away, it says so in a sentence."""
    add_page(console, path, view, OWN, methods=methods, around=_patiently)


def _patiently(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    def page(**values: Any) -> ResponseReturnValue:
        try:
            return view(**values)
        except (RecordsUnavailableError, LiveStoreUnavailableError):
            words = "Something of ours is away for the moment. Your texts work on: SHIFTS, ON, OFF."
            shown = render_template("console/error.html", title="Not right now", words=words)
            return shown, 503, {"Retry-After": "30"}

    return page
