"""Sealing numbers so that a stolen database or log shows none of them."""

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from time import monotonic

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from warmline.errors import SealError, SettingsError
from warmline.ids import NumberHash, Sealed
from warmline.phone import PhoneNumber

FOLLOW_SECONDS = 2.0  # by then every process seals with the newest key
# What a Fernet token looks like: version 128, then eight bytes of time, of which the first are 0.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
SEALED = re.compile(r"gAAAA[A-Za-z0-9_-]{60,}={0,2}")


class Vault:
    """Seals and opens values with Fernet keys; the first key seals, every key opens.

    With ``reread``, which returns the keys as they are now, it follows them while it runs: it looks
    every few seconds, and at once when it meets a seal that it does not know.
    """

    def __init__(
        self, keys: Sequence[str], reread: Callable[[], Sequence[str] | None] | None = None
    ) -> None:
        if not keys:
            raise SettingsError("WARMLINE_KEYS is empty; give at least one Fernet key")
        self._reread, self._looked = reread, monotonic()
        self._use(keys)

    def seal(self, text: str) -> Sealed:
        """Return ``text`` sealed; two seals of the same text differ."""
        return Sealed(self.seal_bytes(text.encode()).decode())

    def open(self, sealed: Sealed) -> str:
        """Return what was sealed. Raises SealError if no key of ours fits."""
        return self.open_bytes(sealed.encode()).decode()

    def seal_bytes(self, plain: bytes) -> bytes:
        """Return bytes sealed."""
        self._follow()
        return self._fernet.encrypt(plain)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return the bytes that were sealed. Raises SealError if no key of ours fits."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            self._follow(at_once=True)
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as exc:
            raise SealError("a sealed value fits none of the keys in WARMLINE_KEYS") from exc

    def seal_number(self, number: PhoneNumber) -> Sealed:
        """Return a number sealed."""
        return self.seal(number.e164)

    def open_number(self, sealed: Sealed) -> PhoneNumber:
        """Return the number that was sealed."""
        return PhoneNumber(self.open(sealed))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return a short name of each key, in their order; no key follows from its name."""
        return tuple(fingerprint(key) for key in self._keys)

    def key_of(self, sealed: str) -> int | None:
        """Return which of the keys, counted from 0, sealed a value; None if none of them did."""
        for place, fernet in enumerate(self._each):
            try:
                fernet.decrypt(sealed.encode())
            except InvalidToken:
                continue
            return place
        return None

    @staticmethod
    def seals_in(text: str) -> list[str]:
        """Return everything in a text that looks sealed."""
        return SEALED.findall(text)

    def resealed(self, text: str) -> str:
        """Return a text in which everything sealed is sealed with the first key; else the same."""
        return SEALED.sub(lambda it: self._resealed(it.group()), text)

    def follow(self) -> None:
        """Take up the keys as they are now."""
        self._follow(at_once=True)

    def _resealed(self, sealed: str) -> str:
        if self.key_of(sealed) in {0, None}:
            return sealed
        return self._fernet.rotate(sealed.encode()).decode()

    def _follow(self, *, at_once: bool = False) -> None:
        """Take up the keys as they are now, if they can be read and are others than ours."""
        now = monotonic()
        if self._reread is None or not (at_once or now - self._looked > FOLLOW_SECONDS):
            return
        self._looked = now
        found = self._reread()
        if found and tuple(found) != self._keys:
            self._use(found)

    def _use(self, keys: Sequence[str]) -> None:
        try:
            self._each = [Fernet(key) for key in keys]
        except ValueError as exc:
            raise SettingsError(
                "WARMLINE_KEYS must be Fernet keys, 44 characters each, separated by commas"
            ) from exc
        self._fernet, self._keys = MultiFernet(self._each), tuple(keys)


def fingerprint(key: str) -> str:
    """Return a short name by which people tell keys apart; letters, so that no log masks it."""
    return hashlib.sha256(f"warmline key {key}".encode()).hexdigest()[:8].translate(_LETTERS)


def hash_number(number: PhoneNumber, pepper: str) -> NumberHash:
    """Return the keyed hash by which a campus recognises a number (HMAC-SHA256 with its pepper)."""
    return NumberHash(hmac.new(pepper.encode(), number.e164.encode(), hashlib.sha256).hexdigest())


def code_of(pepper: str, about: str) -> str:
    """Return the six digits that follow from what they are about; without the pepper, a guess."""
    digest = hmac.new(pepper.encode(), f"code|{about}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest) % 1_000_000:06}"


def hash_code(code: str, whose: str, pepper: str) -> str:
    """Return the keyed hash by which somebody's code is recognised."""
    said = f"given|{whose}|{code}".encode()
    return hmac.new(pepper.encode(), said, hashlib.sha256).hexdigest()
