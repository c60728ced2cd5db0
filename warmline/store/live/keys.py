"""The names of things in Redis: all keys of a campus share its hash tag, so one slot has them."""

from functools import lru_cache
from zlib import crc32

from warmline.ids import CallSid, CampusSlug, ContactId, LineSlug, MentorId, NumberHash

CAMPUSES = "wl:campuses"
BEATS = "wl:beats"
JOB_LINES = 8  # jobs that may be under way at once for one campus


class Keys:
    """The keys of one campus; none of them holds a number."""

    def __init__(self, campus: CampusSlug) -> None:
        tag = f"wl:{{{campus}}}"
        self.tag = tag
        self.version = f"{tag}:roster:version"
        self.roster = f"{tag}:roster"
        self.due = f"{tag}:due"
        self.open = f"{tag}:open"
        self.recent = f"{tag}:recent"
        self.busy = f"{tag}:busy"
        self.offered = f"{tag}:offered"
        self.offers = f"{tag}:offers"
        self.taken = f"{tag}:taken"
        self.looks = f"{tag}:looks"
        self.rest = f"{tag}:rest"
        self.threads = f"{tag}:threads"
        self.texting = f"{tag}:texting"
        self.limits = f"{tag}:limits"
        self.off = f"{tag}:off"
        self.late = f"{tag}:late"
        self.confirmed = f"{tag}:confirmed"
        self.untextable = f"{tag}:untextable"
        self.students = f"{tag}:students"
        self.codenames = f"{tag}:codenames"
        self.silenced = f"{tag}:silenced"
        self.owed = f"{tag}:owed"
        self.callbacks = f"{tag}:callbacks"
        self.pace = f"{tag}:pace"
        self.eras = f"{tag}:eras"
        self.missed = f"{tag}:missed"

    def contact(self, contact: ContactId) -> str:
        """Return the key of a contact: a hash of its version and itself."""
        return f"{self.tag}:contact:{contact}"

    def story(self, contact: ContactId) -> str:
        """Return the key of what has happened to a contact: a list."""
        return f"{self.tag}:story:{contact}"

    def call(self, call: CallSid) -> str:
        """Return the key that leads from the carrier's call to its contact."""
        return f"{self.tag}:call:{call}"

    def job(self, contact: ContactId) -> str:
        """Return the key that says that a job for contacts like this one is on its way."""
        return f"{self.tag}:job:{_slot(contact)}"

    def woken(self, contact: ContactId) -> str:
        """Return the key of the contacts that such a job will find: a list."""
        return f"{self.tag}:woken:{_slot(contact)}"

    def message(self, message: str) -> str:
        """Return the key of a text: who deals with it now, or that it has been dealt with."""
        return f"{self.tag}:message:{message}"

    def once(self, what: str) -> str:
        """Return the key that says that something was done today."""
        return f"{self.tag}:once:{what}"

    def order(self, sender: NumberHash) -> str:
        """Return the key of when a sender's last command or carrier's word was written."""
        return f"{self.tag}:order:{sender}"

    def flood(self, sender: NumberHash, minute: int) -> str:
        """Return the key that counts a sender's texts in a minute."""
        return f"{self.tag}:flood:{sender}:{minute}"

    def purged(self) -> str:
        """Return the key that names the last day on which the purge was done."""
        return f"{self.tag}:purged"

    def purging(self) -> str:
        """Return the key that says that a clock does the day's purge now."""
        return f"{self.tag}:purging"

    def code(self, mentor: MentorId) -> str:
        """Return the key of a code that was texted to somebody who signs in."""
        return f"{self.tag}:code:{mentor}"

    def drill(self, drill: str) -> str:
        """Return the key of what was heard of a drill's rings: a set."""
        return f"{self.tag}:drill:{drill}"

    def assent(self, assent: str) -> str:
        """Return the key of a request that waits for a second person."""
        return f"{self.tag}:assent:{assent}"

    def verdict(self, assent: str) -> str:
        """Return the key of what that person decided."""
        return f"{self.tag}:verdict:{assent}"

    def page(self, contact: ContactId) -> str:
        """Return the key of what mentors see of a conversation on a page: a hash."""
        return f"{self.tag}:page:{contact}"

    def link(self, token_hash: str) -> str:
        """Return the key of a link that leads to a page, by its token's hash."""
        return f"{self.tag}:link:{token_hash}"

    def opened(self, handle: str) -> str:
        """Return the key of a page that somebody has opened."""
        return f"{self.tag}:opened:{handle}"

    def listed(self, mentor: MentorId) -> str:
        """Return the key of the turns that a mentor was shown by number."""
        return f"{self.tag}:listed:{mentor}"

    def helping(self, mentor: MentorId) -> str:
        """Return the key of the conversations that a mentor was asked to help in: a list."""
        return f"{self.tag}:helping:{mentor}"

    def performer(self, contact: ContactId) -> str:
        """Return the key that says who performs a contact's actions now."""
        return f"{self.tag}:performer:{contact}"

    def pool(self, version: str, line: LineSlug, rung: int, start: int) -> str:
        """Return the key of the mentors on call for a rung in the span that starts then."""
        return f"{self.tag}:pool:{version}:{line}:{rung}:{start}"


def _slot(contact: ContactId) -> int:
    """Return which of the few lines of jobs a contact stands in."""
    return crc32(contact.encode()) % JOB_LINES


@lru_cache(maxsize=1024)
def keys_of(campus: CampusSlug) -> Keys:
    """Return the keys of a campus, made once."""
    return Keys(campus)
