"""The account at the carrier: whether it may do all that a night asks of it."""

from collections.abc import Iterator, Mapping

from warmline.carrier.account import APPROVED, AccountFacts, CarrierAccount, NumberFacts
from warmline.doctor.finding import Finding, judged
from warmline.doctor.pace import check_concurrency
from warmline.errors import CarrierError
from warmline.phone import PhoneNumber, country_of, is_toll_free
from warmline.privacy import Vault
from warmline.schedule import Plan
from warmline.settings import TWILIO, Settings

WRONG_TOKEN = frozenset({20003, 401, 403})
NOT_OFFERED = frozenset({20404, 404, 405, 501})  # by a carrier that knows no accounts
TRIAL_CALLS, CALLS_WITHOUT_PROFILE = 5, 2  # TWILIO.md section 6
_UNSEEN = "cannot be seen from here; look at"
_NORTH_AMERICA = "+1"  # where carriers want texts from programs registered
Plans = Mapping[str, Plan]


def account_of(settings: Settings) -> CarrierAccount:
    """Return what to ask about the account; Twilio's other APIs only where they are."""
    sub_apis: str | bool = settings.api_base == TWILIO
    if settings.simulated:
        sub_apis = settings.simulator_url or False
    return CarrierAccount(
        settings.account_sid, settings.auth_token, settings.api_base, sub_apis=sub_apis
    )


def check_account(account: CarrierAccount) -> tuple[list[Finding], AccountFacts | None]:
    """Return whether SID and token belong together and the account is in use, and what it is."""
    check = "account"
    try:
        facts = account.account()
    except CarrierError as exc:
        if exc.code in NOT_OFFERED:
            words = f"{_UNSEEN} your carrier's console"
            return [Finding(check, "skip", words)], AccountFacts("", "", None)
        if exc.code in WRONG_TOKEN:
            words = (
                "the carrier knows no such TWILIO_ACCOUNT_SID with this TWILIO_AUTH_TOKEN; "
                "copy both anew from the carrier's console"
            )
        else:
            words = f"cannot be asked about ({exc}); see TWILIO_API_BASE and the carrier's status"
        return [Finding(check, "FAIL", words)], None
    if facts.status != "active":
        words = f"is {facts.status}; see the carrier's console, and whether bills are paid"
        return [Finding(check, "FAIL", words)], facts
    if facts.kind == "Trial":
        words = "is a trial: it rings verified phones only, after an advertisement; upgrade it"
        return [Finding(check, "FAIL", words)], facts
    return [Finding(check, "ok", "is active, and the token is its own")], facts


def check_profile(account: CarrierAccount, facts: AccountFacts, plans: Plans) -> Iterator[Finding]:
    """Check how many calls at once the account's profile allows, against what contacts need."""
    if facts.kind == "Trial":
        yield check_concurrency(plans, TRIAL_CALLS, "a trial account")
        return
    state = account.profile()
    if state is None:
        yield Finding("profile", "skip", f"{_UNSEEN} your carrier's limit of calls at once")
    elif state == APPROVED:
        yield Finding("profile", "ok", "is approved")
        kind = (
            "which kind of profile cannot be seen from here (Console > Trust Hub): "
            "an Individual one has 3 at most, a Business one no limit"
        )
        yield check_concurrency(plans, None, kind)
    else:
        said = f"is {state}" if state else "there is none"
        todo = "have a Primary Customer Profile approved (Console > Trust Hub)"
        yield Finding("profile", "warn", f"{said}; {todo}: accounts upgraded since 2026-02 need it")
        yield check_concurrency(plans, CALLS_WITHOUT_PROFILE, "without an approved profile")


def check_calling_pace(settings: Settings) -> Iterator[Finding]:
    """Say where to see whether the account may start as many calls a second as is set."""
    if settings.calls_per_second > 1 and not settings.simulated:
        where = f"{_UNSEEN} Console > Voice > Settings: it must allow "
        words = f"{where}{settings.calls_per_second:g} calls a second (WARMLINE_CALLS_PER_SECOND)"
        yield Finding("account's pace", "skip", words)


