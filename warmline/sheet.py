"""One page for the wall: what a person does when everything is down, without a computer of ours.

It holds public numbers (emergency, crisis, counseling) and names. Nobody's own number is on it, nor
a student's: there are lines to write those on by hand, for whoever may see the wall.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from textwrap import wrap
from zoneinfo import ZoneInfo

from msgspec import Struct

from warmline.carrier.fallback import text_document, voice_document
from warmline.line import Desk, Line
from warmline.line_settings import away_in_words, hours_in_words
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.provisioning import our_numbers
from warmline.roster import Role
from warmline.schedule import Plan
from warmline.settings import TWILIO, Settings

_WIDTH = 88  # characters, as they fit on a sheet of paper
_BY_HAND = "_" * 28
# Whom to tell, in this order; who has several of these roles stands once.
_ROLES: tuple[Role, ...] = ("engineer", "coordinator", "adviser")


class Section(Struct, frozen=True):
    """A heading and what stands under it; ``typed`` is to be typed off letter by letter."""

    heading: str
    lines: tuple[str, ...]
    typed: str = ""


class Sheet(Struct, frozen=True):
    """The page."""

    title: str
    printed: str
    sections: tuple[Section, ...]


def sheet(plan: Plan, settings: Settings, vault: Vault, now: datetime) -> Sheet:
    """Return the page of a campus; ``now`` is printed on it, so that an old page is known."""
    names = " and ".join(line.name for line in plan.lines) or plan.campus.name
    sections = (
        _students(plan, settings, vault),
        _is_it_down(plan, settings),
        _people(plan),
        _by_hand(plan, settings, vault),
        Section(
            "When it is back",
            (
                "The engineer runs `warmline twilio provision`, which sets every number back, "
                "and `warmline doctor`; then call the line and hang up after the greeting.",
            ),
        ),
    )
    zone = plan.lines[0].timezone if plan.lines else "UTC"
    day = f"{now.astimezone(ZoneInfo(zone)):%d %b %Y}"
    printed = f"Printed {day}. Print it anew when people, desks or numbers change."
    return Sheet(f"{names}: when everything is down", printed, sections)


def _students(plan: Plan, settings: Settings, vault: Vault) -> Section:
    campus = plan.campus
    lines = [
        f"In danger now: {campus.emergency_number}. They dial it themselves; say where they are.",
        f"In crisis, day and night: {campus.crisis_line}.",
    ]
    for line in plan.lines:
        lines += [_desk(desk, vault) for desk in line.desks]
    always = f"Counseling of last resort: {settings.counseling_number.e164}."
    if not any(settings.counseling_number.e164 in it for it in lines):
        lines.append(always)
    return Section("What a student is told", tuple(dict.fromkeys(lines)))


def _desk(desk: Desk, vault: Vault) -> str:
    hours = hours_in_words(desk.hours) if desk.hours else "day and night"
    if desk.holidays:
        hours += f"; holidays: {away_in_words(desk.holidays)}"
    return f"{desk.name}: {vault.open_number(desk.number).e164} ({hours})."


def _is_it_down(plan: Plan, settings: Settings) -> Section:
    line = plan.lines[0].name if plan.lines else "the line"
    return Section(
        "Is it down?",
        (
            f"Call {line} from any phone. A greeting within five seconds: it is up. A voice that "
            "only gives numbers and connects to counseling: it is down, and students are looked "
            "after. Busy, silence, or an application error: go on below, now.",
            f"Open {settings.public_base_url}/healthz: no answer means that the host or its "
            "network is gone. "
            f"{settings.public_base_url}/readyz says which of its stores does not answer.",
        ),
    )


def _people(plan: Plan) -> Section:
    lines: list[str] = []
    named: set[str] = set()
    for role in _ROLES:
        holders = [it.name for it in plan.mentors if it.active and role in it.roles]
        lines += [f"{name} ({role}): {_BY_HAND}" for name in holders if name not in named]
        if not holders:
            lines.append(f"{role}, not in the roster: {_BY_HAND}")
        named.update(holders)
    lines.append(f"Who can sign in at the carrier: {_BY_HAND}")
    return Section("Whom to call, numbers by hand", tuple(lines))


def _by_hand(plan: Plan, settings: Settings, vault: Vault) -> Section:
    """Return how a number is pointed at counseling without anything of ours."""
    at_twilio = settings.api_base == TWILIO
    console = "console.twilio.com" if at_twilio else "the carrier's console"
    numbers = ", ".join(str(it) for it in our_numbers([plan], vault))
    hosted = settings.voice_fallback_url
    steps = [
        f"1. Sign in at {console}; open Phone Numbers, then the number. Ours: {numbers}.",
        "2. Under \"A call comes in\", write down what stands there, and put the fallback "
        + (f"document in its place: {hosted} (method GET, or POST for the carrier's own)."
           if hosted else "document in its place. It is hosted nowhere yet: make a TwiML Bin "
           "with the first document below, and choose it."),
        "3. Save, call the number, and hear that counseling is connected.",
        "4. Under \"A message comes in\" do the same with "
        + (settings.text_fallback_url or "the second document below")
        + ".",
    ]  # fmt: skip
    return Section(
        "Send the line's number to counseling, by hand",
        tuple(steps),
        _documents(plan, settings, vault),
    )


def _documents(plan: Plan, settings: Settings, vault: Vault) -> str:
    """Return both documents; counseling sees the first line's number, not the caller's."""
    emergency, crisis = plan.campus.emergency_number, plan.campus.crisis_line
    for_calls = voice_document(
        counseling=settings.counseling_number,
        caller_id=_first_number(plan.lines, vault),
        emergency=emergency,
        crisis=crisis,
    )
    return f"{for_calls}\n{text_document(emergency=emergency, crisis=crisis)}"


def _first_number(lines: Sequence[Line], vault: Vault) -> PhoneNumber | None:
    return vault.open_number(lines[0].number) if lines else None


def as_text(page: Sheet) -> str:
    """Return the page in plain text."""
    return "\n".join(_text_lines(page)) + "\n"


def _text_lines(page: Sheet) -> Iterator[str]:
    yield page.title.upper()
    yield page.printed
    for section in page.sections:
        yield ""
        yield section.heading.upper()
        for line in section.lines:
            yield from _wrapped(line, "  - ")
        if section.typed:
            yield ""
        for line in section.typed.splitlines():
            yield from _wrapped(line, "    ")


def _wrapped(line: str, first: str) -> list[str]:
    """Return a line as it fits; addresses and numbers stay whole."""
    return wrap(
        line,
        _WIDTH,
        initial_indent=first,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


_STYLE = """
@page { size: letter; margin: 12mm }
body { font: 11pt/1.4 system-ui, sans-serif; color: #000; background: #fff; max-width: 46rem;
       margin: 1rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1rem 0 .2rem;
     border-bottom: 1px solid #000 }
p { margin: .25rem 0 } ul { list-style: none; margin: .2rem 0; padding: 0 } li { margin: .15rem 0 }
pre { font-size: 8.5pt; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #000;
      padding: .4rem; margin: .4rem 0 }
@media print { body { font-size: 10pt; margin: 0; padding: 0; max-width: none } }
"""


def as_html(page: Sheet) -> str:
    """Return the page as one HTML file that needs nothing else, to be printed on one side."""
    body = "".join(map(_section_html, page.sections))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(page.title)}</h1>\n<p>{escape(page.printed)}</p>\n"
        f"{body}</main></body></html>\n"
    )


def _section_html(section: Section) -> str:
    items = "".join(f"<li>{escape(line)}</li>\n" for line in section.lines)
    typed = f"<pre>{escape(section.typed.strip())}</pre>\n" if section.typed else ""
    return f"<section><h2>{escape(section.heading)}</h2>\n<ul>\n{items}</ul>\n{typed}</section>\n"
