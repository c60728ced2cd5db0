"""Hides small counts so that nobody can work them out from the ones that are shown.

A count that stands **alone** (a topic, a kind of hand-over) is hidden below five, zero included:
whether anybody at all came with it is what must not be told.

Counts that add up to a known total are published **together**. There a 0 is shown, because nobody
is behind it; 1 to 4 are hidden, and larger ones with them until what is hidden stays vague. One
hidden count alone would be the total less the others; two that add up to 2, or three that add up to
12, would be known as well. The larger ones are taken in the table's own order, never by size: "the
smallest of the others" would tell a reader who knows the rule something about the hidden ones.

So for each hidden count there is always another value that would have led to the very same page,
also for somebody who has read this file. A test tries every table of up to five counts.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

LEAST = 5  # DESIGN.md section 9

Key = TypeVar("Key", bound=str)


def alone(count: int) -> int | None:
    """Return a count that adds up to nothing with others; None: fewer than five, perhaps none."""
    return count if count >= LEAST else None


def together(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return counts whose sum is known or can be known; None where one is hidden.

    When nothing but zeros would be left, all of it is hidden. The sum must be at least five.
    """
    hidden = [key for key, count in counts.items() if 0 < count < LEAST]
    if not hidden:
        return dict(counts)
    spare = [key for key, count in counts.items() if count >= LEAST]
    while spare and not _is_vague([counts[key] for key in hidden]):
        hidden.append(spare.pop(0))
    return {key: None if key in hidden or not spare else count for key, count in counts.items()}


def _is_vague(hidden: Sequence[int]) -> bool:
    """Say whether these counts stay unknown to somebody who knows their sum and this rule.

    Each of them may then be 1 and may be 5. Where all are small their sum must not be so near to
    the most it can be that they have to be fours.
    """
    most = (LEAST - 1) * len(hidden)
    return (
        len(hidden) > 1
        and sum(hidden) >= len(hidden) + LEAST - 1
        and (max(hidden) >= LEAST or sum(hidden) <= most - 2)
    )


def hide_all(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return all of these counts hidden."""
    return dict.fromkeys(counts)
