"""What no single entry can know: whether the entries of a campus file agree with each other."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

from warmline.campus_file.fields import meant, shown
from warmline.campus_file.tables import Entry
from warmline.errors import PlanError
from warmline.phone import PhoneNumber
from warmline.schedule import check_repeat

Entries = Mapping[str, Sequence[Entry]]
_LONGEST_REPEATED = timedelta(days=31)


def check_agreement(entries: Entries) -> None:
    """Note in each entry where it does not agree with the others."""
    _check_once(entries["line"], "slug")
    _check_once(entries["mentor"], "name")
    for table in ("rung", "desk", "duty"):
        _check_once(entries[table], "name", within="line")
    _check_numbers(entries)
    _check_references(entries)
    _check_ladders(entries)
    for line in entries["line"]:
        _check_retention(line)
    for shift in entries["shift"]:
        _check_shift(shift, entries["line"])
    for override in entries["override"]:
        _check_override(override)
    _check_contradictions(entries["override"])


def _check_once(entries: Sequence[Entry], key: str, within: str | None = None) -> None:
    """Note a name that was given before, whatever its case."""
    seen: dict[tuple[Any, str], Entry] = {}
    for entry in entries:
        if not entry.has(key):
            continue
        name = (entry.values.get(within) if within else None, str(entry.values[key]).casefold())
        first = seen.setdefault(name, entry)
        if first is not entry:
            entry.wrong(key, f"is already that of {first.place}")


def _check_numbers(entries: Entries) -> None:
    """Note a number that would make us ring ourselves, or two people at once."""
    lines: dict[PhoneNumber, str] = {}
    for entry in entries["line"]:
        for key, number in _line_numbers(entry):
            if number in lines:
                entry.wrong(key, f"is already a number of {lines[number]}")
            lines.setdefault(number, entry.place)
    phones: dict[PhoneNumber, str] = {}
    for table, key in (("mentor", "phone"), ("desk", "number")):
        for entry in entries[table]:
            if not entry.has(key):
                continue
            number = entry.values[key]
            if number in lines:
                entry.wrong(key, f"is the number of {lines[number]}, which would ring itself")
            elif table == "mentor" and number in phones:
                entry.wrong(key, f"is already the number of {phones[number]}")
            phones.setdefault(number, entry.place)


def _line_numbers(entry: Entry) -> Iterator[tuple[str, PhoneNumber]]:
    """Yield the numbers of a line, each with its key."""
    if entry.has("number"):
        yield "number", entry.values["number"]
    for number in entry.values.get("relay_numbers", ()):
        yield "relay_numbers", number


def _check_references(entries: Entries) -> None:
    """Note lines and people that are named but not there."""
    slugs = _given(entries["line"], "slug")
    names = _given(entries["mentor"], "name")
    for table in ("rung", "desk", "shift", "duty", "override"):
        for entry in entries[table]:
            _check_known(entry, "line", "line", slugs)
            for key in ("mentors", "mentor", "covers"):
                _check_known(entry, key, "mentor", names)


def _given(entries: Sequence[Entry], key: str) -> list[str]:
    """Return what was written at a key, right or wrong, in every entry."""
    found = (entry.given.get(key) for entry in entries)
    return [text.strip() for text in found if isinstance(text, str)]


def _check_known(entry: Entry, key: str, kind: str, known: Sequence[str]) -> None:
    """Note each word at a key that is not one of the known ones."""
    value = entry.values.get(key)
    for word in (value,) if isinstance(value, str) else value or ():
        if word not in known:
            entry.wrong(key, f"there is no {kind} {shown(word)}{meant(word, known)}")


def _check_ladders(entries: Entries) -> None:
    """Note a line without a ladder, and a rung of phones that does not say how to ring them."""
    climbed = {entry.given.get("line") for entry in entries["rung"] if _is_text(entry, "line")}
    for line in entries["line"]:
        slug = line.values.get("slug")
        if slug is not None and slug not in climbed:
            line.mistakes.append(
                f'{line.place}: has no ladder; add a [[rung]] with line = "{slug}"'
            )
    for rung in entries["rung"]:
        if "ring" not in rung.given and rung.values.get("who", "desk") != "desk":
            rung.wrong("ring", "is missing")


def _check_retention(line: Entry) -> None:
    """Note a part of a contact that would be kept for longer than what it is a part of."""
    for part, whole in (("caller_days", "detail_days"), ("detail_days", "history_days")):
        if line.has(part, whole) and line.values[part] > line.values[whole]:
            line.wrong(part, f"is more than {whole} ({line.values[whole]})")


def _is_text(entry: Entry, key: str) -> bool:
    """Say whether text was written at a key."""
    return isinstance(entry.given.get(key), str)


def _check_order(entry: Entry) -> bool:
    """Say whether an entry's times could be read and are in order; note it if they are not."""
    if not entry.has("start", "end"):
        return False
    if entry.values["end"] > entry.values["start"]:
        return True
    entry.wrong("end", "is not after start; a shift past midnight ends on the next date")
    return False


