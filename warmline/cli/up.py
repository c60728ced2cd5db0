"""`warmline up`: everything on this machine."""

import os
import sys

import click

from warmline.cli.failures import told
from warmline.up.house import House


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo campus if it is not there yet.")
@click.option("--port", metavar="N", help="Where web listens (PORT, else 8000).")
def up(demo: bool, port: str | None) -> None:
    """Start everything on this machine: Redis, web, workers, clock, and phones to try it with."""
    environ = os.environ | ({"PORT": port} if port is not None else {})
    with told():
        sys.exit(House(environ, demo=demo).stand())
