"""Whatever people do, in whatever order, the carrier keeps its promises."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from sim_world import ACCOUNT, APP, LINE, World, new_world

from warmline.simulator.phones import Phone, PhoneError
from warmline.simulator.rest import rest_app

BASE = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
AUTH = (ACCOUNT.sid, ACCOUNT.auth_token)
WAIT = (
    '<Dial hangupOnStar="true" action="/menu"><Conference startConferenceOnEnter="false" '
    'waitUrl="/hold">r</Conference></Dial>'
)
JOIN = (
    '<Dial hangupOnStar="true" action="/menu"><Conference endConferenceOnExit="true">r'
    "</Conference></Dial>"
)
ACTS = ["dial", "answer", "decline", "hang_up", "press1", "press*", "ring", "stop", "close"]
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.sampled_from([0, 0, 1, 4, 20])),
    max_size=40,
)


def prepared() -> World:
    world = new_world()
    world.customer.on("/voice", f"<Say>Welcome to the line.</Say>{WAIT}")
    world.customer.on("/hold", "<Say>Hold.</Say><Pause length='5'/><Redirect>/hold</Redirect>")
    world.customer.on("/menu", f"<Gather numDigits='1' action='/voice'/>{WAIT}")
    world.customer.on(
        "/screen", "<Gather numDigits='1' action='/join'><Say>Press 1.</Say></Gather>"
    )
    world.customer.on("/join", JOIN)
    return world


def over_rest(world: World, act: str, phone: Phone) -> None:
    """Ring a phone, stop its call or close every room, as a customer's program would."""
    api = rest_app(world.exchange).test_client()
    if act == "ring":
        form = {"To": phone.number, "From": LINE, "Url": f"{APP}/screen", "Timeout": "15"}
        api.post(f"{BASE}/Calls.json", data=form, auth=AUTH)
    for sid in list(world.exchange.calls) if act == "stop" else []:
        api.post(f"{BASE}/Calls/{sid}.json", data={"Status": "completed"}, auth=AUTH)
    for sid in list(world.exchange.rooms.all) if act == "close" else []:
        api.post(f"{BASE}/Conferences/{sid}.json", data={"Status": "completed"}, auth=AUTH)


def perform(world: World, act: str, phone: Phone) -> None:
    with suppress(PhoneError):
        match act:
            case "dial":
                phone.dial(LINE)
            case "answer" | "decline" | "hang_up":
                getattr(phone, act)()
            case "press1" | "press*":
                phone.press(act[-1])
            case _:
                over_rest(world, act, phone)


def hold_promises(world: World) -> None:
    phones = list(world.exchange.phones.values())
    for phone in phones:
        assert all(phone in other.talks_with() for other in phone.talks_with())
        assert phone not in phone.talks_with()
        assert phone.call is None or not phone.call.is_over()
    live = [room.name for room in world.exchange.rooms.all.values() if room.status != "completed"]
    assert len(live) == len(set(live))


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_nothing_that_people_do_confuses_the_carrier(steps: list[tuple[str, int, int]]) -> None:
    """Who hears whom is always mutual, a name has one live room, and all calls come to an end."""
    world = prepared()
    phones = [world.student, world.maya, world.luis]
    for act, who, seconds in steps:
        perform(world, act, phones[who])
        hold_promises(world)
        world.run(seconds)
        hold_promises(world)
    world.run(80)
    for phone in phones:
        with suppress(PhoneError):
            phone.hang_up()
    world.run(1)
    assert all(call.is_over() for call in world.exchange.calls.values())
    assert all(room.status == "completed" for room in world.exchange.rooms.all.values())
