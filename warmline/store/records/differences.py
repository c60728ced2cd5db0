"""What a campus file changes: entries compared one by one, numbers by their hashes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from warmline.store.records.kinds import SEALED, Kind
from warmline.store.records.schema import Row

_HIDDEN = "(sealed)"


@dataclass(frozen=True)
class Change:
    """One entry that differs: as it is kept now (None: not at all), and as the file has it."""

    before: Row | None
    after: Row | None

    @property
    def fields(self) -> list[str]:
        """Return the columns that differ; ``position`` alone is order, not content."""
        old, new = self.before or {}, self.after or {}
        return [
            name
            for name in (new or old)
            if name not in SEALED | {"position", "id"} and old.get(name) != new.get(name)
        ]


@dataclass(frozen=True)
class Difference:
    """All that differs for one kind of entry."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()  # the same, at another place in the file

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to do."""
        return not (self.added or self.changed or self.removed or self.moved)


def compare(kind: Kind, there: Iterable[Row], wanted: Iterable[Row]) -> Difference:
    """Return what must happen so that what is there becomes what is wanted."""
    old, new = _keyed(kind, there), _keyed(kind, wanted)
    both = [Change(old[key], new[key]) for key in new if key in old]
    return Difference(
        added=tuple(Change(None, row) for key, row in new.items() if key not in old),
        changed=tuple(change for change in both if change.fields),
        removed=tuple(
            Change(row, None)
            for key, row in old.items()
            if key not in new and row.get("active", True) and _is_files(row)
        ),
        moved=tuple(change for change in both if not change.fields and _moved(change)),
    )


def _keyed(kind: Kind, rows: Iterable[Row]) -> dict[tuple[bytes, int], Row]:
    """Index rows by what tells them apart; of two that are alike, by which comes first."""
    seen: Counter[bytes] = Counter()
    keyed = {}
    for row in rows:
        key = msgspec.json.encode([row[name] for name in kind.key])
        keyed[key, seen[key]] = row
        seen[key] += 1
    return keyed


def _is_files(row: Row) -> bool:
    """Say whether a file brought an entry: what people did since is not a file's to take away."""
    return bool(row.get("origin", "file") == "file")


def _moved(change: Change) -> bool:
    before, after = change.before or {}, change.after or {}
    moved: bool = before.get("position") != after.get("position")
    return moved


def for_audit(kind: Kind, difference: Difference) -> tuple[list[Row], list[Row]]:
    """Return what was and what is now, without any number or hash of one."""
    before, after = [], []
    for change in difference.added + difference.changed + difference.removed:
        said = {*kind.key, *change.fields}
        before.extend(_told(change.before, said))
        after.extend(_told(change.after, said))
    for change in difference.moved:
        before.extend(_told(change.before, {*kind.key, "position"}))
        after.extend(_told(change.after, {*kind.key, "position"}))
    return before, after


def _told(row: Row | None, names: set[str]) -> list[Row]:
    if row is None:
        return []
    return [{name: _hide(name, row.get(name)) for name in sorted(names)}]


def _hide(name: str, value: Any) -> Any:
    return _HIDDEN if name.endswith("_hash") else value
