"""Engineer and coordinators hear of the house's troubles once, even when no worker is alive."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from phones import CAMPUS, LINE, Phones
from prometheus_client import REGISTRY

from warmline import wording
from warmline.bootstrap import Parts
from warmline.errors import StoreError
from warmline.phone import PhoneNumber
from warmline.timer import Backlog

TEXTS = "*/Messages.json"


class Watch:
    """The house's processes, which look at it every five seconds of the story."""

    def __init__(self, phones: Phones, told: tuple[str, ...] = ("engineer", "coordinator")) -> None:
        self.phones = phones
        phones.parts.backlog_made = lambda: self.backlog
        self.backlog = Backlog(0, timedelta(0), 0, 2)
        self.alive = {"worker", "clock"}
        if told:
            self.ivo, self.sam = map(phones.mentor, ("Ivo", "Sam"), told)
        phones.on_call("Maya")
        phones.ready()
        self.passes(5)

    def passes(self, seconds: float) -> None:
        """Let time pass while processes say that they live, and look."""
        end = self.phones.now() + timedelta(seconds=seconds)
        while self.phones.now() < end:
            self.phones.wait(seconds=5)
            for process in self.alive:
                self.phones.parts.live.beat(process, self.phones.now())
            if "clock" in self.alive:
                with suppress(StoreError):
                    self.phones.parts.ask_database()
            self.phones.parts.lookout.look_if_due(0.001)
            self.phones.run()

    def restarts(self) -> None:
        """Every process is started anew."""
        old = self.phones.parts
        self.phones.parts = Parts(
            old.settings, old.now, old.carrier_made, old.timer_made, old.backlog_made
        )

    def all_hear(self, text: str) -> None:
        """Both are texted this, and nothing else."""
        for person in (self.ivo, self.sam):
            person.is_texted(text, within=0)
            person.gets_no_text()


@pytest.fixture
def watch(phones: Phones) -> Watch:
    """A house with an engineer and a coordinator."""
    return Watch(phones)


def begun(watch: Watch, kind: str) -> str:
    return watch.phones.words(wording.trouble_text, trouble=kind)


def over(watch: Watch, kind: str) -> str:
    return watch.phones.words(wording.trouble_over_text, trouble=kind)


@pytest.mark.parametrize(("process", "kind"), [("worker", "workers"), ("clock", "clock")])
def test_a_dead_process_is_told_by_the_others(watch: Watch, process: str, kind: str) -> None:
    """No worker, or no clock: two people hear it once, also across restarts, and then its end."""
    watch.alive.discard(process)
    watch.passes(40)
    watch.ivo.gets_no_text()
    watch.passes(60)
    watch.all_hear(begun(watch, kind))
    watch.restarts()
    watch.passes(600)
    watch.alive.add(process)
    watch.passes(110)
    watch.ivo.gets_no_text()
    watch.passes(30)
    watch.all_hear(over(watch, kind))


def test_no_worker_is_needed_to_tell_that_there_is_none(watch: Watch) -> None:
    """The text goes straight to the carrier."""
    watch.phones.worker_pauses()
    watch.alive.discard("worker")
    watch.passes(100)
    watch.all_hear(begun(watch, "workers"))


def test_a_backlog_is_told(watch: Watch) -> None:
    """Jobs that wait for half a minute are late rings."""
    watch.backlog = Backlog(40, timedelta(seconds=45), 0, 1)
    watch.passes(60)
    watch.all_hear(begun(watch, "queue"))


def test_a_contact_that_nobody_can_attend_to_is_told(watch: Watch, monkeypatch) -> None:
    """A deadline that is overdue in spite of sweeps; and the contacts behind it go on."""
    phones = watch.phones
    first, second = phones.student("Ann"), phones.student("Ben")
    (luis,) = phones.on_call("Luis")
    first.calls()
    phones.people[2].rings()
    phones.worker_pauses()
    poisoned, attend = phones.contact().id, phones.parts.performer.attend

    def breaks(contact):  # a mistake of ours that only this contact meets
        if contact == poisoned:
            raise ValueError("nobody has thought of this")
        attend(contact)

    monkeypatch.setattr(phones.parts.performer, "attend", breaks)
    first.hangs_up()
    second.calls()
    luis.rings(within=5)
    luis.presses("1")
    second.talks_to(luis)
    watch.passes(150)
    watch.all_hear(begun(watch, "stuck"))


def test_a_carrier_that_fails_is_told_when_it_is_back(watch: Watch) -> None:
    """While it fails nobody can be told; afterwards they read from when to when it was."""
    phones = watch.phones
    phones.exchange.faults.rest("500")
    for _ in range(8):
        with pytest.raises(Exception, match="status 500"):
            phones.parts.carrier.is_up("CA" + "1" * 32)
        watch.passes(15)
    phones.exchange.faults.clear()
    assert phones.parts.carrier.number_webhooks(PhoneNumber(LINE)) is not None
    watch.passes(180)
    texts = [it.body for it in watch.ivo.phone.texts if it.incoming]
    assert len(texts) == 1, texts
    assert "carrier failed" in texts[0]
    watch.all_hear(texts[0])


def test_a_text_whose_answer_was_lost_is_not_sent_again(watch: Watch) -> None:
    """The carrier took it without saying so: it is looked for first."""
    watch.phones.exchange.faults.rest("late", TEXTS, method="POST", times=1)
    watch.alive.discard("worker")
    watch.passes(300)
    watch.all_hear(begun(watch, "workers"))


