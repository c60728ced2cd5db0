"""A coordinator's whole week in a real browser, and what routes at its end."""

import json
import os

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from telling.browsing import Serve
from telling.console import PASSWORD, Console
from telling.report_data import october

from warmline import wording
from warmline.cli import main

pytestmark = pytest.mark.browser


def signs_in(console: Console, page: Page, address: str) -> None:
    """Go through the door as Cora does."""
    page.goto(f"{address}sign-in")
    page.get_by_label("Name").fill("cora")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Code").fill(console.code("Cora"))
    page.get_by_role("button", name="Sign in").click()


def builds_the_week(page: Page, address: str) -> None:
    """A draft with Bo on two evenings of next week, published as one."""
    page.goto(f"{address}plan/drafts")
    page.get_by_label("Name of the draft").fill("Next week")
    page.get_by_role("button", name="Begin a draft").click()
    page.get_by_role("link", name="New shift").click()
    page.get_by_role("checkbox", name="Bo").check()
    page.get_by_label("First day").fill("2026-11-09")
    page.get_by_label("From", exact=True).fill("19:00")
    page.get_by_label("To", exact=True).fill("23:00")
    page.get_by_label("On days of the week").check()
    for day in ("Monday", "Wednesday"):
        page.get_by_role("checkbox", name=day).check()
    page.get_by_label("Until, included").fill("2026-11-15")
    page.get_by_role("button", name="See what changes").click()
    page.get_by_role("button", name="Put it into draft").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("Calls follow it now")


def covers_the_night(page: Page, address: str) -> None:
    """Maya is ill tonight: Bo has her turn, from the timetable on."""
    page.goto(f"{address}plan")
    page.get_by_role("link", name="Maya").first.click()
    page.get_by_label("Who covers").select_option(label="Bo")
    page.get_by_role("button", name="See what changes").first.click()
    page.get_by_role("button", name="Do it now").click()
    expect(page.get_by_role("status").first).to_contain_text("Calls follow it now")


def certifies(page: Page, address: str, person: str) -> None:
    """Everything of the checklist is ticked, and the certificate given."""
    page.goto(f"{address}people")
    page.get_by_role("link", name=person).click()
    for box in page.locator("input[name=item]").all():
        box.check()
    page.get_by_role("button", name="Tick what is chosen").click()
    expect(page.get_by_text("All is done.")).to_be_visible()
    page.get_by_role("button", name="Certify").click()
    expect(page.get_by_role("status")).to_contain_text("is certified until")


def gives_a_callback(console: Console, page: Page, address: str) -> None:
    """A student is missed and asks to be called back; it is Bo's by turn, and given to Luis."""
    phones = console.phones
    student, bo, luis = phones.student(), console.people["Bo"], console.people["Luis"]
    student.calls()
    luis.rings()
    student.opens_the_menu()
    student.presses("2")
    student.hears(wording.callback_promised())
    student.is_idle_within(10)
    offer = phones.words(wording.callback_text, recording=False)
    bo.is_texted(offer)
    page.goto(f"{address}now")
    page.get_by_role("link", name="Give it to somebody else").click()
    page.get_by_label("Whose should it be?").select_option(label="Luis, on call now")
    page.get_by_role("button", name="Give it to them").click()
    expect(page.get_by_role("main")).to_contain_text("With Luis")
    luis.is_texted(offer)


def adds_once(page: Page, address: str, name: str) -> None:
    """The newly certified one serves a first evening beside the others."""
    page.goto(f"{address}plan/override/new")
    page.get_by_label("Who", exact=True).select_option(label=name)
    page.get_by_label("From").fill("2026-11-06T19:00")
    page.get_by_label("To").fill("2026-11-06T23:00")
    page.get_by_role("button", name="See what changes").click()
    page.get_by_role("button", name="Do it now").click()
    expect(page.get_by_role("status").first).to_contain_text("Calls follow it now")


def reads_the_month(page: Page, address: str) -> None:
    """October, and its missed contacts as a file that adds up to what the page says."""
    page.goto(f"{address}reports")
    section = page.locator("section", has=page.get_by_role("heading", name="Missed, by"))
    section.get_by_text("The numbers").click()
    with page.expect_download() as download:
        section.get_by_role("link", name="CSV of missed contacts").click()
    assert download.value.suggested_filename == "missed-2026-10-01-2026-10-31.csv"
    rows = download.value.path().read_text().splitlines()
    assert sum(int(it) for row in rows[1:] for it in row.split(",")[1:]) == 9


def routes(console: Console, at: str) -> list[tuple[str, str]]:
    """Who is on call at a time of the line's clock, and why, as ``warmline oncall`` says it."""
    settings = console.phones.settings
    names = ("TWILIO_", "WARMLINE_", "REDIS_")
    env = {it: None for it in os.environ if it.startswith(names)} | {
        "REDIS_URL": settings.redis_url,
        "DATABASE_URL": settings.database_url,
        "WARMLINE_KEYS": ",".join(settings.keys),
        "WARMLINE_HOME": str(settings.home),
    }
    said = CliRunner().invoke(main, ["oncall", "--line", "main", "--at", at, "--json"], env=env)
    assert said.exit_code == 0, said.output
    return [(it["mentor"], it["source"]) for it in json.loads(said.output)["on_call"]]


def test_a_coordinators_week(console: Console, page: Page, serve: Serve) -> None:
    """Plan, sick call, callback, certificate, report: each counts in what routes, at once."""
    phones = console.phones
    phones.in_training("Zoe", listens=False)
    phones.ready()
    october(console)
    phones.console_app.config["SESSION_COOKIE_SECURE"] = False  # the test speaks plain HTTP
    address = f"{serve(phones.app)}/console/"
    signs_in(console, page, address)
    builds_the_week(page, address)
    covers_the_night(page, address)

    gives_a_callback(console, page, address)
    certifies(page, address, "Zoe")
    adds_once(page, address, "Zoe")
    reads_the_month(page, address)

    assert routes(console, "2026-11-02T21:00") == [("Luis", "shift"), ("Bo", "cover for Maya")]
    assert routes(console, "2026-11-06T20:00")[-1] == ("Zoe", "added")
    assert [it for it, _ in routes(console, "2026-11-09T20:00")] == ["Maya", "Luis", "Bo"]
    assert [it for it, _ in routes(console, "2026-11-11T22:59")] == ["Maya", "Luis", "Bo"]
    assert [it for it, _ in routes(console, "2026-11-11T23:00")] == ["Maya", "Luis"]
    assert [it for it, _ in routes(console, "2026-11-16T20:00")] == ["Maya", "Luis"]
