"""The `warmline` command: one word for each thing an engineer or coordinator may ask of it.

A command's module is imported only when that command is run, so that `warmline --help` is quick
and `warmline up` stays small.
"""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from warmline import __version__

# Each command: where it lives, and what it does in one line.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("init:init", "Write a settings file: asks, checks, and makes fresh keys."),
    "up": ("up:up", "Start everything on this machine."),
    "web": ("web:web", "Run one web process."),
    "worker": ("processes:worker", "Run one worker."),
    "clock": ("processes:clock", "Run the clock."),
    "load": ("load:load", "Load people and plans from a campus file."),
    "dump": ("dump:dump", "Write people and plans to a campus file."),
    "oncall": ("oncall:oncall", "Show who is on call."),
    "ring": ("ring:ring", "Show who would ring, in order, and why not the others."),
    "account": ("account:account", "Say who signs in at the console."),
    "shift": ("shifts:shift", "List, add, change and remove shifts."),
    "override": ("overrides:override", "List, add and remove covers and other dated changes."),
    "line": ("line:line", "Pause a line for some hours, or have more phones ring."),
    "period": ("periods:period", "List, add and remove terms and holidays."),
    "plan": ("planning:plan", "Check the plan, and see what was changed in it."),
    "reveal": ("reveal:reveal", "Show a student's number in danger; needs two people."),
    "escalations": ("escalations:escalations", "List help that was asked for in vain."),
    "caller": ("caller:caller", "Plan for somebody who calls often, instead of a block."),
    "block": ("block:block", "Refuse a caller; for more than a day it needs two people."),
    "mentor": ("mentor:mentor", "Look after mentors, from nomination to leaving."),
    "drill": ("drill:drill", "Ring every phone on the coming week's plan, and report."),
    "calendar": ("calendars:calendar", "Show the plan on phones; take shifts from calendars."),
    "demo-data": ("demo_data:demo_data", "Write a made-up year, to try reports with."),
    "phrases": ("phrases:phrases", "Try the safety phrases."),
    "report": ("report:report", "Show the adviser's month: counts, small ones hidden."),
    "fairness": ("fairness:fairness", "Show who was offered how much."),
    "purge": ("purge:purge", "Take away what is kept for too long, and prove it."),
    "audit": ("audit:audit", "See who changed what, and that nobody tampered with it."),
    "doctor": ("doctor:doctor", "Check that calls can reach a mentor."),
    "backup": ("backup:backup", "Write all that is known to one sealed file."),
    "restore": ("restore:restore", "Put a backup back."),
    "keys": ("keys:keys", "Look after the keys that seal numbers."),
    "db": ("upkeep:db", "Look after the database."),
    "twilio": ("carrier:twilio", "Look after the numbers at the carrier."),
    "sheet": ("sheet:sheet", "Print one page for the wall: when everything is down."),
    "version": ("upkeep:version", "Print the version."),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: Any = getattr(importlib.import_module(f"warmline.cli.{module}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="warmline")
def main() -> None:
    """Answer a campus warm line: students call one number, a peer mentor answers."""
