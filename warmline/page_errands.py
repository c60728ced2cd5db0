"""What somebody asks of shifts on a page: the errand that a text would be, run while they wait."""

from warmline.contact import Contact
from warmline.contact.actions import Errand, Note
from warmline.errands import Errands
from warmline.errors import StoreError
from warmline.houses import Roster
from warmline.ids import named_contact_id
from warmline.line import Line
from warmline.switchboard import Switchboard

_FIRST = 1  # the only action of its notice


class PageErrands:
    """The errand is pending before it is run, so that a process that dies loses none of its texts.

    Whoever runs it first, page or worker, decides; the other reads what came of it.
    """

    def __init__(self, switchboard: Switchboard, errands: Errands) -> None:
        self._switchboard = switchboard
        self._errands = errands

    def run(self, roster: Roster, line: Line, errand: Errand, once: str) -> str:
        """Return the answer, in the words of a text; a form that is sent twice is one errand.

        ``once`` is what the form holds. Raises RecordsUnavailableError: then a worker tries on,
        and the answer comes by text.
        """
        campus = roster.campus.slug
        key = f"page:{errand.mentor}:{once}:{errand.command} {errand.rest}"
        self._switchboard.note(roster, line, key, errand)
        contact = self._switchboard.live.load(named_contact_id(campus, key))
        if not isinstance(contact, Contact):
            raise StoreError(f"an errand of {errand.mentor} was gone before it was run")
        outcome = self._errands.run(contact, f"{contact.id}#{_FIRST}", errand)
        own = [it for it in outcome.notes if isinstance(it, Note) and it.mentor == errand.mentor]
        return own[0].text if own else ""
