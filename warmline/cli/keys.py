"""`warmline keys`: which keys are in use, and a change of keys while calls come in."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, show_json
from warmline.keyring import Keyring, KeyUse, Rotated

_HOURS = 26  # by then a contact has gone from Redis, with what was sealed of it


@click.group()
def keys() -> None:
    """Look after the keys that seal numbers; they are told by short names, never shown."""


@contextmanager
def _keyring() -> Iterator[tuple[Parts, Keyring]]:
    with told(), live.open_parts() as parts:
        yield parts, Keyring(parts.settings, parts.vault, parts.records, parts.live)


@keys.command()
@as_json_option
def status(as_json: bool) -> None:
    """Say what each key still seals, and which may be dropped; exit 1 if something fits none."""
    with _keyring() as (_, keyring):
        uses = keyring.uses()
        lost = uses.lost_records + uses.lost_live
        if as_json:
            rows = [msgspec.to_builtins(it) | {"droppable": it.droppable} for it in uses.keys]
            show_json({"keys": rows, "fit_none": lost})
        else:
            for use in uses.keys:
                click.echo(_line(use))
            if lost:
                click.echo(f"{lost} sealed values fit none of these; find the key they need.")
    sys.exit(1 if lost else 0)


@keys.command()
@as_json_option
def rotate(as_json: bool) -> None:
    """Seal everything anew with the first key, while the line runs; safe to run again.

    Where the keys are kept in WARMLINE_HOME, a new one is made first. Where they are in
    WARMLINE_KEYS, put the new one behind the others, restart everything, put it first, restart
    everything again, and then run this.
    """
    with _keyring() as (parts, keyring):
        done = keyring.rotate()
        if done.made or done.resealed:
            said = {"key": done.key, "rows": done.resealed}
            parts.records.audit(getpass.getuser(), "keys.rotate", "keys", None, said, parts.now())
        published = [live.publish(parts.settings, slug) for slug in parts.records.campuses()]
        if as_json:
            show_json(msgspec.to_builtins(done) | {"published": all(published)})
            return
        for sentence in _told(done, kept=parts.settings.own_keys, published=all(published)):
            click.echo(sentence)


@keys.command()
@click.argument("name")
def drop(name: str) -> None:
    """Forget a key that nothing needs any more; only where the keys are kept in WARMLINE_HOME."""
    with _keyring() as (_, keyring):
        keyring.drop(name)
        click.echo(f"Key {name} is gone. A backup that was sealed with it cannot be read now.")


def _line(use: KeyUse) -> str:
    there = f"{use.records} in the records, {'?' if use.live is None else use.live} in Redis"
    if use.current:
        return f"{use.name}  current: {there}"
    if use.droppable:
        return f"{use.name}  old: {there}; may be dropped, unless a backup needs it"
    if use.records:
        return f"{use.name}  old: {there}; run: warmline keys rotate"
    if use.live is None:
        return f"{use.name}  old: {there}; Redis does not answer, so keep it"
    return f"{use.name}  old: {there}; these go within {_HOURS} hours of their contact's end"


def _told(done: Rotated, *, kept: bool, published: bool) -> Iterator[str]:
    if not (done.made or done.resealed):
        yield f"Everything is sealed with key {done.key} already."
        if not kept:
            yield (
                "To change it: put a new key behind the others in WARMLINE_KEYS and restart "
                "everything, put it first and restart everything, then run this again."
            )
        return
    if done.made:
        yield f"Key {done.key} is new, and every process takes it up by itself. Back up now."
    yield f"{done.resealed} rows are sealed with it. When an old one may go: warmline keys status"
    if not published:
        yield "Redis does not answer; the clock publishes the plans anew within six hours."
