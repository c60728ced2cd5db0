"""The same nights on a line whose mentors answer on a page; old pages are written on as well.

Mentors open every link they get and keep every page open. What they write late, they text: that
reaches nobody here.
"""

import re

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from phones import BASE, fresh_database
from telling.paging import LINK, browser
from test_texts_machine import SAID, Night

from warmline.conversation.state import Claimed, Offering
from warmline.store.live.pages import Page

BUTTONS = {"DONE": "DONE", "pass": "PASS", "PASS": "PASS", "Hard.": "HARD"}


class PageNight(Night):
    """One night of texts on a line in page mode."""

    mode = "page"

    def __init__(self):
        super().__init__()
        self.pages = {}  # (mentor, number) -> every page that was opened there, and whose it is
        self.written = []

    def _writes(self, person, to, said, late=0):
        """Press or write on one of the pages that are open; what is late, or no button, by text."""
        self._open_newest(person, to)
        pages = self.pages.get((person.name, to), [])
        if late or not self.web_alive or not pages or said not in {"words", *BUTTONS}:
            super()._writes(person, to, said, late)
            return
        number = next(self.serial)
        page, conv_id = pages[number % len(pages)]
        student = self._student_of(conv_id)
        page.look()
        if "Take it" in page.client.get(page.at, base_url=BASE).text:
            page.presses("TAKE")
        if said == "words":
            text = f"For {student}, number {number}."
            self.written.append(text)
            for _ in range(2):  # the answer to the first may be lost
                page.says(text, f"message-{number}")
        else:
            page.presses(BUTTONS[said])
        self._read(page, student)

    def _open_newest(self, person, to):
        links = [it.body for it in person.phone.texts if it.incoming and it.other == to]
        links = [LINK.search(it) for it in links]
        paths = [it.group(1) for it in links if it]
        if not paths or not self.web_alive:
            return
        link = self.phones.parts.live.link("northfield", self._hash_of(paths[-1]))
        page = browser(self.phones)
        if page.opens(paths[-1]).status_code == 200 and page.at:
            self.pages.setdefault((person.name, to), []).append((page, link.contact))

    def _hash_of(self, path):
        from warmline.pages.links import hashed  # noqa: PLC0415 - only this needs it

        return hashed(path.rpartition(".")[2])

    def _student_of(self, conv_id):
        conv = self.phones.parts.live.load(conv_id)
        return next(it.name for it in self.students if self._hash(it) == conv.student.hash)

    def _read(self, page, student):
        """A page shows one student's conversation, each word once, and theirs alone."""
        text = page.client.get(page.at, base_url=BASE).text
        rows = SAID.findall(re.sub(r"<textarea.*?</textarea>", "", text, flags=re.DOTALL))
        assert {name for _, name, _ in rows} <= {student}
        assert len(rows) == len(set(rows)), rows

    def _check(self, person, text):
        if person in self.mentors:
            assert not SAID.search(text.body), (person.name, text.body)
        super()._check(person, text)

    def nothing_overtakes(self):
        """What came over the web is in nobody's list of texts: each page keeps its own order."""

    def _everything_settles(self):
        super()._everything_settles()
        live = self.phones.parts.live
        for conv in self._conversations():
            assert not isinstance(conv.state, Offering | Claimed)
            assert live.page(conv.id) == Page()
        everything = "\n".join(self.witness.places().values())
        assert not [it for it in self.written if it in everything]


def test_no_word_is_on_a_mentors_phone_or_on_the_wrong_page(redis_url, tmp_path_factory):
    """Whatever is pressed, written and lost: each word is where it belongs, and once."""
    PageNight.redis_url = redis_url
    PageNight.folder = tmp_path_factory.mktemp("page-night")
    PageNight.database = fresh_database(PageNight.folder / "pattern.db")
    fuzz = settings.default.max_examples > 100
    run_state_machine_as_test(
        PageNight,
        settings=settings(
            settings.default,
            max_examples=200 if fuzz else 5,
            stateful_step_count=60 if fuzz else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
