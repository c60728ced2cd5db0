"""What a step returns: the conversation after it, and perhaps a question to be answered first."""

from dataclasses import dataclass

from warmline.conversation.events import SeekHelpers, SeekTexters
from warmline.conversation.state import Conversation


@dataclass(frozen=True, slots=True)
class TextDecision:
    """The conversation after an event; with ``seek``, the answer is stepped in before saving."""

    contact: Conversation
    seek: SeekTexters | SeekHelpers | None = None
