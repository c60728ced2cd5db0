"""Where the carrier must send what comes for a number of ours, compared with where it does.

The one comparison: `warmline twilio provision` mends by it and `warmline doctor` looks by it.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from warmline.errors import CarrierError, PlanError
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.schedule import Plan
from warmline.scrub import scrub
from warmline.settings import TWILIO, Settings
from warmline.settings.shapes import is_loopback

# How the carrier connects to us ("Webhooks connection overrides"): it gives up a connection after
# 2 s and an answer after 5, and asks once more, also when a proxy says 502 while a web process is
# replaced. Twice seven seconds fit in the fifteen that a voice webhook has, and what is asked twice
# is answered alike.
OVERRIDES = "#ct=2000&rt=5000&rc=1&rp=ct,rt,5xx"
_CLEARED = ("voice_application_sid", "sms_application_sid", "trunk_sid")  # they go before addresses
_LABELS = {
    "voice_url": "calls",
    "voice_fallback_url": "calls, when we fail",
    "status_callback": "ends of calls",
    "sms_url": "texts",
    "sms_fallback_url": "texts, when we fail",
    "voice_application_sid": "an application instead, for calls",
    "sms_application_sid": "an application instead, for texts",
    "trunk_sid": "a SIP trunk instead",
}
_WRONG_TOKEN = 20003
_NOT_THERE = 20404

Lookup = Callable[[PhoneNumber], dict[str, str] | None]


class Difference(Struct, frozen=True):
    """One thing about a number that is not as it should be; field names are the carrier's."""

    field: str
    now: str
    wanted: str

    @property
    def stops_us(self) -> bool:
        """Whether calls or texts go astray by it; how the carrier connects is a lesser thing."""
        return _plain(self.now) != _plain(self.wanted)

    @property
    def label(self) -> str:
        """What it is about, in words."""
        method = self.field.endswith("_method")
        field = self.field.removesuffix("_method")
        for name in (field, f"{field}_url"):
            if name in _LABELS:
                return _LABELS[name] + (", method" if method else "")
        return self.field

    def __str__(self) -> str:
        return f"{self.label}: {shown(self.now)} -> {shown(self.wanted)}"


class OurNumber(Struct, frozen=True):
    """A number of the plan: a label for people, who see no more of it than two digits."""

    label: str
    number: PhoneNumber

    def __str__(self) -> str:
        return f"{self.label} (ending {self.number.ending})"


class Looked(Struct, frozen=True):
    """A number as the carrier has it; ``sid`` names it there."""

    ours: OurNumber
    sid: str
    differences: tuple[Difference, ...]
    unanswered: bool  # when all of ours is gone, nothing of anybody's answers a call


def our_numbers(plans: Sequence[Plan], vault: Vault) -> tuple[OurNumber, ...]:
    """Return every line's number and its relay numbers, each once."""
    found: dict[PhoneNumber, OurNumber] = {}
    for line in (line for plan in plans for line in plan.lines):
        number = vault.open_number(line.number)
        found.setdefault(number, OurNumber(f"number of line {line.slug}", number))
        for place, sealed in enumerate(line.relay_numbers, 1):
            number = vault.open_number(sealed)
            label = f"relay number {place} of line {line.slug}"
            found.setdefault(number, OurNumber(label, number))
    return tuple(found.values())


def own_addresses(settings: Settings) -> dict[str, str]:
    """Return the addresses of ours that a number is given, with how to connect to them."""
    twilios = settings.api_base == TWILIO or is_loopback(settings.api_base)
    how = OVERRIDES if twilios else ""  # another carrier might ask for what stands behind the #
    base = settings.public_base_url
    return {
        "voice_url": f"{base}/voice/incoming{how}",
        "status_callback": f"{base}/voice/status{how}",
        "sms_url": f"{base}/texts/incoming{how}",
        "voice_fallback_url": f"{base}/voice/fallback{how}",
        "sms_fallback_url": f"{base}/texts/fallback{how}",
    }


