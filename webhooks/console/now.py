"""The live board: who is on call now and next, every open contact, and whether all is well."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from warmline.board import contacts_now
from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, PlanError, RecordsUnavailableError
from warmline.explain import ExplainedRung, would_ring
from warmline.hours import instant_of
from warmline.houses import Roster
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.roster import Member, PoolSpan, is_surge
from warmline.store.live.checkins import stint_key
from warmline.switch import Switched, switched
from warmline.turns import stints
from webhooks.console.access import STAFF, add_page, visitor

AHEAD = timedelta(hours=24)
Check = Literal["confirmed", "late", "open", "surge"]


class OnDuty(Struct, frozen=True):
    """Somebody who is on call, until when (UTC); None: longer than is worked out ahead."""

    name: str
    until: datetime | None
    off: bool = False
    check: Check = "open"


class LineNow(Struct, frozen=True):
    """One line as it is this moment."""

    name: str
    slug: str
    timezone: str
    open: bool
    opens: datetime | None
    on_call: tuple[OnDuty, ...]
    next_at: datetime | None
    next_names: tuple[str, ...]
    switched: Switched | None = None


class NowPages:
    """The board and the question who would ring."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/now", self.now, STAFF)
        add_page(console, "/now/board", self.now_board, STAFF)
        add_page(console, "/who", self.who, STAFF)

    def now(self) -> ResponseReturnValue:
        """Show the board; a script asks for what is on it every two seconds."""
        return render_template("console/now.html", **self._board())

    def now_board(self) -> ResponseReturnValue:
        """Return what is on the board, to be put in the place of what was."""
        return render_template("console/_board.html", **self._board())

    def who(self) -> ResponseReturnValue:
        """Show who would ring at a minute, rung by rung, and why not the others."""
        roster = visitor().roster
        lines = roster.compiled.lines
        slug = LineSlug(request.args.get("line", lines[0].slug))
        line = roster.lines.get(slug, lines[0])
        zone = ZoneInfo(line.timezone)
        typed = request.args.get("at", "")
        at, wrong = self._parts.now(), ""
        if typed:
            try:
                at = instant_of(datetime.fromisoformat(typed).replace(tzinfo=None), line.timezone)
            except ValueError:
                wrong = "Write the time like 2026-12-01T21:30."
        rungs: tuple[ExplainedRung, ...] = ()
        try:
            plan = self._parts.records.load_plan(visitor().campus)
            rungs = would_ring(plan, line.slug, at)
        except (RecordsUnavailableError, PlanError) as exc:
            wrong = str(exc)
        shown = at.astimezone(zone)
        return render_template(
            "console/who.html", lines=lines, line=line, at=shown, rungs=rungs, wrong=wrong
        )

    def _board(self) -> dict[str, Any]:
        now, campus = self._parts.now(), visitor().campus
        try:
            roster = self._parts.houses.of_campus(campus)
            lines = [self._line(roster, it, now) for it in roster.compiled.lines]
            contacts = contacts_now(self._parts, campus)
            self._parts.live.ping()
        except LiveStoreUnavailableError:
            return {"away": True, "lines": [], "waiting": [], "others": [], "troubles": []}
        opened = [it for it in contacts if it["state"] != "ended"]
        waiting = [it for it in opened if it["state"] in {"waiting", "safety_card", "callback"}]
        troubles = list(_troubles(lines, opened, contacts))
        return {
            "away": False,
            "lines": lines,
            "waiting": waiting,
            "others": [it for it in opened if it not in waiting],
            "ended": [it for it in contacts if it["state"] == "ended"][:8],
            "troubles": troubles,
            "now": now,
            "may_switch": "coordinator" in visitor().roles,
        }

    def _line(self, roster: Roster, line: Line, now: datetime) -> LineNow:
        spans = _shift_spans(roster, line)
        here = next((it for it in spans if it.start <= now < it.end), None)
        after = next(
            (
                it
                for it in spans
                if it.start > now and _names(roster, it) != (_names(roster, here) if here else ())
            ),
            None,
        )
        live, campus = self._parts.live, roster.campus.slug
        late, confirmed = live.late(campus, now), live.confirmed(campus)
        on_call = (
            ()
            if here is None
            else tuple(
                OnDuty(
                    roster.mentors[it.mentor].name,
                    _until(spans, here, it.mentor),
                    live.is_off(campus, it.mentor, now),
                    _check(spans, line.slug, it, now, late, confirmed),
                )
                for it in here.members
            )
        )
        soon = after if after is not None and after.start - now <= AHEAD else None
        return LineNow(
            name=line.name,
            slug=line.slug,
            timezone=line.timezone,
            open=line.open_hours.is_open(now),
            opens=line.open_hours.next_opening(now),
            on_call=on_call,
            next_at=soon.start if soon else None,
            next_names=_names(roster, soon) if soon else (),
            switched=switched(line, now),
        )


