"""The commands' one way to the parts of the house, fetched only when a command needs them."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug, MentorId
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.store.records import Records


@contextmanager
def open_records(settings: Settings) -> Iterator[Records]:
    """Give the records, and close them afterwards."""
    records = Records.connect(settings.database_url, Vault(settings.keys))
    try:
        yield records
    finally:
        records.close()


def publish(settings: Settings, campus: CampusSlug) -> bool:
    """Publish a campus's plan to Redis; False when Redis does not answer (the clock will do it)."""
    try:
        _part("publish")(settings, campus)
    except LiveStoreUnavailableError:
        return False
    return True


def standing(settings: Settings, campus: CampusSlug) -> dict[MentorId, str]:
    """Return why mentors cannot be rung at this very moment; nothing when Redis does not answer."""
    try:
        found: dict[MentorId, str] = _part("live_standing")(settings, campus)
    except LiveStoreUnavailableError:
        return {}
    return found


def in_turn(
    settings: Settings, campus: CampusSlug, mentors: Sequence[MentorId]
) -> Sequence[MentorId]:
    """Return mentors in the order of fairness of this moment; as given when Redis is away."""
    try:
        ordered: Sequence[MentorId] = _part("fair_order")(settings, campus, mentors)
    except LiveStoreUnavailableError:
        return mentors
    return ordered


def number_webhooks(settings: Settings) -> Callable[[Any], dict[str, Any] | None]:
    """Return what asks the carrier which addresses a number of ours calls."""
    ask: Callable[[Any], dict[str, Any] | None] = _part("carrier")(settings).number_webhooks
    return ask


def heartbeats(settings: Settings) -> dict[str, float | None]:
    """Return how many seconds ago worker and clock last said they live; None for never."""
    found: dict[str, float | None] = _part("heartbeats")(settings)
    return found


def _part(name: str) -> Any:
    """Return a function of the one module that puts the real parts together."""
    try:
        return getattr(importlib.import_module("warmline.bootstrap"), name)
    except (ModuleNotFoundError, AttributeError) as exc:
        raise LiveStoreUnavailableError("this build has no live store") from exc
