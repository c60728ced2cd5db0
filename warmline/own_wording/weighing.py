"""What is said or sent where a campus has words of its own, and how long all of it is."""

from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from warmline import wording
from warmline.line import Campus, Line, OwnWording
from warmline.own_wording.rules import (
    LONGEST_CLOSED,
    LONGEST_GREETING,
    LONGEST_HOLD,
    MOST_LETTERS,
    RULES,
    Rule,
)
from warmline.seconds import seconds_of
from warmline.segments import segments

_OPENS = datetime(2026, 11, 25, 23, 45, tzinfo=UTC)  # nothing takes longer to say
_CALLED = datetime(2026, 11, 1, tzinfo=UTC)


def whole(key: str, line: Line, campus: Campus, now: datetime | None = None) -> str:
    """Return all that is said or sent at one go where a sentence of the line's own is.

    Without ``now`` (UTC) it is the longest that this can become.
    """
    match key:
        case "greeting":
            return wording.greeting(line, campus)
        case "hold":
            return wording.reassurance(2, line.wording.hold)
        case "closed":
            if now is None:
                zoned = replace(line, timezone="UTC")
                return wording.closed(zoned, campus, _OPENS, _CALLED, desk_open=True)
            opens = line.open_hours.next_opening(now)
            return wording.closed(line, campus, opens, now, desk_open=bool(line.desks))
        case _:
            return wording.text_welcome(line, campus)


class Weighed(Struct, frozen=True):
    """A sentence with what is said around it, and in words how long that is."""

    rule: Rule
    words: str
    size: str


def weighed(line: Line, campus: Campus, now: datetime) -> tuple[Weighed, ...]:
    """Return each sentence as the line says it, usual or own; ``now`` is UTC."""
    said = ((rule, whole(rule.key, line, campus, now)) for rule in RULES)
    return tuple(Weighed(rule, words, _size(rule, words, line)) for rule, words in said)


def changed(before: OwnWording, after: OwnWording) -> tuple[tuple[str, str, str], ...]:
    """Return label, before and after of each sentence that is another."""
    held = ((it.label, getattr(before, it.key), getattr(after, it.key)) for it in RULES)
    usual = "the usual sentence"
    return tuple((label, was or usual, will or usual) for label, was, will in held if was != will)


def _size(rule: Rule, words: str, line: Line) -> str:
    """Return how long what is said takes to say, or what it costs."""
    if rule.texted:
        size = segments(words)
        count = f"{size.count} segment{'s' if size.count > 1 else ''}"
        most = MOST_LETTERS if size.encoding == "GSM-7" else 70
        return f"{count}, {size.units} of {most} letters, {size.encoding}"
    takes = f"about {seconds_of(words):.1f} seconds"
    if rule.key == "closed":
        own = seconds_of(line.wording.closed)
        return f"{takes}; your sentence {own:.1f} of {LONGEST_CLOSED}" if own else takes
    most = LONGEST_GREETING if rule.key == "greeting" else LONGEST_HOLD
    return f"{takes} of {most}"
