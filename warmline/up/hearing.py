"""How much of a request has come: whether it can be dealt with without waiting for its sender."""

import re
from enum import Enum

MAX_HEAD = 32 * 1024  # bytes of a request's line and headers; the parser has limits of its own
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked[ \t]*\r\n", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r\n")
_MAX_SIZE_LINE = 128


class Heard(Enum):
    """Where a request stands."""

    PART = "more must come"
    WHOLE = "all of it is there"
    TOO_MUCH = "it is larger than we read, or no request: to be refused at once"


class Hearing:
    """Collects what a client sends until it is a whole request, or more than we would read."""

    def __init__(self, max_body: int) -> None:
        self.said = bytearray()
        self.expects = False  # the client asks whether it may send the body; to be told once
        self._max_body = max_body
        self._body = 0  # where the body begins; 0 while the head is not whole
        self._length: int | None = None  # None for a body in chunks
        self._at = 0  # the next chunk's beginning
        self._decoded = 0

    def hear(self, data: bytes) -> Heard:
        """Take what came, and say where the request stands."""
        before = max(0, len(self.said) - len(_END))
        self.said += data
        if not self._body:
            end = self.said.find(_END, before)
            if end < 0:
                return Heard.TOO_MUCH if len(self.said) > MAX_HEAD else Heard.PART
            self._read_head(end)
        if self._length is None:
            return self._chunks()
        if self._length > self._max_body:
            return Heard.TOO_MUCH
        whole = len(self.said) - self._body >= self._length
        return Heard.WHOLE if whole else Heard.PART

    def _read_head(self, end: int) -> None:
        head = bytes(self.said[: end + 2])
        self._body = self._at = end + len(_END)
        self.expects = _EXPECTS.search(head) is not None
        if not _CHUNKED.search(head):
            length = _LENGTH.search(head)
            self._length = int(length[1]) if length else 0

    def _chunks(self) -> Heard:
        """Read on from chunk to chunk; each byte is looked at once (RFC 9112 section 7.1)."""
        while self._decoded <= self._max_body and len(self.said) < 8 * self._max_body:
            size = _SIZE.match(self.said, self._at)
            if size is None:
                rest = len(self.said) - self._at
                bad = rest > _MAX_SIZE_LINE or b"\n" in self.said[self._at :]
                return Heard.TOO_MUCH if bad else Heard.PART
            length = int(size[1], 16)
            if length == 0:  # trailers, if any, end with an empty line like a head
                over = self.said.find(_END, size.end() - 2) >= 0
                return Heard.WHOLE if over else self._bounded(size.end())
            if len(self.said) < size.end() + min(length, self._max_body + 1) + 2:
                return Heard.PART
            self._decoded += length
            self._at = size.end() + length + 2
        return Heard.TOO_MUCH

    def _bounded(self, trailers: int) -> Heard:
        return Heard.TOO_MUCH if len(self.said) - trailers > MAX_HEAD else Heard.PART
