"""Numbers of every country, however they are written and wherever they stand: none is logged."""

import io
import json
import logging
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, timedelta
from functools import cache
from urllib.parse import quote, quote_plus, unquote, urlencode
from xml.sax.saxutils import escape

import phonenumbers
import pytest
import redis
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from sqlalchemy.exc import IntegrityError

from warmline import logs
from warmline.scrub import scrub, scrub_value

Write = Callable[[str], str]
FORMS = (
    PhoneNumberFormat.E164,
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.RFC3966,
)
GAPS = [" ", ".", "-", "/", "_", "~", "\u00a0", "\u202f", "\u2011", "\u2013", "\u200b", " - ", ") "]
GAPS += [
    ",",
    ":",
    ";",
    "|",
    "*",
    "#",
    "=",
    "&",
    "<",
    "'",
    '"',
    "\\",
    "\u2022",
    "\uff0c",
    "\ufe0f\u20e3",
]
ZEROS = [0x30, 0xFF10, 0x660, 0x6F0]  # European, full-width, Arabic-Indic and Persian digits
CODINGS: dict[str, Write] = {
    "as it is": str,
    "URL": quote,
    "all of a URL": lambda it: re.sub(r"\W", lambda one: quote(one[0], safe=""), it),
    "form": quote_plus,
    "URL in a URL": lambda it: quote(quote(it)),
    "query": lambda it: urlencode({"From": it, "CallSid": "CA" + "ab" * 16}),
    "JSON": lambda it: json.dumps({"to": it}),
    "JSON in JSON": lambda it: json.dumps(json.dumps({"to": it})),
    "Python": lambda it: repr({"to": [it]}),
    "bytes": lambda it: repr(it.encode()),
    "XML": lambda it: f"<Number>{escape(it, {'+': '&#43;', ' ': '&#xA0;'})}</Number>",
    "a list of its digits": lambda it: str([one for one in it if one.isdigit()]),
}  # fmt: skip
AROUND = [
    "{}", "to {}.", "'{}'", "From={}&To=x", "sip:{}@127.0.0.1:5060", "wl:{{northfield}}:{}:seen",
    "POST /2010-04-01/Accounts/AC" + "5" * 32 + "/Calls.json?To={} HTTP/1.1",
    "HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded with url: /Calls?To={}",
    "[parameters: ('m-abcdefabcd', '{}', datetime.datetime(2026, 11, 2, 3, 4))]",
    "default: warmline.jobs.ring('northfield', '{}') (0f0e0d0c-0b0a-0908-0706-050403020100)",
    "Error handling request /t/a?number={}", "2026-11-22T08:17:14.123Z {} hung up after 12.5s",
    "Unknown command 'GETX', with args beginning with: '{}'", "cafe::{}", "a:{}::1",
]  # fmt: skip


@cache
def examples() -> list[phonenumbers.PhoneNumber]:
    """Return a mobile and a fixed number of every country that has seven digits or more."""
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    found = (phonenumbers.example_number_for_type(it, kind) for it in regions for kind in kinds)
    return [it for it in found if it is not None and len(str(it.national_number)) >= 7]


def marks() -> st.SearchStrategy[str]:
    """Return what draws one mark or sign of any script."""
    return st.characters(categories=["Pc", "Pd", "Pf", "Pi", "Po", "Sc", "Sk", "Sm", "So"])


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """Return a number's last six digits, and the number as somebody or something writes it."""
    number = draw(st.sampled_from(examples()))
    written = phonenumbers.format_number(number, draw(st.sampled_from(FORMS)))
    if gap := draw(st.none() | st.sampled_from(GAPS) | marks()):
        between = draw(st.sampled_from([r"(?<!tel:)[ -]", r"(?<=\d)(?:[ -]?)(?=\d)"]))
        written = re.sub(between, lambda _: gap, written)
    zero = draw(st.sampled_from(ZEROS))
    written = "".join(chr(zero + int(it)) if it.isdigit() else it for it in written)
    return str(number.national_number)[-6:], CODINGS[draw(st.sampled_from(sorted(CODINGS)))](
        written
    )


def readable(said: str) -> str:
    """Return all digits that somebody with patience gets out of a text."""
    for _ in range(3):
        said = unquote(said)
        said = re.sub(r"\\+u([0-9a-f]{4})", lambda it: chr(int(it[1], 16)), said)
        said = re.sub(r"\\+x([0-9a-f]{2})", r"%\1", said)
    return "".join(
        str(unicodedata.digit(it)) for it in said if unicodedata.digit(it, None) is not None
    )


@given(numbers(), st.sampled_from(AROUND))
def test_no_number_of_any_country_survives(number: tuple[str, str], around: str) -> None:
    """Whatever writes a number, in a URL, a form, JSON, an error: its end cannot be read back."""
    last, written = number
    said = scrub(around.replace("{{", "{").replace("}}", "}").replace("{}", written))
    beside = readable(around.replace("{}", "|"))
    assert last not in readable(said).replace(beside, "|"), said


