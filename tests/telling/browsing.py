"""What tests of pages share: a server for any WSGI app, and a browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM = Path("/usr/bin/chromium")
QUIETLY = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds a page may take before a test says that it never came

Serve = Callable[[Any], str]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Write nothing: what a request asked for is the test's business."""


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve a WSGI app on a free port of this machine; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    server.daemon_threads = True  # a feed request may still be waiting for news at the end
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve apps until the test ends."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(served(app))


# Several folders have the fixture, each its own: playwright starts but once in a process.
_STARTED: list[Browser] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser, started once."""
    if not CHROMIUM.exists():
        pytest.skip(f"There is no {CHROMIUM} on this machine; apt-get install chromium brings it.")
    if _STARTED:
        yield _STARTED[0]
        return
    with chromium() as started:
        _STARTED.append(started)
        yield started
        _STARTED.clear()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give an empty page; a script error on it fails the test."""
    mistakes: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    page.close()
    assert mistakes == []
