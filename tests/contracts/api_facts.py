"""What Twilio's published API description (2010-04-01) says of the requests that we may make.

Only facts: paths, methods, names, kinds and allowed values. Written by hand; a request of ours that
is not here, or has a parameter that is not here, would be refused or ignored by the real carrier.
"""

import re
from dataclasses import dataclass, field

SIDS = {"CA": "CallSid", "RE": "RecordingSid", "PN": "NumberSid", "AC": "AccountSid"}
PHONE = re.compile(r"\+[1-9]\d{6,14}")
URI = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[^\s#]*)?")
HOW = re.compile(URI.pattern + r"(#[a-z]+=[a-z0-9,]+(&[a-z]+=[a-z0-9,]+)*)?")  # overrides
TEXT = re.compile(r".+", re.DOTALL)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
WHOLE = re.compile(r"\d+")
METHOD = re.compile("GET|POST")
CALL_EVENTS = re.compile("initiated|ringing|answered|completed")  # documentation of Calls
CALL_ENDS = re.compile("canceled|completed")
SID = {name: re.compile(f"{name}[0-9a-fA-F]{{32}}") for name in SIDS}


@dataclass(frozen=True)
class Operation:
    """One request: its parameters, each with the form its values have."""

    method: str
    path: re.Pattern[str]
    required: frozenset[str] = frozenset()
    parameters: dict[str, re.Pattern[str]] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    success: int = 200


def _path(tail: str) -> re.Pattern[str]:
    return re.compile(r"/2010-04-01/Accounts/AC[0-9a-fA-F]{32}" + tail)


PAGING = {"PageSize": WHOLE, "Page": WHOLE, "PageToken": TEXT}
CREATE_CALL = Operation(
    "POST",
    _path(r"/Calls\.json"),
    frozenset({"To", "From"}),
    {
        "To": PHONE,
        "From": PHONE,
        "Url": URI,
        "Method": METHOD,
        "FallbackUrl": URI,
        "FallbackMethod": METHOD,
        "StatusCallback": URI,
        "StatusCallbackEvent": CALL_EVENTS,
        "StatusCallbackMethod": METHOD,
        "Timeout": WHOLE,
        "TimeLimit": WHOLE,
    },
    frozenset({"StatusCallbackEvent"}),
    201,
)
LIST_CALLS = Operation(
    "GET", _path(r"/Calls\.json"), parameters={"To": PHONE, "From": PHONE, **PAGING}
)
UPDATE_CALL = Operation(
    "POST",
    _path(r"/Calls/CA[0-9a-fA-F]{32}\.json"),
    parameters={
        "Url": URI,
        "Method": METHOD,
        "Status": CALL_ENDS,
        "FallbackUrl": URI,
        "FallbackMethod": METHOD,
        "StatusCallback": URI,
        "StatusCallbackMethod": METHOD,
        "TimeLimit": WHOLE,
    },
)
FETCH_CALL = Operation("GET", _path(r"/Calls/CA[0-9a-fA-F]{32}\.json"))
CREATE_MESSAGE = Operation(
    "POST",
    _path(r"/Messages\.json"),
    frozenset({"To"}),
    {
        "To": PHONE,
        "From": PHONE,
        "Body": TEXT,
        "StatusCallback": URI,
        "ValidityPeriod": WHOLE,
    },
    success=201,
)
LIST_MESSAGES = Operation(
    "GET",
    _path(r"/Messages\.json"),
    # "Accepts GMT dates"; its examples, and the official client, give seconds as well.
    parameters={"To": PHONE, "From": PHONE, "DateSent>": MOMENT, **PAGING},
)
MESSAGE = r"/Messages/(SM|MM)[0-9a-fA-F]{32}\.json"
UPDATE_MESSAGE = Operation(
    "POST",
    _path(MESSAGE),
    parameters={"Body": re.compile(r".*", re.DOTALL), "Status": re.compile("canceled")},
)
DELETE_MESSAGE = Operation("DELETE", _path(MESSAGE), success=204)
DELETE_RECORDING = Operation("DELETE", _path(r"/Recordings/RE[0-9a-fA-F]{32}\.json"), success=204)
LIST_NUMBERS = Operation(
    "GET", _path(r"/IncomingPhoneNumbers\.json"), parameters={"PhoneNumber": PHONE, **PAGING}
)
FETCH_ACCOUNT = Operation("GET", _path(r"\.json"))
UPDATE_NUMBER = Operation(
    "POST",
    _path(r"/IncomingPhoneNumbers/PN[0-9a-fA-F]{32}\.json"),
    parameters={
        "VoiceUrl": HOW,
        "VoiceMethod": METHOD,
        "VoiceFallbackUrl": HOW,
        "VoiceFallbackMethod": METHOD,
        "StatusCallback": HOW,
        "StatusCallbackMethod": METHOD,
        "SmsUrl": HOW,
        "SmsMethod": METHOD,
        "SmsFallbackUrl": HOW,
        "SmsFallbackMethod": METHOD,
        # That nothing unsets them is practice; the description has the form of an identifier only.
        "VoiceApplicationSid": re.compile("(AP[0-9a-fA-F]{32})?"),
        "SmsApplicationSid": re.compile("(AP[0-9a-fA-F]{32})?"),
        "TrunkSid": re.compile("(TK[0-9a-fA-F]{32})?"),
    },
)
OPERATIONS = (
    FETCH_ACCOUNT,
    CREATE_CALL,
    LIST_CALLS,
    UPDATE_CALL,
    FETCH_CALL,
    CREATE_MESSAGE,
    LIST_MESSAGES,
    UPDATE_MESSAGE,
    DELETE_MESSAGE,
    DELETE_RECORDING,
    LIST_NUMBERS,
    UPDATE_NUMBER,
)


def mistakes(method: str, path: str, params: dict[str, object]) -> list[str]:
    """Return what the description has against a request; nothing if it would be accepted."""
    found = next((it for it in OPERATIONS if it.method == method and it.path.fullmatch(path)), None)
    if found is None:
        return [f"no such request: {method} {path}"]
    wrong = [f"{name} is required" for name in found.required - params.keys()]
    for name, given in params.items():
        wrong += _wrong_values(found, name, given)
    return wrong


def _wrong_values(operation: Operation, name: str, given: object) -> list[str]:
    form = operation.parameters.get(name)
    if form is None:
        return [f"no such parameter: {name}"]
    values = given if isinstance(given, list) else [given]
    if isinstance(given, list) and name not in operation.repeated:
        return [f"{name} cannot be repeated"]
    return [f"{name} has a wrong value" for it in values if form.fullmatch(str(it)) is None]
