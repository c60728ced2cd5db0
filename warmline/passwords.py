"""Passwords and codes of people who sign in: hashed so that a stolen database opens nothing."""

import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from warmline.errors import PlanError

SHORTEST, LONGEST = 12, 200  # NIST SP 800-63B: length is what counts; no rules on which letters
CODE_DIGITS = 6
_HASHER = PasswordHasher()  # Argon2id with RFC 9106's second recommended parameters
_NOBODY = _HASHER.hash("nobody has this password")  # a wrong name takes as long as a wrong word


def hash_password(password: str, *, name: str) -> str:
    """Return the hash to keep. Raises PlanError when the password is too easy."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PlanError(
            f"a password has from {SHORTEST} to {LONGEST} letters; a few words are best"
        )
    if name.casefold() in password.casefold() or len(set(password)) < SHORTEST // 2:
        raise PlanError("that password is too easy to guess; take a few words that do not belong")
    return _HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Say whether this is the password; takes as long when there is nobody of that name."""
    try:
        return _HASHER.verify(kept or _NOBODY, password[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_code() -> str:
    """Return a code to be typed from one phone into another screen."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hash_code(code: str, *, pepper: str) -> str:
    """Return the keyed hash of a code: six digits alone would be tried out in no time."""
    return hmac.new(pepper.encode(), code.encode(), hashlib.sha256).hexdigest()
