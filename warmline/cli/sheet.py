"""`warmline sheet`: one page for the wall, for the night on which everything is down."""

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import campus_option
from warmline.sheet import as_html, as_text
from warmline.sheet import sheet as sheet_of


@click.command()
@click.option("--html", "html", is_flag=True, help="As a file for a browser to print.")
@campus_option
def sheet(html: bool, campus: str | None) -> None:
    """Print one page for the wall: what to do, and whom to call, when everything is down.

    It holds public numbers and names, and lines to write people's own numbers on by hand.
    """
    with told(), live.open_parts() as parts:
        plan = parts.records.load_plan(live.campus_of(parts, campus))
        page = sheet_of(plan, parts.settings, parts.vault, parts.now())
        click.echo(as_html(page) if html else as_text(page), nl=False)
