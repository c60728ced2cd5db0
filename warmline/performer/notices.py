"""Tells others than those who are in a contact: coordinators, advisers, backups, one person."""

from contextlib import suppress

from warmline import wording
from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier, Ringing
from warmline.contact import Contact
from warmline.contact.actions import Action, Pending, TellConversation
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Conversation
from warmline.errors import UnknownContactError
from warmline.houses import Roster
from warmline.ids import MentorId
from warmline.line import Line
from warmline.performer.texting import text_each
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.textboard import Textboard

Notice = tuple[tuple[Mentor, ...], str]  # whom, and what they read


class Notices:
    """Tells by text, by voice, or within the house.

    What was tried before is looked for at the carrier, so that nobody hears it twice.
    """

    def __init__(
        self, board: Textboard, carrier: Carrier, vault: Vault, addresses: Addresses
    ) -> None:
        self._board = board
        self._carrier = carrier
        self._vault = vault
        self._to = addresses

    def tell(self, contact: Contact | Conversation, pending: Pending) -> None:
        """Tell whom an action names; raises CarrierError once all were tried.

        One that is worth another try, if there is such.
        """
        match pending.action:
            case do.TellByVoice(mentor=who):
                self._by_voice(contact, pending, who)
            case TellConversation(conversation=about, outcome=outcome):
                with suppress(UnknownContactError):  # long closed, and forgotten
                    self._board.handle(about, ev.HelpCalled(outcome))
            case action:
                self._by_text(contact, pending, action)

    def _by_voice(self, contact: Contact | Conversation, pending: Pending, who: MentorId) -> None:
        roster = self._board.houses.of_campus(contact.campus)
        if who not in roster.mentors or not roster.mentors[who].active:
            return
        phone = self._vault.open_number(roster.mentors[who].phone)
        sender = roster.numbers[contact.line]
        if pending.began_at is not None and self._carrier.find_ring(phone, sender):
            return
        self._carrier.ring(
            Ringing(
                to=phone,
                caller_id=sender,
                answer_url=self._to.notice("stopped"),
                status_url=None,
                seconds=30,
            )
        )

    def _by_text(self, contact: Contact | Conversation, pending: Pending, action: Action) -> None:
        roster = self._board.houses.of_campus(contact.campus)
        notice = self._notice(contact, action, roster)
        if notice is None:
            return
        people, text = notice
        sender, since = roster.numbers[contact.line], pending.began_at
        failed = text_each(self._carrier, self._vault, people, sender, text, since).failed
        if failed:
            raise next((it for _, it in failed if not it.permanent), failed[0][1])

    def _notice(
        self, contact: Contact | Conversation, action: Action, roster: Roster
    ) -> Notice | None:
        line = roster.lines[contact.line]
        match action:
            case do.TellCoordinators() as told:
                return roster.with_role("coordinator"), _to_coordinators(told, roster, line)
            case do.TellOverseers():
                overseers = tuple(roster.mentors[it] for it in roster.overseers())
                return overseers, wording.help_unmet_text(line)
            case do.TellBackups(without=holder) if isinstance(contact, Conversation):
                backups = tuple(it for it in roster.with_role("backup") if it.id != holder)
                return backups, wording.backup_urgent_text(line, contact.codename)
            case do.TellAdvisers(what=what, mentor=about):
                name = roster.mentors[about].name if about in roster.mentors else "Somebody"
                return roster.with_role("adviser"), wording.adviser_text(line, name, what)
            case _:
                return None


def _to_coordinators(told: do.TellCoordinators, roster: Roster, line: Line) -> str:
    """Return what coordinators read."""
    names = [
        roster.mentors[it].name if it in roster.mentors else "A mentor"
        for it in (*told.about, told.mentor)
        if it is not None
    ]
    match told.what:
        case "unclaimed":
            return wording.text_unclaimed(line)
        case "mentor_stopped":
            return wording.text_mentor_stopped(line, names[0] if names else "A mentor")
        case "hard_week":
            return wording.hard_week_text(line, names[0] if names else "A mentor")
        case "drill":
            return wording.drill_report_text(line, told.count, names)
        case "certificates":
            return wording.certificates_text(line, told.count, names)
        case "applications":
            return wording.applications_text(line, told.count)
