"""A month's report in a real browser: the adviser prints it, the coordinator takes it along."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from telling.browsing import served
from telling.console import Console
from telling.report_data import october

pytestmark = pytest.mark.browser
CONTRAST = (Path(__file__).parents[2] / "web" / "contrast.js").read_text()
PHONE = {"width": 360, "height": 740}


@contextmanager
def at_reports(console: Console, page: Page, who: str) -> Iterator[str]:
    """Somebody's browser, signed in and led to the reports by the menu; gives the address."""
    october(console)
    with served(console.phones.app) as address:
        console.enters_with(page, address, who)
        page.goto(f"{address}/console/now")
        page.get_by_role("link", name="Reports").click()
        expect(page.get_by_role("heading", name="Reports", exact=True)).to_be_visible()
        yield address


DRAWN = """async () => {
  for (let n = 0; n < document.images.length; n += 1) {
    const end = performance.now() + 20000;
    document.images[n].scrollIntoView();
    while (document.images[n].naturalWidth < 100) {
      if (performance.now() > end) return document.images[n].alt;
      await new Promise(requestAnimationFrame);
    }
  }
  return "";
}"""


def drawn(page: Page) -> None:
    """Wait until every picture of the page has come; they load as they are scrolled to."""
    assert page.evaluate(DRAWN) == ""


def test_the_adviser_opens_last_month_and_prints_it(console: Console, page: Page) -> None:
    """Three clicks from the board to one sheet of paper, with the pictures on it."""
    with at_reports(console, page, "Ada"):
        expect(page.get_by_label("Month", exact=True)).to_have_value("2026-10")
        drawn(page)
        page.get_by_role("link", name="Print view").click()
        expect(page.get_by_role("heading", name="How sure this is")).to_be_visible()
        drawn(page)
        page.evaluate("window.print = () => { window.asked = true; }")  # no printer in a test
        page.get_by_role("button", name="Print").click()
        assert page.evaluate("window.asked")
        for paper in ("A4", "Letter"):
            assert page.pdf(format=paper).count(b"/Type /Page\n") == 1, paper


def test_the_coordinator_downloads_the_missed_hours(console: Console, page: Page) -> None:
    """The numbers behind a picture open by keyboard, and their file is what is on the page."""
    with at_reports(console, page, "Cora"):
        section = page.locator("section", has=page.get_by_role("heading", name="Missed, by"))
        section.get_by_text("The numbers").focus()
        page.keyboard.press("Enter")
        expect(section.get_by_role("rowheader", name="Monday")).to_be_visible()
        with page.expect_download() as download:
            section.get_by_role("link", name="CSV of missed contacts").click()
        rows = download.value.path().read_text().splitlines()
        assert download.value.suggested_filename == "missed-2026-10-01-2026-10-31.csv"
        counts = [int(it) for row in rows[1:] for it in row.split(",")[1:]]
        assert (len(counts), sum(counts)) == (7 * 24, 9)


def test_a_report_is_readable_by_day_and_night(console: Console, page: Page) -> None:
    """Words stand out from their ground in both schemes, and nothing scrolls sideways at 360 px."""
    with at_reports(console, page, "Cora") as address:
        for path in ("/console/reports", "/console/reports/print", "/console/reports?period=x"):
            page.goto(address + path)
            for details in page.locator("details").all():
                details.evaluate("it => { it.open = true; }")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size(PHONE)
                assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
                assert page.evaluate(CONTRAST) == [], path
