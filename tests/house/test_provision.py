"""`warmline twilio provision`: an engineer lets the carrier send calls and texts here."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from tests.house.watching import ROOT, Run
from warmline.errors import CarrierError, PlanError
from warmline.phone import PhoneNumber
from warmline.provisioning import OVERRIDES, OurNumber, differences, look, own_addresses, shown
from warmline.settings import Settings
from warmline.simulator.server import Simulator, serve

SID, TOKEN = "AC" + "5" * 32, "token"
LINE, RELAY = "+14155550100", "+14155550101"
BASE = "https://line.example.edu"
DEMO = "https://demo.twilio.com/welcome/voice/"


@pytest.fixture
def carrier() -> Iterator[Simulator]:
    """Return a carrier whose account has the demo campus's numbers, fresh from the shop."""
    numbers = [{"number": it, "voice_url": DEMO} for it in (LINE, RELAY)]
    served = serve({"account": {"sid": SID, "auth_token": TOKEN}, "numbers": numbers})
    yield served
    served.stop()


@pytest.fixture
def live(run: Run, carrier: Simulator) -> Run:
    """Return what runs commands of a line with this carrier, its campus loaded."""

    def live(*words: str, env: Mapping[str, str] | None = None) -> Result:
        settings = {
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": carrier.url,
            "PUBLIC_BASE_URL": BASE,
        }
        return run(*words, env=settings | dict(env or {}))

    assert live("db", "upgrade").exit_code == 0
    assert live("load", str(ROOT / "examples" / "northfield.toml")).exit_code == 0
    return live


def test_a_number_leads_here_after_one_command(live: Run, carrier: Simulator) -> None:
    """What will change is shown, old and new; a second run finds nothing to do."""
    done = live("twilio", "provision", "--yes")
    assert done.exit_code == 0, done.output
    assert "number of line main (ending 00):" in done.output
    assert f"  calls: {DEMO} -> {BASE}/voice/incoming{OVERRIDES}" in done.output
    number = carrier.exchange.numbers[LINE]
    assert number.voice_url == f"{BASE}/voice/incoming{OVERRIDES}"
    assert number.sms_url == f"{BASE}/texts/incoming{OVERRIDES}"
    assert number.status_callback == f"{BASE}/voice/status{OVERRIDES}"
    assert number.voice_fallback_url.startswith(f"{BASE}/voice/fallback#")
    assert number.sms_fallback_url.startswith(f"{BASE}/texts/fallback#")
    again = live("twilio", "provision")
    assert (again.exit_code, again.output.count("as it should be")) == (0, 2)
    assert live("twilio", "provision", "--check").exit_code == 0
    assert "ok   number of line main: calls and texts lead here" in live("doctor").stdout


def test_it_asks_before_it_changes(live: Run, carrier: Simulator) -> None:
    """Without a yes nothing changes; --check only compares, and says so by its status."""
    assert live("twilio", "provision", "--check").exit_code == 1
    asked = live("twilio", "provision")  # there is nobody to answer
    assert asked.exit_code == 1
    assert "Change 2 numbers at the carrier?" in asked.output
    assert carrier.exchange.numbers[LINE].voice_url == DEMO
    found = live("doctor").stdout
    assert "FAIL number of line main: voice_url must be" in found
    assert "run `warmline twilio provision`" in found


def test_no_number_is_printed(live: Run, carrier: Simulator) -> None:
    """A number is named by its line and two digits, also where an old address holds one."""
    carrier.exchange.numbers[
        RELAY
    ].voice_url = "https://me:hushhush@forward.example.com/to/14155550199?PhoneNumber=4155550199"
    said = live("twilio", "provision", "--yes").output
    assert "relay number 1 of line main (ending 01):" in said
    assert "https://forward.example.com/to/[number]?…" in said
    assert [it for it in ("5550100", "5550101", "5550199", "hushhush") if it in said] == []


def test_what_would_go_before_the_addresses_is_taken_away(live: Run, carrier: Simulator) -> None:
    """An application or a trunk that somebody set makes the carrier ignore every address."""
    assert live("twilio", "provision", "--yes").exit_code == 0
    number = carrier.exchange.numbers[LINE]
    number.voice_application_sid, number.trunk_sid = "AP" + "a" * 32, "TK" + "b" * 32
    assert "FAIL number of line main" in live("doctor").stdout
    said = live("twilio", "provision", "--yes").output
    assert "a SIP trunk instead: TKbb" in said
    assert (number.voice_application_sid, number.trunk_sid) == ("", "")
    assert number.asks_for_calls


