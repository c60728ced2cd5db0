"""Reports: any days of a line beside those before, as a page, as pictures, as CSV and for print."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.exceptions import HTTPException

from warmline.bootstrap import Parts
from warmline.charts import Press, charts_of
from warmline.charts.press import ChartError
from warmline.errors import RecordsUnavailableError
from warmline.hours import wall_clock_of
from warmline.houses import Roster
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.reporting import Asked, Made, Reporting
from warmline.reports import HAND_OVERS, HELP_OUTCOMES, LEAST
from warmline.reports.choices import Choice, WrongDaysError, choices, chosen
from warmline.reports.days import Days, last_month
from warmline.reports.findings import findings
from warmline.reports.tables import CHANGES, OUTCOMES, tables, write_csv
from webhooks.console.access import STAFF, add_page, visitor

MOST_AHEAD = 8  # campuses whose report is made before anybody asks
KEPT_SECONDS = 60  # a picture, by the browser that has seen it


class Question(Struct, frozen=True):
    """What a reader asked for, whether it made sense, and what else can be asked for."""

    asked: Asked
    line: Line  # whose zone and calendar count; of all lines the first
    choices: tuple[Choice, ...]
    args: dict[str, str]
    wrong: dict[str, str]


class ReportPages:
    """The report and what hangs on it; only the coordinator sees exact counts and names."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reporting = Reporting(lambda: parts.records, parts.now)
        self._press = Press()

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/reports", self.reports, STAFF)
        add_page(console, "/reports/print", self.reports_print, STAFF)
        add_page(console, "/reports/chart/<name>.svg", self.reports_chart, STAFF)
        add_page(console, "/reports/table/<name>.csv", self.reports_table, STAFF)

    def ahead(self) -> Iterator[Callable[[], object]]:
        """Yield what makes the reports that are asked for first: each campus's of last month."""
        for campus in islice(self._parts.live.campuses(), MOST_AHEAD):
            roster = self._parts.houses.of_campus(campus)
            line = roster.compiled.lines[0]
            today = wall_clock_of(self._parts.now(), line.timezone).date()
            days = last_month(today, line.timezone)
            every = len(roster.lines) > 1
            for hidden in (False, True):
                asked = Asked(None if every else line.slug, days, hidden)
                yield partial(self._reporting.report, roster, asked)

    def reports(self) -> ResponseReturnValue:
        """Show some days of a line beside those before."""
        question = self._question(hidden=not _is_coordinator())
        page = render_template("console/reports.html", **self._shown(question))
        return page, 400 if question.wrong else 200

    def reports_print(self) -> ResponseReturnValue:
        """Show one page for paper, with nothing on it that may not leave the programme."""
        question = self._question(hidden=True)
        if question.wrong:
            abort(404)
        return render_template("console/report_print.html", **self._shown(question))

    def reports_chart(self, name: str) -> ResponseReturnValue:
        """Draw one chart, for light or dark paper; 503 when it cannot be drawn now."""
        made, names = self._made()
        charts = charts_of(made.report, names)
        if name not in charts:
            abort(404)
        scheme = "dark" if request.args.get("scheme") == "dark" else "light"
        try:
            svg = self._press.svg(charts, name, scheme)  # type: ignore[arg-type]
        except ChartError:
            answer = Response("There is no picture just now; the table says the same.\n", 503)
            answer.headers["Retry-After"] = "5"
            return answer
        answer = Response(svg, content_type="image/svg+xml; charset=utf-8")
        answer.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
        return answer

    def reports_table(self, name: str) -> ResponseReturnValue:
        """Give one table for a spreadsheet."""
        made, names = self._made()
        table = tables(made.report, names).get(name)
        if table is None:
            abort(404)
        days = made.report.now.days
        file = f"{name}-{days.first.isoformat()}-{days.last.isoformat()}.csv"
        answer = make_response(write_csv(table))
        answer.headers["Content-Type"] = "text/csv; charset=utf-8"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        return answer

    # --- how --------------------------------------------------------------------------------

    def _question(self, *, hidden: bool) -> Question:
        """Return what the address asks for; what makes no sense is told beside its field."""
        roster, args = visitor().roster, {k: v for k, v in request.args.items() if v}
        line = _line(roster, args)
        # Outside the programme lines are told one by one: all less the others is the last one.
        several = len(roster.lines) > 1 and _is_coordinator()
        every = several and args.get("line", "") not in roster.lines
        today = wall_clock_of(self._parts.now(), line.timezone).date()
        only_months = not _is_coordinator()
        wrong: dict[str, str] = {}
        try:
            days = chosen(args, today, line.periods, line.timezone, hidden=only_months)
        except WrongDaysError as exc:
            days = last_month(today, line.timezone)
            wrong[exc.field] = f"{str(exc)[:1].upper()}{str(exc)[1:]}."
        return Question(
            Asked(None if every else line.slug, days, hidden),
            line,
            choices(today, line.periods, line.timezone, hidden=only_months),
            {k: args[k] for k in ("period", "from", "to", "line") if k in args},
            wrong,
        )

    def _made(self) -> tuple[Made, Mapping[MentorId, str]]:
        """Return the report that a chart or a table belongs to."""
        roster = visitor().roster
        hidden = not _is_coordinator() or request.args.get("paper") == "1"
        question = self._question(hidden=hidden)
        if question.wrong:
            abort(404)
        try:
            return self._reporting.report(roster, question.asked), _names(roster)
        except RecordsUnavailableError as exc:
            raise _Away from exc

    def _shown(self, question: Question) -> dict[str, Any]:
        """Return what both templates show."""
        roster = visitor().roster
        try:
            made = self._reporting.report(roster, question.asked)
        except RecordsUnavailableError as exc:
            raise _Away from exc
        names, now = _names(roster), self._parts.now()
        days: Days = question.asked.days
        return {
            "it": made.report,
            "made_at": made.at,
            "line": question.line,
            "every": question.asked.line is None,
            "lines": roster.compiled.lines,
            "question": question,
            "tables": tables(made.report, names),
            "findings": findings(made.report, names),
            "charts": set(charts_of(made.report, names)),
            "exact": _is_coordinator(),
            "over": days.is_over(now),
            "kept": days.before().start >= question.line.retention.cutoffs(now).contacts,
            "detailed": days.start >= question.line.retention.cutoffs(now).details,
            "words": {"outcomes": OUTCOMES, "changes": CHANGES, "hand_overs": HAND_OVERS,
                      "help": HELP_OUTCOMES, "least": LEAST},
        }  # fmt: skip


class _Away(HTTPException):
    code = 503
    description = "The records cannot be read just now. Calls go on; try again in a minute."


def _is_coordinator() -> bool:
    return "coordinator" in visitor().roles


def _line(roster: Roster, args: Mapping[str, str]) -> Line:
    found = roster.lines.get(LineSlug(args.get("line", "")))
    return found if found is not None else roster.compiled.lines[0]


def _names(roster: Roster) -> dict[MentorId, str]:
    return {it.id: it.name for it in roster.compiled.mentors}
