"""The records' side of changing keys."""

import time
from collections import Counter
from collections.abc import Callable

from warmline.privacy import Vault
from warmline.store.records import resealing
from warmline.store.records.database import Database


class KeyRecords:
    """What is sealed, and with which key."""

    _database: Database
    _vault: Vault

    def sealed_by(self) -> Counter[int | None]:
        """Count sealed values by the place of their key in our list; None: by none of them."""
        with self._database.reading() as connection:
            return resealing.count(connection, self._vault)

    def reseal(self, pause: Callable[[float], object] = time.sleep) -> int:
        """Seal what an old key sealed with the current one; returns how many rows were changed.

        Safe beside whoever writes records, safe to break off, and safe to do again.
        """
        return resealing.reseal(self._database, self._vault, pause)
