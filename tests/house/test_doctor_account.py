"""The doctor asks the carrier what the account may do, before a night asks it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.house.watching import ROOT, Run
from warmline.carrier.account import AccountFacts, CarrierAccount
from warmline.doctor import account as checks
from warmline.doctor.finding import Finding
from warmline.phone import PhoneNumber
from warmline.settings import SIMULATED_SID
from warmline.simulator.server import Simulator, serve

LINE, RELAY, TOLL_FREE = "+14155550100", "+14155550101", "+18335550100"
DEMO = ROOT / "examples" / "northfield.toml"
Served = Callable[..., Simulator]


@pytest.fixture
def served() -> Iterator[Served]:
    """Return what serves a carrier with an account and numbers; all end with the test."""
    started: list[Simulator] = []

    def start(numbers: Any = ({"number": LINE}, {"number": RELAY}), **more: Any) -> Simulator:
        account = {"sid": SIMULATED_SID, "auth_token": "token", **more}
        started.append(serve({"account": account, "numbers": list(numbers)}))
        return started[-1]

    yield start
    for it in started:
        it.stop()


def asking(simulator: Simulator, *, token: str = "token", sub_apis: bool = True) -> CarrierAccount:
    """Return what asks about the account, all its APIs at one address."""
    base = simulator.url
    return CarrierAccount(SIMULATED_SID, token, base, sub_apis=base if sub_apis else False)


def by_check(found: Any) -> dict[str, Finding]:
    """Return findings by what they are about."""
    return {it.check: it for it in found}


@pytest.mark.parametrize(
    ("account", "token", "words"),
    [
        ({}, "token", "is active, and the token is its own"),
        ({}, "stale", "knows no such TWILIO_ACCOUNT_SID with this TWILIO_AUTH_TOKEN; copy both"),
        ({"status": "suspended"}, "token", "is suspended"),
        ({"type": "Trial"}, "token", "is a trial: it rings verified phones only"),
    ],
    ids=["well", "wrong token", "suspended", "trial"],
)
def test_the_state_of_the_account_is_told(
    served: Served, account: dict[str, str], token: str, words: str
) -> None:
    """A wrong token, a bill that was not paid or a trial account is found before the first call."""
    [finding], facts = checks.check_account(asking(served(**account), token=token))
    assert words in finding.words
    assert finding.ok == (not account and token == "token")
    if facts is not None:
        assert facts.ahead is not None
        assert abs(facts.ahead) < 2  # the carrier's own clock, by its Date


def test_a_carrier_without_accounts_is_still_asked_about_its_numbers(served: Served) -> None:
    """What another carrier does not offer is skipped, and the rest is looked at."""
    simulator = served()
    simulator.exchange.faults.rest("500", "*/Accounts/*")
    [finding], facts = checks.check_account(asking(simulator))
    assert (finding.failed, facts) == (True, None)
    elsewhere = CarrierAccount(SIMULATED_SID, "token", f"{simulator.url}/laml", sub_apis=False)
    [finding], facts = checks.check_account(elsewhere)
    assert (finding.state, facts is None) == ("skip", False)


ACTIVE = AccountFacts("active", "Full", 0.0)


@pytest.mark.parametrize(
    ("account", "facts", "states"),
    [
        ({}, ACTIVE, {"profile": "ok", "calls at once": "ok"}),
        ({"profile": ""}, ACTIVE, {"profile": "warn", "calls at once": "warn"}),
        ({"profile": "in-review"}, ACTIVE, {"profile": "warn", "calls at once": "warn"}),
        ({}, AccountFacts("active", "Trial", 0.0), {"calls at once": "ok"}),
    ],
)
def test_the_profile_decides_how_many_calls_there_may_be(
    served: Served, account: dict[str, str], facts: AccountFacts, states: dict[str, str]
) -> None:
    """Without an approved profile an account holds two calls: one contact, no second student."""
    found = checks.check_profile(asking(served(**account)), facts, {})
    assert {it.check: it.state for it in found} == states


def test_texts_need_registration(served: Served) -> None:
    """A number whose campaign or verification is not approved is named: its texts are dropped."""
    numbers = [
        {"number": LINE, "registration": "pending"},
        {"number": RELAY, "registration": ""},
        {"number": TOLL_FREE, "registration": "approved"},
        {"number": "+442079460100"},
    ]
    account = asking(served(numbers))
    facts = {PhoneNumber(it["number"]): account.number(PhoneNumber(it["number"])) for it in numbers}
    known = {number: can for number, can in facts.items() if can is not None}
    found = list(checks.check_registration(account, known))
    assert sorted((it.state, it.words.partition(",")[0]) for it in found) == [
        ("FAIL", "is in progress"),
        ("FAIL", "there is none"),
        ("ok", "is approved for texts"),
        ("skip", "cannot be seen from here; look at the rules for texts of GB"),
    ]


def test_another_carrier_is_not_asked_what_only_twilio_tells(served: Served) -> None:
    """A provider that speaks the one API is asked nothing else; the doctor says where to look."""
    account = asking(served(), sub_apis=False)
    found = [*checks.check_profile(account, ACTIVE, {})]
    assert [it.state for it in found] == ["skip"]
    assert "look at" in found[0].words
    assert account.may_call("US") is None
    assert account.campaign_states() is None


# --- through the command --------------------------------------------------------------------------


@pytest.fixture
def doctor(run: Run, served: Served, tmp_path: Any) -> Callable[..., dict[str, Finding]]:
    """Return what runs the doctor on the demo campus with some carrier; findings by check."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", str(DEMO)).exit_code == 0

    def examine(simulator: Simulator) -> dict[str, Finding]:
        (tmp_path / "home" / "carrier.token").write_text("token")
        result = run("doctor", "--json", env={"WARMLINE_SIMULATOR": simulator.url})
        return by_check(Finding(**it) for it in json.loads(result.stdout))

    return examine


def test_a_number_of_another_account_is_named(doctor: Any, served: Served) -> None:
    """A wrong number, or one of another account, is said to be none of ours, with the mend."""
    found = doctor(served([{"number": RELAY}]))
    for check in ("number of line main", "caller ID of line main"):
        assert found[check].failed
        assert "this account" in found[check].words
        assert "campus file" in found[check].words
    assert LINE not in str(found)


def test_a_number_that_cannot_text_or_call_is_named(doctor: Any, served: Served) -> None:
    """What a number cannot do is found before somebody writes to it."""
    found = doctor(
        served([{"number": LINE, "voice": False}, {"number": RELAY, "sms": False}], status="active")
    )
    assert "cannot do calls" in found["caller ID of line main"].words
    assert "cannot do texts" in found["relay number …01 of line main"].words


def test_a_country_that_may_not_be_called_is_named(doctor: Any, served: Served) -> None:
    """Mentors whose country the account may not call would never be rung."""
    found = doctor(served(closed_countries=["US"]))
    assert found["countries"].failed
    assert "US may not be called; allow it" in found["countries"].words


def test_a_wrong_token_ends_the_questions(doctor: Any, served: Served) -> None:
    """With a wrong token one sentence is said, not one for each number."""
    found = doctor(served(auth_token="another"))
    assert "copy both anew" in found["account"].words
    assert "number of line main" not in found
