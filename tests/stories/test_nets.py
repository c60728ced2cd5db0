"""Three nets under every wait: what happens when a worker, the clock, SQL or Redis is away."""

from datetime import timedelta
from pathlib import Path

import pytest
from phones import LINE, Person, Phones
from telling.own_redis import OwnRedis

from warmline import wording

EMERGENCY, CRISIS = "911", "988"


def card_for_nobody(name: str | None) -> str:
    """What a caller hears when the house knows nothing."""
    return wording.try_again(name, EMERGENCY, CRISIS)


# --- worker and clock ---------------------------------------------------------------------------


def test_without_a_worker_the_clock_does_its_work(phones: Phones) -> None:
    """Every job is lost: the sweep rings, moves on and stops, a few seconds later."""
    phones.worker_pauses()
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings(within=4)
    phones.wait(seconds=20)
    luis.rings(within=4)
    luis.presses("1")
    student.talks_to(luis)
    student.hangs_up()
    luis.hears(wording.student_hung_up())
    luis.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"


def test_a_worker_that_is_asked_to_end_hands_the_rest_to_another(phones: Phones) -> None:
    """Of many calls that one job would attend to, it does the one it is at; others the rest."""
    phones.clock_alive = False
    mentors = phones.on_call(*(f"Mentor {n}" for n in range(9)))
    phones.worker_pauses()
    for _ in mentors:  # with eight lines of jobs, two of nine at least stand in the same
        phones.student().calls()
    jobs = phones.timer.asked
    phones.timer.is_ending = True
    phones.worker_resumes()
    phones.wait(seconds=0)
    for mentor in mentors:
        mentor.rings()
    assert jobs < len(mentors)
    assert phones.timer.asked == len(mentors)  # a job for each, where one would have done several


def test_without_worker_and_clock_the_waiting_student_does_their_work(phones: Phones) -> None:
    """A student who can still hear us moves on: each look at the hold document is a net."""
    phones.worker_pauses()
    phones.clock_alive = False
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    student.waits_in_the_conference()
    luis.rings()  # Maya's ring was given up while nobody looked; her turn is not lost
    phones.wait(seconds=20)
    maya.rings(within=10)
    maya.presses("1")
    student.talks_to(maya)


def test_without_worker_and_clock_the_bound_still_leads_to_counseling(phones: Phones) -> None:
    """A mentor's phone whose end nobody reports holds no student up for ever."""
    phones.worker_pauses()
    phones.clock_alive = False
    phones.exchange.faults.callbacks.copies = 0
    phones.line(max_wait_seconds=45)
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    student.waits_in_the_conference()
    maya.rings()
    student.hears(
        wording.to_counseling(desk.name), within=60, meanwhile=wording.counseling_on_hold()
    )
    student.has_waited_at_most(45 + 12)
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    student.talks_to(desk)


def test_a_ring_whose_end_nobody_reports_is_ended(phones: Phones) -> None:
    """With every status callback lost, the deadline of each ring moves the student on."""
    phones.exchange.faults.callbacks.copies = 0
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    luis.rings(within=4)
    luis.presses("1")
    student.talks_to(luis)


def test_a_job_that_comes_late_changes_nothing(phones: Phones) -> None:
    """Jobs that waited for a dead worker find that others have done their work."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.worker_pauses()
    phones.wait(seconds=20)
    luis.rings(within=4)
    luis.presses("1")
    student.talks_to(luis)
    before = phones.contact()
    phones.worker_resumes()
    assert phones.contact() == before
    student.talks_to(luis)


def test_a_ring_is_placed_once_however_many_nets_catch_it(phones: Phones) -> None:
    """A job and the sweep in the same second ring a phone once."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.worker_pauses()
    student.calls()
    phones.parts.performer.sweep(phones.now() + timedelta(seconds=30))
    phones.parts.performer.attend(phones.contact().id)
    phones.worker_resumes()
    maya.rings()
    student.hangs_up()
    maya.is_idle()


# --- SQL ----------------------------------------------------------------------------------------


