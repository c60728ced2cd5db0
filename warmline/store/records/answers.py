"""Plain values about codes and numbers, which a process may know without the database."""

from typing import Literal

from msgspec import Struct

from warmline.ids import MentorId, Sealed

Verdict = Literal["confirmed", "wrong", "expired", "used_up", "nothing", "taken"]


class Code(Struct, frozen=True):
    """A code that is to be sent to a mentor's new phone, once; ``name`` tells it from others."""

    mentor: MentorId
    name: str
    to: Sealed
    code: str

    def __repr__(self) -> str:
        return f"Code({self.name})"


class Answer(Struct, frozen=True):
    """What came of a code that was sent back, and how many tries are left."""

    verdict: Verdict
    left: int = 0
