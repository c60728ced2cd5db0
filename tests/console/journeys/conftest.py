"""Real Chromium for the console's journeys, on the story's own app."""

from telling.browsing import browser, page, serve

__all__ = ["browser", "page", "serve"]
