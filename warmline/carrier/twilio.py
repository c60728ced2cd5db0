"""Twilio's REST API, through its own client; errors come out as ours, without any number."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from warmline.carrier.port import Received, Ringing
from warmline.errors import CarrierError
from warmline.ids import CallSid
from warmline.phone import PhoneNumber, read_caller

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0
SKEW = timedelta(seconds=5)  # the carrier's times are whole seconds, by another clock than ours
LARGEST_PAGE = 1000  # of a list (TWILIO.md section 6)
MOST_RECEIVED = 5000  # texts of one number within twelve hours: more is no line of ours
# Seen often; asking again cannot help (TWILIO.md section 5, "Error codes").
GONE = frozenset({20404, 21220})
# Refused for now: too many calls, or too many texts waiting to be sent.
LATER = frozenset({10004, 20429, 21611, 22005, 30001})
NUMBER_FIELDS = (
    "sid", "account_sid", "voice_url", "voice_method", "voice_fallback_url",
    "voice_fallback_method", "status_callback", "status_callback_method", "sms_url", "sms_method",
    "sms_fallback_url", "sms_fallback_method", "voice_application_sid", "sms_application_sid",
    "trunk_sid",
)  # fmt: skip
LIVE = frozenset({"queued", "initiated", "ringing", "in-progress"})


class BaseUrlClient(Client):  # type: ignore[misc]  # the library's own types stop here
    """The official client at another address; its own guess of host names is left out.

    ``get_hostname`` of the library takes a host apart to put TWILIO_EDGE and TWILIO_REGION in,
    which breaks ``localhost`` and surprises whoever has those set for something else.
    """

    def get_hostname(self, uri: str) -> str:
        """Return the address unchanged."""
        return uri


def http_client() -> TwilioHttpClient:
    """Return a client that keeps its connections, gives up in time and never repeats a request."""
    client = TwilioHttpClient(timeout=ANSWER_SECONDS)
    client.timeout = (CONNECT_SECONDS, ANSWER_SECONDS)
    for scheme in ("https://", "http://"):
        client.session.mount(scheme, HTTPAdapter(max_retries=0, pool_maxsize=32))
    client.session.trust_env = False  # a proxy or .netrc of the host is not our carrier's
    return client


class TwilioCarrier:
    """The carrier port on Twilio's API at ``api_base``."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_base: str,
        http: HttpClient | None = None,
    ) -> None:
        self._client = BaseUrlClient(
            account_sid, auth_token, http_client=http or http_client(), environment={}
        )
        self._client.api.base_url = api_base.rstrip("/")
        self._recordings = f"{api_base.rstrip('/')}/2010-04-01/Accounts/{account_sid}/Recordings"

    def ring(self, ringing: Ringing) -> CallSid:
        """Start ringing a phone and return the leg's name."""
        more: dict[str, Any] = {}
        if ringing.status_url:
            more = {
                "status_callback": ringing.status_url,
                "status_callback_method": "POST",
                "status_callback_event": ["ringing", "answered", "completed"],
            }
        with _translated():
            call = self._client.calls.create(
                to=ringing.to.e164,
                from_=ringing.caller_id.e164,
                url=ringing.answer_url,
                method="POST",
                timeout=ringing.seconds,
                **more,
            )
            return CallSid(_said(call.sid))

    def find_ring(self, to: PhoneNumber, caller_id: PhoneNumber) -> CallSid | None:
        """Return a leg to this phone that is queued, ringing or up, or None."""
        with _translated():
            calls = self._client.calls.list(to=to.e164, from_=caller_id.e164, limit=20)
        return next((CallSid(it.sid) for it in calls if it.status in LIVE), None)

    def end(self, call: CallSid) -> None:
        """End a leg; ``completed`` also ends one that still rings (Twilio, Call resource)."""
        with _translated():
            self._client.calls(call).update(status="completed")

    def move(self, call: CallSid, url: str) -> None:
        """Send a leg that is up to other instructions."""
        with _translated():
            self._client.calls(call).update(url=url, method="POST")

    def is_up(self, call: CallSid) -> bool:
        """Say whether a leg is still queued, ringing or talking."""
        with _translated():
            return _said(self._client.calls(call).fetch().status) in LIVE

    def caller_of(self, call: CallSid) -> PhoneNumber | None:
        """Return who placed an incoming call, or None when that was withheld."""
        with _translated():
            return read_caller(self._client.calls(call).fetch()._from or "")  # noqa: SLF001 - so the library names it

    def text(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, status_url: str | None = None
    ) -> str:
        """Send a text and return its name; ``status_url`` hears what becomes of it."""
        more = {"status_callback": status_url} if status_url else {}
        with _translated():
            sent = self._client.messages.create(to=to.e164, from_=sender.e164, body=body, **more)
            return _said(sent.sid)

    def redact(self, sid: str) -> None:
        """Empty a text's body; one that is gone already is no error."""
        with _gone_is_fine(), _translated():
            self._client.messages(sid).update(body="")

    def delete_text(self, sid: str) -> None:
        """Delete a text and its pictures; one that is gone already is no error."""
        with _gone_is_fine(), _translated():
            self._client.messages(sid).delete()

    def find_text(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, since: datetime
    ) -> str | None:
        """Return a text already handed to the carrier since then (UTC), or None."""
        with _translated():
            sent = self._client.messages.list(to=to.e164, from_=sender.e164, limit=20)
        earliest = since - SKEW
        return next(
            (it.sid for it in sent if it.body == body and (it.date_created or since) >= earliest),
            None,
        )

    def received(
        self,
        since: datetime,
        *,
        to: PhoneNumber | None = None,
        sender: PhoneNumber | None = None,
    ) -> tuple[Received, ...]:
        """Return the texts that came in since then (UTC), to a number or from a sender.

        The description of DateSent speaks of days, the carrier's own library sends seconds: we send
        those, and leave out what is older ourselves, so that either reading will do.
        """
        one = {name: it.e164 for name, it in (("to", to), ("from_", sender)) if it is not None}
        with _translated():
            found = self._client.messages.list(
                **one, date_sent_after=since, page_size=LARGEST_PAGE, limit=MOST_RECEIVED
            )
            texts = [_received(it, since) for it in reversed(found) if it.direction == "inbound"]
        earliest = since.replace(microsecond=0)  # the carrier's times are whole seconds
        kept = [it for it in texts if it is not None and it.at >= earliest]
        return tuple(sorted(kept, key=lambda it: it.at))

    def fetch_recording(self, sid: str) -> bytes:
        """Return a recorded message (MP3); the address needs our name and token."""
        try:
            answer = requests.get(
                f"{self._recordings}/{sid}.mp3",
                auth=(self._client.username, self._client.password),
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            )
        except requests.RequestException as exc:
            raise CarrierError("the recording cannot be fetched now", permanent=False) from exc
        if answer.status_code != requests.codes.ok:
            raise CarrierError(
                f"the recording is not there ({answer.status_code})",
                permanent=True,
                status=answer.status_code,
            )
        return answer.content

    def delete_recording(self, sid: str) -> None:
        """Delete a recorded message; one that is gone already is no error."""
        with _gone_is_fine(), _translated():
            self._client.recordings(sid).delete()

    def number_webhooks(self, number: PhoneNumber) -> dict[str, str] | None:
        """Return how a number of ours is set up, by the carrier's field names; None if not ours.

        The filter also finds numbers that only begin so, hence the comparison.
        """
        with _translated():
            found = self._client.incoming_phone_numbers.list(phone_number=number.e164, limit=20)
            for it in found:
                if it.phone_number == number.e164:
                    return {name: getattr(it, name) or "" for name in NUMBER_FIELDS}
        return None

    def set_number(self, sid: str, changes: Mapping[str, str]) -> None:
        """Set a number up otherwise, by the same field names; an empty value unsets."""
        with _translated():
            self._client.incoming_phone_numbers(sid).update(**changes)


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    """Let what is gone already be gone."""
    try:
        yield
    except CarrierError as exc:
        if exc.code not in GONE:
            raise


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the library raises into CarrierError; its own messages may name numbers."""
    try:
        yield
    except TwilioRestException as exc:
        raise _refused(exc) from None
    except requests.ConnectTimeout:
        raise CarrierError("the carrier cannot be reached", permanent=False) from None
    except requests.ConnectionError as exc:
        raise CarrierError(
            "the connection to the carrier broke", permanent=False, happened=_may_have(exc)
        ) from None
    except TwilioException as exc:
        raise _refused_list(exc) from None
    except requests.RequestException as exc:
        raise _unanswered(exc) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CarrierError(
            "the carrier's answer cannot be understood", permanent=False, happened=None
        ) from None


def _received(message: Any, since: datetime) -> Received | None:
    """Return a text of the carrier's list, unless there is nothing of it or nobody to answer."""
    sender = read_caller(message.from_ or "")
    body, pictures = message.body or "", (message.num_media or "0") != "0"
    if sender is None or not (body.strip() or pictures):
        return None
    return Received(
        sid=_said(message.sid),
        to=message.to or "",
        sender=sender,
        body=body,
        pictures=pictures,
        at=message.date_sent or message.date_created or since,
    )


