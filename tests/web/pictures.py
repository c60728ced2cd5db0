"""Takes the pictures that the documentation shows: ``python -m tests.web.pictures [ADDRESS]``.

With the address of a phones page that is up (``make run``) it is that line that is shown, else one
that is started for it, in a home of its own.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.house.watching import Watched, free_port
from tests.telling.browsing import chromium
from tests.web.console_pictures import take_console

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DESK, POCKET = {"width": 1880, "height": 800}, {"width": 390, "height": 844}


def ring(page: Page) -> None:
    """Let the student call, until the greeting is said and Maya's phone has rung for a while."""
    page.locator("#phone-p1 .yes").click()
    expect(page.locator("#phone-p1 .said").first).to_be_visible()
    expect(page.locator(".phone[data-status=ringing] .status")).to_have_text(
        "Ringing 0:06", timeout=20_000
    )
    expect(page.locator("#contacts .rung")).to_be_visible()


@contextmanager
def _stage() -> Iterator[str]:
    if len(sys.argv) > 1:
        yield sys.argv[1]
        return
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "warmline.cli", "up", "--demo", "--port", free_port()]
        with closing(Watched(command, os.environ | {"WARMLINE_HOME": home})) as up:
            yield up.line("/phones/").split()[-1]


def take() -> None:
    """Write the pictures of the phones page and of the console."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        take_console(browser, FOLDER)
        with _stage() as address:
            take_phones(browser, address)


def take_phones(browser: Browser, address: str) -> None:
    """Write ``phones.png``, its dark sister, and one at phone width."""
    page = browser.new_page(viewport=DESK, color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    ring(page)
    page.screenshot(path=FOLDER / "phones.png")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.screenshot(path=FOLDER / "phones-dark.png")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(POCKET)
    page.screenshot(path=FOLDER / "phones-pocket.png")


if __name__ == "__main__":
    take()
