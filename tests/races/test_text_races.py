"""Texts that come in the same instant: a conversation is opened once, taken once, closed once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
import redis

from tests.races.room import CAMPUS, LINE, Room, at_once
from tests.races.test_acceptance import Web
from warmline.contact.actions import Action
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.escalated import Agreed
from warmline.conversation.state import Claimed, Conversation, Offering, Over, Resting
from warmline.ids import ContactId, MentorId
from warmline.store.live.keys import Keys

ROUNDS = 100
PHONES = {"Maya": "+14155551100", "Luis": "+14155551101"}
Say = Callable[[], str]


class Texting:
    """A room whose students and mentors text, each through a web process of their own."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.webs = Web(room), Web(room)
        self.sids = count(1)
        self.people = count(14155553000)
        self.board = room.parts.textboard

    def says(self, web: int, sender: str, body: str) -> Say:
        """Return what sends a text when it is called."""
        sid = f"SM{next(self.sids):032x}"
        given = {"From": sender, "To": LINE, "Body": body, "MessageSid": sid}
        return lambda: self.webs[web].post("/texts/incoming", **given)

    def name(self, mentor: MentorId) -> str:
        """Return a mentor's name."""
        return self.room.parts.houses.of_campus(CAMPUS).mentors[mentor].name

    def student(self) -> str:
        """Return the number of one more student."""
        return f"+{next(self.people)}"

    def opened(self) -> Conversation:
        """Return the conversation that was opened last."""
        return self.now(self.room.parts.live.recent_contacts(CAMPUS, 1)[0])

    def now(self, conv: ContactId) -> Conversation:
        """Return a conversation as it is now."""
        return self.board.contact(conv)

    def later(self, conv: Conversation, minutes: int) -> Conversation:
        """Let a conversation's wait be over, as the clock finds it so much later."""

        def overdue(it: Conversation, now: object) -> Conversation:
            del now
            later = self.room.parts.now() + timedelta(minutes=minutes)
            return self.board.advance(it, (ev.TextDeadlinePassed(),), later)

        return self.board.change(conv.id, overdue)

    def all_is_forgotten(self, conv: Conversation) -> None:
        """End a conversation, and let every number be as if it had been nobody's for a day."""
        self.board.handle(conv.id, ev.StudentStopped())
        keys = Keys(CAMPUS)
        with redis.Redis.from_url(self.room.url) as connection:
            counted = connection.keys(f"{keys.tag}:flood:*")  # nobody's fingers are this fast
            connection.delete(keys.threads, keys.rest, keys.taken, keys.offered, *counted)

    def texting(self) -> dict[bytes, bytes]:
        """Return how many conversations each mentor has."""
        with redis.Redis.from_url(self.room.url) as connection:
            found: dict[bytes, bytes] = connection.hgetall(Keys(CAMPUS).texting)  # type: ignore[assignment]
        return found


@pytest.fixture
def texting(room: Room) -> Texting:
    """A room for texts."""
    return Texting(room)


def relayed(texting: Texting, conv: Conversation) -> list[str]:
    """Return the words that wait to be sent to the student."""
    vault = texting.room.parts.vault
    return [vault.open(it.words) for it in actions(conv) if isinstance(it, do.RelayToStudent)]


def told(texting: Texting, conv: Conversation) -> list[tuple[str, str]]:
    """Return who is told what about the conversation."""
    return [
        (texting.name(it.mentor), it.what) for it in actions(conv) if isinstance(it, do.TellMentor)
    ]


def actions(conv: Conversation) -> list[Action]:
    """Return what is to be done."""
    return [it.action for it in conv.pending]


def test_two_mentors_who_answer_at_once_never_both_have_it(
    texting: Texting, pool: ThreadPoolExecutor
) -> None:
    """When two mentors answer in one instant, one writes to the student, the other is told."""
    texting.room.opens("together", 2)
    for _ in range(ROUNDS):
        texting.says(0, texting.student(), "I cannot sleep")()
        offered = texting.opened()
        assert len(offered.threads) == 2
        at_once([texting.says(n, PHONES[it], f"{it} here") for n, it in enumerate(PHONES)], pool)
        conv = texting.now(offered.id)
        assert isinstance(conv.state, Claimed)
        winner = texting.name(conv.state.mentor)
        assert relayed(texting, conv) == [f"{winner} here"]
        loser = {"Maya": "Luis", "Luis": "Maya"}[winner]
        assert sorted(told(texting, conv)) == sorted([(winner, "claimed"), (loser, "someone_else")])
        assert texting.texting() == {conv.state.mentor.encode(): b"1"}
        texting.all_is_forgotten(conv)
        assert texting.texting() == {}


def test_a_mentor_who_takes_it_back_as_another_takes_it(
    texting: Texting, pool: ThreadPoolExecutor
) -> None:
    """A conversation that is handed over belongs to one mentor, whoever writes in that instant."""
    texting.room.opens("sequential", 2)
    winners = set()
    for _ in range(ROUNDS):
        student = texting.student()
        texting.says(0, student, "I cannot sleep")()
        conv = texting.opened()
        first = texting.name(conv.threads[0].mentor)
        second = {"Maya": "Luis", "Luis": "Maya"}[first]
        texting.says(0, PHONES[first], "one moment")()
        texting.says(1, student, "are you there?")()
        for minutes in (6, 12):
            conv = texting.later(conv, minutes)
        assert isinstance(conv.state, Offering)
        back = texting.says(0, PHONES[first], "I am back")
        new = texting.says(1, PHONES[second], "I am new")
        at_once([back, new], pool)
        after = texting.now(conv.id)
        assert isinstance(after.state, Claimed)
        winner = texting.name(after.state.mentor)
        winners.add(winner)
        assert [it.mentor for it in after.threads if it.phase == "open"] == [after.state.mentor]
        loser = second if winner == first else first
        assert (loser, "someone_else") in told(texting, after)
        assert "I am new" not in relayed(texting, after)  # whoever is new reads first
        assert relayed(texting, after).count("I am back") <= (winner == first)
        texting.all_is_forgotten(after)
    assert winners


