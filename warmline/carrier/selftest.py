"""The self-test of the public address: we call ourselves, signed as the carrier signs.

A request is known as ours by a header of its own, signed by the same token and bound to no address:
so web can tell what it saw even when the carrier's signature no longer fits, which is when it
matters. The answer is signed too: another program, or a web of another account, cannot give it.
"""

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from twilio.request_validator import RequestValidator

HEADER = "X-Warmline-Self-Test"
PATH = "/voice/self-test"
QUERY = "at=a%20b%2Fc+d&blank=&n=3"  # what proxies like to tidy, and what a signature then misses
FORM = {"SelfTest": "yes", "Blank": "", "Spaces": " kept ", "Letters": "æ+"}
_FEWEST = 16  # letters of a nonce


class Answer(Struct, frozen=True):
    """What web says of itself and of the request that reached it."""

    version: str
    signed: bool  # the carrier's signature fits what arrived
    saw: str  # the address that web believes was called
    campuses: tuple[str, ...] | None  # of its Redis; None while that is away
    keys: str  # tells whether its WARMLINE_KEYS are ours
    time: float  # its clock, seconds UTC
    program: str = "warmline"


def ask(token: str, nonce: str) -> str:
    """Return the header of a question."""
    return f"{nonce}.{_mac(token, 'ask', nonce)}"


def asked(token: str, header: str) -> str | None:
    """Return the nonce of a question that was made with our token, or None."""
    nonce, _, mac = header.partition(".")
    good = hmac.compare_digest(mac.encode(), _mac(token, "ask", nonce).encode())
    return nonce if good and len(nonce) >= _FEWEST else None


def answer(token: str, nonce: str, said: Answer) -> bytes:
    """Return an answer as it is sent: JSON, with the proof that it is ours."""
    body = msgspec.json.encode(said).decode()
    return msgspec.json.encode({"said": body, "proof": _mac(token, "answer", nonce + body)})


def answered(token: str, nonce: str, sent: bytes) -> Answer | None:
    """Return what was answered to this question, or None if it is not ours."""
    try:
        envelope = msgspec.json.decode(sent, type=dict[str, str])
        body = envelope["said"]
        good = hmac.compare_digest(
            envelope["proof"].encode(), _mac(token, "answer", nonce + body).encode()
        )
        return msgspec.json.decode(body, type=Answer) if good else None
    except (msgspec.DecodeError, KeyError, UnicodeError):
        return None


def key_mark(keys: tuple[str, ...]) -> str:
    """Return a mark of the keys in use, by which two processes see whether theirs are the same."""
    return _mac(keys[0], "keys", "")[:16]


def signature(token: str, url: str) -> str:
    """Return the carrier's signature of the question: voice over https leaves the port out."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.port is not None:
        host = parts.netloc.rpartition(":")[0]
        url = url.replace(f"//{parts.netloc}", f"//{host}", 1)
    made: str = RequestValidator(token).compute_signature(url, FORM)
    return made


def _mac(key: str, purpose: str, text: str) -> str:
    """Return a keyed hash; the purpose keeps it from being any other signature of that key."""
    said = f"warmline self-test {purpose}\n{text}".encode()
    return hmac.new(key.encode(), said, sha256).hexdigest()
