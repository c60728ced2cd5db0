"""A test can make the carrier fail in the ways in which carriers fail."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sim_world import ACCOUNT, APP, LINE, World

from warmline.simulator.faults import NoAnswerError
from warmline.simulator.rest import rest_app

BASE = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
AUTH = (ACCOUNT.sid, ACCOUNT.auth_token)
CALL = {"To": "+14155550121", "From": LINE, "Url": f"{APP}/screen"}


@pytest.fixture
def api(world: World) -> FlaskClient:
    return rest_app(world.exchange).test_client()


def create(api: FlaskClient) -> Any:
    return api.post(f"{BASE}/Calls.json", data=CALL, auth=AUTH)


@pytest.mark.parametrize(("kind", "status"), [("401", 401), ("429", 429), ("500", 500)])
def test_requests_fail_as_often_as_told(
    world: World, api: FlaskClient, kind: str, status: int
) -> None:
    """A failing request does nothing, and after the last failure all is well."""
    world.exchange.faults.rest(kind, "*/Calls.json", method="POST", times=2)
    assert [create(api).status_code for _ in range(3)] == [status, status, 201]
    assert len(world.exchange.calls) == 1


def test_other_requests_go_on(world: World, api: FlaskClient) -> None:
    """A fault strikes only the requests it was meant for, until it is mended."""
    world.exchange.faults.rest("500", "*/Messages.json")
    assert create(api).status_code == 201
    path = f"{BASE}/Messages.json"
    assert api.get(path, auth=AUTH).status_code == 500
    world.exchange.faults.clear()
    assert api.get(path, auth=AUTH).status_code == 200


@pytest.mark.parametrize(("kind", "calls"), [("hang", 0), ("late", 1)])
def test_a_silent_carrier_may_have_acted_or_not(
    world: World, api: FlaskClient, kind: str, calls: int
) -> None:
    """Who gets no answer cannot know whether the call was started."""
    world.exchange.faults.rest(kind, times=1)
    with pytest.raises(NoAnswerError):
        create(api)
    assert len(world.exchange.calls) == calls


def test_status_callbacks_come_twice_and_late(world: World) -> None:
    """Doubled and late news carry the same numbers as the first."""
    world.exchange.faults.callbacks.copies = 2
    world.exchange.faults.callbacks.delay = 4
    world.customer.on("/voice", "<Hangup/>")
    world.student.dial(LINE)
    world.run(3.9)
    assert world.customer.params("/status") == []
    world.run(0.2)
    first, second = world.customer.params("/status")
    assert first == second
