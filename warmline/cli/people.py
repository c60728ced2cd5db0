"""What the commands about people have in common: whom is meant, and what is said afterwards."""

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import click

from warmline.bootstrap import Parts
from warmline.cli.tables import as_json_option, campus_option
from warmline.errors import PlanError
from warmline.following import LATER, followed
from warmline.ids import CampusSlug
from warmline.people import Profile, today_of, where
from warmline.phone import PhoneNumber, read_callable
from warmline.schedule import Plan
from warmline.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Office:
    """One campus's people, as a command sees them."""

    parts: Parts
    campus: CampusSlug
    plan: Plan

    @property
    def today(self) -> date:
        """The date on the campus's clock."""
        return today_of(self.plan, self.parts.now())

    @property
    def said(self) -> dict[str, Any]:
        """Who asks, and when: what every step is kept with."""
        return {"actor": getpass.getuser(), "now": self.parts.now()}

    def checklist(self) -> tuple[str, ...]:
        """What is trained here."""
        return self.parts.records.checklist(self.campus)

    def people(self) -> tuple[Profile, ...]:
        """Everybody."""
        return self.parts.records.people(self.campus)

    def find(self, name: str) -> Profile:
        """Return who is meant, by the whole name or its beginning. Raises PlanError."""
        return named(self.people(), name)

    def tell(self, name: str, *, as_json: bool) -> None:
        """Have calls follow what was changed, and say where somebody stands now."""
        published = followed(self.parts, self.campus)
        it, checklist = self.find(name), self.checklist()
        if as_json:
            click.echo(json.dumps(row_of(it, checklist, self.today), ensure_ascii=False))
        else:
            click.echo(f"{it.mentor.name}: {where(it, checklist, self.today)}.")
        if not published:
            click.echo(LATER, err=as_json)


@contextmanager
def office(campus: str | None) -> Iterator[Office]:
    """Give the campus that is meant. Raises PlanError when that is none, or one of several."""
    parts = Parts(Settings.read(os.environ))
    try:
        parts.records.check_schema()
        slug = _campus(parts.records.campuses(), campus)
        yield Office(parts, slug, parts.records.load_plan(slug))
    finally:
        parts.records.close()
        parts.live.close()


def common(command: F) -> F:
    """Give a command the options that all about people have."""
    for option in (
        as_json_option,
        campus_option,
    ):
        command = option(command)
    return command


def named(people: Sequence[Profile], name: str) -> Profile:
    """Return who is meant, by the whole name or its beginning. Raises PlanError."""
    wanted = " ".join(name.split()).casefold()
    whole = [it for it in people if it.mentor.name.casefold() == wanted]
    found = whole or [it for it in people if it.mentor.name.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(it.mentor.name for it in found)
        raise PlanError(f'"{name}" may be {names}: give more of the name')
    raise PlanError(f'there is nobody called "{name}"; see: warmline mentor list')


def number_from(given: str | None, question: str) -> PhoneNumber:
    """Read a phone number from an option, from a pipe, or from a prompt that shows nothing.

    Raises PhoneNumberError, which never repeats it.
    """
    if given is None and sys.stdin.isatty():
        given = click.prompt(question, hide_input=True)
    return read_callable((given if given is not None else sys.stdin.readline()).strip())


def row_of(it: Profile, checklist: Sequence[str], today: date) -> dict[str, Any]:
    """Return what is known of somebody as plain values; a number is only said to be there."""
    mentor = it.mentor
    return {
        "name": mentor.name,
        "stage": mentor.stage,
        "active": mentor.active,
        "state": where(it, checklist, today),
        "roles": sorted(mentor.roles),
        "phone": bool(mentor.phone_hash),
        "new_phone_waits": mentor.new_phone_hash is not None,
        "certified_until": day(mentor.certified_until) if mentor.certified_until != date.min
        else None,
        "paused": mentor.paused,
        "paused_until": day(mentor.paused_until),
        "listens": mentor.listens,
        "origin": it.origin,
        "training": {item: stamp(it.ticked.get(item)) for item in checklist},
    }  # fmt: skip


def day(value: date | None) -> str | None:
    """Return a day as programs read it."""
    return value.isoformat() if value else None


def stamp(at: datetime | None) -> str | None:
    """Return an instant as programs read it."""
    return at.isoformat(timespec="seconds") if at else None


def _campus(known: Sequence[CampusSlug], wanted: str | None) -> CampusSlug:
    if wanted is not None and CampusSlug(wanted) in known:
        return CampusSlug(wanted)
    if wanted is None and len(known) == 1:
        return known[0]
    raise PlanError(f"choose a campus with --campus; there is {', '.join(known) or 'none yet'}")
