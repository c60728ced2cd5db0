"""Real Chromium for the console's journeys, on the story's own app."""

import pytest
from playwright.sync_api import Page
from telling.browsing import Serve, browser, page, serve
from telling.console import Console

__all__ = ["browser", "page", "serve"]


@pytest.fixture
def at(console: Console, page: Page, serve: Serve) -> str:
    """The console's address, with Cora signed in."""
    address = serve(console.phones.app)
    console.enters_with(page, address, "Cora")
    return f"{address}/console/"


@pytest.fixture
def settings(at: str) -> str:
    """The address of the settings, with Cora signed in."""
    return f"{at}settings"
