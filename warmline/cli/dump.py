"""`warmline dump`: the whole campus as a file that loads to the same."""

from pathlib import Path

import click
import msgspec

from warmline.campus_file import CampusFile, write_campus
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.private_file import write_privately
from warmline.cli.tables import as_json_option, campus_option, show_json

STDOUT = Path("-")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@campus_option
@as_json_option
def dump(file: Path, force: bool, campus: str | None, as_json: bool) -> None:
    """Write people and plans to FILE, a campus file that loads to the same; - is standard output.

    Changes made by command or by text are in it too. It holds phone numbers in plain, as any
    campus file does: only its owner may read FILE (mode 0600).
    """
    if file == STDOUT and as_json:
        raise click.UsageError("--json tells about a file; it cannot be used with -.")
    with told(), live.open_parts() as parts:
        found = parts.records.campus_file(live.campus_of(parts, campus))
        text = "".join(f"# Left out: {it}.\n" for it in found.left_out) + write_campus(found.file)
        if file == STDOUT:
            click.echo(text, nl=False)
            return
        write_privately(file, text, replace=force)
        counts, slug = _counts(found.file), found.file.campus.slug
        if as_json:
            told_of = {"entries": counts, "left_out": list(found.left_out)}
            show_json({"campus": slug, "file": str(file)} | told_of)
            return
        said = ", ".join(_said(name, count) for name, count in counts.items() if count)
        click.echo(f"{file}: {slug}, {said}. It holds phone numbers; only you may read it (0600).")
        for it in found.left_out:
            click.echo(f"Left out: {it}.")


def _counts(file: CampusFile) -> dict[str, int]:
    """Return how many entries of each kind a file holds."""
    held = msgspec.structs.asdict(file) | {"rungs": [it for up in file.rungs.values() for it in up]}
    return {name: len(held[name]) for name in file.__struct_fields__ if name != "campus"}


def _said(name: str, count: int) -> str:
    one = "duty" if name == "duties" else name.removesuffix("s")
    return f"{count} {one if count == 1 else name}"
