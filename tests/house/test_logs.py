"""No phone number is ever in a log, and what else a log needs stays readable."""

import io
import json
import logging
import re
import secrets
import sys
import threading
import uuid
import warnings
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline import logs
from warmline.scrub import _ESCAPED_DIGIT, _KNOWN, LONGEST, LONGEST_TRACEBACK, scrub, scrub_value

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines() -> Lines:
    """Return what gives the log of this process, parsed."""
    stream = io.StringIO()
    logs.configure("debug", "test", stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


GROUPINGS = [(10,), (3, 3, 4), (3, 7), (6, 4), (2, 2, 2, 2, 2), (1, 3, 6), (5, 5)]
GAPS = [" ", "-", ".", "  ", " - ", "/", "\u00a0", "\u2011", "\u2013"]
CODES = ["", "+1", "1", "+44", "0044", "+49 ", "+1-", "(+1) ", "001 "]
AROUND = [
    "{}", "From={}", "sip:{}@example.com", "tel:{}", "caller {} hung up", '{{"to": "{}"}}',
    "<{}>", "wl:{{northfield}}:{}", "'{}'", "/calls/{}/legs", "caller{}", "_{}_", "at {}, {}",
    # The id has no digits in it: chance would draw them again as a number.
    "{}\n", "2026-11-22T08:17:14Z {}", "to={}&CallSid=CAabcdefabcdefabcdefabcdefabcdefab",
]  # fmt: skip
CODINGS: list[Callable[[str], str]] = [str, quote, quote_plus, lambda text: quote(quote(text))]


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """Return the ten digits of a number, and the number as somebody might write it."""
    digits = draw(st.text("0123456789", min_size=10, max_size=10))
    groups, start = [], 0
    for size in draw(st.sampled_from(GROUPINGS)):
        groups.append(digits[start : start + size])
        start += size
    if draw(st.booleans()) and len(groups) > 1:
        groups[0] = f"({groups[0]})"
    written = draw(st.sampled_from(CODES)) + draw(st.sampled_from(GAPS)).join(groups)
    return digits, draw(st.sampled_from(CODINGS))(written)


@given(numbers(), st.sampled_from(AROUND))
def test_no_number_survives(number: tuple[str, str], around: str) -> None:
    """However a number is written and wherever it stands, it does not reach the log."""
    digits, written = number
    said = scrub(around.replace("{}", written).replace("{{", "{").replace("}}", "}"))
    assert written not in said
    assert digits[-7:] not in "".join(c for c in said if c.isdigit()).replace("20261122081714", "")


@given(numbers())
def test_no_number_survives_in_any_place(number: tuple[str, str]) -> None:
    """Keys, insides, integers, bytes and things that show themselves are masked as well."""
    _, written = number
    value = {written: [{"a": (written, written.encode(), ValueError(written), {written})}]}
    assert written not in json.dumps(scrub_value(value), ensure_ascii=False)


@given(st.integers(10_000_000, 999_999_999_999_999))
def test_a_number_as_an_integer_is_masked(value: int) -> None:
    """A number that became an integer on its way is still a number."""
    assert scrub_value([value, float(value)]) == ["[number]", "[number]"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T08:17:14.123456Z",
        "2026-11-22T08:17:14.123456+00:00",
        "2026-11-22 08:17:14 +0000",
        "from 2026-11-22 to 2026-12-01",
        "08:17:14.123456",
        "CA00112233445566778899001122334455",
        "AC" + "5" * 32,
        "northfield.001122334455667788990011",
        "m-0123456789",
        "127.0.0.1:65535",
        "192.168.100.200",
        "0x7f3a12345678",
        "0.123456789",
        "took 12.345678s and 1234.5678ms",
        "rung 2 of 3, 20 seconds, attempt 4",
        "pid 123456",
        str(uuid.UUID(int=0x12345678123456781234567812345678)),
        "a" + "0" * 38 + "b",
        "Listening at: http://127.0.0.1:8000 (12345)",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    """Times, ids, addresses and lengths of time can still be read at 3 a.m."""
    assert scrub(text) == text


def test_ids_of_the_carrier_stay_whatever_their_digits() -> None:
    """A call can be found at the carrier by what the log says of it."""
    ids = ["CA" + secrets.token_hex(16) for _ in range(200)]
    assert [scrub(f"call {sid} ended") for sid in ids] == [f"call {sid} ended" for sid in ids]


def test_small_values_keep_their_kind() -> None:
    """A count stays a count, so that a log can be summed up."""
    value = {"n": 3, "seconds": 0.25, "ok": True, "none": None, "list": [1, 2]}
    assert scrub_value(value) == value


def test_a_thing_that_cannot_show_itself_loses_only_its_own_place() -> None:
    """One broken value never takes a log line with it."""

    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    assert scrub_value([Broken(), 1]) == ["<Broken>", 1]


def test_our_own_lines_are_json(lines: Lines) -> None:
    """A line says what happened, when, in which process, and nothing of who called."""
    logging.getLogger("warmline.test").info("leg answered", extra={"to": "+14155550111", "leg": 2})
    (line,) = lines()
    assert str(line.pop("timestamp")).endswith("Z")
    assert isinstance(line.pop("pid"), int)
    assert line == {
        "event": "leg answered",
        "level": "info",
        "logger": "warmline.test",
        "process": "test",
        "to": "[number]",
        "leg": 2,
    }


@pytest.mark.parametrize("name", ["gunicorn.error", "rq.worker", "redis", "concurrent.futures"])
def test_libraries_go_through_the_same_pipe(lines: Lines, name: str) -> None:
    """A library's message is JSON and masked, its arguments and extras too."""
    logging.getLogger(name).warning("to %s", "+14155550111", extra={"caller": "4155550111"})
    (line,) = lines()
    assert (line["event"], line["caller"]) == ("to [number]", "[number]")


def test_a_message_put_together_wrongly_is_masked_too() -> None:
    """A slip in a log call neither loses the line nor prints its arguments raw."""
    record = logging.makeLogRecord({"name": "x", "msg": "to %s and %s", "args": ("+14155550111",)})
    line = json.loads(logs.JsonLines("test").format(record))
    assert line["event"] == "to %s and %s ('[number]',)"


def test_tracebacks_are_masked(lines: Lines) -> None:
    """An error that quotes a number does not leak it through its traceback."""

    def fails() -> None:
        raise ValueError("no route to (415) 555-0111")

    try:
        fails()
    except ValueError:
        logging.getLogger("warmline.test").exception("could not ring")
    (line,) = lines()
    assert str(line["exception"]).endswith("ValueError: no route to [number]")


def test_uncaught_errors_are_masked(lines: Lines) -> None:
    """Even what nobody caught, in a thread or not, is logged masked and not printed raw."""

    def fails() -> None:
        raise RuntimeError("+14155550111")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    error = RuntimeError("+14155550112")
    sys.excepthook(RuntimeError, error, None)
    assert [str(line["exception"]).splitlines()[-1] for line in lines()] == [
        "RuntimeError: [number]"
    ] * 2


def test_warnings_are_masked(lines: Lines) -> None:
    """A warning is a log line like any other."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old number +14155550111", UserWarning, stacklevel=1)
    (line,) = lines()
    assert "UserWarning: old number [number]" in str(line["event"])


@pytest.mark.parametrize(
    "text",
    [
        "from=cafe::4155550111",
        "c::14155550111",
        "fe::4155550111",
        "fe80::4155550111",
        "key a:4155550111::1",
        "cafe::4155:5501",
        "a:4155:5501::1",
        "fe80::4155 550111",
        "415 555 2001:db8::1",
        "415 - 555 - 2001:db8::1",
        "2155:5501:11::a",
    ],
)
def test_a_number_beside_part_of_an_address_is_masked(text: str) -> None:
    """What looks like the beginning or the end of an internet address hides no number."""
    assert re.findall(r"\d\d+", scrub(text)) in ([], ["80"])


@pytest.mark.parametrize("text", ["0.000.000000", "0.41 555011", "0.4155-550111", "0.415,555011"])
def test_a_number_that_begins_as_part_of_a_second_does_is_masked(text: str) -> None:
    """A zero and a point are the beginning of a length of time only where no more digits follow."""
    assert scrub(text) == "[number]"


def test_many_backslashes_are_read_once() -> None:
    """Of a run of backslashes only the first can begin a digit's escape: no squared work."""
    text = "\\" * 50 + "uff14"
    assert [at for at in range(len(text)) if _ESCAPED_DIGIT.match(text, at)] == [0]
    assert scrub(text + "155550111") == "[number]"


def test_an_address_is_read_no_further_than_one_can_be_long() -> None:
    """Groups without an end are no address, and nothing far behind decides what a group is."""
    ends = ("::1", ":a::1", ":1:" * 9 + "a")
    assert [_KNOWN.search("2a00:" + "0:" * 40 + end) for end in ends] == [None] * 3


@pytest.mark.parametrize("written", ["+14155550111", "(415) 555-0111", "%2B1%20415%20555%200111"])
def test_a_long_text_is_cut_and_says_so(written: str) -> None:
    """Of a long text both ends are kept, and no part of a number that the cut goes through."""
    words = "caller waiting " * LONGEST
    for before in range(len(written) + 1):
        head, tail = words[: LONGEST // 2 - before], words[: LONGEST // 2 - len(written) + before]
        said = scrub(f"first {head[6:]}{written}{words}{written}{tail[:-6]} last.")
        assert said.startswith("first ")
        assert said.endswith(" last.")
        assert len(said) < LONGEST + 50
        assert len(re.findall(r"\d+", said)) == 1, said  # how many characters were left out
        assert re.search(r" \[\d+ characters left out\] ", said)


def test_a_long_text_without_words_is_left_out() -> None:
    """Where a cut could go through a number at every place, nothing is kept."""
    assert scrub("4 " * LONGEST) == f" [{2 * LONGEST} characters left out] "


def test_a_cut_does_not_take_a_secret_address_apart() -> None:
    """A calendar's address is masked before a long text is cut in its middle."""
    secret = "AbcdefGhijklMnopqrstuv"
    for at in range(len(secret)):
        head = ("word " * LONGEST)[: LONGEST // 2 - 9 - at]
        for text in (f"{head}calendar/{secret} {head * 4}", f"{head * 4}calendar/{secret} {head}"):
            assert not re.search("[A-Z]", scrub(text))


def test_a_log_line_has_an_end(lines: Lines) -> None:
    """However much a message or an error says, its line has a size, and keeps its last words."""
    much = "\\" * 9 + "caller 4155550111 " * LONGEST

    def fails() -> None:
        raise ValueError(much + "rang out")

    try:
        fails()
    except ValueError:
        logging.getLogger("warmline.test").exception(much, extra={"said": [much]})
    (line,) = lines()
    assert len(json.dumps(line)) < LONGEST_TRACEBACK + 3 * LONGEST
    assert str(line["exception"]).startswith("Traceback")
    assert str(line["exception"]).endswith("rang out")
    for part in (line["event"], line["said"], line["exception"]):
        assert "characters left out" in str(part)