def test_one_who_sent_stop_keeps_nobody_else_from_being_told(watch: Watch, caplog) -> None:
    """The others hear it once, and it counts as told; the log names who cannot be, not a number."""
    watch.ivo.texts("STOP")
    watch.ivo.has_been_texted_by_the_carrier()
    watch.ivo.rings(within=5)
    watch.ivo.answers()
    watch.ivo.hears(wording.mentor_stopped_notice("Ears for Peers"))
    watch.sam.is_texted(watch.phones.words(wording.text_mentor_stopped, name="Ivo"), within=5)
    watch.alive.discard("worker")
    sent, failed = alerts("sent"), alerts("failed")
    watch.passes(300)
    watch.sam.is_texted(begun(watch, "workers"), within=0)
    watch.sam.gets_no_text()
    assert (alerts("sent") - sent, alerts("failed") - failed) == (1, 0)
    (named,) = [it for it in caplog.records if it.message.startswith("somebody could not")]
    assert named.mentor == watch.phones.id_of(watch.ivo)
    assert watch.ivo.phone.number not in str(vars(named))


def test_a_token_that_is_refused_lets_nobody_be_told_until_it_is_mended(watch: Watch) -> None:
    """Nobody has read it, so it is tried again; then they read of it, and later of its end."""
    faults = watch.phones.exchange.faults
    faults.rest("401", TEXTS)
    watch.alive.discard("worker")
    sent, failed = alerts("sent"), alerts("failed")
    watch.passes(150)
    watch.ivo.gets_no_text()
    assert alerts("failed") - failed >= 2
    faults.clear()
    watch.passes(40)
    for person in (watch.ivo, watch.sam):
        person.is_texted(begun(watch, "carrier"), within=0)
    watch.all_hear(begun(watch, "workers"))
    assert alerts("sent") - sent == 1
    watch.alive.add("worker")
    watch.passes(180)
    for person in (watch.ivo, watch.sam):
        person.is_texted(over(watch, "carrier"), within=0)
    watch.all_hear(over(watch, "workers"))


def test_a_trouble_is_told_to_the_first_who_can_be_told(phones: Phones) -> None:
    """A house in which nobody is to be told remembers what it could not tell."""
    watch = Watch(phones, ())
    watch.alive.discard("worker")
    watch.passes(150)
    ivo = phones.mentor("Ivo", "engineer")
    phones.ready()
    watch.passes(40)
    ivo.is_texted(begun(watch, "workers"), within=0)
    ivo.gets_no_text()


def test_only_who_could_not_be_reached_is_texted_again(watch: Watch) -> None:
    """The carrier had no room for one text; who has read it reads it once, and the other soon."""
    watch.phones.exchange.faults.rest("429", TEXTS, method="POST", times=1)
    watch.alive.discard("worker")
    watch.passes(130)
    watch.all_hear(begun(watch, "workers"))
    watch.alive.add("worker")
    watch.passes(150)
    watch.all_hear(over(watch, "workers"))


def test_what_one_has_read_is_over_for_all(watch: Watch) -> None:
    """One could not be reached while it lasted: nobody reads that nobody could be told."""
    faults = watch.phones.exchange.faults
    faults.rest("429", TEXTS, method="POST", times=1)
    faults.rest("429", TEXTS, method="GET")  # whether the text has arrived after all
    watch.alive.discard("worker")
    watch.passes(150)
    watch.sam.is_texted(begun(watch, "workers"), within=0)
    watch.ivo.gets_no_text()
    watch.alive.add("worker")
    watch.passes(150)
    watch.all_hear(over(watch, "workers"))


def test_what_comes_back_while_its_end_is_told_is_new(watch: Watch) -> None:
    """Who has read that it is over reads that it has begun again."""
    faults = watch.phones.exchange.faults
    watch.alive.discard("worker")
    watch.passes(90)
    watch.all_hear(begun(watch, "workers"))
    faults.rest("429", TEXTS, method="POST", times=1)
    faults.rest("429", TEXTS, method="GET")
    watch.alive.add("worker")
    watch.passes(150)
    watch.sam.is_texted(over(watch, "workers"), within=0)
    watch.ivo.gets_no_text()
    watch.alive.discard("worker")
    watch.passes(90)
    watch.all_hear(begun(watch, "workers"))


def alerts(result: str) -> float:
    """Return how many texts that no worker is alive were counted with a result."""
    labels = {"trouble": "workers", "what": "begun", "result": result}
    return REGISTRY.get_sample_value("warmline_alerts_total", labels) or 0.0


def test_forged_webhooks_in_numbers_are_told(watch: Watch) -> None:
    """A wrong token or a proxy that changes addresses refuses everything: that is heard of."""
    for _ in range(6):
        answer = watch.phones.posts("/voice/incoming", [("CallSid", "CA" + "1" * 32)])
        assert answer.status == 403
    watch.passes(10)
    watch.all_hear(begun(watch, "refusals"))
    watch.passes(900)
    watch.all_hear(over(watch, "refusals"))


def test_a_database_that_stays_away_is_told(watch: Watch) -> None:
    """Calls go on without it, and nobody would notice until morning."""
    with watch.phones.database_away():
        watch.passes(150)
        watch.ivo.gets_no_text()
        watch.passes(40)
        watch.all_hear(begun(watch, "database"))
    watch.passes(150)
    watch.all_hear(over(watch, "database"))


def test_an_engineer_needs_no_certificate(phones: Phones) -> None:
    """They are texted whatever their stage, and never rung for a student."""
    ivo = phones.in_training("Ivo", "engineer", listens=False)
    phones.ready()
    roster = phones.parts.houses.of_campus(CAMPUS)
    assert [it.name for it in roster.watchers()] == [ivo.name]
