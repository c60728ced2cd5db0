"""Where the carrier sends what comes for our numbers, and what the links of our texts lead to."""

from collections.abc import Callable, Iterator

from warmline.doctor.finding import Finding, judged
from warmline.errors import CarrierError
from warmline.line import Line
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.provisioning import differences, shown
from warmline.settings import Settings
from warmline.store.records import Records

NumberAddresses = Callable[[PhoneNumber], dict[str, str] | None]


def check_numbers(
    settings: Settings, records: Records, ask: Callable[[], NumberAddresses]
) -> Iterator[Finding]:
    """Check that the carrier calls us for every line's number."""
    lines = [line for slug in records.campuses() for line in records.load_plan(slug).lines]
    if not lines:
        yield Finding("lines", "FAIL", "there are none; load a campus file with `warmline load`")
    if settings.simulated and settings.simulator_url is None:
        yield Finding("carrier", "FAIL", "is not set: TWILIO_ACCOUNT_SID, or run `warmline up`")
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
        return Finding(check, "FAIL", f"cannot be looked up at the carrier ({exc})")
    if found is None:
        return Finding(
            check,
            "FAIL",
            "is not one of this account's numbers at the carrier; correct `number` in the campus "
            "file, or set TWILIO_ACCOUNT_SID to the (sub)account that owns it",
        )
    wrong = [
        f"{it.field} must be {shown(it.wanted)}"
        for it in differences(settings, found)
        if it.stops_us
    ]
    todo = "; ".join([*wrong, "run `warmline twilio provision`"])
    return judged(check, not wrong, "calls and texts lead here", todo)


def check_pages(settings: Settings, records: Records) -> Iterator[Finding]:
    """Check that lines whose mentors answer on a page have an address for its links."""
    lines = [line for slug in records.campuses() for line in records.load_plan(slug).lines]
    for line in lines:
        if line.text_mode == "page":
            ok = bool(settings.public_base_url)
            missing = 'are links (text_mode is "page"), and no link works: set PUBLIC_BASE_URL'
            yield judged(f"texts of line {line.slug}", ok, "have links", missing)
