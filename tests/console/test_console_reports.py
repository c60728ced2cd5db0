"""Reports at the console: what a coordinator counts, and what may leave the programme."""

import csv
import re
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from telling.console import Console
from telling.report_data import october

from warmline.charts import Press, press
from warmline.demo_data import Maker
from warmline.reporting import Asked, Made, Reporting
from warmline.reports.days import last_month
from webhooks.console import setup
from webhooks.console.setup import create_console
from webhooks.late import LateApp
from webhooks.warming import steps

OCTOBER = "period=2026-10"


def table(text: str) -> dict[str, list[str]]:
    """Read a CSV by its first column."""
    return {row[0]: row[1:] for row in csv.reader(text.splitlines())}


def plain(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u2013", "-").split())


def test_the_coordinator_reads_a_month_beside_the_one_before(console: Console) -> None:
    """A month's contacts, who answered and how sure that is, waits and coverage, in one look."""
    october(console)
    page = plain(console.enters("Cora").get(f"/console/reports?{OCTOBER}").text)
    for words in (
        "1 Oct 2026 - 31 Oct 2026 , beside 1 Sep 2026 - 30 Sep 2026",
        "Contacts 49 before: 0",
        "Answered 82 % 95 % sure: 69 to 90 %",
        "Missed 9 before: 0",
        "the mentor says: it came too late 1 0",
        "Stress was less after 39 of 39 contacts",
        "1 wrap-up is missing",
        "From 40 offers (Maya) to 49 (Luis)",
        "Times in America/Los Angeles",
    ):
        assert words in page


def test_who_is_outside_sees_no_small_count_and_no_names(console: Console) -> None:
    """Adviser, counselor and engineer read the month with small counts hidden, and nobody in it."""
    october(console)
    for who in ("Ada", "Noor", "Enno"):
        page = console.enters(who).get(f"/console/reports?{OCTOBER}").text
        said = plain(page)
        assert "Contacts 49" in said
        assert "it came too late - -" in said
        assert "for the coordinator alone" in said
        main = page.partition("<main")[2]
        assert not [it for it in ("Maya", "Luis", "Fairness", "Two dates") if it in main]


def test_who_is_outside_cannot_choose_days_that_overlap(console: Console) -> None:
    """Two dates a day apart would tell of one contact: a typed address gets a sentence instead."""
    october(console)
    browser = console.enters("Ada")
    for asked in ("period=dates&from=2026-10-01&to=2026-10-30", "period=last-week", "period=term"):
        answer = browser.get(f"/console/reports?{asked}")
        assert answer.status_code == 400
        assert "Choose a month that is over." in answer.text
        assert browser.get(f"/console/reports/table/contacts.csv?{asked}").status_code == 404
        assert browser.get(f"/console/reports/print?{asked}").status_code == 404
    for name in ("fairness", "missed"):
        assert browser.get(f"/console/reports/table/{name}.csv?{OCTOBER}").status_code == 404
        assert browser.get(f"/console/reports/chart/{name}.svg?{OCTOBER}").status_code == 404


def test_mentors_have_no_reports(console: Console) -> None:
    """Numbers of the line are not for those who answer it, nor for whoever is not signed in."""
    for path in ("", "/print", "/chart/topics.svg", "/table/contacts.csv"):
        assert console.enters("Maya").get(f"/console/reports{path}").status_code == 403
        assert console.enters("Bo").get(f"/console/reports{path}").status_code == 403
        assert console.browser().get(f"/console/reports{path}").status_code == 302


def test_tables_are_taken_along_as_csv(console: Console) -> None:
    """Each table is a file for a spreadsheet: exact for the coordinator, hidden for the adviser."""
    october(console)
    answer = console.enters("Cora").get(f"/console/reports/table/contacts.csv?{OCTOBER}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = 'filename="contacts-2026-10-01-2026-10-31.csv"'
    assert name in answer.headers["Content-Disposition"]
    assert table(answer.text)["missed"] == ["9", "0"]
    browser = console.enters("Cora")
    fair = table(browser.get(f"/console/reports/table/fairness.csv?{OCTOBER}").text)
    assert fair["Luis"] == ["49", "0", "49", "0", "0"]
    assert browser.get(f"/console/reports/table/nothing.csv?{OCTOBER}").status_code == 404
    few = console.enters("Ada").get(f"/console/reports/table/help.csv?{OCTOBER}").text
    assert table(few)["the mentor says: it came too late"] == ["hidden", "hidden"]


def test_any_days_can_be_asked_for(console: Console) -> None:
    """Two dates, a week; wrong ones are told at their field, and what was typed stays."""
    october(console)
    browser = console.enters("Cora")
    page = plain(browser.get("/console/reports?period=dates&from=2026-10-05&to=2026-10-11").text)
    assert "5 Oct 2026 - 11 Oct 2026 , beside 28 Sep 2026 - 4 Oct 2026" in page
    answer = browser.get("/console/reports?period=dates&from=2026-10-11&to=2026-10-05")
    assert answer.status_code == 400
    assert "The last day is before the first." in answer.text
    assert 'value="2026-10-11"' in answer.text
    assert 'aria-describedby="to-wrong"' in answer.text
    empty = plain(browser.get("/console/reports?period=2025-03").text)
    assert "Nobody called or texted in these days." in empty
    assert browser.get("/console/reports?line=nowhere").status_code == 200


def test_the_page_for_funders_says_how_sure_it_is(console: Console) -> None:
    """One page for paper: small counts hidden also from the coordinator's printer, ranges told."""
    october(console)
    for who in ("Cora", "Ada"):
        answer = console.enters(who).get(f"/console/reports/print?{OCTOBER}")
        page = plain(answer.text)
        for words in (
            "95 % sure: 69 to 90 %",
            "1 of 40 contacts with a mentor have no wrap-up",
            "refused ( - )",
            "the mentor says: it helped 5 -",
            "What is not in these tables is hidden",
            "A contact is not a person",
        ):
            assert words in page
        assert "came too late" not in page
        assert "Maya" not in page
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_charts_are_pictures_for_light_and_dark_paper(console: Console) -> None:
    """Each chart of the page is an SVG of its own, with a sentence in place of seeing it."""
    october(console)
    browser = console.enters("Cora")
    page = browser.get(f"/console/reports?{OCTOBER}").text
    pictures = set(re.findall(r"/console/reports/chart/([a-z-]+)\.svg", page))
    assert pictures == {"over-time", "missed", "topics-over-time", "stress", "fairness"}
    assert len(re.findall(r'<img [^>]*alt="Chart\. [A-Z0-9]', page)) == len(pictures)
    drawn = {}
    for scheme in ("light", "dark"):
        for name in sorted(pictures):
            answer = browser.get(f"/console/reports/chart/{name}.svg?{OCTOBER}&scheme={scheme}")
            assert answer.content_type == "image/svg+xml; charset=utf-8"
            assert answer.text.startswith("<svg")
            drawn[name, scheme] = answer.text
    assert drawn["missed", "light"] != drawn["missed", "dark"]
    assert "Maya" in drawn["fairness", "light"]


def test_a_chart_that_cannot_be_drawn_leaves_the_page_whole(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the child fails or too many wait, the picture is missing and its table is there."""
    october(console)
    # No Python there: stands for a machine on which the child cannot start.
    monkeypatch.setattr(press.sys, "executable", "/nonexistent/python")
    browser = console.enters("Cora")
    answer = browser.get(f"/console/reports/chart/missed.svg?{OCTOBER}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert browser.get(f"/console/reports?{OCTOBER}").status_code == 200


def test_drawing_never_takes_the_threads_that_calls_need() -> None:
    """Beyond eight waiting readers a chart is refused at once: one thread more is for calls."""
    made = Press()
    for _ in range(press.WAITING):
        assert made._places.acquire(blocking=False)
    with pytest.raises(press.ChartError, match="too many"):
        made.svg({"topics": {"rows": []}}, "topics", "light")


def test_a_busy_year_is_counted_quickly(console: Console) -> None:
    """A page about a month among hundreds of contacts is small, and there before anybody waits."""
    phones = console.phones
    plan = phones.parts.records.load_plan(phones.parts.records.campuses()[0])
    maker = Maker(plan.campus.slug, plan.lines[0], plan.mentors)
    phones.parts.records.record_contacts(maker.contacts(400, phones.now(), 60))
    browser = console.enters("Cora")
    began = perf_counter()
    answer = browser.get("/console/reports")
    assert answer.status_code == 200
    assert perf_counter() - began < 2  # far above what it takes: machines that test are busy
    assert len(answer.text) < 100_000
    began = perf_counter()
    browser.get("/console/reports")
    assert perf_counter() - began < 1


def test_months_that_are_long_over_are_counted_once_a_day(console: Console) -> None:
    """The months that are compared are of this minute; those before them on the trend of today."""
    phones = console.phones
    records = phones.parts.records
    plan = records.load_plan(records.campuses()[0])
    roster = phones.parts.houses.of_campus(plan.campus.slug)
    maker = Maker(plan.campus.slug, plan.lines[0], plan.mentors)
    now = start = phones.now()
    reporting = Reporting(lambda: records, lambda: now)
    asked = Asked(None, last_month(start.date(), plan.lines[0].timezone), hidden=True)

    def months() -> list[int]:
        shown = reporting.report(roster, asked).report.trend
        assert shown is not None
        return [sum(it or 0 for it in point.outcomes.values()) for point in shown.points]

    assert months() == [0] * 6
    records.record_contacts(maker.contacts(900, start, 180))
    now = start + timedelta(minutes=2)
    *older, before, this = months()
    assert older == [0] * 4
    assert min(before, this) > 0
    now = start + timedelta(days=1)
    assert min(months()) > 0


def test_the_console_is_made_ready_before_its_pages_are_asked_for(console: Console) -> None:
    """Every template and the reports of last month are there: nobody waits for their first look."""
    made: list[Flask] = []
    late = LateApp(lambda: create_console(console.phones.parts))
    late.then = made.append
    app = late.app
    assert made == [late.app]
    done = [step() for step in steps(app)]
    assert [it.report.now.days.is_month for it in done if isinstance(it, Made)] == [True, True]
    ready = {name for _, name in app.jinja_env.cache}  # type: ignore[union-attr]
    folder = Path(setup.__file__).parents[1] / "templates"
    assert {str(it.relative_to(folder)) for it in folder.glob("console/**/*.html")} <= ready