def _shift_spans(roster: Roster, line: Line) -> tuple[PoolSpan, ...]:
    pools = roster.compiled.pools.get(line.slug, ())
    for place, rung in enumerate(line.ladder):
        if rung.who == "shift" and place < len(pools):
            return pools[place]
    return ()


def _names(roster: Roster, span: PoolSpan) -> tuple[str, ...]:
    return tuple(roster.mentors[it.mentor].name for it in span.members)


def _check(
    spans: tuple[PoolSpan, ...],
    line: LineSlug,
    member: Member,
    now: datetime,
    late: frozenset[str],
    confirmed: frozenset[str],
) -> Check:
    """Return whether somebody who is on call has said that they are there."""
    if is_surge(member):
        return "surge"
    if member.mentor in late:
        return "late"
    there = has_checked_in(spans, line, member.mentor, now, confirmed)
    return "confirmed" if there else "open"


def has_checked_in(
    spans: tuple[PoolSpan, ...],
    line: LineSlug,
    mentor: MentorId,
    now: datetime,
    confirmed: frozenset[str],
) -> bool:
    """Say whether somebody who is on call has confirmed the stint that they are in.

    Of a stint that began before the roster was compiled, any confirmation of the last day counts.
    """
    of_line = [it for it in stints(line, spans) if it.mentor == mentor and it.start <= now < it.end]
    for stint in of_line:
        if stint_key(stint) in confirmed:
            return True
        if stint.start == spans[0].start:
            before = f"{line}|{mentor}|"
            return any(
                int(it.rpartition("|")[2]) <= stint.start.timestamp() * 1000
                for it in confirmed
                if it.startswith(before)
            )
    return False


def _until(spans: tuple[PoolSpan, ...], here: PoolSpan, mentor: MentorId) -> datetime | None:
    """Return until when somebody is on call without a break; None: as far as is worked out."""
    end = here.end
    for span in spans:
        if span.start == end and any(it.mentor == mentor for it in span.members):
            end = span.end
    return end if end < spans[-1].end else None


def _troubles(
    lines: list[LineNow], opened: list[dict[str, Any]], contacts: list[dict[str, Any]]
) -> Iterator[str]:
    """Yield what a coordinator should look at, in words."""
    for line in lines:
        if line.switched is not None and line.switched.mode == "pause":
            yield f"{line.name} is paused: new calls and texts are answered as at closed hours."
        for who in line.on_call:
            if line.open and who.check == "late" and not who.off:
                yield f"{line.name}: {who.name} has not checked in and is rung last."
        if line.open and not any(not it.off for it in line.on_call):
            yield f"{line.name}: nobody is on shift now; calls go up the ladder at once."
    for it in opened:
        if it["state"] == "waiting" and it["bound_seconds"] is None and it["waiting_seconds"] > 300:
            yield f"{it['line']}: a student has waited {it['waiting_seconds'] // 60} minutes."
        if it["state"] == "callback" and it["with"] is None:
            yield f"{it['line']}: a callback has no owner."
        if it["urgent"] and it["state"] == "waiting":
            yield f"{it['line']}: marked urgent, and nobody has it yet."
    for it in contacts:
        if it["help"] == "sought":
            yield f"{it['line']}: a mentor asked for help, and nobody has come yet."
        if it["help"] == "unanswered":
            yield f"{it['line']}: a mentor asked for help, and nobody came."
