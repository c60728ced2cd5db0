"""Phones behave as people's phones do: they ring, are busy, off, declined, or a box answers."""

import pytest
from sim_world import APP, LINE, World

from warmline.simulator.phones import PhoneError, read_behaviour
from warmline.simulator.ringing import BOX_GREETING

DIAL = f'<Dial action="/after" callerId="{LINE}" timeout="20">+14155550121</Dial>'


@pytest.mark.parametrize(
    ("behaviour", "seconds", "status"),
    [
        ("rings", 20, "no-answer"),
        ("busy", 0, "busy"),
        ("declines after 5", 5, "busy"),
        ("unreachable", 0, "failed"),
    ],
)
def test_the_dials_action_learns_how_a_phone_took_the_call(
    world: World, behaviour: str, seconds: float, status: str
) -> None:
    """Each way not to answer has its own word, at its own time."""
    world.customer.on("/voice", DIAL)
    world.maya.behaves(behaviour)
    world.student.dial(LINE)
    if seconds:
        world.run(seconds - 0.1)
        assert world.customer.params("/after") == []
    world.run(0.1)
    said = world.customer.params("/after")[0]
    assert (said["DialCallStatus"], said["DialBridged"]) == (status, "false")


@pytest.mark.parametrize(("behaviour", "seconds"), [("voicemail after 15", 15), ("off", 0)])
def test_a_voicemail_box_answers_and_talks_to_whoever_was_put_through(
    world: World, behaviour: str, seconds: float
) -> None:
    """A box without a screen takes the caller, greets, records a while and hangs up."""
    world.customer.on("/voice", DIAL)
    world.maya.behaves(behaviour)
    world.student.dial(LINE)
    world.run(seconds)
    world.run(1)
    assert world.said(world.student) == [BOX_GREETING]
    assert world.student.talks_with() == frozenset()
    assert world.maya.status in {"idle", "off"}
    world.run(25)
    assert world.customer.params("/after")[0]["DialCallStatus"] == "completed"


def test_a_phone_in_a_call_is_busy_for_the_next(world: World) -> None:
    """A phone has one call at most."""
    world.customer.on("/voice", DIAL)
    other = world.exchange.add_phone("+14155550112", "Other")
    world.student.dial(LINE)
    world.run()
    world.maya.answer()
    other.dial(LINE)
    world.run()
    assert world.customer.params("/after")[0]["DialCallStatus"] == "busy"


def test_the_first_of_several_phones_to_be_picked_up_stops_the_others(world: World) -> None:
    """Numbers in one Dial ring together, and one conversation comes of it."""
    world.customer.on(
        "/voice", "<Dial><Number>+14155550121</Number><Number>+14155550122</Number></Dial>"
    )
    world.student.dial(LINE)
    world.run(3)
    assert (world.maya.status, world.luis.status) == ("ringing", "ringing")
    world.luis.answer()
    world.run()
    assert world.maya.status == "idle"
    assert world.luis.talks_with() == {world.student}


def test_a_caller_who_hangs_up_stops_the_ringing(world: World) -> None:
    """A phone does not ring on for somebody who has gone."""
    world.customer.on("/voice", DIAL)
    world.student.dial(LINE)
    world.run(3)
    world.student.hang_up()
    world.run()
    assert world.maya.status == "idle"
    assert world.customer.params("/after")[0]["CallStatus"] == "completed"


def test_a_caller_hears_ringing_until_the_whisper_is_over(world: World) -> None:
    """With answerOnBridge the caller's own call is answered only when two people talk."""
    world.customer.on(
        "/voice",
        f'<Dial answerOnBridge="true"><Number url="{APP}/whisper">+14155550121</Number></Dial>',
    )
    world.customer.on("/whisper", "<Say>A call from the warm line for you now.</Say>")
    world.student.dial(LINE)
    world.run(2)
    world.maya.answer()
    world.run(2)
    assert world.student.status == "dialling"
    world.run(2)
    assert world.student.talks_with() == {world.maya}
    assert world.student.status == "in_call"


