"""What a campus file may say of people who are known already, and what only their own steps may.

A file brings people, and describes them. It brings nobody back who has left, certifies nobody who
is on the way, and has no phone rung that was changed before a code has come back from it.
"""

from collections.abc import Container, Sequence

from msgspec import Struct

from warmline.roster import NEVER
from warmline.store.records.kinds import SEALED
from warmline.store.records.schema import Row

# How somebody stands is what their steps say; a file says it of those it brings for the first time.
_STEPS = ("stage", "paused", "paused_until", "listens")
_USUAL = {"stage": "certified", "paused": False, "listens": False}  # what a file need not say


class Arrangement(Struct):
    """A file's people as they may be written, and what is to be said of those it cannot change."""

    wanted: list[Row]
    kept: list[str]
    asked: list[str]  # whose new number waits for its code from now on, by name
    withdrawn: list[str]  # whose new number the file has taken back
    left: list[str]  # who leaves by the file


def arranged(
    there: Sequence[Row],
    wanted: Sequence[Row],
    *,
    certified: Container[str],
    given_by_file: Container[str],
) -> Arrangement:
    """Return what of a file's people is written.

    ``certified``: whose certificate a command gave; ``given_by_file``: whose waiting number a file
    brought. Both are ids.
    """
    known = {row["name"]: row for row in there}
    found = Arrangement([], [], [], [], [])
    for row in wanted:
        old = known.get(row["name"])
        if old is None:
            found.wanted.append(dict(row))
            if row["new_phone_hash"]:
                found.asked.append(row["name"])
        elif old["stage"] == "alumni":
            found.wanted.append(_untouched(old, row))
            if row["stage"] != "alumni":
                found.kept.append(
                    f"{row['name']} has left, and no file brings them back; "
                    f'if they are back: warmline mentor return "{row["name"]}"'
                )
        elif row["stage"] == "alumni":  # leaving is always believed
            gone = {name: row[name] for name in ("stage", "active")}
            found.wanted.append(_untouched(old, row) | gone)
            found.left.append(row["name"])
        else:
            new = dict(row) | {name: old[name] for name in _STEPS} | {"active": True}
            _steps(found, row, old)
            _certificate(found, new, old, certified)
            _number(found, new, old, given_by_file)
            found.wanted.append(new)
    return found


def _steps(found: Arrangement, row: Row, old: Row) -> None:
    """Say that a file cannot pause or begin anything for somebody who is known."""
    for name, usual in _USUAL.items():
        if row[name] not in {usual, old[name]}:
            found.kept.append(
                f"{row['name']}: {name} is left as it is; for somebody who is known already it is "
                "a step to be taken: warmline mentor"
            )


def _untouched(old: Row, row: Row) -> Row:
    return {name: old[name] for name in row if name not in SEALED}


def _certificate(found: Arrangement, new: Row, old: Row, certified: Container[str]) -> None:
    until, name = old["certified_until"], new["name"]
    if old["stage"] == "certified" and old["id"] not in certified:
        return
    if new["certified_until"] in {until, NEVER}:
        new["certified_until"] = until
        return
    new["certified_until"] = until
    if old["stage"] == "certified":
        found.kept.append(f"{name} stays certified until {until}, as a command said")
    else:
        found.kept.append(
            f"{name} is not certified by a file any more ({old['stage']}); "
            f'for that: warmline mentor certify "{name}" --until DATE'
        )


def _number(found: Arrangement, new: Row, old: Row, given_by_file: Container[str]) -> None:
    """Let a changed number wait for its code beside the one that is rung."""
    if not new["phone_hash"]:  # the file knows none
        _leave(new, "phone", old)
    if not old["phone_hash"]:
        _leave(new, "new_phone", old)
        return
    waiting = old["new_phone_hash"]
    target = "new_phone" if new["new_phone_hash"] else "phone"
    number, hashed = new[target], new[f"{target}_hash"]
    _leave(new, "phone", old)
    if hashed in {old["phone_hash"], waiting}:
        _leave(new, "new_phone", old)
        if waiting and hashed != waiting and old["id"] in given_by_file:
            new |= {"new_phone": None, "new_phone_hash": None}
            found.withdrawn.append(new["name"])
    else:
        new |= {"new_phone": number, "new_phone_hash": hashed}
        found.asked.append(new["name"])
    if new["new_phone_hash"]:
        found.kept.append(
            f"{new['name']}'s new number is rung once its owner has sent the code; "
            "until then the old one is"
        )


def _leave(new: Row, column: str, old: Row) -> None:
    """Leave a number as it is kept."""
    new.pop(column, None)
    new[f"{column}_hash"] = old[f"{column}_hash"]
