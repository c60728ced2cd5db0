"""What the carrier tells of the account itself: its state, its numbers, what it may do.

Beside the API at ``api_base`` Twilio has others, each at a host of its own, for profiles, texting's
registration and dialling permissions. A provider that only speaks the first is not asked for those:
every such question is answered with None, "cannot be seen from here". Nothing here is ever logged,
and the account's token, which the carrier repeats, is thrown away.
"""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec import Struct

from warmline.carrier.twilio import BaseUrlClient, _translated, http_client
from warmline.errors import CarrierError
from warmline.phone import PhoneNumber

APPROVED = "twilio-approved"
MOST_SERVICES = 20  # messaging services looked through for a number
NOT_THERE = 20404
_SUB_APIS = ("trusthub", "messaging", "voice")


class AccountFacts(Struct, frozen=True):
    """What an account is."""

    status: str  # active, suspended, closed
    kind: str  # Full, Trial
    ahead: float | None  # seconds by which the carrier's clock is ahead of ours, to a second


class NumberFacts(Struct, frozen=True):
    """What a number of ours can do; ``sid`` names it at the carrier."""

    sid: str
    voice: bool
    sms: bool


class CarrierAccount:
    """Asks about one account. Every method raises CarrierError."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_base: str,
        *,
        sub_apis: str | bool,
        http: Any = None,
    ) -> None:
        """``sub_apis``: True for Twilio's own hosts, an address for all of them, False for none."""
        client = BaseUrlClient(
            account_sid, auth_token, http_client=http or http_client(), environment={}
        )
        client.api.base_url = api_base.rstrip("/")
        if isinstance(sub_apis, str):
            for name in _SUB_APIS:
                getattr(client, name).base_url = sub_apis.rstrip("/")
        self._account = f"{client.api.base_url}/2010-04-01/Accounts/{account_sid}.json"
        self._client = client
        self.sees_all = bool(sub_apis)

    def account(self) -> AccountFacts:
        """Return what the account is.

        A CarrierError's code is the carrier's own, or else the HTTP status.
        """
        with _translated():
            before = time.time()
            answer = self._client.request("GET", self._account)
            middle = (before + time.time()) / 2
            if answer.status_code != 200:
                raise CarrierError(
                    f"the carrier refused: status {answer.status_code}",
                    permanent=answer.status_code < 500,
                    code=_code(answer.text) or answer.status_code,
                )
            said = json.loads(answer.text)
            return AccountFacts(said["status"], said["type"], _ahead(answer.headers, middle))

    def number(self, number: PhoneNumber) -> NumberFacts | None:
        """Return what a number of this account can do, or None if it is not one of its own."""
        with _translated():
            found = self._client.incoming_phone_numbers.list(phone_number=number.e164, limit=20)
            for it in found:  # the filter also finds numbers that only begin so
                if it.phone_number == number.e164:
                    can: dict[str, Any] = it.capabilities or {}
                    return NumberFacts(it.sid, bool(can.get("voice")), bool(can.get("sms")))
        return None

    def profile(self) -> str | None:
        """Return the best state of the account's customer profiles; "" if it has none."""
        if not self.sees_all:
            return None
        with _translated():
            found = self._client.trusthub.v1.customer_profiles.list(limit=50)
            states = [str(it.status) for it in found]
        return APPROVED if APPROVED in states else next(iter(states), "")

    def may_call(self, country: str) -> bool | None:
        """Say whether ordinary numbers of a country (ISO 3166) may be called."""
        if not self.sees_all:
            return None
        try:
            with _translated():
                there = self._client.voice.v1.dialing_permissions.countries(country).fetch()
                return bool(there.low_risk_numbers_enabled)
        except CarrierError as exc:
            if exc.code == NOT_THERE:
                return None
            raise

    def toll_free_state(self, sid: str) -> str | None:
        """Return the state of a toll-free number's verification; "" if none was asked for."""
        if not self.sees_all:
            return None
        with _translated():
            found = self._client.messaging.v1.tollfree_verifications.list(
                tollfree_phone_number_sid=sid, limit=1
            )
            return str(found[0].status) if found else ""

    def campaign_states(self) -> dict[str, str] | None:
        """Return, by a number's name, the state of the campaign it texts under; "" for none."""
        if not self.sees_all:
            return None
        with _translated():
            return dict(self._campaigns())

    def _campaigns(self) -> Iterator[tuple[str, str]]:
        for service in self._client.messaging.v1.services.list(limit=MOST_SERVICES):
            found = self._client.messaging.v1.services(service.sid).us_app_to_person.list(limit=5)
            states = [str(it.campaign_status) for it in found]
            state = "VERIFIED" if "VERIFIED" in states else next(iter(states), "")
            for number in service.phone_numbers.list(limit=100):
                yield number.sid, state


def _code(text: str) -> int | None:
    try:
        return int(json.loads(text)["code"])
    except (ValueError, KeyError, TypeError):
        return None


def _ahead(headers: Any, now: float) -> float | None:
    """Return how far the Date of an answer is ahead; it is cut off to a second (RFC 9110)."""
    try:
        theirs: datetime = parsedate_to_datetime((headers or {}).get("Date") or "")
    except (ValueError, TypeError):
        return None
    return theirs.timestamp() + 0.5 - now
