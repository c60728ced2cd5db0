"""Runs CARE: what a mentor texts of themselves, with an answer that is sealed until it is sent."""

from collections.abc import Callable
from datetime import datetime

from warmline import wording
from warmline.care_keeper import CareKeeper
from warmline.care_ledger import Clear, Keep, read_care
from warmline.contact import Contact
from warmline.contact.actions import Errand, PrivateNote
from warmline.contact.todo import ANSWERED
from warmline.exchange import Outcome
from warmline.houses import Houses
from warmline.ids import CampusSlug, MentorId, Sealed
from warmline.line import Line
from warmline.privacy import Vault


class CareErrands:
    """A second run of an errand changes nothing more; what came of it is kept nowhere."""

    def __init__(
        self, keeper: CareKeeper, houses: Houses, vault: Vault, now: Callable[[], datetime]
    ) -> None:
        self._keeper = keeper
        self._houses = houses
        self._vault = vault
        self._now = now

    def run(self, contact: Contact, errand: Errand) -> Outcome:
        """Do it and return the answer. Raises RecordsUnavailableError: ask again later."""
        line = self._houses.of_campus(contact.campus).lines[contact.line]
        said = self._done(contact.campus, line, errand)
        return Outcome(notes=(PrivateNote(errand.mentor, self._vault.seal(said), errand.number),))

    def _done(self, campus: CampusSlug, line: Line, errand: Errand) -> str:
        if self._now() - errand.at > ANSWERED:
            return wording.errand_failed_text(line, errand.command)
        match read_care(self._vault.open(Sealed(errand.rest))):
            case Keep(how=how):
                self._keeper.keep(campus, errand.mentor, how, errand.at)
            case Clear():
                self._keeper.clear(errand.mentor, errand.at)
                return wording.care_cleared_text(line)
        return self._told(campus, line, errand.mentor)

    def _told(self, campus: CampusSlug, line: Line, mentor: MentorId) -> str:
        load = self._keeper.load(campus, mentor)
        if load.is_heavy:
            debrief = self._keeper.has_debrief(campus, mentor)
            return wording.care_heavy_text(line, load, debrief=debrief)
        return wording.care_text(line, load)
