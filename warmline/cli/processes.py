"""`warmline worker` and `warmline clock`: one process each, until it is asked to end."""

import importlib
import os

import click

from warmline import logs
from warmline.cli.failures import told
from warmline.settings import Settings
from warmline.up.counting import count_together
from warmline.watch.sentry import report_to


@click.command()
def worker() -> None:
    """Run one worker, which performs what was decided."""
    with told():
        _run("workers.worker", settings_of("worker"))


@click.command()
def clock() -> None:
    """Run the clock, which sees to whatever is overdue."""
    with told():
        _run("workers.clock", settings_of("clock"))


def settings_of(process: str) -> Settings:
    """Return the settings of a process that talks to the carrier, its logs set up."""
    settings = Settings.read(os.environ)
    settings.require_carrier()
    logs.configure(settings.log_level, process)
    report_to(settings, process)
    count_together(settings)
    return settings


def _run(module: str, settings: Settings) -> None:
    """Run a process by its module's name.

    By name and not by import: workers and webhooks build upon warmline, and import-linter holds
    that warmline never imports them; the command line alone has to reach across.
    """
    importlib.import_module(module).run(settings)
