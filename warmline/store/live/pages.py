"""What mentors see of a conversation on a page: sealed, and gone in the step that closes it.

A page is a hash of its conversation: its entries in order, where the texts that came of them are at
the carrier, and who looks at it. Links and opened pages are kept by the hashes of their secrets.
"""

from datetime import datetime, timedelta
from typing import Literal, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from warmline.ids import CampusSlug, ContactId, MentorId, Sealed, campus_of
from warmline.store.live.connection import Connection, answering, moment, ms
from warmline.store.live.keys import keys_of

PAGE_SECONDS = 86400  # a net: it is deleted when the conversation closes
LINK_SECONDS = 12 * 3600  # an unopened link; it leads nowhere once the conversation is closed
OPENED_SECONDS = 3600  # since it was last looked at
PRESENT = timedelta(seconds=20)  # a page that asks every two seconds has been left by then

LAST_STATES = frozenset({"delivered", "read", "failed", "undelivered"})

Kind = Literal["student", "colleague", "mine", "note"]


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that one mentor sees: words of the student, a colleague or their own, or a note.

    ``message`` is the name that a mentor's browser gave to a message of theirs.
    """

    mentor: MentorId
    kind: Kind
    at: datetime
    number: int = 0
    words: Sealed | None = None
    what: str | None = None
    detail: str | None = None
    message: str | None = None


class Told(Struct, frozen=True):
    """When a mentor was last texted a link, what for, and which: the newest one counts."""

    at: datetime
    by: str
    link: str


class Link(Struct, frozen=True, kw_only=True):
    """Where a link leads: one mentor's side of one conversation, until that is closed."""

    contact: ContactId
    mentor: MentorId
    opening: int  # when the conversation was opened (ms UTC): one that is reopened is another
    by: str = ""  # the hash of what the browser knows that has opened it


class Opened(Struct, frozen=True, kw_only=True):
    """A page that somebody has opened; ``secret`` is the hash of what their cookie holds."""

    contact: ContactId
    mentor: MentorId
    opening: int
    secret: str


class Page(Struct, frozen=True, kw_only=True):
    """All that is kept of a conversation for those who answer on a page."""

    entries: tuple[Entry, ...] = ()
    texts: dict[
        str, str
    ] = {}  # the mark of words -> the carrier's name of the text, or "" for none
    moved: dict[str, str] = {}  # the carrier's name of a text -> its last state
    told: dict[MentorId, Told] = {}
    opened: dict[MentorId, str] = {}  # the newest link that was opened
    looked: dict[MentorId, datetime] = {}

    def of(self, mentor: MentorId) -> tuple[Entry, ...]:
        """Return what a mentor sees, oldest first."""
        return tuple(it for it in self.entries if it.mentor == mentor)

    def is_looked_at(self, mentor: MentorId, now: datetime) -> bool:
        """Say whether a mentor has the page before them."""
        last = self.looked.get(mentor)
        return last is not None and now - last < PRESENT


