"""`warmline calendar import`: another system's file into shifts; shown, and written when asked."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from warmline.calendars.found import MOST_BYTES, Reading
from warmline.calendars.importing import Import, plan_import
from warmline.calendars.reading import read_calendar
from warmline.calendars.tables import DayOrder, read_table
from warmline.campus_file import OverrideEntry, ShiftEntry
from warmline.cli import live
from warmline.cli.failures import DID_NOT_WORK, stop, told
from warmline.cli.plans import Chosen, choose
from warmline.errors import PlanError
from warmline.schedule import line_of
from warmline.settings import Settings

_NOTHING = "Nothing was written."
_MOST_NOTES = 20  # of hundreds of shifts that are there already, some say enough


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--line", required=True, metavar="SLUG", help="Whose plan the shifts go into.")
@click.option("--campus", metavar="SLUG", help="Which campus, if several have such a line.")
@click.option("--mentor", metavar="NAME", help="Everything in the file is this mentor's.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="What 03/04/2026 means in a CSV file.",
)
@click.option("--write", is_flag=True, help="Change the plan; without it, only show what would.")
def import_(
    file: Path,
    line: str,
    campus: str | None,
    mentor: str | None,
    dates: DayOrder | None,
    write: bool,
) -> None:
    """Take shifts from FILE: iCalendar (.ics), or a table (.csv) with mentor, start and end."""
    with told():
        chosen = choose(line, campus)
        reading = read(file, dates)
        made = _planned(chosen, reading, mentor)
        _show(made)
        if made.mistakes:
            stop("\n".join([*(f"! {it}" for it in made.mistakes), _NOTHING]), DID_NOT_WORK)
        if not (made.shifts or made.removals):
            click.echo("Nothing to change.")
        elif not write:
            click.echo("Nothing was written; add --write to change the plan so.")
        else:
            _write(chosen, reading, mentor)


def read(file: Path, dates: DayOrder | None) -> Reading:
    """Return what a file holds. Raises PlanError for one that cannot be read or is too large."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as exc:
        raise PlanError(f"{file}: cannot be read ({exc.strerror})") from exc
    if len(content) > MOST_BYTES:
        raise PlanError(f"{file}: is larger than {MOST_BYTES // 1000} kB; export a shorter time")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise PlanError(f"{file}: is not UTF-8 text; save it as UTF-8") from exc
    is_calendar = text.lstrip()[:15].upper() == "BEGIN:VCALENDAR"
    if is_calendar or file.suffix.lower() in {".ics", ".ical", ".ifb"}:
        return read_calendar(text)
    return read_table(text, dates)


def _planned(chosen: Chosen, reading: Reading, mentor: str | None) -> Import:
    return plan_import(chosen.plan, chosen.line, reading, mentor=mentor, now=datetime.now(UTC))


def _show(made: Import) -> None:
    for shift in made.shifts:
        click.echo(f"+ shift   {_when(shift)}  {', '.join(shift.mentors)}")
        if shift.repeat is not None:
            click.echo(f"          repeats {shift.repeat}")
    for removal in made.removals:
        click.echo(f"+ without {_when(removal)}  {removal.mentor}")
    for note in made.notes[:_MOST_NOTES]:
        click.echo(f"= {note}")
    if len(made.notes) > _MOST_NOTES:
        click.echo(f"= and {len(made.notes) - _MOST_NOTES} more like these")


def _when(entry: ShiftEntry | OverrideEntry) -> str:
    same = entry.end.date() == entry.start.date()
    end = f"{entry.end:%H:%M}" if same else f"{entry.end:%a %d %b %H:%M}"
    return f"{entry.start:%a %d %b %Y %H:%M} - {end}"


def _write(chosen: Chosen, reading: Reading, mentor: str | None) -> None:
    """Write what is planned for the plan as it is by now, in one edit, and publish it."""
    settings, now = Settings.read(os.environ), datetime.now(UTC)
    with (
        live.open_records(settings) as records,
        records.editing(
            chosen.campus,
            actor="warmline calendar import",
            action="calendar.import",
            origin="calendar",
            now=now,
        ) as edit,
    ):
        plan = edit.plan
        line = line_of(plan, chosen.line.slug)
        made = plan_import(plan, line, reading, mentor=mentor, now=now)
        if made.mistakes:
            raise PlanError("somebody has just changed the plan; look at it again, then write")
        edit.add_all([*made.shifts, *made.removals])
    click.echo(f"{chosen.campus}: {_counted(made)}")
    if not live.publish(settings, chosen.campus):
        click.echo("Redis does not answer; calls follow this plan once the clock reaches it.")


def _counted(made: Import) -> str:
    counts = [(len(made.shifts), "shift"), (len(made.removals), "removal")]
    said = [f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts if count]
    return f"{' and '.join(said) or 'nothing'} added."
