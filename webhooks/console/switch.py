"""A line's switch: what a pause or a surge would change now, and then doing it."""

from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from warmline.board import contacts_now
from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, PlanError, StoreError
from warmline.explain import ExplainedRung, would_ring
from warmline.ids import LineSlug
from warmline.line import Line
from warmline.schedule import Plan
from warmline.switch import LONGEST, read_until, switched, tried
from webhooks.console.access import add_page, visitor
from webhooks.console.people_forms import said
from webhooks.console.plan.planning import LATER

Mode = Literal["pause", "surge", "normal"]
QUARTER = 15  # minutes


class RungChange(Struct, frozen=True):
    """Whom a rung rings before and after; ``added`` are those who are new to it."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    added: tuple[str, ...]


class SwitchPages:
    """One page: it asks for a mode and a time, shows what they would do, and does it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the page; it is a coordinator's."""
        add_page(
            console, "/lines/<slug>/switch", self.switch, ["coordinator"], methods=["GET", "POST"]
        )

    def switch(self, slug: str) -> ResponseReturnValue:
        """Show what a switch would do; with a form that says so, set it."""
        line = visitor().roster.lines.get(LineSlug(slug))
        if line is None:
            abort(404)
        asked = request.form if request.method == "POST" else request.args
        mode, typed, wrong = _mode(asked.get("mode", "")), asked.get("until", ""), ""
        try:
            until = self._until(line, mode, typed)
            if request.method == "POST" and mode is not None:
                self._set(line, mode, until, asked.get("seen"))
                return redirect(url_for("console.now"))
            shown = self._preview(line, mode, until)
        except (PlanError, StoreError) as exc:
            wrong, shown = said(exc), {}
        page = render_template(
            "console/switch.html",
            line=line,
            mode=mode,
            typed=typed or self._proposed(line),
            wrong=wrong,
            current=switched(line, self._parts.now()),
            longest=int(LONGEST.total_seconds() // 3600),
            **shown,
        )
        return page, 400 if wrong else 200

    def _until(self, line: Line, mode: Mode | None, typed: str) -> datetime | None:
        return None if mode in {None, "normal"} else read_until(typed, line, self._parts.now())

    def _set(self, line: Line, mode: Mode, until: datetime | None, seen: str | None) -> None:
        who = visitor()
        kept = self._parts.switching.set(
            who.campus, line.slug, mode, until, actor=who.person.name, origin="console", seen=seen
        )
        words = {"pause": "is paused", "surge": "is in a surge", "normal": "goes by the plan"}
        flash(f"{line.name} {words[mode]} from the next call on.")
        if not kept:
            flash(LATER)

    def _preview(self, line: Line, mode: Mode | None, until: datetime | None) -> dict[str, Any]:
        """Return what would be different this minute, by the plan itself and by the plan tried."""
        if mode is None:
            return {}
        now, who = self._parts.now(), visitor()
        plan = self._parts.records.load_plan(who.campus, since=now)
        after = tried(plan, line.slug, mode, until, now)
        here, there = _line(plan, line.slug), _line(after, line.slug)
        current = switched(here, now)
        return {
            "preview": True,
            "until": until,
            "seen": current.id if current else "",
            "was": current,
            "open_before": here.open_hours.is_open(now),
            "open_after": there.open_hours.is_open(now),
            "opens": there.open_hours.next_opening(now),
            "rungs": _changes(would_ring(plan, line.slug, now), would_ring(after, line.slug, now)),
            "off": self._off(plan, now),
            "going_on": self._going_on(line),
        }

    def _off(self, plan: Plan, now: datetime) -> frozenset[str]:
        """Return the names of those who have texted OFF: no rung rings them."""
        campus, live = visitor().campus, self._parts.live
        try:
            return frozenset(it.name for it in plan.mentors if live.is_off(campus, it.id, now))
        except LiveStoreUnavailableError:
            return frozenset()

    def _going_on(self, line: Line) -> int:
        """Return how many calls and conversations of a line are open, which a switch leaves."""
        rows = contacts_now(self._parts, visitor().campus)
        return sum(it["slug"] == line.slug and it["state"] != "ended" for it in rows)

    def _proposed(self, line: Line) -> str:
        """Return an hour from now, to the quarter, on the line's clock."""
        zone = ZoneInfo(line.timezone)
        at = (self._parts.now() + timedelta(hours=1)).astimezone(zone)
        early = timedelta(minutes=at.minute % QUARTER, seconds=at.second)
        return (at - early).replace(tzinfo=None).isoformat(timespec="minutes")


def _mode(text: str) -> Mode | None:
    match text:
        case "pause" | "surge" | "normal":
            return text
        case _:
            return None


def _line(plan: Plan, slug: LineSlug) -> Line:
    return next(it for it in plan.lines if it.slug == slug)


def _changes(
    before: tuple[ExplainedRung, ...], after: tuple[ExplainedRung, ...]
) -> tuple[RungChange, ...]:
    found = []
    for one, other in zip(before, after, strict=True):
        was, now = (tuple(it.name for it in rung.ready) for rung in (one, other))
        added = tuple(it for it in now if it not in was)
        found.append(RungChange(one.rung.name, was, now, added))
    return tuple(found)
