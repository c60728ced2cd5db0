"""One call, decided without touching anything: ``step(contact, event, now) -> Decision``."""

from warmline.contact.deadlines import deadline
from warmline.contact.decision import Decision
from warmline.contact.state import Contact, new_contact
from warmline.contact.step import step

__all__ = ["Contact", "Decision", "deadline", "new_contact", "step"]
