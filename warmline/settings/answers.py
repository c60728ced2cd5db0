"""What is asked before a line can go live, and what is made of the answers: a settings file."""

import re
import secrets
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from warmline.settings import Settings
from warmline.settings.file import unfit
from warmline.settings.home import new_key

# Never on a command line, where every process of the machine and the shell's history see it.
_SECRET = re.compile(r"(KEY|KEYS|TOKEN|SECRET|PASSWORD|DSN|HEARTBEAT_URL)$")
_MAYBE_SECRET = frozenset({"DATABASE_URL", "REDIS_URL", "RQ_REDIS_URL"})  # may hold a password
_NEVER = frozenset({"WARMLINE_SIMULATOR"})  # `warmline up` sets it for its own processes
_NEEDED = {
    "TWILIO_ACCOUNT_SID": "it stands in the carrier's console",
    "TWILIO_AUTH_TOKEN": "it stands beside the account in the carrier's console",
    "PUBLIC_BASE_URL": "it must be like https://line.example.edu",
    "WARMLINE_COUNSELING_NUMBER": "it must be a phone number like +1 and ten digits",
}


class Question(NamedTuple):
    """One setting that is asked for; what is typed for a secret is not shown."""

    name: str
    words: str
    usual: str = ""
    secret: bool = False
    needed: bool = False


def questions(home: str) -> tuple[Question, ...]:
    """Return what is asked, in order: later answers are checked with the earlier ones."""
    return (
        Question("TWILIO_ACCOUNT_SID", "Account at the carrier (AC…)", needed=True),
        Question("TWILIO_AUTH_TOKEN", "Its auth token (not shown)", secret=True, needed=True),
        Question("PUBLIC_BASE_URL", "Address of this line, https://line.example.edu", needed=True),
        Question(
            "WARMLINE_COUNSELING_NUMBER",
            "Counseling's number, day and night, for when all else is away (+1…)",
            needed=True,
        ),
        Question("WARMLINE_EMERGENCY_NUMBER", "Emergency number, spoken only", "911"),
        Question("WARMLINE_CRISIS_LINE", "Crisis line, spoken only", "988"),
        Question("WARMLINE_HOME", "Folder for what this machine keeps", home),
        Question(
            "DATABASE_URL",
            "Database, postgresql://… (not shown; Enter: a file in that folder)",
            secret=True,
        ),
        Question(
            "REDIS_URL",
            "Redis, redis://… (not shown; Enter: our own, started by `warmline up`)",
            secret=True,
        ),
        Question("WARMLINE_CALLS_PER_SECOND", "Calls that the carrier starts a second", "1"),
    )


def is_secret(name: str, value: str = "") -> bool:
    """Say whether a value must not be seen: by its name, or by a password within an address."""
    if name in _MAYBE_SECRET:
        try:
            return urlsplit(value).password is not None
        except ValueError:  # no address at all: told where it is checked
            return True
    return _SECRET.search(name) is not None  # where one lies (<NAME>_FILE) may be seen


def given_by(environ: Mapping[str, str]) -> dict[str, str]:
    """Return those settings that an environment holds, secret files by their names."""
    names = Settings.names() - _NEVER
    return {name: text.strip() for name in sorted(names) if (text := environ.get(name, "")).strip()}


def wrong_with(name: str, values: Mapping[str, str]) -> list[str]:
    """Return what is wrong with one setting among these values, in the settings' own words."""
    found = [it for it in Settings.complaints(values) if it.startswith(f"{name} ")]
    value = values.get(name, "")
    if (why := unfit(value)) is not None:
        found.append(f"{name} {why}")
    return found


def wrong_with_all(values: Mapping[str, str]) -> list[str]:
    """Return everything that is wrong with these values as the settings of a real line."""
    missing = [
        f"{name} is missing; {why}"
        for name, why in _NEEDED.items()
        if not values.get(name) and not values.get(f"{name}_FILE")
    ]
    unknown = [f"{name} is not a setting" for name in sorted(values.keys() - Settings.names())]
    unfitting = [
        f"{name} {why}" for name, value in values.items() if (why := unfit(value)) is not None
    ]
    told = {sentence.split()[0] for sentence in missing}
    wrong = [it for it in Settings.complaints(values) if it.split()[0] not in told]
    return [*missing, *unknown, *unfitting, *wrong]


def completed(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values with what nobody should have to think up: a fresh key and a fresh token."""
    made = {"WARMLINE_KEYS": new_key(), "WARMLINE_METRICS_TOKEN": secrets.token_urlsafe(32)}
    fresh = {
        name: it
        for name, it in made.items()
        if not values.get(name) and not values.get(f"{name}_FILE")
    }
    return {name: value for name, value in {**values, **fresh}.items() if value}
