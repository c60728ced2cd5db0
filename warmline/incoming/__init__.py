"""What people text us: sorted by who wrote it and what it says, whichever way it reached us.

A text comes by the carrier's webhook, or, when that found nobody, from the carrier's own list.
"""

from warmline.incoming.missed import Missed
from warmline.incoming.sorting import Sorting
from warmline.incoming.text import Incoming, read_text

__all__ = ["Incoming", "Missed", "Sorting", "read_text"]
