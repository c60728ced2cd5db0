"""The one place that puts real parts together; everything else is handed what it needs."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from warmline.assent.desk import AssentDesk
from warmline.caring import Caring
from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier
from warmline.carrier.twiml import Twiml
from warmline.chores import Chore
from warmline.contact.events import WrapUpGiven
from warmline.conversation.state import Conversation
from warmline.drill.runner import Drills
from warmline.houses import Houses
from warmline.ids import ContactId
from warmline.nightly import Nightly
from warmline.performer import Performer
from warmline.performer.calls import Calls
from warmline.performer.conversations import Conversations
from warmline.privacy import Vault
from warmline.publisher import Publisher
from warmline.settings import Settings
from warmline.store.live import LiveStore
from warmline.store.records.history import ContactHistory
from warmline.switchboard import Switchboard
from warmline.textboard import Textboard
from warmline.timer import RqTimer, Timer

if TYPE_CHECKING:
    from warmline.store.records import Records

PUBLISH_SECONDS = 0.5  # a changed plan routes within a second
DRILL_SECONDS = 5.0
ASSENT_SECONDS = 2.0
CARE_SECONDS = 60.0
PURGE_SECONDS = 60.0  # how often it is looked whether the day's purge is due


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass
class Parts:
    """The parts of one process, each made at its first use; tests hand in their own."""

    settings: Settings
    now: Callable[[], datetime] = utc_now
    carrier_made: Carrier | None = None
    timer_made: Timer | None = None

    @cached_property
    def vault(self) -> Vault:
        """What seals numbers."""
        return Vault(self.settings.keys)

    @cached_property
    def live(self) -> LiveStore:
        """What is happening now."""
        return LiveStore(self.settings.redis_url)

    @cached_property
    def records(self) -> "Records":
        """What is known; imported only where it is used, because it is large."""
        records = importlib.import_module("warmline.store.records").Records
        made: Records = records.connect(self.settings.database_url, self.vault)
        return made

    @cached_property
    def carrier(self) -> Carrier:
        """Who places calls. Raises SettingsError when there is nobody."""
        if self.carrier_made is not None:
            return self.carrier_made
        self.settings.require_carrier()
        twilio = importlib.import_module("warmline.carrier.twilio")
        made: Carrier = twilio.TwilioCarrier(
            self.settings.account_sid, self.settings.auth_token, self.settings.api_base
        )
        return made

    @cached_property
    def timer(self) -> Timer:
        """What wakes contacts up."""
        return self.timer_made or RqTimer(self.settings.rq_redis_url)

    @cached_property
    def addresses(self) -> Addresses:
        """Where the carrier finds us."""
        return Addresses(self.settings.public_base_url)

    @cached_property
    def twiml(self) -> Twiml:
        """What we say, in the carrier's words."""
        return Twiml(self.addresses, self.vault)

    @cached_property
    def houses(self) -> Houses:
        """The published rosters."""
        return Houses(self.live, self.vault, self.now)

    @cached_property
    def switchboard(self) -> Switchboard:
        """The only way in."""
        return Switchboard(self.live, self.houses, self.timer, self.now)

    @cached_property
    def textboard(self) -> Textboard:
        """The only way into conversations."""
        return Textboard(self.live, self.houses, self.timer, self.now)

    @cached_property
    def performer(self) -> Performer:
        """Does what is pending, and writes histories."""
        return self._performer(self._record)

    @cached_property
    def performer_without_records(self) -> Performer:
        """Does what is pending from a webhook, when no worker does; SQL is left alone."""
        return self._performer(None)

    @cached_property
    def publisher(self) -> Publisher:
        """Compiles plans into Redis."""
        return Publisher(self.records, self.live, self.now)

    @cached_property
    def drills(self) -> Drills:
        """Tests of every phone on the coming week's plan."""
        return Drills(self.records, self.live, self.houses, self.switchboard, self.now)

    @cached_property
    def assents(self) -> AssentDesk:
        """What needs a second person."""
        return AssentDesk(self.records, self.live, self.houses, self.switchboard, self.now)

    @cached_property
    def caring(self) -> Caring:
        """What is done for mentors' sake."""
        return Caring(self.records, self.houses, self.switchboard, self.now)

    @cached_property
    def nightly(self) -> Nightly:
        """The daily purge."""
        return Nightly(self.records, self.live, self.now)

    @cached_property
    def slow_chores(self) -> tuple[Chore, ...]:
        """What the clock does beside its chores, because a published plan must not wait for it."""
        return (Chore("purge", PURGE_SECONDS, self.nightly.tick),)

    @cached_property
    def chores(self) -> tuple[Chore, ...]:
        """What the clock does beside its sweep."""
        return (
            Chore("publish", PUBLISH_SECONDS, self.publisher.publish_changed),
            Chore("drills", DRILL_SECONDS, self.drills.tick),
            Chore("care", CARE_SECONDS, self.caring.tick),
            Chore("assents", ASSENT_SECONDS, self.assents.tick),
        )

    def _record(self, history: ContactHistory) -> bool:
        return self.records.record_contact(history)

    def _performer(self, record: Callable[[ContactHistory], bool] | None) -> Performer:
        conversations = Conversations(self.textboard, self.carrier, self.vault, self.addresses)
        calls = Calls(
            self.switchboard,
            self.carrier,
            self.vault,
            self.addresses,
            calls_per_second=self.settings.calls_per_second,
            notify=conversations.notify,
        )
        return Performer(calls, conversations, record=record)

    def keep_wrap_up(self, contact: ContactId, given: WrapUpGiven) -> None:
        """Give a wrap-up to the contact it is about. Raises UnknownContactError."""
        if isinstance(self.live.load(contact), Conversation):
            self.textboard.handle(contact, given)
        else:
            self.switchboard.handle(contact, given)


def parts_from(environ: Mapping[str, str]) -> Parts:
    """Return the parts of a process that the environment describes. Raises SettingsError."""
    return Parts(Settings.read(environ))
