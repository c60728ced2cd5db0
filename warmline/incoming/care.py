"""Texts of mentors about themselves: sealed here, emptied at the carrier, for nobody else."""

from warmline import wording
from warmline.care_ledger import AskClear, read_care
from warmline.commands import Command
from warmline.contact.actions import Errand
from warmline.incoming.text import Incoming
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.switchboard import Switchboard


class CareTexts:
    """Answers at once what needs no records, and has the worker do the rest."""

    def __init__(self, switchboard: Switchboard, vault: Vault) -> None:
        self._switchboard = switchboard
        self._vault = vault

    def command(self, text: Incoming, mentor: Mentor, read: Command) -> str | None:
        """Do what CARE asks; what cannot be read is asked back, and so is whether to forget all."""
        board, line = self._switchboard, text.line
        board.tidy_up(text.roster, line, text.sid, pictures=text.pictures)
        asked = read_care(read.rest)
        if asked is None:
            return wording.care_unread_text(line)
        if isinstance(asked, AskClear):
            return wording.care_clear_text(line)
        written = text.late or board.now()
        sealed = self._vault.seal(read.rest)
        errand = Errand(mentor.id, "CARE", sealed, written, text.number)
        board.note(text.roster, line, f"errand:{text.sid}", errand)
        return None
