"""What no single entry can know: whether the entries of a campus file agree with each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from warmline.campus_file.fields import meant, shown
from warmline.campus_file.keys import retention_mistakes
from warmline.campus_file.tables import Entry, read_entry
from warmline.hours import Period
from warmline.line import Campus
from warmline.own_wording import mistakes as wording_mistakes
from warmline.phone import PhoneNumber
from warmline.schedule import (
    Fault,
    Override,
    contradictory_overrides,
    contradictory_periods,
    override_faults,
    period_faults,
    shift_faults,
)

Entries = Mapping[str, Sequence[Entry]]


def check_agreement(entries: Entries) -> None:
    """Note in each entry where it does not agree with the others."""
    _check_once(entries["line"], "slug")
    _check_once(entries["mentor"], "name")
    _check_once(entries["phrase"], "text")
    for table in ("rung", "desk", "duty"):
        _check_once(entries[table], "name", within="line")
    for mentor in entries["mentor"]:
        _check_stage(mentor)
    _check_numbers(entries)
    _check_references(entries)
    _check_ladders(entries)
    for line in entries["line"]:
        _check_retention(line)
        _check_wording(line, entries["campus"])
    for shift in entries["shift"]:
        _check_shift(shift, _zone_of(shift, entries["line"]))
    for override in entries["override"]:
        _check_override(override)
    _check_contradictions(entries["override"])
    for period in entries["period"]:
        _check_period(period)
    _check_overlaps(entries["period"])


def entry_mistakes(
    table: str, given: dict[str, Any], zones: Mapping[str, str], people: Sequence[str]
) -> list[str]:
    """Return what a campus file would be refused for if this one entry were added to it.

    ``zones`` are the lines there are, with their zones; ``people`` are the names on the roster.
    """
    entry = read_entry(table, None, given)
    _check_known_all(entry, list(zones), people)
    match table:
        case "shift":
            _check_shift(entry, zones.get(entry.values.get("line", ""), "UTC"))
        case "override":
            _check_override(entry)
        case "period":
            _check_period(entry)
    return entry.mistakes


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


def _check_stage(mentor: Entry) -> None:
    """Note what somebody at their stage must have, and what they cannot have."""
    stage = mentor.values.get("stage")
    if "phone" not in mentor.given and stage not in {None, "nominated", "alumni"}:
        mentor.wrong("phone", "is missing")
    if "certified_until" not in mentor.given and stage == "certified":
        mentor.wrong("certified_until", "is missing")
    if mentor.has("paused_until") and not mentor.values.get("paused"):
        mentor.wrong("paused_until", "is only for somebody with paused = true")
    if mentor.values.get("listens") and stage != "training":
        mentor.wrong("listens", 'is only for somebody with stage = "training"')
    for key in ("hours", "holidays"):
        if mentor.values.get(key) and "counselor" not in mentor.values.get("roles", ("counselor",)):
            mentor.wrong(key, "is only for somebody with the role counselor; others have shifts")


def _check_numbers(entries: Entries) -> None:
    """Note a number that would make us ring ourselves, or two people at once."""
    lines: dict[PhoneNumber, str] = {}
    for entry in entries["line"]:
        for key, number in _line_numbers(entry):
            if number in lines:
                entry.wrong(key, f"is already a number of {lines[number]}")
            lines.setdefault(number, entry.place)
    phones: dict[PhoneNumber, str] = {}
    for table, key in (("mentor", "phone"), ("mentor", "new_phone"), ("desk", "number")):
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
    for table in ("rung", "desk", "shift", "duty", "override", "period"):
        for entry in entries[table]:
            _check_known_all(entry, slugs, names)


def _check_known_all(entry: Entry, slugs: Sequence[str], names: Sequence[str]) -> None:
    """Note every line and person that an entry names and that is not one of these."""
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
    for part, why in retention_mistakes(line.values).items():
        line.wrong(part, why)


def _check_wording(line: Entry, campuses: Sequence[Entry]) -> None:
    """Note each sentence of a line's own that is too long, or not a campus's to say."""
    if not line.has("name", "wording") or any(it.mistakes for it in campuses):
        return
    for campus in campuses:
        own, name = line.values["wording"], line.values["name"]
        for key, why in wording_mistakes(own, name, Campus(**campus.values)).items():
            line.wrong(f"wording.{key}", why)


def _is_text(entry: Entry, key: str) -> bool:
    """Say whether text was written at a key."""
    return isinstance(entry.given.get(key), str)


def _check_shift(shift: Entry, timezone: str) -> None:
    """Note times out of order and repeats that cannot be."""
    start, end, repeat = (shift.values.get(key) for key in ("start", "end", "repeat"))
    _note(shift, shift_faults(start, end, repeat, timezone))


def _zone_of(entry: Entry, lines: Sequence[Entry]) -> str:
    """Return the zone of an entry's line, or UTC where the line has mistakes of its own."""
    for line in lines:
        if line.values.get("slug") == entry.values.get("line") and line.has("timezone"):
            return str(line.values["timezone"])
    return "UTC"


def _check_override(override: Entry) -> None:
    """Note times out of order, and a cover that covers nobody or oneself."""
    given, values = override.given, override.values
    start, end = values.get("start"), values.get("end")
    faults = override_faults(
        values.get("kind"), values.get("mentor"), given.get("covers"), start, end
    )
    _note(override, faults)


def _check_period(period: Entry) -> None:
    """Note days out of order, and hours on days that are closed."""
    values = period.values
    closed, hours = values.get("closed", False), values.get("hours", ())
    _note(
        period,
        period_faults(values.get("first"), values.get("last"), closed=closed, hours=hours),
    )


def _note(entry: Entry, faults: Iterable[Fault]) -> None:
    for key, why in faults:
        entry.wrong(key, why)


def _check_contradictions(overrides: Sequence[Entry]) -> None:
    """Note overrides of one line that change the same person's same hours in two ways."""
    keys = ("line", "kind", "mentor", "start", "end")
    readable = [it for it in overrides if it.has(*keys)]
    changes = [Override(id=it.place, **it.values) for it in readable]
    for found in contradictory_overrides(changes):
        first, second = readable[found.first], readable[found.second]
        whom = shown(found.person)
        second.wrong("mentor", f"{first.place} changes {whom} for some of these hours")


def _check_overlaps(periods: Sequence[Entry]) -> None:
    """Note periods that say two things about the hours of one line's days."""
    readable = [it for it in periods if not it.mistakes]
    days = [Period(id=it.place, **it.values) for it in readable]
    for one, other in contradictory_periods(days):
        first, second = readable[one], readable[other]
        second.wrong("first", f"{first.place} says something else about the hours of these days")
