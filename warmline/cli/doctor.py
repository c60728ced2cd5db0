"""`warmline doctor`: whether a call would reach a mentor, and what to do where it would not."""

import json
import os
import sys
from collections.abc import Iterator

import click

from warmline.doctor import Finding
from warmline.doctor.examination import examine
from warmline.errors import SettingsError
from warmline.scrub import scrub
from warmline.settings import Settings
from warmline.up.embedded_redis import can_listen
from warmline.up.house import is_healthy


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def doctor(*, as_json: bool) -> None:
    """Check everything between a student's call and a mentor's phone; a line each.

    ok is well; warn may fail on a bad night; skip cannot be seen from here; FAIL ends with 1.
    """
    found: list[Finding] = []
    for finding in _findings():
        found.append(finding._replace(words=scrub(finding.words)))
        if not as_json:
            click.echo(f"{finding.state:<4} {finding.check}: {found[-1].words}")
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in found], indent=2))
    sys.exit(1 if any(finding.failed for finding in found) else 0)


def _findings() -> Iterator[Finding]:
    yield from examine(os.environ)
    try:
        yield _web(Settings.read(os.environ))
    except SettingsError:
        return  # each problem is a finding already


def _web(settings: Settings) -> Finding:
    if is_healthy(settings):
        return Finding("web", "ok", f"answers on port {settings.port}")
    if can_listen(settings.host, settings.port):
        return Finding("web", "ok", f"does not run here; port {settings.port} is free for it")
    words = f"port {settings.port} is taken by another program; set PORT"
    return Finding("web", "FAIL", words)
