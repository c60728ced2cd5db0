"""Counseling desks: when they are rung, and what happens when they are not there."""

from phones import Person, Phones

from warmline import wording


def put_through(student: Person, desk: Person) -> None:
    """The student hears who is being rung, and that phone rings."""
    student.hears(wording.to_counseling(desk.name))
    student.phones.wait(seconds=4)
    desk.rings()


def calls_with_nobody_on_call(student: Person) -> None:
    """Call a line whose only rungs with anybody on them are desks."""
    student.calls(expecting=None)
    student.hears(student.phones.words(wording.greeting_without_mentors))


def test_a_desk_is_not_asked_to_press_1(phones: Phones) -> None:
    """A desk's own voice menu takes over: it is connected as soon as it answers."""
    student, desk = phones.student(), phones.desk()
    calls_with_nobody_on_call(student)
    put_through(student, desk)
    desk.answers()
    student.talks_to(desk, within=1)
    assert desk.phone.heard == type(desk.phone.heard)()


def test_a_desk_sees_the_line_and_not_the_student(phones: Phones) -> None:
    """The student's number is shown to nobody, counseling included."""
    student, desk = phones.student(), phones.desk()
    calls_with_nobody_on_call(student)
    put_through(student, desk)
    desk.answers()
    student.talks_to(desk)
    assert student.phone.number not in desk.shown()


def test_only_desks_that_are_open_are_rung(phones: Phones) -> None:
    """At eight in the evening the day desk is left out and the night desk rings."""
    student = phones.student()
    phones.desk("Day desk", hours=["mon-fri 09:00-17:00"])
    night = phones.desk("Night desk", hours=["mon-sun 17:00-09:00"])
    calls_with_nobody_on_call(student)
    put_through(student, night)
    student.hangs_up()


def test_a_busy_desk_hands_on_to_the_next(phones: Phones) -> None:
    """A desk that is busy costs the student one moment."""
    student = phones.student()
    first, second = phones.desk("First desk"), phones.desk("Second desk")
    first.phone.behaves("busy")
    calls_with_nobody_on_call(student)
    student.hears(wording.to_counseling(first.name))
    put_through(student, second)
    second.answers()
    student.talks_to(second)


def test_a_desk_that_does_not_answer_hands_on_to_the_next(phones: Phones) -> None:
    """A desk rings its time, once, and then the next one rings."""
    student = phones.student()
    first, second = phones.desk("First desk"), phones.desk("Second desk")
    calls_with_nobody_on_call(student)
    put_through(student, first)
    phones.wait(seconds=30)
    put_through(student, second)
    first.does_not_ring()
    student.hangs_up()


def test_when_no_desk_answers_the_card_is_spoken(phones: Phones) -> None:
    """Behind the last desk stands the safety card with its choices, never a hang-up."""
    student, desk = phones.student(), phones.desk()
    desk.phone.behaves("busy")
    calls_with_nobody_on_call(student)
    student.hears(wording.to_counseling(desk.name))
    student.hears(phones.card(desk_open=True))
    student.hangs_up()
    assert phones.ended() == "safety_card"


def test_with_every_desk_closed_the_ladder_goes_on_behind_them(phones: Phones) -> None:
    """A rung behind counseling is tried before the card when no desk is open."""
    phones.ladder(
        {"name": "on shift", "who": "shift", "ring_seconds": 20},
        {"name": "counseling", "who": "desk", "ring_seconds": 30},
        {"name": "coordinator", "who": "role:coordinator", "ring_seconds": 20},
    )
    student = phones.student()
    phones.desk("Day desk", hours=["mon-fri 09:00-17:00"])
    cora = phones.mentor("Cora", "coordinator")
    student.reaches(cora)


def test_a_desk_that_hangs_up_leaves_the_numbers_behind(phones: Phones) -> None:
    """After a desk's goodbye the student hears where help is day and night."""
    student, desk = phones.student(), phones.desk()
    calls_with_nobody_on_call(student)
    put_through(student, desk)
    desk.answers()
    student.talks_to(desk)
    desk.hangs_up()
    student.hears(phones.words(wording.desk_has_gone))
    student.is_idle_within(20)
    assert phones.ended() == "counseling"