def test_a_dial_may_show_only_numbers_the_account_may_show(world: World) -> None:
    """A caller id that is nobody's own is refused with 13214, and nothing rings."""
    world.customer.on("/voice", '<Dial action="/after" callerId="+14155559999">+14155550121</Dial>')
    world.student.dial(LINE)
    world.run()
    assert world.maya.status == "idle"
    assert world.customer.params("/after")[0]["DialCallStatus"] == "failed"
    assert [alert.code for alert in world.exchange.debugger] == [13214]


@pytest.mark.parametrize("shown", ["anonymous", "+266696687", "Restricted", "", "sip:x@y"])
def test_a_caller_may_hide_their_number(world: World, shown: str) -> None:
    """What a customer is told of a hidden number is what networks really send."""
    world.student.dial(LINE, shown=shown)
    world.run()
    assert world.customer.params("/voice")[0]["From"] == shown


def test_a_phone_may_be_told_to_answer_and_press_by_itself(world: World) -> None:
    """A phone in a demo or under load needs no person."""
    world.customer.on("/voice", f'<Dial><Number url="{APP}/whisper">+14155550121</Number></Dial>')
    world.customer.on("/whisper", '<Gather numDigits="1" action="/ok"/><Hangup/>')
    world.customer.on("/ok", "")
    world.maya.behaves("answers after 2 presses 1 after 1.5")
    world.student.dial(LINE)
    world.run(3.5)
    assert world.customer.params("/ok")[0]["Digits"] == "1"
    assert world.student.talks_with() == {world.maya}


def test_star_takes_the_caller_out_of_a_conversation(world: World) -> None:
    """With hangupOnStar the caller's star ends the dialled call and goes on with the action."""
    world.customer.on("/voice", '<Dial hangupOnStar="true" action="/after">+14155550121</Dial>')
    world.customer.on("/after", "<Say>And now?</Say>")
    world.student.dial(LINE)
    world.run()
    world.maya.answer()
    world.run(5)
    world.student.press("*")
    world.run()
    assert world.maya.status == "idle"
    assert world.said(world.student) == ["And now?"]


def test_a_dialled_number_tells_its_progress(world: World) -> None:
    """A Number's status callback hears of the child call, its parent, and each event asked for."""
    world.customer.on(
        "/voice",
        '<Dial><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered '
        'completed">+14155550121</Number></Dial>',
    )
    call = world.student.dial(LINE)
    world.run(2)
    world.maya.answer()
    world.run(6)
    world.maya.hang_up()
    world.run()
    told = world.customer.params("/leg")
    assert [said["CallStatus"] for said in told] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert {said["ParentCallSid"] for said in told} == {call.sid}
    assert told[-1]["CallDuration"] == "6"


@pytest.mark.parametrize("words", ["", "sings", "rings loudly", "answers after soon"])
def test_a_behaviour_that_is_none_is_refused(words: str) -> None:
    """Only known behaviours are taken."""
    with pytest.raises(PhoneError):
        read_behaviour(words)


def test_a_refused_call_is_never_answered(world: World) -> None:
    """Reject ends a call unbilled, as busy or as not answered."""
    world.customer.on("/voice", '<Reject reason="busy"/>')
    call = world.student.dial(LINE)
    world.run()
    assert (call.status, call.answered) == ("busy", None)


def test_a_recording_ends_with_a_key_and_can_be_deleted(world: World) -> None:
    """The action hears of the recording and which key ended it."""
    world.customer.on("/voice", '<Record action="/kept" maxLength="60" finishOnKey="#"/>')
    world.student.dial(LINE)
    world.run(12)
    world.student.press("#")
    world.run()
    said = world.customer.params("/kept")[0]
    assert (said["RecordingDuration"], said["Digits"]) == ("12", "#")
    assert next(iter(world.exchange.recordings.kept)) in said["RecordingUrl"]


def test_a_caller_who_hangs_up_leaves_their_recording(world: World) -> None:
    """Hanging up is a way to end a message; a silent phone leaves none."""
    world.customer.on("/voice", '<Record action="/kept"/>')
    world.student.dial(LINE)
    world.run(4)
    world.student.hang_up()
    world.run()
    assert world.customer.params("/kept")[0]["Digits"] == "hangup"
    world.student.silent = True
    world.student.dial(LINE)
    world.run(10)
    assert len(world.customer.params("/kept")) == 1
