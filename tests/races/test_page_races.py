"""Links, buttons and messages of pages in the same instant, through two web processes."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from flask.testing import FlaskClient

from tests.races.room import BASE, LINE, Room, at_once
from tests.races.test_text_races import Texting, relayed
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Claimed, Conversation
from warmline.pages import Links
from warmline.performer.pages import PageTexts
from warmline.store.live.pages import Page
from webhooks.app import create_app

ROUNDS = 25
PROOF = re.compile(r'name="proof" value="([^"]+)"')
Opened = tuple[FlaskClient, str, str]


class Paging(Texting):
    """Texting on a line whose mentors answer on a page."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        parts = room.parts
        self.apps = [create_app(room.another()) for _ in range(2)]
        self.pages = PageTexts(
            parts.live, Links(parts.live, parts.houses, parts.addresses, parts.now), parts.now
        )
        self.names = count(1)

    def offered(self) -> tuple[Conversation, list[str]]:
        """Have a student text; return the conversation, and the link of each who is offered it."""
        self.says(0, self.student(), "I cannot sleep")()
        conv = self.opened()
        line = self.room.parts.houses.of_campus(conv.campus).lines[conv.line]
        texts = [
            self.pages.body(conv, line, it, it.action)
            for it in conv.pending
            if isinstance(it.action, do.Offer)
        ]
        return conv, [str(it).rpartition(BASE)[2] for it in texts]

    def press_open(self, web: int, link: str) -> Opened | None:
        """Look at a link and press the button; None when it opens nothing."""
        client = self.apps[web].test_client()
        proof = PROOF.findall(client.get(link, base_url=BASE).text)
        if not proof:
            return None
        answer = client.post(link, data={"proof": proof[0]}, base_url=BASE)
        if answer.status_code != 303:
            return None
        at = answer.headers["Location"]
        return client, at, PROOF.findall(client.get(at, base_url=BASE).text)[0]

    def posts(self, page: Opened, what: str, name: str, **form: str) -> int:
        """Send a form of a page."""
        client, at, proof = page
        given = {"proof": proof, "message": name, **form}
        return client.post(f"{at}{what}", data=given, base_url=BASE).status_code


@pytest.fixture
def paging(room: Room) -> Paging:
    """A room for pages."""
    return Paging(room)


def test_a_link_opens_in_one_browser(paging: Paging, pool: ThreadPoolExecutor) -> None:
    """Of four browsers that press in one instant one gets in."""
    paging.room.opens("sequential", 1, text_mode="page")
    for _ in range(ROUNDS):
        conv, [link] = paging.offered()
        found = at_once([lambda n=n, k=link: paging.press_open(n % 2, k) for n in range(4)], pool)
        assert sum(it is not None for it in found) == 1
        paging.all_is_forgotten(conv)


def test_two_who_take_it_at_once_never_both_have_it(
    paging: Paging, pool: ThreadPoolExecutor
) -> None:
    """One has the conversation; the other's message in the same instant reaches nobody."""
    paging.room.opens("together", 2, text_mode="page")
    winners = set()
    for _ in range(ROUNDS):
        conv, links = paging.offered()
        pages = [paging.press_open(n, it) for n, it in enumerate(links)]

        def takes(n: int, page: Opened | None) -> int:
            assert page is not None
            paging.posts(page, "press", f"take-{n}-name", button="TAKE")
            return paging.posts(page, "say", f"say-{n}-name", words=f"this is {n}")

        at_once([lambda n=n, p=p: takes(n, p) for n, p in enumerate(pages)], pool)
        after = paging.now(conv.id)
        assert isinstance(after.state, Claimed)
        offers = [it.action.mentor for it in conv.pending if isinstance(it.action, do.Offer)]
        winner = offers.index(after.state.mentor)
        winners.add(winner)
        assert relayed(paging, after) == [f"this is {winner}"]
        paging.all_is_forgotten(after)
    assert winners


def test_a_message_that_comes_four_times_at_once_is_sent_once(
    paging: Paging, pool: ThreadPoolExecutor
) -> None:
    """Retries of one message over two processes are one text to the student."""
    paging.room.opens("sequential", 1, text_mode="page")
    for _ in range(ROUNDS):
        conv, [link] = paging.offered()
        page = paging.press_open(0, link)
        assert page is not None
        paging.posts(page, "press", "take-name", button="TAKE")
        send = [lambda p=page: paging.posts(p, "say", "same-name", words="I am here")] * 4
        assert set(at_once(send, pool)) <= {303, 409}
        after = paging.now(conv.id)
        assert (relayed(paging, after), after.from_mentor) == (["I am here"], 1)
        paging.all_is_forgotten(after)


def test_nothing_is_put_on_a_page_as_it_closes(paging: Paging, pool: ThreadPoolExecutor) -> None:
    """Words that are on their way to a page in the instant of the close leave nothing behind."""
    paging.room.opens("sequential", 1, text_mode="page")
    line = paging.room.parts.houses.of_number(LINE)[1]
    for _ in range(ROUNDS):
        conv, _ = paging.offered()
        offer = next(it for it in conv.pending if isinstance(it.action, do.Offer))
        words = do.RelayToMentor(offer.action.mentor, 0, paging.room.parts.vault.seal("more"))

        at_once(
            [
                lambda c=conv: paging.board.handle(c.id, ev.StudentStopped()),
                lambda c=conv, o=offer, w=words: paging.pages.body(c, line, o, w),
                lambda c=conv, o=offer: paging.pages.body(c, line, o, o.action),
            ],
            pool,
        )
        assert paging.room.parts.live.page(conv.id) == Page()
        paging.all_is_forgotten(conv)
