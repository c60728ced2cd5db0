"""What is trained before somebody is certified, and the notes beside the steps of their way."""

from collections.abc import Sequence
from datetime import date

from warmline.errors import PlanError

# What a campus trains before anybody is certified, unless its own file says otherwise.
CHECKLIST = (
    "active listening",
    "confidentiality and its limits",
    "suicidal thoughts and crisis",
    "intimate partner violence",
    "referral and warm hand-over",
    "practice calls",
    "looking after yourself",
)
LONGEST_NOTE = 200


def item_of(checklist: Sequence[str], named: str) -> str:
    """Return the item that is meant, whole or by its beginning. Raises PlanError if none is."""
    wanted = " ".join(named.split()).casefold()
    exact = [it for it in checklist if it.casefold() == wanted]
    found = exact or [it for it in checklist if wanted and it.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    which = "several items begin so" if found else "there is no such item"
    raise PlanError(f"{which}; the checklist has: {', '.join(checklist)}")


def note_of(text: str) -> str:
    """Return a note as it is kept: one line. Raises PlanError for one that may hold a number."""
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise PlanError(f"a note has {LONGEST_NOTE} characters at most, on one line")
    if sum(letter.isdigit() for letter in note) >= 7 and not _is_only_a_day(note):
        raise PlanError("a note must not hold what may be a phone number: it is kept for good")
    return note


def _is_only_a_day(note: str) -> bool:
    """Say whether all digits of a note are those of days, like ``until 2027-06-30``."""
    words = note.replace(",", " ").split()
    return all(_is_day(it) for it in words if any(letter.isdigit() for letter in it))


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return "-" in word
