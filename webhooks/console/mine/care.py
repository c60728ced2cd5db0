"""My care ledger: what I have carried, and how I said I was. Nobody else has a page for it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from webhooks.console.access import visitor
from webhooks.console.mine.forms import HOW, CareForm, ClearForm
from webhooks.console.mine.shifts import missing_of
from webhooks.console.mine.waiting import add_own_page


class CarePages:
    """The numbers, today's, and forgetting everything; none of it is audited."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_own_page(console, "/mine/care", self.mine_care)
        add_own_page(console, "/mine/care/today", self.mine_care_today, ["POST"])
        add_own_page(console, "/mine/care/clear", self.mine_care_clear, ["POST"])

    def mine_care(self) -> ResponseReturnValue:
        """Show the last four weeks to whose they are."""
        return self._page(CareForm(formdata=None), ClearForm(formdata=None))

    def mine_care_today(self) -> ResponseReturnValue:
        """Keep how they are today; the last one of a day counts."""
        form, who = CareForm(), visitor()
        if not form.validate():
            return self._page(form, ClearForm(formdata=None)), 400
        keeper = self._parts.care_keeper
        keeper.keep(who.campus, who.person.id, int(form.how.data), self._parts.now())
        flash("Noted, for you alone.")
        return redirect(url_for("console.mine_care"))

    def mine_care_clear(self) -> ResponseReturnValue:
        """Forget all that they noted, when they are sure."""
        form, who = ClearForm(), visitor()
        if not form.validate():
            return self._page(CareForm(formdata=None), form), 400
        self._parts.care_keeper.clear(who.person.id, self._parts.now())
        flash("Forgotten. All that you noted is gone.")
        return redirect(url_for("console.mine_care"))

    def _page(self, form: CareForm, clear: ClearForm) -> str:
        who, keeper = visitor(), self._parts.care_keeper
        load = keeper.load(who.campus, who.person.id)
        if form.how.data is None and load.today is not None:
            form.how.data = str(load.today)
        return render_template(
            "console/mine/care.html",
            load=load,
            form=form,
            clear=clear,
            how=HOW,
            most=max(it.load for it in load.weeks) or 1,
            debrief=load.is_heavy and keeper.has_debrief(who.campus, who.person.id),
            missing=len(missing_of(self._parts)),
        )
