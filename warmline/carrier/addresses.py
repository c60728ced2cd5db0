"""The addresses at which the carrier asks us what to do; ids only, never a number."""

from urllib.parse import quote

from warmline.ids import CampusSlug, ContactId, DeskId, LegId, MentorId


class Addresses:
    """Absolute addresses under the public base URL."""

    def __init__(self, public_base_url: str) -> None:
        self._base = public_base_url.rstrip("/")

    def student(self, contact: ContactId, what: str) -> str:
        """Return an address for the student's leg: next, key, hold, message, status, answer."""
        return f"{self._base}/voice/student/{quote(contact)}/{what}"

    def desk(self, contact: ContactId, desk: DeskId, what: str) -> str:
        """Return an address for an attempt to reach a desk: ended, status."""
        return f"{self._base}/voice/student/{quote(contact)}/desk/{quote(desk)}/{what}"

    def leg(self, contact: ContactId, leg: LegId, what: str) -> str:
        """Return an address for a mentor's leg: screen, key, next, hold, status."""
        return f"{self._base}/voice/leg/{quote(contact)}/{leg}/{what}"

    def text_status(self, conversation: ContactId) -> str:
        """Return the address that hears what becomes of a conversation's texts."""
        return f"{self._base}/texts/status/{conversation}"

    def notice(self, what: str) -> str:
        """Return the address of a sentence that is spoken to somebody who was rung for it."""
        return f"{self._base}/voice/notice/{what}"

    def drill(self, campus: CampusSlug, drill: str, mentor: MentorId, what: str) -> str:
        """Return an address for a mentor's phone in a drill: screen, key, status."""
        return f"{self._base}/voice/drill/{quote(campus)}/{quote(drill)}/{quote(mentor)}/{what}"

    def assent(self, campus: CampusSlug, assent: str, second: MentorId, what: str) -> str:
        """Return an address for a phone that is asked to agree: screen, key."""
        return f"{self._base}/voice/assent/{quote(campus)}/{quote(assent)}/{quote(second)}/{what}"

    def recording(self, contact: ContactId, token: str) -> str:
        """Return the address that plays a message to the mentor who owns it."""
        return f"{self._base}/voice/recording/{quote(contact)}/{quote(token)}"

    def page(self, campus: CampusSlug, token: str) -> str:
        """Return the address of a link to a page; it is worth nothing once it has been opened."""
        return f"{self._base}/t/{quote(campus)}.{token}"

    def fallback(self) -> str:
        """Return the address for a call that lost its way."""
        return f"{self._base}/voice/fallback"
