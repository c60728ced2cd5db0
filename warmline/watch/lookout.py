"""Keeps watch: tells people of troubles, each once, and once when it is over.

Every process has one, because a clock cannot tell its own death, nor a worker its own. Whichever
comes first looks; what was told is remembered in Redis, so that no other process, and none that
was started anew, tells it again. Texts go straight to the carrier: no worker is needed.
"""

import logging
from collections.abc import Callable

from warmline import wording
from warmline.carrier.port import Carrier
from warmline.houses import Houses, Roster
from warmline.ids import CampusSlug
from warmline.line import Line
from warmline.metrics import ALERTS
from warmline.performer.texting import Told, text_each
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.store.live import LiveStore
from warmline.watch.sight import Sight
from warmline.watch.telling import Remembered, Tell, decide, heard, tried
from warmline.watch.troubles import Trouble, troubles

log = logging.getLogger(__name__)


class Lookout:
    """Looks, decides and tells."""

    def __init__(
        self,
        sight: Sight,
        live: LiveStore,
        houses: Houses,
        carrier: Callable[[], Carrier],
        vault: Vault,
    ) -> None:
        self._sight = sight
        self._live = live
        self._houses = houses
        self._carrier = carrier
        self._vault = vault

    def look_if_due(self, every: float) -> None:
        """Say what this process has seen, and look at everything if nobody has lately."""
        self._sight.say_seen()
        if self._live.look_is_due(every):
            self.look()

    def look(self) -> None:
        """Look at everything once, and tell what is to be told."""
        with self._live.on_watch() as alone:
            if not alone:
                return
            before, now = self._live.remembered_troubles(), self._sight.now()
            raised = frozenset(it for it, known in before.items() if known.raised)
            after, due = decide(troubles(self._sight.signs(), raised), before, now)
            for trouble in before.keys() | after.keys():
                if after.get(trouble) != before.get(trouble):
                    self._live.remember_trouble(trouble, after.get(trouble))
            for tell in due:
                self._tell(tell, after[tell.trouble])

    def wrong_now(self) -> frozenset[Trouble]:
        """Return what is wrong at this moment, though it may pass before anybody is told."""
        return troubles(self._sight.signs())

    def _tell(self, tell: Tell, known: Remembered) -> None:
        """Send one text to everybody whom it concerns; a failure is logged and tried again.

        It is told once somebody has it. Who could not be reached for a while gets it later; who
        never can be texted, having sent STOP, is only named.
        """
        known = tried(known, self._sight.now())
        self._live.remember_trouble(tell.trouble, known)
        level = logging.INFO if tell.what == "over" else logging.ERROR
        log.log(level, "trouble", extra={"trouble": tell.trouble.key, "what": tell.what})
        told = self._text(tell)
        failed = [(campus, *it) for campus, here in told.items() for it in here.failed]
        for _, mentor, exc in failed:
            who = {"mentor": mentor, "why": str(exc)}
            log.warning("somebody could not be told of a trouble", extra=who)
        if not tell.left:
            reached = any(here.reached for here in told.values())
            ALERTS.labels(tell.trouble.kind, tell.what, "sent" if reached else "failed").inc()
            if not reached:
                log.warning("nobody could be told of a trouble yet")
                return
        left = tuple((campus, mentor) for campus, mentor, exc in failed if not exc.permanent)
        self._live.remember_trouble(tell.trouble, heard(known, left))

    def _text(self, tell: Tell) -> dict[CampusSlug, Told]:
        """Text whoever is to be told, and return campus by campus who has it."""
        campuses = [tell.trouble.campus] if tell.trouble.campus else self._live.campuses()
        known: set[str] = set()
        told: dict[CampusSlug, Told] = {}
        for campus in campuses:
            roster = self._houses.of_campus(campus)
            line = roster.compiled.lines[0]
            people = self._new_ones(roster, known)
            if not people:
                log.warning("nobody is there to be told of troubles", extra={"campus": campus})
            if tell.left:
                people = tuple(it for it in people if (campus, it.id) in tell.left)
            sender, text = roster.numbers[line.slug], text_of(tell, line)
            made = self._carrier(), self._vault
            told[campus] = text_each(*made, people, sender, text, tell.began_at)
        return told

    def _new_ones(self, roster: Roster, known: set[str]) -> tuple[Mentor, ...]:
        """Return whom a campus has told of troubles, but for those whom another has told."""
        fresh = []
        for it in roster.watchers():
            number = self._vault.open_number(it.phone).e164
            if number not in known:
                known.add(number)
                fresh.append(it)
        return tuple(fresh)


def text_of(tell: Tell, line: Line) -> str:
    """Return what is texted about a trouble."""
    kind = tell.trouble.kind
    match tell.what:
        case "begun":
            return wording.trouble_text(line, kind)
        case "over":
            return wording.trouble_over_text(line, kind)
        case "passed":
            span = wording.text_span(tell.since, tell.until, line.timezone)
            return wording.trouble_passed_text(line, kind, span)
