"""`warmline phrases`: what the safety phrases make of texts, for whoever wants to try them."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import click

from warmline.care import Added, Matcher, read_language
from warmline.cli.failures import told
from warmline.cli.load import read


@click.group()
def phrases() -> None:
    """Try the safety phrases."""


@phrases.command()
@click.argument("file", type=click.File("rb", lazy=False))
@click.option(
    "--campus-file",
    type=click.Path(path_type=Path),
    help="Look for the [[phrase]] entries of this campus file too.",
)
def check(file: IO[bytes], campus_file: Path | None) -> None:
    """Read FILE (- is standard input), a text a line; print what each is about, as JSON."""
    with told():
        extra: Sequence[Added] = read(campus_file).phrases if campus_file else ()
        matcher = Matcher(read_language("en"), extra)
    for number, line in enumerate(file, start=1):
        # What is no UTF-8 is read as far as it goes: every line has its answer.
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.write(json.dumps({"line": number, "category": matcher.category(text)}) + "\n")
        sys.stdout.flush()  # whoever pipes texts in waits for each answer
