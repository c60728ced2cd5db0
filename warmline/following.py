"""What is done after somebody's step: calls follow it, and a new phone is sent its code."""

from typing import TYPE_CHECKING

from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug

if TYPE_CHECKING:
    from warmline.bootstrap import Parts

LATER = "Redis does not answer; calls follow this once the clock reaches it."


def followed(parts: "Parts", campus: CampusSlug) -> bool:
    """Publish a campus and send its codes; False while Redis is away, and the clock does it."""
    try:
        parts.publisher.publish(campus)
        parts.affairs.send_codes_of(campus)
    except LiveStoreUnavailableError:
        return False
    return True
