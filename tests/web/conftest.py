"""Real Chromium, and a server for any app, for tests of pages."""

from telling.browsing import browser, page, serve

__all__ = ["browser", "page", "serve"]