def test_a_hosted_document_is_what_answers_when_we_fail(live: Run, carrier: Simulator) -> None:
    """Named, it is set, and asked for as its host allows; unnamed, somebody else's stays."""
    named = {
        "WARMLINE_VOICE_FALLBACK_URL": "https://handler.twilio.com/twiml/EH1",
        "WARMLINE_TEXT_FALLBACK_URL": "https://static.example.com/texts.xml",
    }
    done = live("twilio", "provision", "--yes", env=named)
    assert "nothing answers a call" not in done.output
    number = carrier.exchange.numbers[LINE]
    assert (number.voice_fallback_url, number.voice_fallback_method) == (
        "https://handler.twilio.com/twiml/EH1",
        "POST",
    )
    assert (number.sms_fallback_url, number.sms_fallback_method) == (
        "https://static.example.com/texts.xml",
        "GET",
    )
    assert live("twilio", "provision", "--check").exit_code == 0
    assert "nothing answers a call when this line is gone" in live(
        "twilio", "provision", "--check",
        env={"WARMLINE_VOICE_FALLBACK_URL": f"{BASE}/voice/fallback"},
    ).output  # fmt: skip


def test_a_number_that_the_account_has_not_is_told(live: Run, carrier: Simulator) -> None:
    """Every such number in a sentence with the mend, and nothing is changed."""
    del carrier.exchange.numbers[RELAY]
    result = live("twilio", "provision", "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith("The relay number 1 of line main (ending 01) is not one of")
    assert "set TWILIO_ACCOUNT_SID" in result.stderr
    assert carrier.exchange.numbers[LINE].voice_url == DEMO


def test_a_wrong_token_is_told(live: Run) -> None:
    """One sentence, whatever the number of numbers, without the token."""
    result = live("twilio", "provision", env={"TWILIO_AUTH_TOKEN": "hushhush"})
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("The carrier does not take TWILIO_ACCOUNT_SID with TWILIO_AUTH")
    assert "hushhush" not in result.output


def test_a_carrier_that_is_away_is_told(live: Run) -> None:
    """A carrier that does not answer is no reason to believe that a number is gone."""
    result = live("twilio", "provision", env={"TWILIO_API_BASE": "http://127.0.0.1:1"})
    assert result.exit_code == 1
    assert "cannot be asked now" in result.stderr


def test_without_a_line_there_is_nothing_to_set_up(run: Run, carrier: Simulator) -> None:
    """The sentence says what comes before."""
    env = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_API_BASE": carrier.url}
    run("db", "upgrade", env=env)
    assert "`warmline load`" in run("twilio", "provision", env=env).stderr


OURS = OurNumber("number of line main", PhoneNumber(LINE))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings with Twilio as the carrier."""
    return Settings.read(
        {
            "WARMLINE_HOME": str(tmp_path),
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "PUBLIC_BASE_URL": BASE,
            "WARMLINE_COUNSELING_NUMBER": "+14155550150",
            "WARMLINE_KEYS": "a" * 43 + "=",
        }
    )


def test_a_number_of_another_account_is_told(settings: Settings) -> None:
    """A number that is only shared with us is not set up behind its owner's back."""
    found = {"sid": "PN1", "account_sid": "AC" + "9" * 32}
    with pytest.raises(PlanError, match="belongs to another account than TWILIO_ACCOUNT_SID"):
        look(settings, [OURS], lambda _: found)


@pytest.mark.parametrize(
    ("code", "permanent", "sentence"),
    [
        (20003, True, "does not take TWILIO_ACCOUNT_SID"),
        (20404, True, "has no such account"),
        (20429, False, "cannot be asked now"),
        (20005, True, "The carrier refused"),
    ],
)
def test_each_refusal_says_what_to_do(
    settings: Settings, code: int, permanent: bool, sentence: str
) -> None:
    """What the carrier says is told as what the engineer can do."""

    def refuse(_: PhoneNumber) -> dict[str, str] | None:
        raise CarrierError("the carrier refused", permanent=permanent, code=code)

    with pytest.raises(PlanError, match=sentence):
        look(settings, [OURS], refuse)


def test_how_to_connect_is_a_lesser_thing(settings: Settings) -> None:
    """An address set by hand, without how to connect, leads here: provision adds the rest."""
    by_hand = {name: it.partition("#")[0] for name, it in own_addresses(settings).items()}
    found = differences(settings, by_hand)
    assert {it.field for it in found} == set(by_hand)
    assert [it for it in found if it.stops_us] == []
    assert [
        it.field for it in differences(settings, by_hand | {"sms_method": "GET"}) if it.stops_us
    ] == ["sms_method"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "nothing"),
        ("POST", "POST"),
        ("https://u:p@h.example/a?k=v", "https://h.example/a?…"),
        (f"{BASE}/voice/incoming{OVERRIDES}", f"{BASE}/voice/incoming{OVERRIDES}"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(value: str, words: str) -> None:
    """Passwords and queries of old addresses are not for the screen."""
    assert shown(value) == words
