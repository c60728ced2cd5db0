"""Checks the parameters of REST requests as strictly as the real carrier, with its error codes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from warmline.simulator.calls import is_number
from warmline.simulator.webhooks import is_absolute


class ApiError(Exception):
    """A REST request is refused: HTTP status, the carrier's code, and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def not_found(what: str) -> ApiError:
    """Return the refusal for something that is not there."""
    return ApiError(404, 20404, f"The requested resource {what} was not found")


@dataclass(frozen=True)
class Params:
    """Parameters that have been checked; a repeated one keeps all its values."""

    given: Mapping[str, list[str]]

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def get(self, name: str, default: str = "") -> str:
        """Return the last value given."""
        return self.given[name][-1] if self.given.get(name) else default

    def all(self, name: str) -> list[str]:
        """Return every value given."""
        return list(self.given.get(name, ()))

    def yes(self, name: str, *, default: bool) -> bool:
        """Return a yes or no."""
        return self.get(name, "true" if default else "false").lower() == "true"

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        return int(self.get(name) or default)


Check = Callable[[str, str], None]


def bad(name: str, code: int = 20001) -> ApiError:
    """Return the refusal of a value."""
    return ApiError(400, code, f"Invalid parameter: {name}")


def anything(name: str, value: str) -> None:
    """Accept every value."""


def url(name: str, value: str) -> None:
    """Accept an absolute web address, or nothing."""
    if value and not is_absolute(value):
        raise ApiError(400, 21205, f"{name} is not a valid URL: {value}")


def callback(name: str, value: str) -> None:
    """Accept an absolute web address for a status callback, or nothing."""
    if value and not is_absolute(value):
        raise ApiError(400, 21609, f"Invalid {name}: {value}")


def method(name: str, value: str) -> None:
    """Accept an HTTP method."""
    if value not in {"GET", "POST"}:
        raise bad(name, 21207 if name == "FallbackMethod" else 21206)


def boolean(name: str, value: str) -> None:
    """Accept true or false."""
    if value.lower() not in {"true", "false"}:
        raise bad(name)


def whole(low: int, high: int, code: int = 20001) -> Check:
    """Accept a whole number within bounds."""

    def check(name: str, value: str) -> None:
        if not value.isdigit() or not low <= int(value) <= high:
            raise bad(name, code)

    return check


def words(*allowed: str, code: int = 20001) -> Check:
    """Accept one of some words."""

    def check(name: str, value: str) -> None:
        if value not in allowed:
            raise ApiError(400, code, f"Invalid {name}: {value}")

    return check


def sid_or_nothing(prefix: str) -> Check:
    """Accept an identifier of this kind, or nothing, which unsets it."""

    def check(name: str, value: str) -> None:
        if value and re.fullmatch(f"{prefix}[0-9a-fA-F]{{32}}", value) is None:
            raise bad(name)

    return check


def keys(name: str, value: str) -> None:
    """Accept keys to be pressed."""
    if re.fullmatch(r"[0-9*#wW]{0,32}", value) is None:
        raise bad(name)


def checked(given: Mapping[str, list[str]], allowed: Mapping[str, Check]) -> Params:
    """Return the parameters once every one of them is known and its values are allowed."""
    for name, values in given.items():
        check = allowed.get(name)
        if check is None:
            raise ApiError(400, 20001, f"Unknown parameter: {name}")
        for value in values:
            check(name, value)
    return Params(given)


def number(value: str, *, missing: tuple[int, str], invalid: int) -> str:
    """Return a dialable number; the carrier's words repeat it, so callers must not log them."""
    if not value:
        raise ApiError(400, missing[0], missing[1])
    if not is_number(value):
        raise ApiError(400, invalid, f"The phone number, {value}, is not valid.")
    return value


def to_number(params: Params) -> str:
    """Return the number to be called."""
    return number(params.get("To"), missing=(21201, "No 'To' number is specified"), invalid=21211)


def shown_number(params: Params, owned: Mapping[str, object]) -> str:
    """Return the number that the called see: the caller id if given, else the From."""
    value = own_number(params, owned)
    shown = params.get("CallerId")
    if shown and shown not in owned:
        raise ApiError(400, 21210, f"The caller id provided, {shown}, is not yours.")
    return shown or value


def not_simulated(name: str, value: str) -> None:
    """Refuse what this carrier would otherwise accept and then silently not do."""
    if value.lower() not in {"", "false"}:
        raise ApiError(400, 20001, f"{name} is not simulated")


def own_number(params: Params, owned: Mapping[str, object]) -> str:
    """Return the number to be shown, which the account has to own."""
    missing = (21213, "No 'From' number is specified")
    value = number(params.get("From"), missing=missing, invalid=21212)
    if value not in owned:
        raise ApiError(400, 21210, f"The source phone number provided, {value}, is not yours.")
    return value
