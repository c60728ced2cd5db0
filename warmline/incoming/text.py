"""A text as it has reached us, with what is known of it."""

from datetime import datetime

from msgspec import Struct

from warmline.carrier.port import Received
from warmline.houses import Houses, Roster
from warmline.ids import CampusSlug, NumberHash
from warmline.line import Line
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number


class Incoming(Struct, frozen=True):
    """A text with what is known of it: whose campus, which line, which of its numbers, who.

    ``late`` is when it was written (UTC, by the carrier's clock) if its webhook found nobody: it is
    answered by a text, and others of this sender may have been dealt with since.
    """

    roster: Roster
    line: Line
    number: int
    sender: PhoneNumber
    hash: NumberHash
    sid: str
    body: str
    pictures: bool
    late: datetime | None = None

    def __repr__(self) -> str:
        return f"Incoming({self.sid})"

    @property
    def campus(self) -> CampusSlug:
        """The campus's slug."""
        return self.roster.campus.slug


def read_text(houses: Houses, text: Received, *, late: bool = False) -> Incoming:
    """Return a text to a number of ours (E.164). Raises UnknownLineError when it is nobody's."""
    roster, line = houses.of_number(text.to)
    return Incoming(
        roster=roster,
        line=line,
        number=roster.which_number(line.slug, text.to),
        sender=text.sender,
        hash=hash_number(text.sender, roster.pepper),
        sid=text.sid[:64],
        body=text.body.strip(),
        pictures=text.pictures,
        late=text.at if late else None,
    )