def wanted(settings: Settings, found: Mapping[str, str]) -> dict[str, str]:
    """Return everything that a number should have, its present state considered.

    A fallback address that the settings name is given; one that somebody else serves stays where
    they name none, because it may well be the document that they are about.
    """
    addresses = own_addresses(settings)
    methods = {f"{name.removesuffix('_url')}_method": "POST" for name in addresses}
    hosted = {
        "voice_fallback_url": settings.voice_fallback_url,
        "sms_fallback_url": settings.text_fallback_url,
    }
    for name, address in hosted.items():
        method, there = f"{name.removesuffix('_url')}_method", found.get(name, "")
        if address:
            addresses[name], methods[method] = address, _method_for(settings, address)
        elif there and not is_ours(settings, there):
            addresses[name], methods[method] = there, found.get(method, "POST")
    return {**addresses, **methods, **dict.fromkeys(_CLEARED, "")}


def is_ours(settings: Settings, address: str) -> bool:
    """Say whether an address leads to this line, and so to nothing when all of it is gone."""
    return address.startswith(f"{settings.public_base_url}/")


def differences(settings: Settings, found: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return what has to be changed about a number; nothing if it is as it should be."""
    usual = {name: "POST" for name in wanted(settings, found) if name.endswith("_method")}
    now = {name: found.get(name) or usual.get(name, "") for name in wanted(settings, found)}
    return tuple(
        Difference(name, now[name], value)
        for name, value in wanted(settings, found).items()
        if now[name] != value
    )


def look(settings: Settings, numbers: Sequence[OurNumber], lookup: Lookup) -> tuple[Looked, ...]:
    """Return each number as the carrier has it.

    Raises PlanError with a sentence for each number that cannot be had, or for the account.
    """
    looked, problems = [], []
    for ours in numbers:
        found = _found(settings, ours, lookup)
        if isinstance(found, str):
            problems.append(found)
            continue
        fallback = wanted(settings, found)["voice_fallback_url"]
        changes = differences(settings, found)
        looked.append(Looked(ours, found["sid"], changes, is_ours(settings, fallback)))
    if problems:
        raise PlanError("\n".join(problems))
    return tuple(looked)


def _found(settings: Settings, ours: OurNumber, lookup: Lookup) -> dict[str, str] | str:
    """Return a number's state, or the sentence that says why there is none."""
    try:
        found = lookup(ours.number)
    except CarrierError as exc:
        raise PlanError(refusal(settings, exc)) from exc
    if found is None:
        return (
            f"The {ours} is not one of this account's numbers: correct it in the campus file, or "
            "set TWILIO_ACCOUNT_SID and its token to the account or subaccount that owns it."
        )
    owner = found.get("account_sid", "")
    if owner and owner != settings.account_sid:
        return (
            f"The {ours} belongs to another account than TWILIO_ACCOUNT_SID: use that account's "
            "SID and token, or move the number at the carrier."
        )
    return found


def refusal(settings: Settings, exc: CarrierError) -> str:
    """Return what a refusal of the carrier means, and what to do about it."""
    said = str(exc)
    if exc.code == _WRONG_TOKEN or "status 401" in said:
        return (
            "The carrier does not take TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN: copy both anew "
            "from its console; a token that was replaced there is worth nothing."
        )
    if exc.code == _NOT_THERE or "status 404" in said:
        return f"The carrier at {settings.api_base} has no such account: check TWILIO_ACCOUNT_SID."
    if not exc.permanent:
        return (
            f"The carrier at {settings.api_base} cannot be asked now ({said}): try again, and see "
            "whether this machine may reach it."
        )
    return f"The carrier refused ({said}); its console's error log says why."


def shown(value: str) -> str:
    """Return an address as it may be printed: without a password, a query, or a number."""
    if "//" not in value:
        return value or "nothing"
    parts = urlsplit(value)
    host = parts.netloc.rpartition("@")[2]
    query = "?…" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return scrub(f"{parts.scheme}://{host}{parts.path}{query}{fragment}")


def _method_for(settings: Settings, address: str) -> str:
    """Return how a hosted document is asked for.

    A host of static files answers GET only, and the caller's number is then in its log; the
    carrier's own documents take a POST, which leaves the number out of the address.
    """
    host = urlsplit(address).hostname or ""
    carriers = host == urlsplit(settings.api_base).hostname or host.endswith(".twilio.com")
    return "POST" if carriers or is_ours(settings, address) else "GET"


def _plain(value: str) -> str:
    return value.partition("#")[0]
