"""Records: the people, the plans, what happened on every call, and who changed what.

Kept in SQL (SQLite or PostgreSQL). Nothing here is needed to answer the phone tonight: what a web
process wants of this package is plain values, so SQLAlchemy is imported only with the first use of
the records themselves (some 25 MB in each process that never asks SQL anything).
"""

import importlib
from typing import TYPE_CHECKING

from warmline.store.records.history import (
    Attempt,
    ContactHistory,
    Debrief,
    Happening,
    KeptWrapUp,
)

if TYPE_CHECKING:
    from warmline.store.records.auditing import AuditEntry
    from warmline.store.records.purging import PurgeReport
    from warmline.store.records.records import Records
    from warmline.store.records.saving import LoadReport

__all__ = [
    "Attempt",
    "AuditEntry",
    "ContactHistory",
    "Debrief",
    "Happening",
    "KeptWrapUp",
    "LoadReport",
    "PurgeReport",
    "Records",
]

_AT_FIRST_USE = {
    "AuditEntry": "auditing",
    "LoadReport": "saving",
    "PurgeReport": "purging",
    "Records": "records",
}


def __getattr__(name: str) -> object:
    """Import what needs SQLAlchemy when it is first asked for (PEP 562)."""
    if name not in _AT_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_AT_FIRST_USE[name]}"), name)
