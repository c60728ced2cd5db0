"""The jobs of the queue; each is one call to the performer."""

from warmline.ids import ContactId
from workers.parts import parts


def attend(contact: str, step: int) -> None:
    """Attend to a contact; ``step`` only says what it was when somebody asked."""
    del step
    parts().performer.attend_woken(ContactId(contact))
