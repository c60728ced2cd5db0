"""Redis and SQL: whether they answer, keep what they are given, and can be read with our keys."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from warmline.doctor.address import FEWEST_DAYS
from warmline.doctor.finding import Finding, judged
from warmline.errors import SealError, StoreError
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.settings.redis_address import RedisAddress, read_redis_address
from warmline.store.live.facts import RedisFacts, evicts_sentence, redis_facts
from warmline.store.records import Records

_UNPURGED = timedelta(days=2)  # the purge is made once a day
_OLDEST_REDIS = (6, 2)  # GETEX, and ZRANGE with BYSCORE; RQ needs 5.0
_FULL = 0.8  # of maxmemory: a full Redis that never evicts refuses new calls


def check_redis(settings: Settings) -> Iterator[Finding]:
    """Check that Redis answers and will not lose an open contact; and so the job queue's."""
    todo = "start it with `warmline up`" if settings.embedded_redis else "check REDIS_URL"
    yield from _one_redis("redis", settings.redis_url, todo)
    if settings.rq_redis_url != settings.redis_url:
        yield from _one_redis("job queue's redis", settings.rq_redis_url, "check RQ_REDIS_URL")


def _one_redis(name: str, url: str, todo: str) -> Iterator[Finding]:
    try:
        facts = redis_facts(url)
    except StoreError as exc:
        yield Finding(name, "FAIL", f"does not answer ({exc}); {todo}")
        return
    yield Finding(name, "ok", "answers")
    yield from _certificate(f"{name} certificate", read_redis_address(url), facts.trusted_until)
    least = ".".join(str(it) for it in _OLDEST_REDIS)
    yield judged(
        f"{name} version",
        facts.version_numbers >= _OLDEST_REDIS,
        facts.version,
        f"{facts.version} is too old; {least} is the oldest that will do",
    )
    yield _eviction(f"{name} eviction", facts)
    yield _durability(f"{name} durability", facts)
    if facts.fullness is not None and facts.fullness > _FULL:
        yield Finding(
            f"{name} memory", "warn", f"{facts.fullness:.0%} of maxmemory is used; give it more"
        )


def _certificate(check: str, address: RedisAddress, until: datetime | None) -> Iterator[Finding]:
    if address.unchecked:
        todo = "a stranger could pass for it; name its authority by ssl_ca_certs instead"
        yield Finding(check, "warn", f"is not checked ({address.unchecked}): {todo}")
    if until is not None:
        days = (until - datetime.now(UTC)).days
        words = f"{days} days left"
        least = f"{words}, {FEWEST_DAYS} is the least; without it no call is taken; renew it"
        yield judged(check, days >= FEWEST_DAYS, words, least)


def _eviction(check: str, facts: RedisFacts) -> Finding:
    match facts.never_evicts:
        case True:
            return Finding(check, "ok", "never evicts")
        case False:
            return Finding(check, "FAIL", evicts_sentence(facts))
        case None:
            where = "cannot be seen from here; in its provider's settings look for noeviction"
            return Finding(check, "skip", where)


def _durability(check: str, facts: RedisFacts) -> Finding:
    if not facts.append_only:
        return Finding(check, "FAIL", "forgets calls at a restart: set appendonly yes")
    return judged(
        check,
        facts.writes_well,
        "append-only",
        "cannot write its append-only file; see its log, and the free space of its disk",
    )


def check_sql(settings: Settings, records: Records) -> Iterator[Finding]:
    """Check that the database answers, is up to date, and can be read with our keys."""
    try:
        records.ping()
    except StoreError as exc:
        yield Finding("sql", "FAIL", f"does not answer ({exc}); check DATABASE_URL")
        return
    yield Finding("sql", "ok", "answers")
    try:
        records.check_schema()
    except StoreError:
        yield Finding("migrations", "FAIL", "are behind; run `warmline db upgrade`")
        return
    yield Finding("migrations", "ok", "are up to date")
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
        todo = "do not open what is stored; add the old key to WARMLINE_KEYS"
        return Finding("keys", "FAIL", todo)
    return Finding("keys", "ok", f"open all {len(numbers)} stored numbers")


def check_retention(records: Records, now: datetime) -> Iterator[Finding]:
    """Check that the daily purge has been made: nothing is kept for longer than it may be."""
    late = now - _UNPURGED
    left = sum(sum(records.too_old(slug, late).values()) for slug in records.campuses())
    yield judged(
        "retention",
        left == 0,
        "nothing is kept for too long",
        f"{left} records are older than they may be; run `warmline purge`, start the clock",
    )
