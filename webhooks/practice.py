"""The practice room's pages: the list of scenarios, and one being played beside the phones.

They stand under the phones page, so they exist only where the simulated carrier is the carrier.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from msgspec import ValidationError, convert, to_builtins

from warmline.practice import SCENARIOS, Scenario
from warmline.practice.room import PhoneRefusedError, Run, begin, is_free, move_on, put_back
from warmline.practice.script import Standing

Ask = Callable[[str, str, Mapping[str, Any] | None], tuple[int, Any]]
Rows = Callable[[], list[dict[str, Any]]]

REFUSED = 409
IN_USE = "A phone is in a call. Hang up every phone, or press End all calls, and start again."
NO_LINE = "There is no line to call yet. Load a campus first: warmline up --demo."


class AskedDesk:
    """The simulator's phones, asked over HTTP; ``ask`` takes a method, a path and a body."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def state(self) -> Mapping[str, Any]:
        """Return what the simulator says of every phone."""
        return self._answer("GET", "state")  # type: ignore[no-any-return]

    def feed(self, after: int) -> list[Mapping[str, Any]]:
        """Return the events after a place in the feed, at once."""
        return self._answer("GET", f"feed?after={after}&wait=0")["events"]  # type: ignore[no-any-return]

    def order(self, phone: str, act: str, body: Mapping[str, Any]) -> None:
        """Have a phone do something; raises PhoneRefusedError."""
        status, _ = self._ask("POST", f"phones/{phone}/{act}", body)
        if status == REFUSED:
            raise PhoneRefusedError(phone)

    def _answer(self, method: str, what: str) -> Any:
        status, answer = self._ask(method, what, None)
        if status != 200:
            raise HTTPException(f"the simulator answered {status}")
        return answer


class PracticeRoom:
    """The pages and the three orders: begin, go on, end all calls."""

    def __init__(self, ask: Ask, lines: Rows, refusal: Callable[[], Response | None]) -> None:
        self._desk = AskedDesk(ask)
        self._lines = lines
        self._refusal = refusal

    def add_to(self, blueprint: Blueprint) -> None:
        """Put the pages under the phones page."""
        add = blueprint.add_url_rule
        add("/practice", "practice", self.list)
        add("/practice/<slug>", "scenario", self.scenario)
        add("/practice/<slug>/begin", "begin", self.begin, methods=["POST"])
        add("/practice/<slug>/go", "go", self.go, methods=["POST"])
        add("/practice/clear", "clear", self.clear, methods=["POST"])

    def list(self) -> str:
        """Show what can be practised."""
        return render_template("phones/practice.html", scenarios=SCENARIOS.values())

    def scenario(self, slug: str) -> str:
        """Show one scenario: what to know before, the phones, the checklist."""
        slugs = list(SCENARIOS)
        scenario = _scenario(slug)
        later = slugs[slugs.index(slug) + 1 :][:1]
        following = SCENARIOS[later[0]] if later else None
        return render_template("phones/scenario.html", scenario=scenario, following=following)

    def begin(self, slug: str) -> Response:
        """Begin a practice, unless somebody is using a phone."""
        _scenario(slug)
        if (refusal := self._refusal()) is not None:
            return refusal
        if not self._lines():
            return _sorry(NO_LINE)
        if not is_free(self._desk):
            return _sorry(IN_USE)
        put_back(self._desk)
        return jsonify(run=to_builtins(begin(self._desk)))

    def go(self, slug: str) -> Response:
        """Move the scripted phones on, and say how the practice stands."""
        scenario = _scenario(slug)
        if (refusal := self._refusal()) is not None:
            return refusal
        run, at_the_end = _run()
        number = next((it["number"] for it in self._lines()), "")
        run, stands = move_on(self._desk, scenario, run, line=number, at_the_end=at_the_end)
        return jsonify(run=to_builtins(run), **_shown(stands))

    def clear(self) -> Response:
        """Hang up every phone."""
        if (refusal := self._refusal()) is not None:
            return refusal
        put_back(self._desk)
        return jsonify(done=True)


def _scenario(slug: str) -> Scenario:
    return SCENARIOS.get(slug) or abort(404)


def _run() -> tuple[Run, bool]:
    """Return the practice that a request speaks of, and whether it asks for the end."""
    said = request.get_json(silent=True) or {}
    try:
        run = convert(said["run"], Run, strict=False)
        return Run(run.seq, _aware(run.began), run.done), bool(said.get("end"))
    except (KeyError, TypeError, ValidationError):
        abort(400)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo is not None else abort(400)


def _shown(stands: Standing) -> dict[str, Any]:
    marks = [{"what": it.what, "why": it.why, "kept": it.kept} for it in stands.marks]
    return {"you": stands.you, "cue": stands.cue, "marks": marks, "over": stands.over}


def _sorry(text: str) -> Response:
    response = jsonify(error=text)
    response.status_code = REFUSED
    return response
