"""My shifts: which they are, whether I am there, who could have one, and what others ask of me."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from warmline.bootstrap import Parts
from warmline.contact.actions import Errand
from warmline.errors import RecordsUnavailableError
from warmline.exchange import World
from warmline.exchange.showing import Offer, asked_of, offers_of
from warmline.hours import wall_clock_of
from warmline.houses import Roster
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.reminding import REMINDED, is_confirmable
from warmline.times import read_end
from warmline.turns import Turn, turns_of
from warmline.wording import text_time
from webhooks.console.access import visitor
from webhooks.console.mine.forms import OffForm
from webhooks.console.mine.waiting import add_own_page

AHEAD = timedelta(weeks=4)
Kind = Literal["COVER", "SWAP"]


class MyShift(Struct, frozen=True):
    """A turn as its owner sees it."""

    turn: Turn
    line: Line
    asks_from: datetime  # when it can be confirmed
    state: Literal["later", "open", "confirmed", "on"]
    offer: Offer | None
    can_offer: bool


class ShiftPages:
    """The page, and what its buttons do: each the same as the text would."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_own_page(console, "/mine", self.mine)
        add_own_page(console, "/mine/on", self.mine_on, ["POST"])
        add_own_page(console, "/mine/off", self.mine_off, ["POST"])
        add_own_page(console, "/mine/offer", self.mine_offer, ["POST"])
        add_own_page(console, "/mine/answer", self.mine_answer, ["POST"])

    def mine(self) -> ResponseReturnValue:
        """Show the next four weeks, and everything that is offered or asked."""
        return self._page(OffForm(formdata=None))

    def mine_on(self) -> ResponseReturnValue:
        """Bring them back on duty, and take it as their word for a shift that begins or goes on."""
        who = visitor()
        stint = self._parts.duty.on(who.roster, who.person, self._parts.now())
        flash("Thank you, you are confirmed." if stint else "You are on duty.")
        return redirect(url_for("console.mine"))

    def mine_off(self) -> ResponseReturnValue:
        """Take them off duty for a time; coordinators hear of a shift that they miss."""
        who, form, now = visitor(), OffForm(), self._parts.now()
        line = _first(who.roster)
        valid = form.validate()
        until = _until(form, now, line.timezone) if valid else None
        if valid and form.length.data and until is None:
            form.until.errors = [*form.until.errors, "Choose a time to come, within a year."]
        if form.errors or form.until.errors:
            return self._page(form), 400
        key = f"page:{who.person.id}:{_once()}"
        self._parts.duty.off(who.roster, who.person, until, now, key=key)
        flash(
            f"You are off duty until {text_time(until, line.timezone)}, then on again by yourself."
            if until
            else "You are off duty and will not be rung or texted, until you say that you are on."
        )
        return redirect(url_for("console.mine"))

    def mine_offer(self) -> ResponseReturnValue:
        """Offer a shift to those who could take it, or would swap."""
        line, kind = self._line(request.form.get("line", "")), _kind(request.form.get("kind", ""))
        try:
            start = datetime.fromisoformat(request.form.get("start", ""))
        except ValueError:
            abort(400)
        if start.tzinfo is None:
            abort(400)
        local = wall_clock_of(start, line.timezone)
        self._run(line, kind, f"{local:%Y-%m-%d %H:%M}")
        return redirect(url_for("console.mine"))

    def mine_answer(self) -> ResponseReturnValue:
        """Take a shift, propose one in return, agree to a swap, or take an offer back."""
        kind, code = _kind(request.form.get("kind", "")), request.form.get("code", "")
        more = request.form.get("more", "")
        if not (code.isalnum() and len(code) <= 3) or not (more in {"", "OFF"} or more.isdigit()):
            abort(400)
        line = self._line(request.form.get("line", ""))
        self._run(line, kind, f"{code} {more}".strip(), quiet=kind == "SWAP" and not more)
        return redirect(url_for("console.mine") + ("#asked" if kind == "SWAP" else ""))

    # --- how --------------------------------------------------------------------------------

    def _run(self, line: Line, kind: Kind, rest: str, *, quiet: bool = False) -> None:
        """Run the errand that a text would be, and show its answer."""
        who, now = visitor(), self._parts.now()
        errand = Errand(who.person.id, kind, rest, now, by="page")
        once = request.form.get("once", "")[:32]
        try:
            said = self._parts.page_errands.run(who.roster, line, errand, once)
        except RecordsUnavailableError:
            flash("It takes longer than usual. We keep at it, and the answer comes by text.")
            return
        plain = said.removeprefix(f"{line.name}: ")
        if plain and not quiet:
            flash(f"{plain[:1].upper()}{plain[1:]}")

    def _line(self, slug: str) -> Line:
        line = visitor().roster.lines.get(LineSlug(slug))
        return line if line is not None else abort(400)

    def _page(self, form: OffForm) -> str:
        who, now = visitor(), self._parts.now()
        plan = self._parts.records.load_plan(who.campus, since=now)
        exchanges = self._parts.records.exchanges(who.campus, now)
        world = World(plan=plan, now=now, exchanges=exchanges)
        offers = offers_of(world, who.person.id)
        turns = turns_of(plan, who.person.id, now, now + AHEAD)
        late = self._parts.live.late(who.campus, now)
        roster = self._parts.houses.newest(who.campus)
        return render_template(
            "console/mine/shifts.html",
            form=form,
            once=_once(),
            shifts=[self._shift(roster, it, offers, now) for it in turns],
            offers=offers,
            asked=asked_of(world, who.person.id),
            names={it.id: it.name for it in plan.mentors},
            lines=roster.lines,
            zone=_first(roster).timezone,
            off=_off(self._parts.live.off_until(who.campus, who.person.id, now), now),
            is_late=who.person.id in late,
            missing=len(missing_of(self._parts)),
        )

    def _shift(
        self, roster: Roster, turn: Turn, offers: tuple[Offer, ...], now: datetime
    ) -> MyShift:
        line = roster.lines[turn.line]
        return MyShift(
            turn=turn,
            line=line,
            asks_from=turn.start - REMINDED,
            state=self._state(roster, turn, now),
            offer=next((it for it in offers if it.turn == turn), None),
            can_offer=turn.start > now,
        )

    def _state(
        self, roster: Roster, turn: Turn, now: datetime
    ) -> Literal["later", "open", "confirmed", "on"]:
        mine = (it for it in roster.stints if it.mentor == turn.mentor and it.overlaps(turn))
        stint = next((it for it in mine if is_confirmable(it, now)), None)
        if stint is None or turn.start - REMINDED > now:
            return "on" if turn.start <= now else "later"
        return "confirmed" if self._parts.live.has_confirmed(visitor().campus, stint) else "open"