def logged(say: Callable[[logging.Logger], None]) -> str:
    """Return what a log holds after something was said."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines("test"))
    log = logging.Logger("warmline.fuzz")  # noqa: LOG001 - one that nobody else hears
    log.addHandler(handler)
    say(log)
    return stream.getvalue()


def _raise_all(written: str) -> None:
    try:
        try:
            raise KeyError(written)  # noqa: TRY301 - this is the test
        except KeyError as exc:
            raise urllib3.exceptions.LocationParseError(written) from exc
    except ValueError as exc:
        exc.add_note(f"it was {written}")
        sql = IntegrityError("INSERT INTO x VALUES (?)", (written,), Exception(written))
        raise ExceptionGroup(written, [exc, sql, redis.ResponseError(written)]) from None


# SQLAlchemy cuts a longer one in its middle, and six digits alone are no number.
@given(numbers().filter(lambda it: len(it[1]) < 140))
def test_no_error_tells_a_number(number: tuple[str, str]) -> None:
    """Chained, grouped, with notes, of whatever library: a traceback shows no number."""
    last, written = number

    def say(log: logging.Logger) -> None:
        try:
            _raise_all(written)
        except ExceptionGroup:
            log.exception("could not ring %s", written, extra={written: written})

    lines = json.loads(logged(say))["exception"]
    for line in (it for it in lines.splitlines() if "line " not in it and "http" not in it):
        assert last not in readable(line), line


@given(numbers(), st.integers(1, 5))
def test_a_number_in_pieces_is_put_together_before_it_is_read(
    number: tuple[str, str], cut: int
) -> None:
    """A number that a log call splits over its arguments is masked as one."""
    last, written = number

    def say(log: logging.Logger) -> None:
        log.warning("to %s%s", written[:-cut], written[-cut:], extra={"n": [written]})

    record = json.loads(logged(say))
    assert last not in readable(record["event"] + "|" + json.dumps(record["n"]))


WHOLE = {
    "instant": st.datetimes(timezones=st.just(UTC)).map(lambda it: f"20{it.isoformat()[2:]}"),
    "day": st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat),
    "time": st.times().map(lambda it: it.isoformat("seconds")),
    "hours": st.tuples(st.times(), st.times()).map(lambda it: f"{it[0]:%H:%M}-{it[1]:%H:%M}"),
    "UUID": st.uuids().map(str),
    "SID": st.binary(min_size=16, max_size=16).map(lambda it: "CA" + it.hex()),
    "address": st.ip_addresses(v=4, network="10.0.0.0/8").map(lambda it: f"{it}:6379"),
    "IPv6": st.ip_addresses(v=6, network="fe80::/64").map(str),
    "version": st.tuples(*[st.integers(0, 99)] * 3).map(lambda it: ".".join(map(str, it))),
    "length": st.timedeltas(timedelta(0), timedelta(hours=23)).map(str),
    "counts": st.lists(st.integers(0, 999_999)).map(str),
}  # fmt: skip


@given(st.sampled_from(sorted(WHOLE)).flatmap(WHOLE.__getitem__))
def test_what_is_known_to_be_something_else_stays(whole: str) -> None:
    """A time, an id, an address, a version or a list of counts can be read, whatever its digits."""
    assert scrub(f"at {whole}, and") == f"at {whole}, and"
    assert scrub(repr({"it": whole})) == repr({"it": whole})


@pytest.mark.parametrize(
    "text",
    [
        "worker 2 of 4: 1024 jobs, 37 failed, 0 retried, port 6379, 65535 free",
        "GET /healthz 200 in 0.0123s",
        "Listening at: http://0.0.0.0:8000 (4242)",
        "Error 111 connecting to 52.14.203.77:6379. Connection refused.",
        "connected to 10.20.30.40 and 192.168.100.200",
        "rq:job:0f0e0d0c-0b0a-4908-8706-050403020100 default",
        "call CA00112233445566778899001122334455, message SM" + "9" * 32,
        "northfield.001122334455667788990011 m-0123456789 rung 3",
        "revision 0011_care_notes, was 0010_applications",
        "term 2026-08-24 to 2026-12-11, from 19:00:00 to 07:00:00",
        "2026-11-22T08:17:14.123456+00:00 swept 12 of 340 in 15.25ms",
        "at 0x7f3a12345678, line 1234, in ring",
        "open 19:00-07:00 and 08:17:14,09:18:15; at 12:30 2048 jobs",
        '10.0.0.9 - - [22/Nov/2026:08:17:14 +0000] "GET / HTTP/1.1" 200 512',
        "10.0.0.1:7000@17000,10.0.0.2:7000@17001 [2001:db8::1234:5678]:6379",
        "connecting to fe80::1234:5678:9012:3456: refused",
    ],
)  # fmt: skip
def test_what_an_engineer_needs_stays(text: str) -> None:
    """Counts, ports, ids, days, times and addresses of servers can be read at 3 a.m."""
    assert scrub(text) == text
    assert scrub_value({"text": [text]}) == {"text": [text]}