def test_a_text_that_comes_as_the_mentor_ends_is_not_lost(
    texting: Texting, pool: ThreadPoolExecutor
) -> None:
    """Words sent in the instant of DONE reach the mentor first, or open the conversation again."""
    texting.room.opens("sequential", 1)
    for _ in range(ROUNDS):
        student = texting.student()
        texting.says(0, student, "I cannot sleep")()
        conv = texting.opened()
        texting.says(0, PHONES["Maya"], "I am here")()
        assert isinstance(texting.now(conv.id).state, Claimed)
        done = texting.says(0, PHONES["Maya"], "DONE")
        at_once([done, texting.says(1, student, "one more thing")], pool)
        after = texting.now(conv.id)
        assert not isinstance(after.state, Resting)
        if isinstance(after.state, Claimed):
            assert ("Maya", "wrote_again") in told(texting, after)
            assert [it.mentor for it in actions(after) if isinstance(it, do.RelayToMentor)]
        else:
            assert isinstance(after.state, Offering)
            assert [who for who, _ in after.recent] == ["student"]
            assert do.TellStudent("reopened") in actions(after)
        texting.all_is_forgotten(after)


def test_two_first_texts_open_one_conversation(texting: Texting, pool: ThreadPoolExecutor) -> None:
    """A student whose first two texts come at once is welcomed once and offered once."""
    texting.room.opens("sequential", 2)
    vault = texting.room.parts.vault
    for _ in range(ROUNDS // 4):
        student = texting.student()
        before = set(texting.room.parts.live.open_contacts(CAMPUS))
        at_once([texting.says(n, student, f"text {n}") for n in (0, 1)], pool)
        [made] = set(texting.room.parts.live.open_contacts(CAMPUS)) - before
        conv = texting.now(made)
        assert sorted(vault.open(words) for _, words in conv.recent) == ["text 0", "text 1"]
        assert actions(conv).count(do.TellStudent("welcome")) == 1
        assert sum(isinstance(it, do.Offer) for it in actions(conv)) == 1
        texting.all_is_forgotten(conv)
        assert isinstance(texting.now(made).state, Over)


def test_a_call_and_a_text_never_share_a_mentor(texting: Texting, pool: ThreadPoolExecutor) -> None:
    """A call and a text that reach for the last free mentor at once do not both get them."""
    texting.room.opens("sequential", 1)
    board = texting.room.parts.switchboard
    winners = set()
    for _ in range(ROUNDS):
        called, _answer = at_once(
            [texting.room.arrives, texting.says(1, texting.student(), "I cannot sleep")], pool
        )
        [conv] = [
            found
            for it in texting.room.parts.live.recent_contacts(CAMPUS, 2)
            if isinstance(found := texting.room.parts.live.load(it), Conversation)
        ]
        rung = bool(board.contact(called.id).holders)  # type: ignore[union-attr]
        offered = any(it.phase == "open" for it in conv.threads)
        assert not (rung and offered)
        assert (len(texting.room.busy()), len(texting.texting())) == (rung, offered)
        winners.add(rung)
        texting.room.all_hang_up(called.id)  # type: ignore[union-attr]
        texting.all_is_forgotten(conv)
    assert winners <= {True, False}


def test_two_helpers_who_take_over_at_once_never_both_have_it(
    texting: Texting, pool: ThreadPoolExecutor
) -> None:
    """An escalated conversation goes to one of those who were told; the mentor is let go once."""
    texting.room.opens("sequential", 1, 2)
    helpers = ["+14155551101", "+14155551102"]
    for _ in range(ROUNDS // 2):
        student = texting.student()
        texting.says(0, student, "I cannot sleep")()
        conv = texting.opened()
        for sender, body in (
            (PHONES["Maya"], "I am here"),
            (PHONES["Maya"], "ESCALATE"),
            (PHONES["Maya"], "She is alone and wants help."),
            (PHONES["Maya"], "SEND"),
            (student, "agree"),
        ):
            texting.says(0, sender, body)()
        asked = texting.now(conv.id)
        assert isinstance(asked.escalation, Agreed)
        assert len(asked.escalation.told) == 2
        for helper in asked.escalation.told:
            now = texting.room.parts.now()
            assert texting.room.parts.live.ask_helper(CAMPUS, helper.mentor, 0, conv.id, now)
        at_once([texting.says(n, it, "TAKEOVER") for n, it in enumerate(helpers)], pool)
        after = texting.now(conv.id)
        assert isinstance(after.state, Claimed)
        assert after.state.mentor in {it.mentor for it in asked.escalation.told}
        assert [what for _, what in told(texting, after)].count("help_taken") == 1
        assert texting.texting() == {after.state.mentor.encode(): b"1"}
        texting.all_is_forgotten(conv)
