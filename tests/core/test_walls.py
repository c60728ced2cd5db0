"""Who may know what: the core decides without touching anything, each library has one home."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("warmline", "webhooks", "workers")
HOMES = {
    "twilio": (
        "warmline/carrier/twilio.py",
        "warmline/carrier/selftest.py",
        "webhooks/signature.py",
    ),
    "redis": ("warmline/store/live/", "warmline/timer.py", "warmline/up/", "workers/"),
    "rq": ("warmline/timer.py", "workers/"),
    "sqlalchemy": ("warmline/store/records/", "warmline/store/migrations/"),
    "alembic": ("warmline/store/records/", "warmline/store/migrations/"),
    "flask": ("webhooks/", "warmline/simulator/"),
    "requests": (
        "warmline/carrier/twilio.py",
        "warmline/simulator/",
        "warmline/watch/heartbeat.py",
    ),
    "cryptography": ("warmline/privacy.py", "warmline/settings/"),
    "sentry_sdk": ("warmline/watch/sentry.py",),
    "icalendar": ("warmline/calendars/",),
    "altair": ("warmline/charts/drawing.py",),
    "vl_convert": ("warmline/charts/drawing.py",),
    "phonenumbers": ("warmline/phone.py", "warmline/simulator/"),
}
# These decide: values and ``now`` in, values out (DESIGN.md section 2).
PURE = (
    "warmline/line.py",
    "warmline/hours.py",
    "warmline/roster.py",
    "warmline/people/",
    "warmline/schedule/",
    "warmline/rotation.py",
    "warmline/ladder.py",
    "warmline/contact/",
    "warmline/conversation/",
    "warmline/codenames.py",
    "warmline/segments.py",
    "warmline/wording/",
    "warmline/compile.py",
    "warmline/calendars/",
    "warmline/plan_check/",
    "warmline/explain.py",
    "warmline/commands.py",
    "warmline/care_ledger/",
    "warmline/times.py",
    "warmline/reminding.py",
    "warmline/watch/troubles.py",
    "warmline/watch/telling.py",
    "warmline/turns.py",
    "warmline/exchange/",
    "warmline/wrap_up.py",
    "warmline/history.py",
    "warmline/care/",
    "warmline/reports/",
    "warmline/retention.py",
    "warmline/charts/data.py",
    "warmline/charts/colours.py",
)
TOUCHING = frozenset(
    {"os", "sys", "time", "random", "secrets", "logging", "socket", "pathlib", "io", "subprocess",
     "threading", "asyncio", "tempfile", "urllib", "http"}
)  # fmt: skip


def sources():
    """Return every module of the house, by its path."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            found[path.relative_to(ROOT).as_posix()] = ast.parse(path.read_text())
    return found


SOURCES = sources()


@cache
def imported(tree):
    """Return the libraries and modules that a module imports anywhere in it."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found.update(it.name for it in names)
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module)
    return found


def pure():
    """Return the modules that only decide."""
    return [path for path in SOURCES if path.startswith(PURE)]


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_one_home(library):
    """To change the carrier, the store or the queue, one folder is rewritten and no other."""
    strangers = [
        path
        for path, tree in SOURCES.items()
        if any(it.split(".")[0] == library for it in imported(tree))
        and not path.startswith(HOMES[library])
    ]
    assert strangers == []


@pytest.mark.parametrize("path", pure())
def test_what_decides_touches_nothing(path):
    """No clock, no environment, no log, no file: a decision can be taken again and be the same."""
    touched = {it.split(".")[0] for it in imported(SOURCES[path])} & TOUCHING
    assert touched == set()
    clocks = [
        node.lineno
        for node in ast.walk(SOURCES[path])
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
    ]  # fmt: skip
    assert clocks == []


def test_the_list_of_what_decides_is_about_something():
    """Each entry above names a module that is there."""
    assert [it for it in PURE if not any(path.startswith(it) for path in SOURCES)] == []


def test_webhooks_do_not_load_the_database_to_answer_a_call():
    """SQL can be away: nothing on a call's way imports it when the process starts."""
    for path, tree in SOURCES.items():
        if path.startswith(("webhooks/voice", "webhooks/texts", "warmline/switchboard")):
            assert not any(it.startswith("warmline.store.records") for it in imported(tree)), path
