"""Lists of the REST API: filters on times, and pages that the official client can walk."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from warmline.simulator import rest_params as check
from warmline.simulator.rest_params import ApiError, Params

Item = TypeVar("Item")
PAGING: dict[str, check.Check] = {
    "PageSize": check.whole(1, 1000),
    "Page": check.whole(0, 100000),
    "PageToken": check.anything,
}


def moment(name: str, value: str) -> None:
    """Accept a day or an instant, in ISO 8601."""
    _read(name, value)


def _read(name: str, value: str) -> datetime:
    try:
        read = datetime.fromisoformat(value)
    except ValueError as exc:
        raise check.bad(name) from exc
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _end(name: str, value: str) -> datetime:
    """Return the last instant of what a filter names: a day is whole."""
    read = _read(name, value)
    return read + timedelta(days=1, microseconds=-1) if len(value) == len("2026-11-03") else read


def times(name: str) -> dict[str, check.Check]:
    """Return the three filters on one time: on the day, until, since."""
    return {name: moment, f"{name}<": moment, f"{name}>": moment}


def within(params: Params, name: str, instant: datetime) -> bool:
    """Say whether an instant passes the filters on it."""
    if name in params and _read(name, params.get(name)).date() != instant.date():
        return False
    before, after = f"{name}<", f"{name}>"
    if before in params and instant > _end(before, params.get(before)):
        return False
    return after not in params or instant >= _read(after, params.get(after))


def page(
    key: str, path: str, items: Sequence[Item], params: Params, show: Callable[[Item], Any]
) -> dict[str, Any]:
    """Return one page of a list, newest first as given."""
    size, number = params.number("PageSize", 50), params.number("Page", 0)
    start = size * number
    part = items[start : start + size]
    if number and not part:
        raise ApiError(400, 20006, "Page number out of range")
    return {
        key: [show(item) for item in part],
        "first_page_uri": _uri(path, params, 0),
        "next_page_uri": _uri(path, params, number + 1) if len(items) > start + size else None,
        "previous_page_uri": _uri(path, params, number - 1) if number else None,
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start + len(part) - 1, start),
        "uri": _uri(path, params, number),
    }


def _uri(path: str, params: Params, number: int) -> str:
    kept = [(name, value) for name, values in params.given.items() for value in values]
    query = [pair for pair in kept if pair[0] not in {"Page", "PageToken", "PageSize"}]
    size = str(params.number("PageSize", 50))
    return f"{path}?{urlencode([*query, ('PageSize', size), ('Page', str(number))])}"