def _check_shift(shift: Entry, lines: Sequence[Entry]) -> None:
    """Note times out of order and repeats that cannot be."""
    in_order = _check_order(shift)
    if not shift.has("repeat", "start"):
        return
    if in_order and shift.values["end"] - shift.values["start"] > _LONGEST_REPEATED:
        shift.wrong("end", "is more than 31 days after start, too long for a shift that repeats")
    try:
        check_repeat(shift.values["repeat"], shift.values["start"], _zone_of(shift, lines))
    except PlanError as exc:
        shift.wrong("repeat", str(exc))


def _zone_of(entry: Entry, lines: Sequence[Entry]) -> str:
    """Return the zone of an entry's line, or UTC where the line has mistakes of its own."""
    for line in lines:
        if line.values.get("slug") == entry.values.get("line") and line.has("timezone"):
            return str(line.values["timezone"])
    return "UTC"


def _check_override(override: Entry) -> None:
    """Note times out of order, and a cover that covers nobody or oneself."""
    _check_order(override)
    kind, covers = override.values.get("kind"), override.given.get("covers")
    if kind == "cover" and covers is None:
        override.wrong("covers", "is missing; a cover names the person it is for")
    elif kind in {"add", "remove"} and covers is not None:
        override.wrong("covers", f'is only for kind = "cover", not "{kind}"')
    elif kind == "cover" and covers == override.values.get("mentor"):
        override.wrong("covers", "is the same person; nobody covers for themself")


def _check_contradictions(overrides: Sequence[Entry]) -> None:
    """Note overrides of one line that change the same person's same hours in two ways."""
    keys = ("line", "kind", "mentor", "start", "end")
    readable = [o for o in overrides if o.has(*keys) and o.values["start"] < o.values["end"]]
    for first, second in combinations(readable, 2):
        a, b = first.values, second.values
        if a["line"] != b["line"] or not (a["start"] < b["end"] and b["start"] < a["end"]):
            continue
        whom = _contested(a, b)
        if whom is not None:
            second.wrong("mentor", f"{first.place} changes {shown(whom)} for some of these hours")


def _contested(a: Mapping[str, Any], b: Mapping[str, Any]) -> str | None:
    """Return the person for whom two overlapping overrides say two things, if there is one.

    Covering two people at once, or being added while covering, is no contradiction.
    """
    for person in _people(a):
        if person in _people(b) and not (_comes(a, person) and _comes(b, person)):
            return person
        if person in _people(b) and a["kind"] == b["kind"] == "add":
            return person
    return None


def _people(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return everyone whom an override is about."""
    return tuple(p for p in (values["mentor"], values.get("covers")) if isinstance(p, str))


def _comes(values: Mapping[str, Any], person: str) -> bool:
    """Say whether an override puts a person on call, rather than taking them off."""
    return bool(values["kind"] != "remove" and values["mentor"] == person)
