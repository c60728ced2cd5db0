"""Does what a contact needs done at the carrier: in order, one performer per contact at a time."""

from warmline.performer.performer import Performer

__all__ = ["Performer"]
