"""What of a line can be set at the console: each setting, what it does, and how it is typed."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from warmline.campus_file import read_keys, retention_mistakes
from warmline.holidays import Holiday, write_holiday
from warmline.hours import Window, write_window
from warmline.line import Line

Typed = dict[str, str]


class Setting(Struct, frozen=True):
    """One setting of a line; ``does`` is what it means for those who call, text or answer."""

    key: str
    label: str
    does: str
    kind: Literal["words", "number", "flag", "choice", "windows"] = "number"
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class Section(Struct, frozen=True):
    """Settings that belong together."""

    slug: str
    title: str
    settings: tuple[Setting, ...]
    about: str = ""


class Differs(Struct, frozen=True):
    """One thing before and after, in words."""

    label: str
    before: str
    after: str


SECTIONS = (
    Section(
        "line",
        "Name and hours",
        (
            Setting("name", "Name", "What callers and texters hear and read first.", "words"),
            Setting(
                "hours",
                "Opening hours",
                "One window a line, like mon-thu 19:00-01:00. Nothing at all: always open. "
                "Holidays and finals are in the plan's term calendar and go before these.",
                "windows",
            ),
        ),
    ),
    Section(
        "waiting",
        "Waiting by phone",
        (
            Setting(
                "max_wait_seconds",
                "Wait for a mentor",
                "After this a caller is put through to the counseling desks, by their hours.",
                unit="seconds",
            ),
            Setting(
                "ring_at",
                "Phones begin to ring",
                "At once is quicker; after the greeting spares mentors those who hang up early.",
                "choice",
                choices=(("arrival", "at once"), ("greeting", "after the greeting")),
            ),
            Setting(
                "voicemail",
                "Offer to leave a message",
                "While waiting, and where nobody came. Voices are recorded nowhere else.",
                "flag",
            ),
        ),
    ),
    Section(
        "texting",
        "Texting",
        (
            Setting(
                "text_mode",
                "Mentors answer",
                "By text, or on a page that a one-time link in a text opens.",
                "choice",
                choices=(("relay", "by text"), ("page", "on a page")),
            ),
            Setting(
                "text_claim_seconds",
                "Time to answer first",
                "After this the next rung is asked too.",
                unit="seconds",
            ),
            Setting(
                "text_reply_seconds",
                "Time between replies",
                "After this a mentor is reminded that a student waits.",
                unit="seconds",
            ),
            Setting(
                "text_idle_minutes",
                "Close after silence",
                "A conversation without a word for so long is closed kindly.",
                unit="minutes",
            ),
        ),
    ),
    Section(
        "care",
        "What is asked of mentors",
        (
            Setting(
                "cool_down_minutes",
                "Rest after a contact",
                "Who has just been in a contact is not rung before.",
                unit="minutes",
            ),
            Setting(
                "contacts_per_shift",
                "Contacts in one shift",
                "Who has had so many is not rung again in that shift.",
                unit="contacts",
            ),
            Setting(
                "hours_awake",
                "Hours awake",
                "On call awake in one stretch; the plan says where somebody is over it.",
                unit="hours",
            ),
        ),
    ),
    Section(
        "retention",
        "For how long anything is kept",
        (
            Setting(
                "caller_days",
                "Who called",
                "After this nobody can tell any more which contacts were the same person's.",
                unit="days",
            ),
            Setting(
                "detail_days",
                "Whose phone rang when",
                "After this the attempts of a contact are forgotten; that it was answered is not.",
                unit="days",
            ),
            Setting(
                "history_days",
                "The contact itself",
                "After this it is gone altogether, from every report too.",
                unit="days",
            ),
        ),
        about="Shorter times take effect at the next nightly purge, and what is gone stays gone.",
    ),
)


def typed_of(section: Section, line: Line) -> Typed:
    """Return a line's settings as a form's fields hold them."""
    return {it.key: _typed(getattr(line, it.key)) for it in section.settings}


def read_typed(
    section: Section, typed: Mapping[str, str], line: Line
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed as a campus file would give it, and what is wrong, by key."""
    given = {it.key: _given(it, typed.get(it.key, "")) for it in section.settings}
    values, wrong = read_keys("line", given)
    kept = {key: getattr(line, key) for key in ("caller_days", "detail_days", "history_days")}
    if section.slug == "retention":
        wrong = retention_mistakes(kept | values) | wrong
    return given, wrong


def with_settings(line: Line, given: Mapping[str, Any]) -> Line:
    """Return a line with other settings. They must be right."""
    values, _ = read_keys("line", given)
    return msgspec.structs.replace(line, **values)


def differences(section: Section, before: Line, after: Line) -> tuple[Differs, ...]:
    """Return what of a section is another, in words."""
    return tuple(
        Differs(it.label, in_words(it, before), in_words(it, after))
        for it in section.settings
        if getattr(before, it.key) != getattr(after, it.key)
    )


def in_words(setting: Setting, line: Line) -> str:
    """Return a setting as a person reads it."""
    value = getattr(line, setting.key)
    match setting.kind:
        case "flag":
            return "yes" if value else "no"
        case "choice":
            return dict(setting.choices)[value]
        case "windows":
            return hours_in_words(value)
    return f"{value} {setting.unit}".strip()


def hours_in_words(windows: tuple[Window, ...]) -> str:
    """Return windows of hours as they are typed, or that there are none."""
    return ", ".join(map(write_window, windows)) or "always"


def away_in_words(holidays: tuple[Holiday, ...]) -> str:
    """Return holidays as they are typed, or that there are none; without hours it says so."""
    days = (write_holiday(it) + ("" if it.hours else " away") for it in holidays)
    return "; ".join(days) or "none"


def typed_hours(windows: tuple[Window, ...]) -> str:
    """Return windows of hours as a form's field holds them: one a line."""
    return "\n".join(map(write_window, windows))


def typed_days(holidays: tuple[Holiday, ...]) -> str:
    """Return holidays as a form's field holds them: one a line."""
    return "\n".join(map(write_holiday, holidays))


def listed(text: str) -> list[str]:
    """Return windows that were typed one a line, or with commas between them."""
    parts = (it.strip() for line in text.splitlines() for it in _split(line))
    return [it for it in parts if it]


def days_listed(text: str) -> list[str]:
    """Return holidays that were typed one a line."""
    return [it.strip() for it in text.splitlines() if it.strip()]


def _split(line: str) -> list[str]:
    """Split at commas that begin a new window: those within its days belong to it."""
    parts: list[str] = []
    held = ""
    for part in line.split(","):
        held = f"{held},{part}" if held else part
        if ":" in part:
            parts.append(held)
            held = ""
    return [*parts, held] if held.strip() else parts


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return typed_hours(value)
    return str(value)


def _given(setting: Setting, text: str) -> Any:
    words = text.strip()
    match setting.kind:
        case "number":
            return int(words) if words.isascii() and words.isdigit() and len(words) < 9 else words
        case "flag":
            return words == "yes"
        case "windows":
            return listed(words)
    return words
