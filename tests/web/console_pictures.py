"""Takes the console's pictures, from the demo campus and a made-up year."""

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from benchmarks.house import house
from benchmarks.year import lived, signed_in

DESK: ViewportSize = {"width": 1280, "height": 800}
POCKET: ViewportSize = {"width": 360, "height": 740}
MOST = 150 * 1024  # bytes a picture may have
# Its file, the page, who looks, and on what. Pages that are not there yet are left out.
PICTURES = (
    ("console-now", "now", "Sam", DESK),
    ("console-plan", "plan", "Sam", DESK),
    ("console-people", "people", "Sam", DESK),
    ("console-contacts", "contacts", "Sam", DESK),
    ("console-contact", "contacts/demo00000001", "Sam", DESK),
    ("console-reports", "reports", "Sam", DESK),
    ("console-settings", "settings", "Sam", DESK),
    ("console-mine", "mine", "Maya", POCKET),
)


def take_console(browser: Browser, folder: Path) -> None:
    """Write a picture of each of the console's main pages."""
    with house() as built:
        parts = lived(built, 400)
        built.web()
        base = f"http://127.0.0.1:{built.web_port}/console/"
        for name, path, who, size in PICTURES:
            context = browser.new_context(
                viewport=size, color_scheme="light", reduced_motion="reduce"
            )
            cookie = {"name": "warmline", "value": signed_in(parts, who), "url": base}
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            answer = page.goto(base + path)
            if answer is not None and answer.status == 200:
                page.wait_for_load_state("networkidle")  # its charts
                file = folder / f"{name}.png"
                page.screenshot(path=file)
                if file.stat().st_size > MOST:
                    raise RuntimeError(f"{file} is too large; show less of the page")
            context.close()
