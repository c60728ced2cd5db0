"""Two mentors press 1 in the same instant; a student hangs up just as somebody accepts."""

import base64
import hashlib
import hmac
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.races.room import BASE, LINE, TOKEN, Room, another, at_once
from warmline import wording
from warmline.contact import Contact
from warmline.contact import events as ev
from warmline.contact.moments import Ended, Talking
from warmline.contact.phones import Leg
from warmline.ids import CallSid, ContactId, LegId
from webhooks.app import create_app

ROUNDS = 200


class Web:
    """One web process's application, asked as the carrier asks it."""

    def __init__(self, room: Room) -> None:
        self._client: FlaskClient = create_app(room.another()).test_client()

    def post(self, path: str, **params: str) -> str:
        """Send a signed webhook and return the document."""
        text = f"{BASE}{path}" + "".join(k + v for k, v in sorted(params.items()))
        mac = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()
        signed = {"X-Twilio-Signature": base64.b64encode(mac).decode()}
        answer = self._client.post(path, data=params, headers=signed, base_url=BASE)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def presses(self, contact: Contact, leg: Leg, key: str) -> str:
        """Press a key on a mentor's phone."""
        path = f"/voice/leg/{contact.id}/{leg.id}/key"
        status = {
            "CallSid": leg.call or "",
            "CallStatus": "in-progress",
            "Direction": "outbound-api",
        }
        return self.post(path, Digits=key, From=LINE, **status)

    def hangs_up(self, contact: Contact) -> str:
        """Tell that the student's phone is down."""
        call = contact.student.call or ""
        return self.post("/voice/status", CallSid=call, CallStatus="completed", To=LINE)


def what_was_heard(document: str) -> str:
    """Say in a word what a mentor's document does."""
    if "<Conference" in document:
        return "joins"
    return "already answered" if wording.already_answered() in document else document


def test_two_who_press_1_at_once_never_both_win(room: Room, pool: ThreadPoolExecutor) -> None:
    """When two mentors press 1 at once, one talks and the other hears that it is answered."""
    room.opens("together", 2)
    webs = Web(room), Web(room)
    for _ in range(ROUNDS):
        room.next_shift()
        contact = room.all_pick_up(room.arrives())
        one, two = contact.legs
        heard = at_once(
            [
                lambda a=one, c=contact: webs[0].presses(c, a, "1"),
                lambda b=two, c=contact: webs[1].presses(c, b, "1"),
            ],
            pool,
        )
        assert sorted(map(what_was_heard, heard)) == ["already answered", "joins"]
        talking = room.parts.switchboard.contact(contact.id)
        assert isinstance(talking.state, Talking)
        winner = (one, two)[["joins" in what_was_heard(it) for it in heard].index(True)]
        assert talking.state.leg == winner.id
        assert room.busy() == {it.mentor: contact.id for it in contact.legs}
        over = room.all_hang_up(contact.id)
        assert isinstance(over.state, Ended)
        assert (over.state.end, over.holders, room.busy()) == ("talked", frozenset(), {})


def press_in_a_process(pipe: Connection, url: str, folder: Path, start: Any) -> None:
    """Press 1 on each leg that comes through the pipe, the moment that all are ready."""
    board = another(url, folder).switchboard
    while (told := pipe.recv()) is not None:
        contact, leg, call = told
        start.wait(20)
        after = board.handle(ContactId(contact), ev.LegPressed(LegId(leg), "1", CallSid(call)))
        won = isinstance(after.state, Talking) and after.state.leg == leg
        pipe.send(won)


@pytest.fixture
def pressers(room: Room) -> Any:
    """Two processes that press 1."""
    context = multiprocessing.get_context("spawn")
    start, pipes, processes = context.Barrier(2), [], []
    for _ in range(2):
        ours, theirs = context.Pipe()
        given = (theirs, room.url, room.folder, start)
        processes.append(context.Process(target=press_in_a_process, args=given, daemon=True))
        processes[-1].start()
        theirs.close()
        pipes.append(ours)
    yield pipes
    for pipe in pipes:
        pipe.send(None)
    for process in processes:
        process.join(20)
        process.close()


def test_two_processes_that_accept_at_once_agree_on_one(
    room: Room, pressers: list[Connection]
) -> None:
    """Two web processes that hear a 1 at once give the student to the same single mentor."""
    room.opens("together", 2)
    for _ in range(ROUNDS):
        room.next_shift()
        contact = room.all_pick_up(room.arrives())
        for pipe, leg in zip(pressers, contact.legs, strict=True):
            pipe.send((contact.id, leg.id, leg.call))
        assert sorted(pipe.recv() for pipe in pressers) == [False, True]
        room.all_hang_up(contact.id)
        assert room.busy() == {}


def test_a_student_who_hangs_up_as_a_mentor_accepts_frees_the_mentor(
    room: Room, pool: ThreadPoolExecutor
) -> None:
    """A mentor who presses 1 as the student hangs up is told so, and is free for the next."""
    room.opens("sequential", 1)
    webs = Web(room), Web(room)
    ends = set()
    for _ in range(ROUNDS):
        room.next_shift()
        contact = room.all_pick_up(room.arrives())
        [leg] = contact.legs
        at_once(
            [
                lambda a=leg, c=contact: webs[0].presses(c, a, "1"),
                lambda c=contact: webs[1].hangs_up(c),
            ],
            pool,
        )
        over = room.parts.switchboard.contact(contact.id)
        assert isinstance(over.state, Ended)
        ends.add(over.state.end)
        asked_to_go = [type(it.action).__name__ for it in over.pending]
        assert asked_to_go in (["StopRinging"], ["Dismiss"])
        over = room.all_hang_up(contact.id)
        assert (over.holders, room.busy()) == (frozenset(), {})
    assert ends <= {"left", "talked"}
