"""What a phone can be made to do next: to say, to ask, to hold, to join; plain values."""

from msgspec import Struct

from warmline.ids import DeskId
from warmline.line import Campus, Desk, Line


class Ask(Struct, frozen=True):
    """Say something and wait ``seconds`` for one key; ``place`` comes back with the answer."""

    say: str
    place: str
    seconds: int = 5
    twice: bool = False


class Hold(Struct, frozen=True):
    """Wait, or talk, in the contact's conference as the student."""


class Join(Struct, frozen=True):
    """Talk in the contact's conference as the mentor, or beside them; ``visit`` counts the stays.

    Star leads out of it only for a person: a desk's own menu may want the key.
    """

    say: str | None
    visit: int = 0
    star: bool = True


class Overhear(Struct, frozen=True):
    """Listen in to the contact's conference, muted, for at most ``seconds``; then ask again.

    So somebody whom the student does not want is out soon, whatever becomes of our requests.
    """

    say: str | None
    visit: int
    seconds: int = 30


class DialDesk(Struct, frozen=True):
    """Be put through to a desk for ``seconds``."""

    say: str
    desk: Desk
    seconds: int


class Tell(Struct, frozen=True):
    """Hear something, then the call ends."""

    say: str


class TellAndReturn(Struct, frozen=True):
    """Hear something, then ask again what comes next, from ``place``."""

    say: str
    place: str
    pause: int = 0


class Listen(Struct, frozen=True):
    """What is heard in the conference before anybody else is there; asked for again after it."""

    say: str | None
    pause: int = 8  # seconds; with the sentence, under the 10 s between two looks at us


class TakeMessage(Struct, frozen=True):
    """Record a message of at most ``seconds``."""

    say: str
    seconds: int = 120


class PlayMessage(Struct, frozen=True):
    """Play the contact's recorded message, then wait for a key."""

    token: str
    say: str


Scene = (
    Ask
    | Hold
    | Join
    | Overhear
    | DialDesk
    | Tell
    | TellAndReturn
    | Listen
    | TakeMessage
    | PlayMessage
)


class House(Struct, frozen=True):
    """The words a contact speaks with: its line, its campus, and the desks open now."""

    line: Line
    campus: Campus
    open_desks: frozenset[DeskId] = frozenset()
