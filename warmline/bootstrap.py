"""The one place that puts real parts together; everything else is handed what it needs."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from warmline.affairs import Affairs
from warmline.assent.desk import AssentDesk
from warmline.care_errands import CareErrands
from warmline.care_keeper import CareKeeper
from warmline.caring import Caring
from warmline.carrier.addresses import Addresses
from warmline.carrier.counted import CountedCarrier
from warmline.carrier.port import Carrier
from warmline.carrier.twiml import Twiml
from warmline.checkins import CheckIns
from warmline.chores import Chore
from warmline.contact import Contact
from warmline.contact.actions import Errand
from warmline.drill.runner import Drills
from warmline.duty import Duty
from warmline.exchange.values import Outcome
from warmline.houses import Houses
from warmline.ids import CampusSlug, MentorId
from warmline.incoming import Missed, Sorting
from warmline.nightly import Nightly
from warmline.pages import Links, Writing
from warmline.performer import Performer
from warmline.performer.calls import Calls
from warmline.performer.codes import Answering
from warmline.performer.conversations import Conversations
from warmline.performer.pages import PageTexts
from warmline.privacy import Vault
from warmline.publisher import Publisher
from warmline.settings import Settings
from warmline.store.live import LiveStore
from warmline.store.records.answers import Answer
from warmline.store.records.history import ContactHistory
from warmline.switchboard import Switchboard
from warmline.switching import Switching
from warmline.textboard import Textboard
from warmline.timer import Backlog, RqTimer, Timer
from warmline.watch.heartbeat import Heartbeat
from warmline.watch.lookout import Lookout
from warmline.watch.sight import DATABASE, Sight
from warmline.watch.tallies import Tallies
from warmline.withdrawals import Withdrawals
from warmline.wrapping import WrapUps

if TYPE_CHECKING:
    from warmline.errands import Errands
    from warmline.page_errands import PageErrands
    from warmline.store.records import Records

PUBLISH_SECONDS = 0.5  # a changed plan routes within a second
WITHDRAW_SECONDS = 1.0
DRILL_SECONDS = 5.0
ASSENT_SECONDS = 2.0
CARE_SECONDS = 60.0
CODE_SECONDS = 2.0
SWITCH_SECONDS = 5.0
ENDING_SECONDS = 300.0
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
    backlog_made: Callable[[], Backlog | None] | None = None

    @cached_property
    def vault(self) -> Vault:
        """What seals numbers."""
        return Vault(self.settings.keys, self.settings.reread_keys)

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
        made = self.carrier_made
        if made is None:
            self.settings.require_carrier()
            twilio = importlib.import_module("warmline.carrier.twilio")
            made = twilio.TwilioCarrier(
                self.settings.account_sid, self.settings.auth_token, self.settings.api_base
            )
        return CountedCarrier(made, self.tallies.asked)

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
    def checkins(self) -> CheckIns:
        """Who is asked before a shift, and who hears if they do not answer."""
        return CheckIns(self.live, self.houses, self.switchboard, self.now)

    @cached_property
    def sorting(self) -> Sorting:
        """Deals with what people text us."""
        return Sorting(self.switchboard, self.textboard, self.vault, self.checkins, self.links)

    @cached_property
    def links(self) -> Links:
        """Links to the pages of lines whose mentors do not answer by text."""
        return Links(self.live, self.houses, self.addresses, self.now)

    @cached_property
    def writing(self) -> Writing:
        """Takes what mentors write on a page."""
        return Writing(self.switchboard, self.textboard, self.vault, self.now)

    @cached_property
    def missed(self) -> Missed:
        """Deals with what people have texted while nobody was there."""
        return Missed(self.live, self.houses, self.sorting, lambda: self.carrier, self.now)

    @cached_property
    def performer(self) -> Performer:
        """Does what is pending, and writes histories."""
        return self._performer(self._record, self._run_errand, self._answer_code)

    @cached_property
    def performer_without_records(self) -> Performer:
        """Does what is pending from a webhook, when no worker does; SQL is left alone."""
        return self._performer(None, None, None)

    @cached_property
    def publisher(self) -> Publisher:
        """Compiles plans into Redis."""
        return Publisher(self.records, self.live, self.now, after=self.withdrawals.of)

    @cached_property
    def switching(self) -> Switching:
        """Lines that are paused or in a surge."""
        return Switching(
            lambda: self.records, self.houses, self.switchboard, lambda: self.publisher, self.now
        )

    @cached_property
    def withdrawals(self) -> Withdrawals:
        """Takes out of open contacts whoever may no longer be rung."""
        return Withdrawals(self.live, self.houses, self.switchboard, self.textboard, self.now)

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
    def care_keeper(self) -> CareKeeper:
        """Mentors' own care ledgers."""
        return CareKeeper(self.records, self.now)

    @cached_property
    def care_errands(self) -> CareErrands:
        """What mentors text of their own care ledgers."""
        return CareErrands(self.care_keeper, self.houses, self.vault, self.now)

    @cached_property
    def affairs(self) -> Affairs:
        """What is to be told to people about their numbers and certificates."""
        return Affairs(self.records, self.houses, self.switchboard, self.vault, self.now)

    @cached_property
    def nightly(self) -> Nightly:
        """The daily purge."""
        return Nightly(self.records, self.live, self.now)

    @cached_property
    def tallies(self) -> Tallies:
        """What this process has seen of the carrier and of forged webhooks."""
        return Tallies(self.now)

    @cached_property
    def backlog(self) -> Callable[[], Backlog | None]:
        """What waits in the queue; asked on a connection of its own."""
        return self.backlog_made or RqTimer(self.settings.rq_redis_url).backlog

    def _ask_backlog(self) -> Backlog | None:
        return self.backlog()

    def ask_database(self) -> None:
        """Say that the database has answered. Raises a StoreError when it has not."""
        self.records.ping()
        self.live.beat(DATABASE, self.now())

    @cached_property
    def lookout(self) -> Lookout:
        """What keeps watch over the house, and tells of its troubles."""
        sight = Sight(self.live, self.now, self.tallies, self._ask_backlog)
        return Lookout(sight, self.live, self.houses, lambda: self.carrier, self.vault)

    @cached_property
    def heartbeat(self) -> Heartbeat:
        """What tells somebody else's machine that all is well."""
        return Heartbeat(
            self.settings.heartbeat_url, lambda: self.live.beat("heartbeat", self.now())
        )

    @cached_property
    def slow_chores(self) -> tuple[Chore, ...]:
        """What the clock does beside its chores, because a published plan must not wait for it."""
        return (Chore("purge", PURGE_SECONDS, self.nightly.tick),)

    @cached_property
    def chores(self) -> tuple[Chore, ...]:
        """What the clock does beside its sweep."""
        return (
            Chore("publish", PUBLISH_SECONDS, self.publisher.publish_changed),
            Chore("withdraw", WITHDRAW_SECONDS, self.withdrawals.sweep),
            Chore("drills", DRILL_SECONDS, self.drills.tick),
            Chore("care", CARE_SECONDS, self.caring.tick),
            Chore("assents", ASSENT_SECONDS, self.assents.tick),
            Chore("switches", SWITCH_SECONDS, self.switching.tick),
            Chore("codes", CODE_SECONDS, self.affairs.send_codes),
            Chore("endings", ENDING_SECONDS, self.affairs.tell_endings),
            Chore("applications", ENDING_SECONDS, self.affairs.tell_applications),
        )

    def _record(self, history: ContactHistory) -> bool:
        return self.records.record_contact(history)

    @cached_property
    def errands(self) -> "Errands":
        """Runs errands with the records; imported only where it is used."""
        made: Errands = importlib.import_module("warmline.errands").Errands(
            self.records, self.live, self.publisher, self.checkins, self.care_errands, self.now
        )
        return made

    @cached_property
    def page_errands(self) -> "PageErrands":
        """Runs the errands that people ask for on a page."""
        module = importlib.import_module("warmline.page_errands")
        made: PageErrands = module.PageErrands(self.switchboard, self.errands)
        return made

    @cached_property
    def duty(self) -> Duty:
        """Who is on and off duty by their own word."""
        return Duty(self.switchboard, self.checkins)

    @cached_property
    def wrap_ups(self) -> WrapUps:
        """Takes wrap-ups."""
        return WrapUps(self.switchboard, self.textboard)

    def _run_errand(self, contact: Contact, key: str, errand: Errand) -> Outcome:
        return self.errands.run(contact, key, errand)

    def _answer_code(self, campus: CampusSlug, mentor: MentorId, code: str, errand: str) -> Answer:
        """Compare a code that came by text; the right one is followed by calls at once."""
        answer = self.records.answer_code_once(campus, mentor, code, errand, now=self.now())
        if answer.verdict == "confirmed":
            self.live.set_textable(campus, mentor, yes=True)  # whatever the old phone had said
            self.publisher.publish(campus)
        return answer

    def _performer(
        self,
        record: Callable[[ContactHistory], bool] | None,
        run_errand: Callable[[Contact, str, Errand], Outcome] | None,
        answer: Answering | None,
    ) -> Performer:
        conversations = Conversations(
            self.textboard,
            self.carrier,
            self.vault,
            self.addresses,
            PageTexts(self.live, self.links, self.now),
            call=self.switchboard.call_for_help,
        )
        calls = Calls(
            self.switchboard,
            self.carrier,
            self.vault,
            self.addresses,
            calls_per_second=self.settings.calls_per_second,
            notify=conversations.notices.tell,
        )
        return Performer(calls, conversations, record=record, run_errand=run_errand, answer=answer)


def parts_from(environ: Mapping[str, str]) -> Parts:
    """Return the parts of a process that the environment describes. Raises SettingsError."""
    return Parts(Settings.read(environ))
