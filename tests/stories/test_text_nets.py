"""Texts go on when a worker, the clock, a web process, SQL or Redis is away."""

from pathlib import Path

from phones import BASE, LINE, Phones
from telling.own_redis import OwnRedis
from telling.texting import FIRST, answers, is_done, is_offered, talking, writes

from warmline import wording


def test_without_a_worker_the_clock_sends_and_climbs(phones: Phones) -> None:
    """Every job is lost: offers, relays and the next rung come a few seconds later."""
    phones.worker_pauses()
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bo,) = phones.backup("Bo")
    name = writes(phones, student)
    is_offered(maya, name)
    is_offered(bo, name, within=130)
    answers(phones, bo, student, name)
    student.texts("thank you")
    bo.is_texted("thank you")


def test_without_worker_and_clock_nothing_is_lost_or_doubled(phones: Phones) -> None:
    """What was written meanwhile is sent, once and in order, when one of them is back."""
    student, maya, _ = talking(phones)
    phones.worker_pauses()
    phones.clock_alive = False
    for words in ("first", "second", "third"):
        student.texts(words)
    phones.wait(seconds=60)
    maya.gets_no_text()
    phones.clock_alive = True
    for words in ("first", "second", "third"):
        maya.is_texted(words, within=20)
    phones.worker_resumes()
    phones.wait(seconds=60)
    got = [it.body for it in maya.phone.texts if it.body in {"first", "second", "third"}]
    assert got == ["first", "second", "third"]


def test_jobs_that_come_late_send_nothing_twice(phones: Phones) -> None:
    """The clock has done what the worker's old jobs were for."""
    student, maya, _ = talking(phones)
    phones.worker_pauses()
    maya.texts("hello")
    student.is_texted("hello")
    phones.worker_resumes()
    phones.wait(seconds=60)
    student.gets_no_text()


def test_lost_delivery_news_holds_nothing_up(phones: Phones) -> None:
    """A carrier that reports nothing changes nothing for those who write."""
    phones.exchange.faults.callbacks.copies = 0
    student, maya, _ = talking(phones)
    student.texts("still here")
    maya.is_texted("still here")
    is_done(phones, maya, student)


def test_doubled_and_late_delivery_news_changes_nothing(phones: Phones) -> None:
    """News that comes twice and late is taken once."""
    phones.exchange.faults.callbacks.copies = 2
    phones.exchange.faults.callbacks.delay = 40
    student, maya, _ = talking(phones)
    is_done(phones, maya, student)
    phones.wait(seconds=300)


def test_a_web_process_that_dies_with_a_text_loses_nothing(phones: Phones) -> None:
    """The carrier asks at its fallback address, and the text is dealt with there."""
    phones.exchange.numbers[LINE].sms_fallback_url = f"{BASE}/texts/fallback"
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.ready()
    phones.web_fails_once("/texts/incoming")
    name = writes(phones, student)
    phones.alerts(11217)
    is_offered(maya, name)
    answers(phones, maya, student, name)
    phones.wait(seconds=120)
    student.gets_no_text()


def test_texts_go_on_while_sql_is_away(phones: Phones, tmp_path: Path) -> None:
    """Webhooks need Redis only; the history is written, once, when SQL is back."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.ready()
    database = tmp_path / "warmline.db"
    phones.parts.records.close()
    database.rename(tmp_path / "away.db")
    database.mkdir()
    name = writes(phones, student)
    is_offered(maya, name)
    answers(phones, maya, student, name)
    is_done(phones, maya, student)
    phones.wait(seconds=60)
    database.rmdir()
    (tmp_path / "away.db").rename(database)
    phones.wait(seconds=120)
    kept = phones.parts.records.contact(phones.conversation().id)
    assert kept is not None
    assert kept.end == "talked"


def test_a_text_without_redis_gets_the_card_and_is_read_when_redis_is_back(
    phones_on_own_redis: Phones, own_redis: OwnRedis
) -> None:
    """The student is told at once that nobody has read it yet, and where help is."""
    phones = phones_on_own_redis
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.ready()
    phones.wait(seconds=1)
    own_redis.goes_away()
    student.texts(FIRST)
    student.is_texted(wording.text_apology("911", "988"))
    phones.wait(seconds=10)
    own_redis.comes_back()
    student.is_texted(wording.text_overdue())
    student.is_texted(phones.words(wording.text_welcome))
    name = phones.conversation().codename
    is_offered(maya, name)
    answers(phones, maya, student, name)


def test_a_mentors_words_without_redis_are_not_lost_in_silence(
    phones_on_own_redis: Phones, own_redis: OwnRedis
) -> None:
    """They read that it was not read yet, and then that it was sent."""
    phones = phones_on_own_redis
    student, maya, name = talking(phones)
    phones.wait(seconds=10)
    own_redis.goes_away()
    maya.texts("can you hear me?")
    maya.is_texted(wording.text_apology("911", "988"))
    phones.wait(seconds=10)
    own_redis.comes_back()
    student.is_texted("can you hear me?")
    maya.is_texted(phones.told_mentor("sent_late", name))
    maya.texts("I am back")
    student.is_texted("I am back")
