"""When a request is whole, however it comes in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.up.hearing import MAX_HEAD, Heard, Hearing

HEAD = b"POST /texts/incoming HTTP/1.1\r\nHost: a\r\n"


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Return a whole request with a body of known length, in chunks, or without any."""
    body = draw(st.binary(max_size=60))
    kind = draw(st.sampled_from(["length", "chunks", "none"]))
    if kind == "none":
        return HEAD + b"\r\n"
    if kind == "length":
        return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    sizes = draw(st.lists(st.integers(1, 9), min_size=60, max_size=60))
    chunks = b""
    while body:
        size = sizes.pop()
        chunks += b"%X\r\n" % len(body[:size]) + body[:size] + b"\r\n"
        body = body[size:]
    trailer = draw(st.sampled_from([b"", b"X-Sum: 1\r\n"]))
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n" + trailer + b"\r\n"


@given(requests(), st.lists(st.integers(1, 40), min_size=1))
def test_a_request_is_whole_with_its_last_byte(request: bytes, sizes: list[int]) -> None:
    """However it is cut, a request is handed on when all of it is there, and not before."""
    hearing = Hearing(1000)
    rest, last = request[:-1], request[-1:]
    for size in sizes * len(rest):
        if not rest:
            break
        assert hearing.hear(rest[:size]) is Heard.PART
        rest = rest[size:]
    assert hearing.hear(last) is Heard.WHOLE
    assert bytes(hearing.said) == request


@pytest.mark.parametrize(
    "said",
    [
        b"x" * (MAX_HEAD + 1),
        HEAD + b"Content-Length: 1001\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001 + b"\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 200,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"x" * (MAX_HEAD + 1),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1;" + b"x" * 98 + b"\r\nx\r\n" * 200,
    ],
)
def test_what_is_more_than_we_read_waits_for_no_end(said: bytes) -> None:
    """A head, a body or a chunk beyond all measure is refused as soon as that is seen."""
    assert Hearing(1000).hear(said) is Heard.TOO_MUCH
