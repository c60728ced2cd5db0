"""`warmline worker` and `warmline clock`: one process each, until it is asked to end."""

import importlib
import logging
import os

import click

from warmline import logs
from warmline.cli.failures import told
from warmline.errors import LiveStoreUnavailableError, SettingsError
from warmline.settings import Settings
from warmline.store.live.facts import evicts_sentence, redis_facts
from warmline.up.counting import count_together
from warmline.watch.sentry import report_to

log = logging.getLogger(__name__)


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
    require_lasting_redis(settings)
    count_together(settings)
    return settings


def require_lasting_redis(settings: Settings) -> None:
    """Raise SettingsError if a Redis of ours may forget what it holds; one that is away is let be.

    A Redis that evicts drops open calls without a word on the night on which it is full.
    """
    named = {settings.rq_redis_url: "RQ_REDIS_URL"} | {settings.redis_url: "REDIS_URL"}
    for url, name in named.items():
        try:
            facts = redis_facts(url)
        except LiveStoreUnavailableError as exc:
            log.warning("the Redis at %s is away as we start: %s", name, exc)
            continue
        if facts.never_evicts is None:
            log.warning("it cannot be seen whether the Redis at %s evicts; it must not", name)
        if facts.never_evicts is False:
            raise SettingsError(f"The Redis at {name} {evicts_sentence(facts)}, and start again")


def _run(module: str, settings: Settings) -> None:
    """Run a process by its module's name.

    By name and not by import: workers and webhooks build upon warmline, and import-linter holds
    that warmline never imports them; the command line alone has to reach across.
    """
    importlib.import_module(module).run(settings)
