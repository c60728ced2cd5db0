"""Checks whether a call would reach a mentor: each check says ok, or what to do about it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from warmline.errors import CarrierError, SealError, StoreError, WarmlineError
from warmline.line import Line
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.provisioning import differences, shown
from warmline.settings import Settings
from warmline.store.live.facts import redis_facts
from warmline.store.records import Records

_SILENT = timedelta(seconds=60)  # a process that said nothing for longer counts as gone
_UNPURGED = timedelta(days=2)  # the purge is made once a day
NumberAddresses = Callable[[PhoneNumber], dict[str, str] | None]


class Finding(NamedTuple):
    """What one check found; ``words`` say what to do when it is not ``ok``."""

    check: str
    ok: bool
    words: str


def check_redis(settings: Settings) -> Iterator[Finding]:
    """Check that Redis answers and will not lose an open contact."""
    try:
        facts = redis_facts(settings.redis_url)
    except StoreError as exc:
        todo = "start it with `warmline up`" if settings.embedded_redis else "check REDIS_URL"
        yield Finding("redis", False, f"does not answer ({exc}); {todo}")
        return
    yield Finding("redis", True, "answers")
    yield Finding(
        "redis eviction",
        facts.never_evicts,
        "never evicts"
        if facts.never_evicts
        else "may forget calls: set maxmemory-policy noeviction",
    )
    yield Finding(
        "redis durability",
        facts.append_only,
        "append-only" if facts.append_only else "forgets calls at a restart: set appendonly yes",
    )


def check_sql(settings: Settings, records: Records) -> Iterator[Finding]:
    """Check that the database answers, is up to date, and can be read with our keys."""
    try:
        records.ping()
    except StoreError as exc:
        yield Finding("sql", False, f"does not answer ({exc}); check DATABASE_URL")
        return
    yield Finding("sql", True, "answers")
    try:
        records.check_schema()
    except StoreError:
        yield Finding("migrations", False, "are behind; run `warmline db upgrade`")
        return
    yield Finding("migrations", True, "are up to date")
    yield _keys(Vault(settings.keys), records)


def _keys(vault: Vault, records: Records) -> Finding:
    try:
        numbers = [
            sealed
            for slug in records.campuses()
            for plan in [records.load_plan(slug)]
            for sealed in (
                *(line.number for line in plan.lines),
                *(mentor.phone for mentor in plan.mentors),
                *(desk.number for line in plan.lines for desk in line.desks),
            )
        ]
        for sealed in numbers:
            vault.open(sealed)
    except SealError:
        return Finding(
            "keys", False, "do not open what is stored; add the old key to WARMLINE_KEYS"
        )
    return Finding("keys", True, f"open all {len(numbers)} stored numbers")


def check_numbers(
    settings: Settings, records: Records, ask: Callable[[], NumberAddresses]
) -> Iterator[Finding]:
    """Check that the carrier calls us for every line's number."""
    lines = [line for slug in records.campuses() for line in records.load_plan(slug).lines]
    if not lines:
        yield Finding("lines", False, "there are none; load a campus file with `warmline load`")
    if settings.simulated and settings.simulator_url is None:
        yield Finding("carrier", False, "is not set: TWILIO_ACCOUNT_SID, or run `warmline up`")
        return
    vault, addresses = Vault(settings.keys), ask()
    for line in lines:
        yield _number(settings, line, vault.open_number(line.number), addresses)


def _number(
    settings: Settings, line: Line, number: PhoneNumber, addresses: NumberAddresses
) -> Finding:
    check = f"number of line {line.slug}"
    try:
        found = addresses(number)
    except CarrierError as exc:
        return Finding(check, False, f"cannot be looked up at the carrier ({exc})")
    if found is None:
        return Finding(check, False, "is not one of this account's numbers at the carrier")
    wrong = [
        f"{it.field} must be {shown(it.wanted)}"
        for it in differences(settings, found)
        if it.stops_us
    ]
    todo = "; ".join([*wrong, "run `warmline twilio provision`"])
    return Finding(check, not wrong, todo if wrong else "calls and texts lead here")


def check_pages(settings: Settings, records: Records) -> Iterator[Finding]:
    """Check that lines whose mentors answer on a page have an address for its links."""
    lines = [line for slug in records.campuses() for line in records.load_plan(slug).lines]
    for line in lines:
        if line.text_mode == "page":
            ok = bool(settings.public_base_url)
            missing = 'are links (text_mode is "page"), and no link works: set PUBLIC_BASE_URL'
            yield Finding(f"texts of line {line.slug}", ok, "have links" if ok else missing)


def check_retention(records: Records, now: datetime) -> Iterator[Finding]:
    """Check that the daily purge has been made: nothing is kept for longer than it may be."""
    late = now - _UNPURGED
    left = sum(sum(records.too_old(slug, late).values()) for slug in records.campuses())
    words = "nothing is kept for too long"
    if left:
        words = f"{left} records are older than they may be; run `warmline purge`, start the clock"
    yield Finding("retention", left == 0, words)


def check_heartbeats(beats: Mapping[str, datetime], now: datetime) -> Iterator[Finding]:
    """Check that a worker and the clock have said lately that they live."""
    for process in ("worker", "clock"):
        times = [at for name, at in beats.items() if name.startswith(process)]
        alive = bool(times) and now - max(times) <= _SILENT
        words = "is alive" if alive else f"has been silent; start `warmline {process}`"
        yield Finding(process, alive, words)


def safely(check: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield findings; a check that breaks is a finding too, and the next one still runs."""
    try:
        yield from findings
    except WarmlineError as exc:
        yield Finding(check, False, str(exc))
