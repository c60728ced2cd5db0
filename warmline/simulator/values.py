"""The small values the carrier is made of: accounts, numbers, identifiers, alerts, feed events."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

API_VERSION = "2010-04-01"


@dataclass(frozen=True)
class Account:
    """A customer of the carrier; excess calls wait for their turn at ``calls_per_second``."""

    sid: str
    auth_token: str = field(repr=False)
    calls_per_second: float = 1.0
    status: str = "active"  # or suspended, closed
    type: str = "Full"  # or Trial
    profile: str = "twilio-approved"  # of its customer profile; "" for none
    closed_countries: tuple[str, ...] = ()  # that may not be called, by ISO 3166


@dataclass(frozen=True)
class Alert:
    """One line of the carrier's debugger: an error code, words, and the address it is about."""

    code: int
    message: str
    url: str


@dataclass
class Number:
    """A number that the account owns, with the addresses that are asked when it is used."""

    sid: str
    number: str
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    friendly_name: str = ""
    voice: bool = True  # what it can do
    sms: bool = True
    registration: str = "approved"  # for texts: approved, pending; "" for none
    voice_application_sid: str = ""  # goes before the addresses for calls, as a trunk does
    sms_application_sid: str = ""
    trunk_sid: str = ""

    @property
    def asks_for_calls(self) -> bool:
        """Whether the voice address is asked when somebody calls."""
        return bool(self.voice_url) and not (self.voice_application_sid or self.trunk_sid)

    @property
    def asks_for_texts(self) -> bool:
        """Whether the address for texts is asked when somebody texts."""
        return bool(self.sms_url) and not self.sms_application_sid


@dataclass(frozen=True)
class FeedEvent:
    """Something that a person with a phone in the hand could notice."""

    seq: int
    at: datetime
    phone_id: str
    phone: str
    kind: str
    text: str


@dataclass(frozen=True)
class Heard:
    """Words that reached an ear."""

    seq: int
    at: datetime
    text: str


def new_sid(prefix: str) -> str:
    """Return an identifier in the carrier's form: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def rfc2822(instant: datetime | None) -> str | None:
    """Return a time as the carrier's JSON and callbacks write it."""
    return None if instant is None else format_datetime(instant)
