"""`warmline audit`: who changed what, and whether anybody has tampered with the record of it."""

import json

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option
from warmline.store.records import AuditEntry, Records
from warmline.store.records.auditing import Break

_WHAT_TO_DO = (
    "Change nothing. Tell the adviser; keep a copy of the database as it is; compare the audit with"
    " the newest backup in which `warmline audit verify` finds nothing."
)
_WHY = {
    "missing": "Entry {id} is missing.",
    "altered": "Entry {id} is not as it was written.",
    "other end": "Entry {id} is the last one there, and the row that knows the end says otherwise.",
    "no end": "The row that knows the end is gone; entry {last} is the last one there.",
}


@click.group()
def audit() -> None:
    """Look at the record of who changed what."""


@audit.command()
@as_json_option
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Check that no entry was altered or taken out; name the first that was, and exit 1."""
    with told(), live.open_parts() as parts:
        broken = parts.records.audit_break()
        if as_json:
            where = {"first_broken": broken.id if broken else None}
            click.echo(json.dumps(where | {"why": broken.why if broken else None}))
        elif broken is None:
            _holds(parts.records)
        else:
            click.echo(_WHY[broken.why].format(id=broken.id, last=broken.id - 1))
            click.echo(_before(parts.records, broken))
            click.echo(_WHAT_TO_DO)
    if broken is not None:
        context.exit(1)


@audit.command("list")
@click.option("--last", type=click.IntRange(1, 1000), default=20, show_default=True, metavar="N")
@as_json_option
def list_entries(last: int, as_json: bool) -> None:
    """Show the newest entries, newest first."""
    with told(), live.open_parts() as parts:
        found = parts.records.last_audit_entries(last)
        if as_json:
            click.echo(json.dumps([_row(it) for it in found], ensure_ascii=False))
            return
        for it in found:
            click.echo(
                f"  {it.id:6}  {it.at:%Y-%m-%d %H:%M:%SZ}  {it.actor}: {it.action} {it.subject}"
            )
        if not found:
            click.echo("  there is no entry yet")


def _holds(records: Records) -> None:
    newest = records.last_audit_entries(1)
    if not newest:
        click.echo("The audit is empty, and nothing was taken out of it.")
        return
    (last,) = newest
    click.echo(f"Every entry holds, from 1 to {last.id} of {last.at:%Y-%m-%d %H:%M:%SZ}.")


def _before(records: Records, broken: Break) -> str:
    """Return from when on nothing in the audit can be relied on."""
    sound = records.audit_entry(broken.id - 1)
    if sound is None or broken.why in {"other end", "no end"}:
        return "The entries that are there hold; whether newer ones were taken out cannot be told."
    return f"Up to entry {sound.id} of {sound.at:%Y-%m-%d %H:%M:%SZ} all of them hold."


def _row(it: AuditEntry) -> dict[str, object]:
    return {
        "id": it.id,
        "at": it.at.isoformat(),
        "actor": it.actor,
        "action": it.action,
        "subject": it.subject,
        "before": it.before,
        "after": it.after,
    }