def test_hanging_up_while_a_desk_rings_stops_it(phones: Phones) -> None:
    """A desk does not pick up a dead line."""
    student, desk = phones.student(), phones.desk()
    calls_with_nobody_on_call(student)
    put_through(student, desk)
    student.hangs_up()
    desk.is_idle()
    assert phones.ended() == "left"


def test_0_during_the_greeting_reaches_counseling(phones: Phones) -> None:
    """Who presses 0 waits for no mentor: the phones stop and counseling rings once."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.presses("0")
    maya.is_idle()
    put_through(student, desk)
    desk.answers()
    student.talks_to(desk)


def test_0_with_no_desk_open_says_the_numbers_and_the_search_goes_on(phones: Phones) -> None:
    """Crisis support is never a dead end: the numbers are spoken, and the phones still ring."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.presses("0")
    student.hears(phones.words(wording.no_desk_open, then=wording.search_goes_on()))
    maya.presses("1")
    student.talks_to(maya)


def test_a_student_may_ask_for_counseling_from_within_a_talk(phones: Phones) -> None:
    """Star and 3 lead from a mentor to counseling, and the mentor hears that."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.presses("*")
    student.hears(wording.talking_menu())
    student.presses("3")
    maya.hears(wording.counseling_took_over())
    put_through(student, desk)
    desk.answers()
    student.talks_to(desk)
    student.hangs_up()
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "counseling"


# Monday, the day of these stories, is a holiday of the counseling service.
HOLIDAY = "2026-11-02"


def test_on_the_counseling_services_holiday_the_next_desk_is_rung(phones: Phones) -> None:
    """A holiday closes the desks that have it; the after-hours desk behind them takes the call."""
    student = phones.student()
    counseling = phones.desk("Counseling", holidays=[HOLIDAY])
    night = phones.desk("After hours")
    calls_with_nobody_on_call(student)
    put_through(student, night)
    counseling.does_not_ring()
    night.answers()
    student.talks_to(night)


def test_on_a_holiday_with_other_hours_a_desk_rings_within_them(phones: Phones) -> None:
    """A desk that is closed in the evening is rung on the one on which it stays."""
    student = phones.student()
    late = phones.desk("Late", ["mon-fri 09:00-17:00"], [f"{HOLIDAY} 19:00-21:00"])
    calls_with_nobody_on_call(student)
    put_through(student, late)
    late.answers()
    student.talks_to(late)


def test_0_on_a_holiday_reaches_whoever_is_there(phones: Phones) -> None:
    """Crisis support by key 0 knows of the holiday too."""
    student = phones.student()
    phones.desk("Counseling", holidays=[HOLIDAY])
    night = phones.desk("After hours")
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.presses("0")
    maya.is_idle()
    put_through(student, night)
    student.hangs_up()


def test_with_every_desk_and_counselor_on_holiday_the_card_is_spoken(phones: Phones) -> None:
    """No fallback at all still leaves the student with the safety card and its choices."""
    phones.ladder(
        {"name": "counselors", "who": "role:counselor", "ring_seconds": 20},
        {"name": "counseling", "who": "desk", "ring_seconds": 30},
    )
    student = phones.student()
    phones.desk("Counseling", holidays=[HOLIDAY])
    phones.desk("After hours", ["mon-sun 17:00-09:00"], ["2026-11-01 to 2026-11-03"])
    phones.mentor("Dana", "counselor", holidays=[HOLIDAY])
    calls_with_nobody_on_call(student)
    student.hears(phones.card(desk_open=False))
    student.hangs_up()
    assert phones.ended() == "safety_card"


def test_a_counselor_out_of_hours_is_passed_over(phones: Phones) -> None:
    """The ladder rings the counselor who is there, not the one whose day is over."""
    phones.ladder(
        {"name": "on shift", "who": "shift", "ring_seconds": 20},
        {"name": "counselors", "who": "role:counselor", "ring_seconds": 20},
    )
    student = phones.student()
    dana = phones.mentor("Dana", "counselor", hours=["mon-fri 09:00-17:00"])
    eli = phones.mentor("Eli", "counselor", hours=["mon-fri 17:00-22:00"])
    student.calls()
    eli.rings()
    dana.does_not_ring()
    eli.presses("1")
    student.talks_to(eli)
