"""What the simulated carrier is told at its start: numbers, where they lead, and whose phones."""

from collections.abc import Iterator, Sequence
from typing import Any

from warmline.carrier.fallback import voice_document
from warmline.line import Line
from warmline.privacy import Vault
from warmline.provisioning import own_addresses
from warmline.schedule import Plan
from warmline.settings import Settings

_STUDENTS = ("Student", "Second student")
_FIRST_STUDENT = 14155550170  # a range that is set aside for fiction


def carrier_config(settings: Settings, plans: Sequence[Plan]) -> dict[str, Any]:
    """Return the configuration of the simulated carrier for the lines of these plans.

    It holds numbers in plain, as a carrier must: it goes through a pipe, never to a file.
    """
    vault = Vault(settings.keys)
    lines = [line for plan in plans for line in plan.lines]
    return {
        "account": {
            "sid": settings.account_sid,
            "auth_token": settings.auth_token,
            "calls_per_second": settings.calls_per_second,
        },
        "numbers": [entry for line in lines for entry in _numbers(settings, vault, line)],
        "phones": list(_phones(vault, plans)),
        "documents": {_document(line): _fallback(settings, vault, line) for line in lines},
    }


def _document(line: Line) -> str:
    return f"fallback-{line.slug}"


def _fallback(settings: Settings, vault: Vault, line: Line) -> str:
    return voice_document(
        counseling=settings.counseling_number,
        caller_id=vault.open_number(line.number),
        emergency=settings.emergency_number,
        crisis=settings.crisis_line,
    )


def _numbers(settings: Settings, vault: Vault, line: Line) -> Iterator[dict[str, str]]:
    """Yield a line's number and its relay numbers, with the addresses they call."""
    addresses = own_addresses(settings) | {
        "voice_fallback_url": f"{settings.simulator_url}/bins/{_document(line)}"
    }
    for sealed in (line.number, *line.relay_numbers):
        yield {"number": vault.open(sealed), **addresses}


def _phones(vault: Vault, plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    """Yield two students' phones, then each mentor's and each desk's; a number has one phone."""
    theirs: dict[str, dict[str, str]] = {}
    for plan in plans:
        for mentor in plan.mentors:
            if mentor.active and mentor.phone:
                number = vault.open(mentor.phone)
                theirs.setdefault(number, _phone(number, mentor.name, _kind(mentor.roles)))
        for desk in (desk for line in plan.lines for desk in line.desks):
            number = vault.open(desk.number)
            theirs.setdefault(number, _phone(number, desk.name, "desk"))
    taken = theirs.keys() | {vault.open(line.number) for plan in plans for line in plan.lines}
    free = (n for n in (f"+{_FIRST_STUDENT + i}" for i in range(1000)) if n not in taken)
    yield from (_phone(next(free), name, "student") for name in _STUDENTS)
    yield from theirs.values()


def _kind(roles: frozenset[str]) -> str:
    """Return the word for a person's phone: the first of these that they are."""
    return next((role for role in ("mentor", "backup", "coordinator") if role in roles), "mentor")


def _phone(number: str, name: str, kind: str) -> dict[str, str]:
    return {"number": number, "name": name, "kind": kind, "behaviour": "rings"}
