"""Sealing numbers so that a stolen database or log shows none of them."""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from warmline.errors import SealError, SettingsError
from warmline.ids import NumberHash, Sealed
from warmline.phone import PhoneNumber


class Vault:
    """Seals and opens values with Fernet keys; the first key seals, every key opens."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise SettingsError("WARMLINE_KEYS is empty; give at least one Fernet key")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as exc:
            raise SettingsError(
                "WARMLINE_KEYS must be Fernet keys, 44 characters each, separated by commas"
            ) from exc

    def seal(self, text: str) -> Sealed:
        """Return ``text`` sealed; two seals of the same text differ."""
        return Sealed(self._fernet.encrypt(text.encode()).decode())

    def open(self, sealed: Sealed) -> str:
        """Return what was sealed. Raises SealError if no key of ours fits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as exc:
            raise SealError("a sealed value fits none of the keys in WARMLINE_KEYS") from exc

    def seal_number(self, number: PhoneNumber) -> Sealed:
        """Return a number sealed."""
        return self.seal(number.e164)

    def open_number(self, sealed: Sealed) -> PhoneNumber:
        """Return the number that was sealed."""
        return PhoneNumber(self.open(sealed))


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
