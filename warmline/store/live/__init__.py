"""What is happening now, in Redis: open contacts, who is being rung, whose turn is next."""

from warmline.store.live.store import Committed, LiveStore

__all__ = ["Committed", "LiveStore"]