def test_calls_go_on_while_sql_is_away(phones: Phones, tmp_path: Path) -> None:
    """Webhooks need Redis only; the history is written, once, when SQL is back."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.ready()
    database = tmp_path / "warmline.db"
    phones.parts.records.close()
    database.rename(tmp_path / "away.db")
    database.mkdir()
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=60)
    assert not phones.contact().is_settled
    database.rmdir()
    (tmp_path / "away.db").rename(database)
    assert phones.ended() == "talked"


# --- Redis --------------------------------------------------------------------------------------


@pytest.fixture
def phones(phones_on_own_redis: Phones, request: pytest.FixtureRequest) -> Phones:
    """People with phones, on a Redis that can be taken away."""
    return phones_on_own_redis


def counseling(phones: Phones) -> Person:
    """The phone behind the counseling number of the settings."""
    return phones.person_at(phones.settings.counseling_number.e164, "Counseling", "desk")


def test_a_call_without_redis_gets_the_card_and_counseling(
    phones: Phones, own_redis: OwnRedis
) -> None:
    """With Redis away a caller hears the numbers and is put through, seen as the line."""
    student, desk = phones.student(), counseling(phones)
    phones.greeting()
    own_redis.goes_away()
    student.calls(expecting=None)
    student.hears(card_for_nobody("Ears for Peers"))
    desk.rings(within=20)
    assert desk.shown() == {LINE}
    desk.answers()
    student.talks_to(desk)
    own_redis.comes_back()


def test_without_redis_and_counseling_the_numbers_are_said_again(
    phones: Phones, own_redis: OwnRedis
) -> None:
    """When nobody at all can be dialled the last words are where help is, not a promise."""
    student, desk = phones.student(), counseling(phones)
    desk.phone.behaves("busy")
    phones.greeting()
    own_redis.goes_away()
    student.calls(expecting=None)
    student.hears(card_for_nobody("Ears for Peers"))
    student.hears(wording.apology_goodbye(EMERGENCY, CRISIS))
    student.is_idle_within(20)
    own_redis.comes_back()
    phones.alerts(11217)


def test_a_student_on_hold_when_redis_goes_away_is_taken_to_counseling(
    phones: Phones, own_redis: OwnRedis
) -> None:
    """The hold document speaks the numbers, and soon puts the student through."""
    student, desk = phones.student(), counseling(phones)
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.waits_in_the_conference()
    own_redis.goes_away()
    lost = wording.lost_on_hold(EMERGENCY, CRISIS)
    student.hears(lost)
    student.hears(card_for_nobody("Ears for Peers"), within=30, meanwhile=lost)
    desk.rings(within=20)
    desk.answers()
    student.talks_to(desk)
    own_redis.comes_back()


def test_star_on_hold_without_redis_reaches_counseling_at_once(
    phones: Phones, own_redis: OwnRedis
) -> None:
    """What the hold document promises for star is so."""
    student, desk = phones.student(), counseling(phones)
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.waits_in_the_conference()
    own_redis.goes_away()
    student.hears(wording.lost_on_hold(EMERGENCY, CRISIS))
    student.presses("*")
    student.hears(card_for_nobody("Ears for Peers"))
    desk.rings(within=20)
    student.hangs_up()
    own_redis.comes_back()
    phones.alerts(11217)  # nobody could be told that the call is over


def test_redis_may_come_back_while_a_student_waits(phones: Phones, own_redis: OwnRedis) -> None:
    """A restart of Redis costs a waiting student one sentence, not the call."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.waits_in_the_conference()
    own_redis.goes_away()
    student.hears(wording.lost_on_hold(EMERGENCY, CRISIS))
    own_redis.comes_back()
    phones.wait(seconds=10)
    maya.presses("1")
    student.talks_to(maya)


def test_pressing_1_while_redis_is_away_for_a_moment_is_not_lost(
    phones: Phones, own_redis: OwnRedis
) -> None:
    """A mentor's key is kept until Redis is back, a few seconds at most."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.picks_up()
    own_redis.goes_away()
    maya.phone.press("1")
    maya.hears(wording.one_moment())
    own_redis.comes_back()
    maya.hears(wording.joining())
    student.talks_to(maya)


def test_a_talk_goes_on_while_redis_is_away(phones: Phones, own_redis: OwnRedis) -> None:
    """Two people who talk notice nothing of it."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    own_redis.goes_away()
    phones.wait(seconds=120)
    student.talks_to(maya)
    own_redis.comes_back()
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))


def test_a_text_without_redis_gets_the_card(phones: Phones, own_redis: OwnRedis) -> None:
    """A text that nobody can read is answered with where help is."""
    student = phones.student()
    phones.greeting()
    own_redis.goes_away()
    student.texts("please")
    student.is_texted(wording.text_apology(EMERGENCY, CRISIS))
    own_redis.comes_back()


# --- the web ------------------------------------------------------------------------------------


def test_an_answer_of_ours_that_fails_leads_to_the_fallback_and_back(phones: Phones) -> None:
    """A web process that dies in a request costs the student nothing but a moment."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.web_fails_once("/next")
    maya.presses("1")
    student.talks_to(maya)
    phones.alerts(11217)
