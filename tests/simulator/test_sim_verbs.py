"""Each verb does on the simulated carrier what it does on the real one."""

from sim_world import APP, LINE, World
from twilio.request_validator import RequestValidator

from warmline.simulator.twiml import Jump, Script


def test_say_is_heard_and_takes_the_time_its_words_take(world: World) -> None:
    """Words are heard one document after the other, each for as long as it takes to say them."""
    world.customer.on("/voice", f"<Say>{'word ' * 28}</Say><Say>Second.</Say>")
    world.student.dial(LINE)
    world.run()
    assert world.said(world.student) == [" ".join(["word"] * 28)]
    world.run(9.9)
    assert len(world.said(world.student)) == 1
    world.run(0.2)
    assert world.said(world.student)[1:] == ["Second."]
    world.run(1)
    assert world.student.status == "idle"
    assert world.customer.params("/status")[0]["CallDuration"] == "10"


def test_a_webhook_is_signed_so_that_the_official_validator_accepts_it(world: World) -> None:
    """The signature that a webhook carries is the one Twilio's own library computes."""
    world.student.dial(LINE)
    world.run()
    said = world.customer.params("/voice")[0]
    signature = said.pop("_signature")
    assert RequestValidator("12345").validate(f"{APP}/voice", said, signature)
    assert said["CallStatus"] == "ringing"
    assert said["From"] == world.student.number


def test_a_gather_collects_keys_and_goes_on_with_its_action(world: World) -> None:
    """A key stops the prompt, and the action hears which keys were pressed."""
    world.customer.on(
        "/voice", '<Gather numDigits="2" action="/keys"><Say>Press two keys now.</Say></Gather>'
    )
    world.customer.on("/keys", lambda said: f"<Say>You pressed {said['Digits']}</Say><Pause/>")
    world.student.dial(LINE)
    world.run(0.2)
    world.student.press("1")
    world.run(4.9)
    world.student.press("2")
    world.run()
    assert world.said(world.student) == ["Press two keys now.", "You pressed 12"]


def test_a_gather_without_keys_falls_through_after_its_timeout(world: World) -> None:
    """No key within the timeout after the prompt means the next verb."""
    world.customer.on("/voice", '<Gather timeout="3"><Pause length="2"/></Gather><Say>Next.</Say>')
    world.student.dial(LINE)
    world.run(4.9)
    assert world.said(world.student) == []
    world.run(0.1)
    assert world.said(world.student) == ["Next."]


def test_a_gather_may_ask_its_action_without_keys(world: World) -> None:
    """With actionOnEmptyResult the action is asked even when nobody pressed a key."""
    world.customer.on(
        "/voice", '<Gather timeout="3" actionOnEmptyResult="true" action="/keys"/><Say>No</Say>'
    )
    world.student.dial(LINE)
    world.run(3)
    assert world.customer.params("/keys")[0]["Digits"] == ""
    assert "No" not in world.said(world.student)


def test_the_finishing_key_ends_a_gather_and_is_not_among_the_digits(world: World) -> None:
    """The hash key ends the keys and is not one of them."""
    world.customer.on("/voice", '<Gather action="/keys"/>')
    world.student.dial(LINE)
    world.run(1)
    world.student.press("42#")
    world.run()
    assert world.customer.params("/keys")[0]["Digits"] == "42"


def test_dial_bridges_two_phones_and_its_action_learns_how_it_went(world: World) -> None:
    """A dialled phone that is picked up talks with the caller; the action hears for how long."""
    world.customer.on("/voice", f'<Dial action="/after" callerId="{LINE}">+14155550121</Dial>')
    world.student.dial(LINE)
    world.run(4)
    assert world.maya.status == "ringing"
    world.maya.answer()
    world.run(10)
    assert world.student.talks_with() == {world.maya}
    assert world.maya.talks_with() == {world.student}
    world.maya.hang_up()
    world.run()
    said = world.customer.params("/after")[0]
    assert said["DialCallStatus"] == "completed"
    assert said["DialCallDuration"] == "10"
    assert said["DialBridged"] == "true"


def test_a_whisper_that_hangs_up_keeps_the_caller_from_being_bridged(world: World) -> None:
    """Status completed does not mean that two people talked; only DialBridged does."""
    world.customer.on(
        "/voice", f'<Dial action="/after"><Number url="{APP}/whisper">+14155550121</Number></Dial>'
    )
    world.customer.on("/whisper", '<Gather numDigits="1"><Say>Press 1.</Say></Gather><Hangup/>')
    world.student.dial(LINE)
    world.run()
    world.maya.answer()
    world.run(10)
    said = world.customer.params("/after")[0]
    assert (said["DialCallStatus"], said["DialBridged"]) == ("completed", "false")


def test_a_conference_plays_its_wait_document_until_two_are_in_it(world: World) -> None:
    """Who waits hears the wait document again and again, and then the other person."""
    room = (
        '<Dial action="/after" hangupOnStar="true"><Conference startConferenceOnEnter="{0}" '
        'endConferenceOnExit="{0}" waitUrl="/wait" statusCallback="/room" '
        'statusCallbackEvent="start end join leave">r1</Conference></Dial>'
    )
    world.customer.on("/voice", room.format("false"))
    world.customer.on("/wait", "<Say>Hold on.</Say><Pause length='9'/><Redirect>/wait</Redirect>")
    world.customer.on("/join", room.format("true"))
    world.student.dial(LINE)
    world.run(15)
    assert world.said(world.student) == ["Hold on.", "Hold on."]
    call = world.exchange.new_call("outbound-api", to="+14155550121", shown=LINE)
    call.on_answer = lambda: Script(world.exchange, call).run_safely(Jump(f"{APP}/join"))
    world.exchange.start(call)
    world.maya.answer()
    world.run(30)
    assert world.student.talks_with() == {world.maya}
    assert len(world.said(world.student)) == 2
    world.maya.hang_up()
    world.run()
    events = [said["StatusCallbackEvent"] for said in world.customer.params("/room")]
    assert events == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    assert [said["CallStatus"] for said in world.customer.params("/after")] == [
        "in-progress",
        "completed",
    ]


def test_star_leaves_a_conference_for_the_dials_action(world: World) -> None:
    """A caller who presses star while waiting goes on with the action and can come back."""
    world.customer.on(
        "/voice", '<Dial hangupOnStar="true" action="/menu"><Conference>r</Conference></Dial>'
    )
    world.customer.on("/menu", "<Say>Menu.</Say><Redirect>/voice</Redirect>")
    world.student.dial(LINE)
    world.run(3)
    world.student.press("*")
    world.run()
    assert world.said(world.student)[-1] == "Menu."
    assert world.customer.params("/menu")[0]["DialCallStatus"] == "answered"


def test_a_caller_who_hangs_up_in_a_dial_still_has_its_action_requested(world: World) -> None:
    """The action hears that the call is completed, before the number's status callback does."""
    world.customer.on("/voice", '<Dial action="/after"><Conference>r</Conference></Dial>')
    world.student.dial(LINE)
    world.run(3)
    world.student.hang_up()
    world.run()
    assert world.customer.paths() == ["/voice", "/after", "/status"]
    assert world.customer.params("/after")[0]["CallStatus"] == "completed"
