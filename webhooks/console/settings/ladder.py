"""The ladder: rungs moved and changed by buttons, with who would ring now beside them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from warmline.explain import explain
from warmline.ladder_typing import (
    KEYS,
    MOST,
    RING,
    WHO,
    changed,
    ladder_differences,
    read_ladder,
    typed_ladder,
)
from webhooks.console.access import add_page
from webhooks.console.settings.saving import (
    CHANGES,
    Saving,
    line_of_page,
    said,
    settings_of,
    with_line,
)


class LadderPages:
    """One page; every button sends all of it, and nothing is kept before it is saved."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def add_to(self, console: Blueprint) -> None:
        """Add the page."""
        path, both = "/settings/line/<line>/ladder", ["GET", "POST"]
        add_page(console, path, self.settings_ladder, CHANGES, methods=both)

    def settings_ladder(self, line: str) -> ResponseReturnValue:
        """Show the ladder as it is typed so far, and who would ring now by it."""
        plan = self._saving.plan()
        held = line_of_page(plan, line)
        does = request.form.get("does", "")
        typed, moved = typed_ladder(held.ladder), None
        if request.method == "POST":
            typed, moved = changed(_sent(), does)
        rungs, ladder = read_ladder(typed)
        after = with_line(plan, replace(held, ladder=rungs))
        notes: list[str] = [] if typed else ["A line needs a ladder: keep at least one rung."]
        final = does in {"look", "save"}
        if final and ladder.right:
            differs = ladder_differences(held.ladder, rungs)
            if differs:
                return self._saving.once_seen(
                    "Ladder",
                    differs,
                    settings_of(held, "ladder"),
                    ("line.ladder", lambda edit: edit.settings.set_ladder(held.slug, rungs)),
                    after=(plan, after),
                )
            notes.append("Nothing is different yet.")
        now = self._saving.parts.now()
        page = render_template(
            "console/settings/ladder.html",
            line=held,
            typed=ladder.typed,
            wrong=[said(it) for it in ladder.wrong],
            notes=notes,
            moved=moved,
            verb=does.partition(" ")[0],
            who=WHO,
            ring=RING,
            full=len(typed) >= MOST,
            rungs=explain(after, held.slug, now),
            now=now,
            differs=ladder_differences(held.ladder, rungs),
        )
        return page, 400 if final or not typed else 200


def _sent() -> list[dict[str, str]]:
    """Return the rungs that a form holds, in its order."""
    columns = {key: request.form.getlist(key) for key in KEYS}
    count = min(MOST, *(len(it) for it in columns.values()))
    return [{key: columns[key][place] for key in KEYS} for place in range(count)]
