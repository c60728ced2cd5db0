"""A ladder while somebody changes it: rungs as they are typed, moved, and read back."""

from collections.abc import Mapping, Sequence
from typing import get_args

from msgspec import Struct

from warmline.campus_file import read_keys
from warmline.line import Rung
from warmline.line_settings import Differs
from warmline.roster import Role

NUMBERS = ("ring_seconds", "rounds", "stagger_seconds")
WHO = {
    "shift": "whoever is on shift",
    "desk": "counseling desks",
    **{f"role:{it}": f"every {it}" for it in get_args(Role)},
}
RING = {"sequential": "one by one", "staggered": "one more after the other", "together": "together"}
NEW = {"name": "", "who": "role:backup", "ring": "together", "ring_seconds": "20", "rounds": "1",
       "stagger_seconds": "8"}  # fmt: skip
KEYS = tuple(NEW)
MOST = 12  # rungs that can be typed


class Ladder(Struct):
    """The rungs as typed, and what is wrong with each, by key."""

    typed: list[dict[str, str]]
    wrong: list[dict[str, str]]

    @property
    def right(self) -> bool:
        """Say whether it can be read."""
        return bool(self.typed) and not any(self.wrong)


def typed_ladder(rungs: Sequence[Rung]) -> list[dict[str, str]]:
    """Return rungs as fields hold them."""
    return [{key: str(getattr(it, key)) for key in KEYS} for it in rungs]


def changed(typed: Sequence[dict[str, str]], does: str) -> tuple[list[dict[str, str]], int | None]:
    """Return the rungs after a button ("up 2", "down 0", "remove 1", "add"), and which one moved.

    "place 3 0" is what the mouse says: the rung at 3 is dropped where 0 is.
    What cannot be done changes nothing.
    """
    rungs = [dict(it) for it in typed]
    verb, number, target, *_ = [*does.split(" "), "", ""]
    if verb == "add":
        return ([*rungs, dict(NEW)], len(rungs)) if len(rungs) < MOST else (rungs, None)
    if not (number.isascii() and number.isdigit() and int(number) < len(rungs)):
        return rungs, None
    place = int(number)
    if verb == "remove":
        del rungs[place]
        return rungs, min(place, len(rungs) - 1) if rungs else None
    if verb == "place":
        return _placed(rungs, place, target)
    to = place + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= to < len(rungs):
        rungs[place], rungs[to] = rungs[to], rungs[place]
        return rungs, to
    return rungs, place


def _placed(
    rungs: list[dict[str, str]], place: int, target: str
) -> tuple[list[dict[str, str]], int]:
    if not (target.isascii() and target.isdigit() and int(target) < len(rungs)):
        return rungs, place
    rungs.insert(int(target), rungs.pop(place))
    return rungs, int(target)


def read_ladder(typed: Sequence[Mapping[str, str]]) -> tuple[tuple[Rung, ...], Ladder]:
    """Return the rungs that could be read, and what was typed with what is wrong."""
    rungs: list[Rung] = []
    wrongs: list[dict[str, str]] = []
    names: set[str] = set()
    for one in typed:
        given = {key: _number(one[key]) if key in NUMBERS else one[key].strip() for key in KEYS}
        values, wrong = read_keys("rung", given)
        name = str(values.get("name", "")).casefold()
        if name and name in names:
            wrong["name"] = "is already that of another rung"
        names.add(name)
        wrongs.append(wrong)
        if not wrong:
            rungs.append(Rung(**values))
    return tuple(rungs), Ladder([dict(it) for it in typed], wrongs)


def rung_in_words(rung: Rung) -> str:
    """Return a rung as a person reads it."""
    who = WHO.get(rung.who, rung.who)
    if rung.who == "desk":
        return f"{who}, {rung.ring_seconds} seconds each"
    rounds = "once" if rung.rounds == 1 else f"{rung.rounds} times"
    gap = f" every {rung.stagger_seconds} seconds" if rung.ring == "staggered" else ""
    return f"{who}, {RING[rung.ring]}{gap}, {rung.ring_seconds} seconds, {rounds}"


def ladder_differences(before: Sequence[Rung], after: Sequence[Rung]) -> tuple[Differs, ...]:
    """Return, place by place, what is another."""
    count = max(len(before), len(after))
    told = [[f"{it.name}: {rung_in_words(it)}" for it in some] for some in (before, after)]
    rows = [
        Differs(f"Rung {place + 1}", *(it[place] if place < len(it) else "none" for it in told))
        for place in range(count)
    ]
    return tuple(it for it in rows if it.before != it.after)


def _number(text: str) -> int | str:
    words = text.strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 9 else words
