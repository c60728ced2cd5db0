"""`warmline web`: one web process."""

import os

import click

from warmline.cli.failures import told
from warmline.cli.processes import settings_of
from warmline.up import readiness
from warmline.up.house import require_port
from warmline.up.listening import VARIABLE, handed
from warmline.up.web import serve


@click.command()
def web() -> None:
    """Run one web process, which answers the carrier and serves the pages."""
    with told():
        settings = settings_of("web")
        held = handed(os.environ)
        if held is None:
            require_port(settings)
        os.environ.pop("LISTEN_FDS", None)  # it is taken: gunicorn would take it once more
        ours = VARIABLE in os.environ  # `warmline up` asks only one that is to take another's place
        serve(settings, held=held, notified=readiness.asked(os.environ), beside=ours)