def missing_of(parts: Parts) -> list[Any]:
    """Return the visitor's contacts of two weeks that lack a wrap-up which they can still give."""
    who, now = visitor(), parts.now()
    found = parts.records.unwrapped(who.campus, who.person.id, now - timedelta(weeks=2))
    return [it for it in found if not _has_just_given(parts, it.id, who.person.id)]


def _has_just_given(parts: Parts, contact: Any, mentor: MentorId) -> bool:
    """Say whether a wrap-up has been given that the database has not heard of yet."""
    known = parts.live.load(contact)
    return known is not None and any(it.mentor == mentor for it in known.wrapped)


def _once() -> str:
    return secrets.token_urlsafe(12)


def _first(roster: Roster) -> Line:
    return roster.compiled.lines[0]


def _off(until: datetime | None, now: datetime) -> dict[str, Any] | None:
    """Return until when somebody is off; an end of months ahead is none that they named."""
    if until is None:
        return None
    return {"until": until if until - now < timedelta(days=300) else None}


def _until(form: OffForm, now: datetime, zone: str) -> datetime | None:
    """Return the end that was chosen (UTC), read as a text's words are."""
    if form.length.data != "until":
        return read_end(form.length.data, now, zone) if form.length.data else None
    try:
        local = datetime.fromisoformat((form.until.data or "").strip())
    except ValueError:
        return None
    return read_end(f"until {local:%Y-%m-%d %H:%M}", now, zone)


def _kind(word: str) -> Kind:
    if word not in {"COVER", "SWAP"}:
        abort(400)
    return cast("Kind", word)
