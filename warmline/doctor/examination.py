"""All checks in their order, each in its own time; what one finds decides what the next may ask."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from warmline.bootstrap import Parts
from warmline.carrier.account import AccountFacts, CarrierAccount
from warmline.doctor import account, address, machine, pace, reach
from warmline.doctor.finding import Finding, within
from warmline.doctor.numbers import check_numbers, check_pages
from warmline.doctor.processes import check_heartbeats, check_queue, check_waits
from warmline.doctor.stores import check_redis, check_retention, check_sql
from warmline.errors import SettingsError, WarmlineError
from warmline.schedule import Plan
from warmline.settings import Settings
from warmline.store.live.facts import redis_facts
from warmline.store.records import Records
from warmline.timer import RqTimer

NETWORK_SECONDS = 15.0  # for one check, however many questions it asks
STORE_SECONDS = 30.0  # a year of records is looked through for what is too old


def examine(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what every check finds, from the settings outwards."""
    try:
        settings = Settings.read(environ)
    except SettingsError as exc:
        yield from (Finding("settings", "FAIL", line) for line in str(exc).split("\n"))
        return
    yield Finding("settings", "ok", "are complete")
    parts = Parts(settings)
    try:
        yield from Examination(parts).findings()
    except WarmlineError as exc:  # what a setting names cannot even be opened
        yield Finding("settings", "FAIL", str(exc))
    finally:
        with suppress(WarmlineError):
            parts.records.close()
        parts.live.close()


class Examination:
    """One round of checks of one house."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._plans: dict[str, Plan] = {}
        self._ahead: dict[str, float] = {}  # whose clock, by how many seconds

    def findings(self) -> Iterator[Finding]:
        """Yield the findings: stores, plans, the carrier, the way to us, processes, the machine."""
        settings = self._settings
        redis = within(NETWORK_SECONDS, "redis", lambda: check_redis(settings))
        yield from redis
        redis_answers = any(it.check == "redis" and it.ok for it in redis)
        yield from self._records()
        yield from self._carrier()
        yield from within(
            NETWORK_SECONDS, "public address", lambda: address.check_address(settings)
        )
        yield from within(NETWORK_SECONDS, "certificate", self._certificate)
        yield from within(NETWORK_SECONDS, reach.CHECK, lambda: self._reach(redis_answers))
        if redis_answers:
            yield from within(NETWORK_SECONDS, "processes", self._processes)
            self._note_clock("Redis", lambda: redis_facts(settings.redis_url).ahead)
        yield from within(NETWORK_SECONDS, "disk", lambda: machine.check_disk(settings))
        yield from machine.check_clocks(self._ahead)

    def _records(self) -> Iterator[Finding]:
        settings, records = self._settings, self._parts.records
        sql = within(STORE_SECONDS, "sql", lambda: check_sql(settings, records))
        yield from sql
        if not all(it.ok for it in sql):
            return
        self._note_clock("SQL", records.clock_ahead)
        yield from within(STORE_SECONDS, "plans", lambda: self._read_plans(records))
        yield from within(STORE_SECONDS, "pages", lambda: check_pages(settings, records))
        now = datetime.now(UTC)
        yield from within(STORE_SECONDS, "retention", lambda: check_retention(records, now))

    def _read_plans(self, records: Records) -> Iterator[Finding]:
        self._plans = {slug: records.load_plan(slug) for slug in records.campuses()}
        for plan in self._plans.values():
            for line in plan.lines:
                yield from pace.check_pace(plan, line, self._settings.calls_per_second)

    def _carrier(self) -> Iterator[Finding]:
        settings = self._settings
        if settings.simulated and settings.simulator_url is None:
            words = "is not set: TWILIO_ACCOUNT_SID, or run `warmline up`"
            yield Finding("carrier", "FAIL", words)
            return
        asked = account.account_of(settings)
        facts: list[AccountFacts] = []
        yield from within(NETWORK_SECONDS, "account", lambda: self._account(asked, facts))
        if not facts:
            return
        self._ahead |= {"the carrier": facts[0].ahead} if facts[0].ahead is not None else {}
        for check, look in self._of_account(asked, facts[0]).items():
            yield from within(NETWORK_SECONDS, check, look)

    def _account(self, asked: CarrierAccount, facts: list[AccountFacts]) -> list[Finding]:
        found, of_account = account.check_account(asked)
        facts.extend([of_account] if of_account is not None else [])
        return found

    def _of_account(
        self, asked: CarrierAccount, facts: AccountFacts
    ) -> dict[str, Callable[[], Iterator[Finding]]]:
        """Return the checks that need an account which answers."""
        settings, plans, parts = self._settings, self._plans, self._parts

        def numbers() -> Iterator[Finding]:
            yield from check_numbers(settings, parts.records, lambda: parts.carrier.number_webhooks)

        def caller_ids() -> Iterator[Finding]:
            found, can = account.check_caller_ids(asked, settings, plans)
            yield from found
            yield from account.check_registration(asked, can)

        return {
            "profile": lambda: account.check_profile(asked, facts, plans),
            "account's pace": lambda: account.check_calling_pace(settings),
            "numbers": numbers,
            "caller ID": caller_ids,
            "countries": lambda: account.check_countries(asked, settings, plans),
        }

    def _certificate(self) -> Iterator[Finding]:
        return address.check_certificate(self._settings)

    def _reach(self, redis_answers: bool) -> list[Finding]:
        if self._settings.simulated and self._settings.simulator_url is None:
            return [Finding(reach.CHECK, "skip", "nothing runs here that they could reach")]
        campuses = self._parts.live.campuses() if redis_answers else None
        found, ahead = reach.check_reach(self._settings, campuses)
        self._ahead |= {"web": ahead} if ahead is not None else {}
        return found

    def _processes(self) -> Iterator[Finding]:
        parts, now = self._parts, datetime.now(UTC)
        yield from check_heartbeats(parts.live.beats(), now)
        yield from check_waits(parts.live, now)
        yield from check_queue(RqTimer(self._settings.rq_redis_url).backlog())

    def _note_clock(self, whose: str, ahead: Callable[[], float | None]) -> None:
        try:
            found = ahead()
        except WarmlineError:
            return  # it is said elsewhere that it does not answer
        self._ahead |= {whose: found} if found is not None else {}
