"""`warmline demo-data`: a made-up year, to try reports with and to measure pages by."""

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import campus_option
from warmline.demo_data import Maker
from warmline.errors import PlanError


@click.command("demo-data")
@click.option("--contacts", type=click.IntRange(1, 200_000), default=10_000, show_default=True)
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True)
@campus_option
def demo_data(contacts: int, days: int, campus: str | None) -> None:
    """Write made-up contacts of the last days; only where the simulated carrier is the carrier."""
    with told(), live.open_parts() as parts:
        if not parts.settings.simulated:
            raise PlanError(
                "this line has a real carrier; made-up contacts would spoil its numbers"
            )
        slug = live.campus_of(parts, campus)
        plan = parts.records.load_plan(slug)
        maker = Maker(slug, plan.lines[0], plan.mentors)
        written = parts.records.record_contacts(maker.contacts(contacts, parts.now(), days))
        click.echo(f"{written} made-up contacts of the last {days} days.")
