"""Records: the people, the plans, what happened on every call, and who changed what.

Kept in SQL (SQLite or PostgreSQL). Nothing here is needed to answer the phone tonight.
"""

from warmline.store.records.auditing import AuditEntry
from warmline.store.records.history import Attempt, ContactHistory, Happening
from warmline.store.records.records import Records
from warmline.store.records.saving import LoadReport

__all__ = ["Attempt", "AuditEntry", "ContactHistory", "Happening", "LoadReport", "Records"]
