"""A student's number is looked for everywhere, and found only where two people agreed to see it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from telling.console import TOKEN, Console
from telling.privacy import Witness, found
from werkzeug.routing import Rule

from warmline import wording
from warmline.cli import main

WORDS = "my roommate has left and I am alone"
MADE_UP = {("demo-data",)}  # writes a year of contacts that nobody made
# They run until they are ended, or until a second person has decided: what processes log is read
# by the tests of faults, and the reveal has a test of its own below.
ENDLESS = {("up",), ("web",), ("worker",), ("clock",), ("reveal", "ask")} | MADE_UP
OURS = ("TWILIO_", "WARMLINE_", "REDIS_", "RQ_", "DATABASE_", "PUBLIC_")
WEBHOOKS = ("/voice/", "/texts/")


@pytest.fixture
def night(console: Console) -> Iterator[tuple[Console, Witness, str]]:
    """A night in which a student calls, asks to be called back, texts, agrees to more help."""
    phones = console.phones
    witness = Witness(phones)
    student, maya = phones.student(), console.people["Maya"]
    student.calls()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    phones.wait(5)
    maya.texts("7 4>2 HARD")
    phones.wait(5)
    contact = phones.contact().id.partition(".")[2]
    student.calls()
    student.presses("*")
    phones.wait(2)
    student.presses("2")
    phones.wait(30)
    student.texts(WORDS)
    phones.wait(3)
    luis = console.people["Luis"]
    for words in ("I am here", "ESCALATE", "Roommate left, wants help.", "SEND"):
        luis.texts(words)
        phones.wait(2)
    student.texts("agree")
    phones.wait(5)
    yield console, witness, contact
    witness.leave()


def number_of(console: Console) -> str:
    """The student's number."""
    return next(it.phone.number for it in console.phones.people if it.phone.kind == "student")


def everybody(console: Console) -> dict[str, FlaskClient]:
    """A browser for each role, and one in which nobody is signed in."""
    signed_in = {who: console.enters(who) for who in ("Cora", "Ada", "Noor", "Enno", "Maya", "Bo")}
    return {"nobody": console.browser(), **signed_in}


def address(rule: Rule, given: dict[str, str]) -> str:
    """An address that a rule stands for, with what there is in the place of its names."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda it: given.get(it.group(1), "x"), rule.rule)


def test_no_page_shows_it(night: tuple[Console, Witness, str]) -> None:
    """Every address of ours, asked by everybody, read and written: it is on none of them."""
    console, witness, contact = night
    number, phones = number_of(console), console.phones
    given = {
        "name": contact,
        "contact": console.phones.conversation().id,
        "mentor": console.phones.id_of(console.people["Maya"]),
        "line": "main",
        "campus": "northfield",
    }
    every = [it for app in (phones.app, phones.console_app) for it in app.url_map.iter_rules()]
    rules = [it for it in every if not it.endpoint.endswith("static")]
    seen: set[str] = set()
    for who, browser in everybody(console).items():
        page = browser.get("/console/now").text + browser.get("/console/mine").text
        token = TOKEN.search(page)
        form = {"csrf_token": token.group(1) if token else ""}
        for rule in rules:
            at = address(rule, given)
            for method in sorted(rule.methods & {"GET", "POST"}):
                if "sign-out" in at or at.startswith(WEBHOOKS):
                    continue
                answer = browser.open(at, method=method, data=form if method == "POST" else None)
                told = answer.get_data(as_text=True) + str(answer.headers)
                assert found([number], told) == [], (who, method, at)
                seen.add(at)
    assert f"/console/contacts/{contact}" in seen
    assert len(seen) > 40
    assert found([number], "\n".join(witness.places().values())) == []


def test_no_webhook_answers_with_it(night: tuple[Console, Witness, str]) -> None:
    """What we answer the carrier names no student, and forged requests learn nothing."""
    console, _, _ = night
    number = number_of(console)
    conv, call = console.phones.conversation().id, console.phones.contact().id
    for rule in console.phones.app.url_map.iter_rules():
        if not rule.rule.startswith(WEBHOOKS):
            continue
        for contact in (conv, call):
            at = address(rule, {"contact": contact, "leg": "1", "desk": "d", "place": "card"})
            params = (("CallSid", "CA" + "1" * 32), ("From", number), ("MessageSid", "SM1"))
            for signed in (True, False):
                answer = console.phones.posts(at, params, signed=signed)
                dialled = re.sub(r"<Number[^>]*>[^<]*</Number>", "", answer.body.decode())
                assert found([number], dialled) == [], at


def leaves(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that there is, with the words that lead to it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        elif (*path, name) not in ENDLESS:
            yield (*path, name), command


def words_for(command: click.Command, contact: str) -> list[str]:
    """Words that a command may be given: what must be, and --json where there is such."""
    known = {"line": "main", "contact": contact, "asker": "Cora", "actor": "Cora", "name": "Maya",
             "reason": "took pills and does not answer", "mentor": "Maya"}  # fmt: skip
    words: list[str] = []
    for it in command.params:
        value = known.get(it.name or "", "2026-11-02")
        if isinstance(it, click.Argument) and it.required:
            words.append(value)
        elif isinstance(it, click.Option) and it.required:
            words += [it.opts[-1], value]
        elif "--json" in it.opts:
            words.append("--json")
    return words


def test_no_command_prints_it(
    night: tuple[Console, Witness, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command, asked rightly or not, says nothing of it: not in words, errors or JSON."""
    console, witness, contact = night
    monkeypatch.chdir(tmp_path)  # some write files
    settings = console.phones.settings
    env = {
        **{
            name: None for name in os.environ if name.startswith(("TWILIO_", "WARMLINE_", "REDIS_"))
        },
        "REDIS_URL": settings.redis_url,
        "DATABASE_URL": f"sqlite:///{settings.home}/warmline.db",
        "WARMLINE_KEYS": ",".join(settings.keys),
        "WARMLINE_HOME": str(settings.home),
    }
    number, run = number_of(console), 0
    for path, command in leaves(main):
        result = CliRunner().invoke(main, [*path, *words_for(command, contact)], env=env)
        assert found([number], result.output + repr(result.exception)) == [], path
        run += 1
    assert run > 40
    assert found([number], "\n".join(witness.places().values())) == []


def test_two_people_see_it_once(night: tuple[Console, Witness, str]) -> None:
    """With a reason and a second person's yes it stands on one page, once, and nowhere else."""
    console, witness, contact = night
    number, page = number_of(console), f"/console/contacts/{contact}"
    cora = console.enters("Cora")
    token = TOKEN.search(cora.get(page).text)
    assert token is not None
    form = {"csrf_token": token.group(1), "reason": "took pills and does not answer"}
    cora.post(f"{page}/reveal", data=form)
    request = f"/console/requests/{console.phones.parts.records.open_assents()[0].id}"
    ada = console.people["Ada"]
    ada.rings(within=5)
    ada.answers()
    ada.hears(wording.assent_question("Ears for Peers", "Cora", "coordinator", kind="reveal"))
    ada.phone.press("1")
    console.phones.run()
    shown = cora.post(f"{request}/show", data=form).text
    assert shown.count(number) == 1
    for browser in everybody(console).values():
        assert found([number], browser.get(request).text) == []
    assert found([number], "\n".join(witness.places().values())) == []
    assert "reveal" in " ".join(it.action for it in console.phones.parts.records.audit_entries())
