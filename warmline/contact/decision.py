"""What a step returns: the contact after it, and perhaps a question to be answered first."""

from dataclasses import dataclass

from warmline.contact.events import Seek
from warmline.contact.state import Contact


@dataclass(frozen=True, slots=True)
class Decision:
    """The contact after an event; with ``seek``, the answer must be stepped in before saving."""

    contact: Contact
    seek: Seek | None = None
