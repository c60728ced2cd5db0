"""Phone numbers: read, refused where calling them would be wrong, and never shown by accident."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from warmline.errors import PhoneNumberError

E164 = re.compile(r"\+[1-9][0-9]{7,14}")

# What carriers put in ``From`` when the caller hides the number; the digits spell RESTRICTED,
# BLOCKED, UNKNOWN, ANONYMOUS and UNAVAILABLE on a keypad (Twilio's help centre, "caller ID").
WITHHELD = frozenset(
    {
        "", "anonymous", "unknown", "restricted", "unavailable", "private", "blocked",
        "+266696687", "266696687", "+7378742833", "7378742833", "+2562533", "2562533",
        "+8656696", "8656696", "+86282452253", "86282452253",
    }
)  # fmt: skip


class PhoneNumber:
    """One E.164 number; ``repr`` and ``str`` mask it, only ``e164`` shows it."""

    __slots__ = ("e164",)

    def __init__(self, e164: str) -> None:
        self.e164 = e164

    @property
    def ending(self) -> str:
        """The last two digits: enough to tell one's own phones apart, and no more."""
        return self.e164[-2:]

    def __repr__(self) -> str:
        return "PhoneNumber(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PhoneNumber) and other.e164 == self.e164

    def __hash__(self) -> int:
        return hash(self.e164)


def read(text: str) -> PhoneNumber:
    """Return the number that ``text`` holds in E.164 form, e.g. ``+14155550111``.

    Numbers that are possible but not assigned (the 555 exchange) are read too: assignment changes
    more often than this program. Raises PhoneNumberError, which never repeats the text.
    """
    try:
        parsed = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as exc:
        raise PhoneNumberError("is not a phone number; write it like +14155550111") from exc
    if not text.strip().startswith("+") or not phonenumbers.is_possible_number(parsed):
        raise PhoneNumberError("is not a phone number; write it like +14155550111")
    return PhoneNumber(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))


def read_callable(text: str) -> PhoneNumber:
    """Return the number if a mentor or desk may have it: not an emergency or premium-rate one."""
    digits = "".join(c for c in text if c.isdigit())
    if _is_emergency(digits):
        raise PhoneNumberError(
            "is an emergency or crisis number; those are spoken to callers, never dialled"
        )
    number = read(text)
    kind = phonenumbers.number_type(phonenumbers.parse(number.e164, None))
    if kind in {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}:
        raise PhoneNumberError("is a premium-rate number; give the person's own ordinary number")
    return number


def read_typed(text: str) -> PhoneNumber:
    """Return a number as people type their own, with or without the country's code (+1).

    Raises PhoneNumberError like ``read_callable``, in words for somebody who fills in a form.
    """
    typed = text.strip()
    if typed.startswith("+"):
        return read_callable(typed)
    digits = "".join(letter for letter in typed if letter.isdigit())
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10 or any(letter.isalpha() for letter in typed):
        raise PhoneNumberError(
            "does not look like a phone number; write it with its area code, like (415) 555-0111"
        )
    return read_callable(f"+1{digits}")


def _is_emergency(digits: str) -> bool:
    """Say whether these digits, with or without a country code, reach an emergency service."""
    short = digits.removeprefix("1") if len(digits) == len("1911") else digits
    return short in {"988", "111", "999", "000", "112", "911", "110", "119", "108", "116123"} or (
        len(short) <= 4
        and any(
            phonenumbers.connects_to_emergency_number(short, region)
            for region in ("US", "CA", "GB", "AU", "DE", "IN", "NZ", "IE", "ZA")
        )
    )


def read_caller(text: str) -> PhoneNumber | None:
    """Return a caller's number, or None when it is withheld or malformed; never raises.

    Carriers give E.164 (ITU-T E.164: a plus, then at most 15 digits); whatever is not that cannot
    be called back. Whether the number is assigned does not matter here.
    """
    if not E164.fullmatch(text) or text in WITHHELD:
        return None
    return PhoneNumber(text)


def country_of(number: PhoneNumber) -> str:
    """Return the country of a number (ISO 3166); for one that is not assigned, the largest."""
    parsed = phonenumbers.parse(number.e164, None)
    found = phonenumbers.region_code_for_number(parsed)
    return str(found or phonenumbers.region_code_for_country_code(parsed.country_code or 0))


def is_toll_free(number: PhoneNumber) -> bool:
    """Say whether a number is one of North America's that cost the caller nothing."""
    return re.match(r"\+18(00|33|44|55|66|77|88)", number.e164) is not None