class Pages(Connection):
    """Nothing here outlives its conversation but the hashes of links."""

    def put_on_page(self, contact: ContactId, name: str, entry: Entry) -> Entry | None:
        """Put an entry at the end of a page, once under a name: the first one stays.

        Returns the one that is there, or None when the conversation is closed.
        """
        keys = keys_of(campus_of(contact))
        with answering():
            found = self._put_entry(
                keys=[keys.contact(contact), keys.page(contact)],
                args=[f"{entry.mentor}|{name}", self._encoder.encode(entry), PAGE_SECONDS],
            )
        if not found:
            return None
        number, blob = cast("list[bytes]", found)
        return replace(msgspec.json.decode(blob, type=Entry), number=int(number))

    def page(self, contact: ContactId) -> Page:
        """Return a conversation's page; an empty one when there is none."""
        with answering():
            kept = self._redis.hgetall(keys_of(campus_of(contact)).page(contact))
        return _page({k.decode(): v for k, v in cast("dict[bytes, bytes]", kept).items()})

    def note_text(self, contact: ContactId, mark: str, sid: str) -> None:
        """Note which text at the carrier has these words; "": none ever will."""
        self._note(contact, f"s:{mark}", sid)

    def note_moved(self, contact: ContactId, sid: str, status: str) -> None:
        """Note the last state of a text at the carrier; what it is on its way is no news."""
        if status in LAST_STATES:
            self._note(contact, f"d:{sid}", status)

    def note_told(self, contact: ContactId, mentor: MentorId, told: Told) -> None:
        """Note that a mentor is texted a link; no link of theirs before it counts any more."""
        self._note(contact, f"t:{mentor}", msgspec.json.encode(told).decode())

    def note_opened(self, contact: ContactId, mentor: MentorId, link: str) -> None:
        """Note that a mentor has opened a link."""
        self._note(contact, f"o:{mentor}", link)

    def note_looked(self, contact: ContactId, mentor: MentorId, at: datetime) -> None:
        """Note that a mentor has the page before them."""
        self._note(contact, f"l:{mentor}", str(ms(at)))

    def put_link(self, campus: CampusSlug, token_hash: str, link: Link) -> None:
        """Keep where a link leads; one that is known already stays as it is."""
        with answering():
            key = keys_of(campus).link(token_hash)
            self._redis.set(key, msgspec.json.encode(link), nx=True, ex=LINK_SECONDS)

    def link(self, campus: CampusSlug, token_hash: str) -> Link | None:
        """Return where a link leads, used or not; None when it is unknown or forgotten."""
        with answering():
            kept = self._redis.get(keys_of(campus).link(token_hash))
        return msgspec.json.decode(cast("bytes", kept), type=Link) if kept else None

    def open_link(
        self, campus: CampusSlug, token_hash: str, browser: str
    ) -> Literal["yes", "used", "unknown"]:
        """Use a link up; only the browser that has done so may do it again."""
        with answering():
            found = self._open_link(keys=[keys_of(campus).link(token_hash)], args=[browser])
        return cast("Literal['yes', 'used', 'unknown']", cast("bytes", found).decode())

    def put_opened(self, campus: CampusSlug, handle: str, opened: Opened) -> None:
        """Keep who has opened a page, for an hour from the last look."""
        with answering():
            key = keys_of(campus).opened(handle)
            self._redis.set(key, msgspec.json.encode(opened), ex=OPENED_SECONDS)

    def opened(self, campus: CampusSlug, handle: str) -> Opened | None:
        """Return who has opened a page, and keep that for another hour; None when it is over."""
        with answering():
            kept = self._redis.getex(keys_of(campus).opened(handle), ex=OPENED_SECONDS)
        return msgspec.json.decode(cast("bytes", kept), type=Opened) if kept else None

    def _note(self, contact: ContactId, field: str, value: str) -> None:
        with answering():
            key = keys_of(campus_of(contact)).page(contact)
            self._note_on_page(keys=[key], args=[field, value])


def _page(kept: dict[str, str | bytes]) -> Page:
    def under(letter: str) -> dict[str, bytes]:
        return {k[2:]: cast("bytes", v) for k, v in kept.items() if k.startswith(f"{letter}:")}

    entries = sorted(
        (
            replace(msgspec.json.decode(blob, type=Entry), number=int(number))
            for number, blob in under("e").items()
        ),
        key=lambda it: it.number,
    )
    looked = {MentorId(who): moment(at) for who, at in under("l").items()}
    return Page(
        entries=tuple(entries),
        texts={mark: sid.decode() for mark, sid in under("s").items()},
        moved={sid: status.decode() for sid, status in under("d").items()},
        told={MentorId(who): msgspec.json.decode(it, type=Told) for who, it in under("t").items()},
        opened={MentorId(who): it.decode() for who, it in under("o").items()},
        looked={who: at for who, at in looked.items() if at is not None},
    )
