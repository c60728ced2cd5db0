"""Webhooks are signed as Twilio signs them."""

import pytest
from sim_world import LINE, START, World, new_world

from warmline.simulator.webhooks import overrides, signature, signed_url

VECTOR = (
    ("Digits", "1234"),
    ("To", "+18005551212"),
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+12349013030"),
    ("From", "+12349013030"),
)


def test_the_signature_is_the_published_one() -> None:
    """The carrier's own example has the signature that its documentation gives."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, VECTOR) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize(
    ("url", "event", "signed"),
    [
        ("https://a.test:8443/x?y=1#rc=2", False, "https://a.test/x?y=1"),
        ("https://a.test:8443/x", True, "https://a.test:8443/x"),
        ("http://a.test:8080/x", False, "http://a.test:8080/x"),
    ],
)
def test_the_port_is_signed_where_the_carrier_signs_it(url: str, signed: str, event: bool) -> None:
    """Documents under HTTPS are signed without a port, and no address with its fragment."""
    assert signed_url(url, event=event) == signed


@pytest.mark.parametrize(
    ("fragment", "retries", "again"),
    [("", 1, True), ("rc=0", 0, False), ("rc=9", 1, True), ("rc=2&rp=5xx", 2, False)],
)
def test_overrides_are_read_and_nonsense_keeps_the_default(
    fragment: str, retries: int, again: bool
) -> None:
    """What a fragment may change, it changes within bounds."""
    read = overrides(f"https://a.test/x#{fragment}")
    assert (read.retries, read.again("ct", 0)) == (retries, again)


def test_a_get_webhook_carries_everything_in_its_query(world: World) -> None:
    """A number that wants GET is asked by GET, without the token that only POST carries."""
    world.exchange.numbers[LINE].voice_method = "GET"
    world.student.dial(LINE)
    world.run()
    said = world.customer.params("/voice")[0]
    assert said["CallStatus"] == "ringing"
    assert "CallToken" not in said


def story(world: World) -> tuple[list[str], list[tuple[str, str]]]:
    """Return everything that happened in a story with several people, without identifiers."""
    world.customer.on(
        "/voice",
        '<Dial timeout="10" action="/after"><Number>+14155550121</Number>'
        "<Number>+14155550122</Number></Dial>",
    )
    world.customer.on("/after", "<Say>Thank you.</Say>")
    world.student.dial(LINE)
    world.run(3)
    world.luis.answer()
    world.run(4)
    world.luis.hang_up()
    world.run(10)
    feed = [f"{e.at.isoformat()} {e.phone} {e.kind} {e.text}" for e in world.exchange.feed]
    volatile = ("Sid", "Token", "_signature")
    asked = [
        (path, f"{name}={text}")
        for path, said in world.customer.asked
        for name, text in sorted(said.items())
        if not name.endswith(volatile)
    ]
    return feed, asked


def test_on_a_hand_clock_the_same_story_happens_in_the_same_order() -> None:
    """Two runs of one story agree in every happening, its time and every webhook."""
    assert story(new_world()) == story(new_world())


def test_the_harness_may_step_through_what_is_due(world: World) -> None:
    """A harness with timers of its own learns when the carrier next has something to do."""
    world.customer.on("/voice", "<Pause length='7'/><Say>Now.</Say>")
    world.student.dial(LINE)
    assert world.exchange.next_due() == START
    world.exchange.run_due()
    due = world.exchange.next_due()
    assert due is not None
    assert (due - START).total_seconds() == 7
