"""Actions that nothing makes any more, and that an older release may have left pending.

They are read and done as what is made now: an answer in words that were sealed beforehand.
"""

from typing import Literal

from msgspec import Struct

from warmline.ids import MentorId, Sealed


class TextCode(Struct, frozen=True, tag="text_code"):
    """Text somebody who signs in the code that proves it is them."""

    mentor: MentorId
    code: Sealed


class TextNewPhone(Struct, frozen=True, tag="text_new_phone"):
    """Send one of our sentences to a phone that is to become a mentor's."""

    to: Sealed
    what: Literal["code", "confirmed", "wrong", "expired", "used_up", "nothing", "taken"]
    code: Sealed | None = None
    left: int = 0  # tries
