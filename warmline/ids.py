"""The names by which things are known; none can be mistaken for another, or for a number."""

import hashlib
import secrets
from typing import NewType

CampusSlug = NewType("CampusSlug", str)
LineSlug = NewType("LineSlug", str)
MentorId = NewType("MentorId", str)
DeskId = NewType("DeskId", str)
ContactId = NewType("ContactId", str)  # "<campus slug>.<random>": also the conference's name
LegId = NewType("LegId", int)  # counts up within one contact
CallSid = NewType("CallSid", str)  # the carrier's name for a phone leg
Sealed = NewType("Sealed", str)  # a value only the vault can open
NumberHash = NewType("NumberHash", str)  # a keyed hash that recognises a number


def new_contact_id(campus: CampusSlug) -> ContactId:
    """Return an id that nobody can guess; it carries its campus, so that its keys are found."""
    return ContactId(f"{campus}.{secrets.token_hex(12)}")


def named_contact_id(campus: CampusSlug, key: str) -> ContactId:
    """Return the same id for the same key, so that something is opened once, whoever asks."""
    return ContactId(f"{campus}.{hashlib.sha256(key.encode()).hexdigest()[:24]}")


def campus_of(contact: ContactId) -> CampusSlug:
    """Return the campus that a contact's id carries."""
    return CampusSlug(contact.partition(".")[0])
