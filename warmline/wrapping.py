"""Takes wrap-ups, by text or by page: each goes to the contact it is about, as one event."""

from datetime import datetime, timedelta

from warmline.contact.events import WrapUpGiven
from warmline.conversation.state import Conversation
from warmline.houses import Roster
from warmline.ids import ContactId, MentorId
from warmline.store.live.changes import HARD_MINUTES
from warmline.switchboard import Switchboard
from warmline.textboard import Textboard
from warmline.wrap_up import WrapUp


class WrapUps:
    """Whoever gives one must have been in the contact: that is for the caller to know."""

    def __init__(self, switchboard: Switchboard, textboard: Textboard) -> None:
        self._switchboard = switchboard
        self._textboard = textboard

    def give(self, roster: Roster, contact: ContactId, mentor: MentorId, given: WrapUp) -> None:
        """Give a wrap-up to a contact; after a hard one its mentor rests.

        Raises UnknownContactError when Redis does not know the contact any more.
        """
        board = self._switchboard
        event = WrapUpGiven(
            mentor,
            tuple(sorted(given.topics)),
            given.before,
            given.after,
            hard=given.hard,
            help=given.help,
        )
        if isinstance(board.live.load(contact), Conversation):
            self._textboard.handle(contact, event)
        else:
            board.handle(contact, event)
        if given.hard:
            until: datetime = board.now() + timedelta(minutes=HARD_MINUTES)
            board.live.rest(roster.campus.slug, mentor, until)