def check_caller_ids(
    account: CarrierAccount, settings: Settings, plans: Plans
) -> tuple[list[Finding], dict[PhoneNumber, NumberFacts]]:
    """Return whether the numbers that we show are ours and can call and text; and the facts.

    A number that is not the account's cannot be shown to a mentor, and no ring starts.
    """
    found: list[Finding] = []
    facts: dict[PhoneNumber, NumberFacts] = {}
    vault = Vault(settings.keys)
    for line in (line for plan in plans.values() for line in plan.lines):
        main = vault.open_number(line.number)
        relays = [vault.open_number(it) for it in line.relay_numbers]
        for number, check in (
            (main, f"caller ID of line {line.slug}"),
            *((it, f"relay number …{it.ending} of line {line.slug}") for it in relays),
        ):
            can = account.number(number)
            if can is not None:
                facts[number] = can
            found.append(_shown(check, can, voice=number == main))
    return found, facts


def _shown(check: str, can: NumberFacts | None, *, voice: bool) -> Finding:
    if can is None:
        todo = "correct it in the campus file, or set the account that owns it"
        return Finding(check, "FAIL", f"is no number of this account, and cannot be shown; {todo}")
    lacks = [
        word for word, has in (("calls", can.voice or not voice), ("texts", can.sms)) if not has
    ]
    return judged(
        check,
        not lacks,
        "can call and text" if voice else "can text",
        f"cannot do {' and '.join(lacks)}; take another number at the carrier, that can",
    )


def check_countries(account: CarrierAccount, settings: Settings, plans: Plans) -> Iterator[Finding]:
    """Check that the account may call the countries of mentors', desks' and counseling numbers."""
    check, closed, unseen = "countries", [], []
    countries = sorted(set(_countries(settings, plans)))
    for country in countries:
        allowed = account.may_call(country)
        if allowed is None:
            unseen.append(country)
        elif not allowed:
            closed.append(country)
    where = "Console > Voice > Settings > Geo permissions"
    if closed:
        yield Finding(check, "FAIL", f"{', '.join(closed)} may not be called; allow it at {where}")
    elif unseen:
        words = f"{_UNSEEN} the carrier's list of countries that may be called"
        yield Finding(check, "skip", f"{words}: {', '.join(unseen)}")
    else:
        texts = "for texts look at Console > Messaging > Settings > Geo permissions"
        yield Finding(check, "ok", f"{', '.join(countries)} may be called; {texts}")


def _countries(settings: Settings, plans: Plans) -> Iterator[str]:
    vault = Vault(settings.keys)
    yield country_of(settings.counseling_number)
    for plan in plans.values():
        for mentor in plan.mentors:
            if mentor.active and mentor.phone:
                yield country_of(vault.open_number(mentor.phone))
        for desk in (desk for line in plan.lines for desk in line.desks):
            yield country_of(vault.open_number(desk.number))


def check_registration(
    account: CarrierAccount, numbers: Mapping[PhoneNumber, NumberFacts]
) -> Iterator[Finding]:
    """Check that the numbers that text are registered; carriers drop texts of those that are not.

    North America alone: toll-free numbers are verified, others text under a campaign of a
    Messaging Service (A2P 10DLC). Elsewhere there are other rules, which no API tells.
    """
    texting = {number: can for number, can in numbers.items() if can.sms}
    toll_free = {n: it for n, it in texting.items() if is_toll_free(n)}
    at_home = {n: it for n, it in texting.items() if n.e164.startswith(_NORTH_AMERICA)}
    local = {n: it for n, it in at_home.items() if n not in toll_free}
    for number, can in toll_free.items():
        state = account.toll_free_state(can.sid)
        yield _registered(number, state, "TWILIO_APPROVED", "verify it: Console > Toll-Free")
    if local:
        campaigns = account.campaign_states()
        for number, can in local.items():
            state = None if campaigns is None else campaigns.get(can.sid, "")
            todo = "add it to the Messaging Service of an approved campaign: Console > A2P 10DLC"
            yield _registered(number, state, "VERIFIED", todo)
    for number in texting.keys() - at_home.keys():
        words = f"{_UNSEEN} the rules for texts of {country_of(number)}"
        yield Finding(f"registration of …{number.ending}", "skip", words)


def _registered(number: PhoneNumber, state: str | None, good: str, todo: str) -> Finding:
    check = f"registration of …{number.ending}"
    if state is None:
        return Finding(check, "skip", f"{_UNSEEN} your carrier's registration of texts")
    said = f"is {state.lower().replace('_', ' ')}" if state else "there is none"
    return judged(
        check, state == good, "is approved for texts", f"{said}, and texts are dropped; {todo}"
    )