def _said(value: object) -> str:
    """Return what the carrier must have said; a proxy's own page is no answer of the carrier."""
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _refused(exc: TwilioRestException) -> CarrierError:
    """Classify by status first: finer codes appear without notice (TWILIO.md section 5)."""
    unknown = exc.status >= 500
    later = exc.status == 429 or unknown or exc.code in LATER
    return CarrierError(
        f"the carrier refused: status {exc.status}, code {exc.code}",
        permanent=not later,
        happened=None if unknown else False,
        code=exc.code,
        status=exc.status,
    )


def _refused_list(exc: TwilioException) -> CarrierError:
    """Classify what the library raises for a page of a list: the answer, but not what it means."""
    answer = exc.args[1] if len(exc.args) > 1 else None
    status = getattr(answer, "status_code", None)
    if not isinstance(status, int):
        return _unanswered(exc)
    try:
        code = json.loads(answer.text)["code"]  # type: ignore[union-attr]  # the library's own
    except (ValueError, KeyError, TypeError):
        code = None
    return _refused(TwilioRestException(status, "", code=code if isinstance(code, int) else None))


def _unanswered(exc: Exception) -> CarrierError:
    return CarrierError(
        f"the carrier did not answer ({type(exc).__name__})", permanent=False, happened=None
    )


def _may_have(exc: requests.ConnectionError) -> bool | None:
    """Tell a connection that was never made from one that broke after the request was sent."""
    refused = "NewConnectionError" in repr(exc) or "NameResolutionError" in repr(exc)
    return False if refused else None
