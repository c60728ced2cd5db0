"""Links that open once, and the pages that are open: who may see which conversation, for how long.

A link is a secret of its own, kept as a hash. Only the newest link of a mentor to a conversation
opens anything, only while that conversation is open, and only in one browser: that one may press
twice, because the answer to its first press may have been lost on a bad connection.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.carrier.addresses import Addresses
from warmline.conversation.state import Claimed, Conversation, Offering, Thread
from warmline.houses import Houses, Roster
from warmline.ids import CampusSlug, ContactId, MentorId, campus_of
from warmline.line import Line
from warmline.store.live import LiveStore
from warmline.store.live.pages import Link, Opened, Told

BYTES = 15  # 120 bits, 24 letters and digits: nothing at the end of a link that a phone leaves out

Trouble = Literal["unknown", "used", "over"]


class Door(Struct, frozen=True):
    """A page that has just been opened: its name in addresses, and what the cookie holds."""

    handle: str
    secret: str


class Seat(Struct, frozen=True):
    """Somebody at a page: one mentor's side of one conversation, as it is this moment."""

    conv: Conversation
    mentor: MentorId
    roster: Roster

    @property
    def line(self) -> Line:
        """The conversation's line."""
        return self.roster.lines[self.conv.line]

    @property
    def thread(self) -> Thread | None:
        """Their newest end of it."""
        return self.conv.newest_thread(self.mentor)


class Links:
    """Makes links, opens them, and knows who has; raises LiveStoreUnavailableError."""

    def __init__(
        self,
        live: LiveStore,
        houses: Houses,
        addresses: Addresses,
        now: Callable[[], datetime],
    ) -> None:
        self._live = live
        self._houses = houses
        self._addresses = addresses
        self._now = now

    def new(self, conv: Conversation, mentor: MentorId, by: str | None = None) -> str:
        """Return the address of a new link; with ``by`` the same one each time it is asked for.

        So a text that is tried again is the same text, and is found at the carrier.
        """
        pepper = self._houses.of_campus(conv.campus).pepper
        token = _token() if by is None else _derived(pepper, f"{conv.id}|{mentor}|{by}")
        link = Link(contact=conv.id, mentor=mentor, opening=opening_of(conv))
        self._live.put_link(conv.campus, hashed(token), link)
        told = Told(self._now(), by or "", hashed(token))
        self._live.note_told(conv.id, mentor, told)
        return self._addresses.page(conv.campus, token)

    def look(self, address: str) -> Trouble | None:
        """Return why a link would open nothing; a look does not use it up."""
        found = self._found(address)
        if found is None:
            return "unknown"
        link, token_hash = found
        if link.by:
            return "used"
        return self._why_over(link, token_hash)

    def open(self, address: str, browser: str) -> Door | Trouble:
        """Use a link up and open the page in this browser, which has shown a secret of its own."""
        found = self._found(address)
        if found is None:
            return "unknown"
        link, token_hash = found
        over = self._why_over(link, token_hash)
        if over is not None:
            return "used" if link.by else over
        campus = campus_of(link.contact)
        answer = self._live.open_link(campus, token_hash, hashed(browser))
        if answer != "yes":
            return answer
        door = Door(f"{campus}.{_token()}", _token())
        opened = Opened(
            contact=link.contact,
            mentor=link.mentor,
            opening=link.opening,
            secret=hashed(door.secret),
        )
        self._live.note_opened(link.contact, link.mentor, token_hash)
        self._live.put_opened(campus, hashed(door.handle), opened)
        return door

    def seat(self, handle: str, secret: str) -> Seat | None:
        """Return who sits at a page, or None if this browser has not opened it, or it is over."""
        campus = CampusSlug(handle.partition(".")[0])
        if campus not in self._live.campuses():
            return None
        opened = self._live.opened(campus, hashed(handle))
        if opened is None or not hmac.compare_digest(opened.secret, hashed(secret)):
            return None
        conv = self._live.load(opened.contact)
        if not isinstance(conv, Conversation) or opening_of(conv) != opened.opening:
            return None
        return Seat(conv, opened.mentor, self._houses.newest(campus))

    def _found(self, address: str) -> tuple[Link, str] | None:
        campus, _, token = address.partition(".")
        if campus not in self._live.campuses():
            return None
        token_hash = hashed(token)
        link = self._live.link(CampusSlug(campus), token_hash)
        return (link, token_hash) if link is not None else None

    def _why_over(self, link: Link, token_hash: str) -> Trouble | None:
        conv = self._live.load(link.contact)
        if not isinstance(conv, Conversation) or opening_of(conv) != link.opening:
            return "over"
        if not isinstance(conv.state, Offering | Claimed):
            return "over"
        told = self._live.page(link.contact).told.get(link.mentor)
        return None if told is not None and told.link == token_hash else "used"


def opening_of(conv: Conversation) -> int:
    """Return when a conversation was opened, or reopened, last (ms UTC)."""
    return int((conv.reopened_at or conv.arrived_at).timestamp() * 1000)


def hashed(secret: str) -> str:
    """Return the only form in which we keep a secret of a link or a page."""
    return hashlib.sha256(secret.encode()).hexdigest()


def page_key(conv: Conversation, mentor: MentorId) -> str:
    """Return what a browser keeps unsent messages under: the same for every link to this side."""
    return hashed(f"{conv.id}|{mentor}|{opening_of(conv)}")[:16]


def message_id(contact: ContactId, mentor: MentorId, given: str) -> str:
    """Return the mark of a message or command from a page: what has it twice was sent twice."""
    return f"page-{hashed(f'{contact}|{mentor}|{given}')[:32]}"


def _token() -> str:
    return _written(secrets.token_bytes(BYTES))


def _derived(pepper: str, name: str) -> str:
    mac = hmac.new(pepper.encode(), f"page link|{name}".encode(), hashlib.sha256)
    return _written(mac.digest()[:BYTES])


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
