"""Real Chromium for the console's journeys, on the story's own app."""

import pytest
from playwright.sync_api import Page
from telling.browsing import Serve, browser, page, serve
from telling.console import Console

__all__ = ["browser", "page", "serve"]


@pytest.fixture
def settings(console: Console, page: Page, serve: Serve) -> str:
    """The address of the settings, with Cora signed in."""
    console.phones.console_app.config["SESSION_COOKIE_SECURE"] = False  # the test speaks plain HTTP
    cookie = console.enters("Cora").get_cookie("warmline", path="/console/")
    assert cookie is not None
    address = f"{serve(console.phones.app)}/console/"
    page.context.add_cookies([{"name": "warmline", "value": cookie.value, "url": address}])
    return f"{address}settings"
