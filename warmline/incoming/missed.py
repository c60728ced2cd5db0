"""Texts whose webhook found nobody: found in the carrier's list, and dealt with after all.

The carrier tells of a text once. If nobody answers then, or we answer that we could not take it,
it only stays in the carrier's list (TWILIO.md section 3). So the clock reads that list now and
then, and at once when somebody has been away; and a web process that has been away reads what a
sender wrote before the text it holds, so that none overtakes another.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from threading import Event
from time import monotonic, sleep

from warmline.carrier.port import Carrier, Received
from warmline.errors import CarrierError, LiveStoreUnavailableError, SettingsError
from warmline.houses import Houses, UnknownLineError
from warmline.ids import CampusSlug, NumberHash
from warmline.incoming.sorting import Sorting
from warmline.incoming.text import Incoming, read_text
from warmline.metrics import MISSED
from warmline.store.live import LiveStore
from warmline.store.live.heard import Looks, Mark

EVERY = timedelta(seconds=25)  # one request for each number; a text nobody noticed waits no longer
AGAIN = timedelta(seconds=2)  # after a look that had to leave something
# The carrier waits 15 seconds for a webhook: a younger text may still be told to us.
ON_ITS_WAY = timedelta(seconds=20)
OVERLAP = timedelta(minutes=5)  # a look goes back behind the last: lists lag, clocks differ
FURTHEST = timedelta(hours=12)  # an older text is not answered any more; marks last twice as long
TELL_SECONDS = 0.5  # until somebody who could not be told of a trouble is told again
PATIENCE = 2.0  # seconds that a text waits for an earlier one that somebody else deals with now
log = logging.getLogger(__name__)


class Missed:
    """Finds missed texts; ``carrier`` is made at its first use."""

    def __init__(
        self,
        live: LiveStore,
        houses: Houses,
        sorting: Sorting,
        carrier: Callable[[], Carrier],
        now: Callable[[], datetime],
    ) -> None:
        self._live = live
        self._houses = houses
        self._sorting = sorting
        self._carrier = carrier
        self._now = now
        # Until when texts may have been missed: who has just begun cannot know, nor whose
        # connection to Redis was made anew, because another process may have met it while away.
        self.trouble = now()
        self._connections = live.connections_made_anew
        self._untold = Event()
        self._not_before: dict[CampusSlug, datetime] = {}

    def had_trouble(self) -> None:
        """Remember that texts may have been missed until now."""
        self.trouble = self._now()
        self._untold.set()

    def begin(self) -> None:
        """Have the clock look at once, because this process has just begun to answer webhooks."""
        if not self._tell():
            log.warning("Redis does not answer yet; it is told of our beginning when it does")
            self._untold.set()

    def keep_telling(self) -> None:
        """Have the clock look as soon as Redis can be told of a trouble: a thread, for ever.

        The clock may not have met it: the network was cut between this process and Redis alone.
        """
        while self._untold.wait():
            self._untold.clear()
            if not self._tell():
                self._untold.set()
                sleep(TELL_SECONDS)

    def _tell(self) -> bool:
        try:
            for campus in self._live.campuses():
                self._note_trouble(campus, self._live.looks(campus), self.trouble)
        except LiveStoreUnavailableError:
            return False
        return True

    def _note_trouble(self, campus: CampusSlug, looks: Looks, trouble: datetime) -> None:
        if looks.trouble is None or looks.trouble < trouble:
            self._live.note_trouble(campus, trouble)

    # --- from a webhook ---------------------------------------------------------------------

    def catch_up_with(self, text: Incoming) -> None:
        """Deal with what its sender wrote before a text, if that may have been missed.

        Costs next to nothing but after trouble. While the carrier's list cannot be read the text
        goes ahead: out of order is better than silence.
        """
        campus, looks = text.campus, self._live.looks(text.campus)
        trouble = self._trouble(looks)
        if looks.looked is None or (looks.sure is not None and looks.sure >= trouble):
            return
        self._note_trouble(campus, looks, trouble)
        try:
            found = self._carrier().received(self._since(looks), sender=text.sender)
        except (CarrierError, SettingsError) as exc:
            log.warning("earlier texts cannot be looked for", extra={"why": str(exc)})
            return
        places = [place for place, it in enumerate(found) if it.sid == text.sid]
        earlier = found[: places[0]] if places else found
        self._deal_with(campus, earlier, patience=PATIENCE)

    # --- from the clock ---------------------------------------------------------------------

    def look_if_due(self) -> int:
        """Read the carrier's list if it is time; returns how many texts were dealt with.

        Raises LiveStoreUnavailableError, and then looks at once when Redis is back.
        """
        try:
            return sum(self._look_if_due(campus) for campus in self._live.campuses())
        except LiveStoreUnavailableError:
            self.had_trouble()
            raise

    def _look_if_due(self, campus: CampusSlug) -> int:
        now, looks = self._now(), self._live.looks(campus)
        if looks.looked is None:  # published by an older version: nothing from then is replayed
            self._live.looked(campus, now, sure=True)
            return 0
        wary = looks.sure is None or looks.sure < self._trouble(looks)
        early = now < self._not_before.get(campus, now)
        if early or not (wary or now >= looks.looked + EVERY):
            return 0
        self._not_before[campus] = now + AGAIN
        try:
            found = self._received(campus, looks)
        except (CarrierError, SettingsError) as exc:
            log.warning("missed texts cannot be looked for", extra={"why": str(exc)})
            self._not_before[campus] = now + EVERY / 5
            return 0
        if not wary:
            found = [it for it in found if it.at <= now - ON_ITS_WAY]
        dealt, left = self._deal_with(campus, found)
        if not left:
            self._live.looked(campus, now, sure=wary)
        return dealt

    def _received(self, campus: CampusSlug, looks: Looks) -> list[Received]:
        """Return what has come to each number of a campus, oldest first."""
        carrier, since = self._carrier(), self._since(looks)
        numbers = self._houses.of_campus(campus).all_numbers.values()
        found = [
            it for line in numbers for number in line for it in carrier.received(since, to=number)
        ]
        return sorted(found, key=lambda it: it.at)

    def _since(self, looks: Looks) -> datetime:
        furthest = self._now() - FURTHEST
        last = looks.looked - OVERLAP if looks.looked else furthest
        return max(last, looks.first or furthest, furthest)

    # --- both -------------------------------------------------------------------------------

    def _trouble(self, looks: Looks) -> datetime:
        """Return when anybody last had reason to think that texts were missed."""
        if self._live.connections_made_anew != self._connections:
            self._connections = self._live.connections_made_anew
            self.had_trouble()
        return max(self.trouble, looks.trouble or self.trouble)

    def _deal_with(
        self, campus: CampusSlug, found: Sequence[Received], *, patience: float = 0.0
    ) -> tuple[int, bool]:
        """Deal with texts that nobody has dealt with; returns how many, and whether some are left.

        When somebody else deals with one now, the later ones of its sender wait for the next look:
        no text overtakes an earlier one.
        """
        dealt, stuck, ends = 0, set[NumberHash](), monotonic() + patience
        for text in self._unheard(campus, found):
            if text.hash in stuck:
                continue
            mark = self._take(text)
            while mark == "held" and monotonic() < ends:
                sleep(0.05)
                mark = self._take(text)
            if mark == "held":
                stuck.add(text.hash)
            dealt += mark == "new"
        return dealt, bool(stuck)

    def _unheard(self, campus: CampusSlug, found: Sequence[Received]) -> Iterable[Incoming]:
        marks = self._live.marks(campus, [it.sid for it in found])
        for it, mark in zip(found, marks, strict=True):
            if mark == "heard":
                continue
            try:
                text = read_text(self._houses, it, late=True)
            except UnknownLineError:  # a sender's texts to a number that is not this program's
                continue
            if text.campus == campus:
                yield text

    def _take(self, text: Incoming) -> Mark:
        """Deal with one; a text that breaks us is left, and holds up no other."""
        try:
            mark = self._sorting.take_late(text)
        except LiveStoreUnavailableError:
            raise
        except Exception:  # the outer edge
            log.exception("a missed text could not be dealt with", extra={"text": text.sid})
            return "heard"
        if mark == "new":
            MISSED.inc()
            log.warning("a text was missed and is dealt with now", extra={"text": text.sid})
        return mark
