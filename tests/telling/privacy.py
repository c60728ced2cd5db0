"""What nobody may find: a number of the other side, or words after their conversation is closed.

A `Witness` listens from the beginning of a story and at its end reads everything that was logged,
stored, queued and sent.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis

from telling.places import BASE
from warmline import commands, wrap_up
from warmline.conversation.state import Conversation, Over, Resting
from warmline.ids import CampusSlug
from warmline.simulator.phones import Texting

if TYPE_CHECKING:
    from phones import Phones

LOGGERS = ("warmline", "webhooks", "workers")
EVERYTHING_IS_OVER = 15 * 3600  # seconds: a conversation may be reopened for twelve hours
NATIONAL = 10  # digits of a number without its country


class Heard(logging.Handler):
    """Keeps every log line as it would be written, before anything is taken out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        more = {k: v for k, v in record.__dict__.items() if k not in {"exc_info", "args"}}
        self.lines.append(logging.Formatter().format(record) + repr(more))


class Witness:
    """Listens to a story, and reads afterwards what it has left behind."""

    def __init__(self, phones: Phones) -> None:
        self.phones = phones
        self.log = Heard()
        self._levels = {name: logging.getLogger(name).level for name in LOGGERS}
        for name in LOGGERS:
            logging.getLogger(name).addHandler(self.log)
            logging.getLogger(name).setLevel(logging.DEBUG)

    def leave(self) -> None:
        """Stop listening."""
        for name, level in self._levels.items():
            logging.getLogger(name).removeHandler(self.log)
            logging.getLogger(name).setLevel(level)

    # --- what is read -----------------------------------------------------------------------

    def places(self) -> dict[str, str]:
        """Return everything that is kept anywhere, as plain text."""
        return {
            "the log": "\n".join(self.log.lines),
            "Redis": stored(self.phones.settings.redis_url),
            "SQL": kept(self.phones.settings.home / "warmline.db"),
            "the queue": repr(self.phones.timer.wishes),
            "addresses": "\n".join(it.url for it in self.phones.exchange.requests),
        }

    def numbers_stay_hidden(self) -> None:
        """No number of a person is plain anywhere, and nobody is shown another's."""
        numbers = {it.phone.number: it.phone.id for it in self.phones.people}
        for where, text in self.places().items():
            assert found(numbers, text) == [], where
        for it in self.phones.exchange.feed:
            others = [number for number, owner in numbers.items() if owner != it.phone_id]
            if it.kind in {"rang", "said", "text", "box"}:
                assert found(others, it.text) == [], it
        for person in self.phones.people:
            assert found(numbers, " ".join(it.other for it in person.phone.texts)) == []

    def words_stay_sealed(self) -> None:
        """No words of a person are plain anywhere, open or closed."""
        words = self.words()
        for where, text in self.places().items():
            assert [it for it in words if it in text] == [], where

    def words_are_gone(self) -> None:
        """Everything is mended, time passes: no conversation and no carrier has words of it."""
        phones = self.phones
        phones.exchange.faults.clear()
        phones.timer.alive = phones.clock_alive = True
        for person in phones.people:
            person.phone.texting = Texting()
        phones.wait(EVERYTHING_IS_OVER)
        for conv in self.conversations():
            assert isinstance(conv.state, Over | Resting)
            left = [it for it in conv.pending if has_words(it.action)]
            left += [it for it in conv.sent if has_words(it.action)]
            assert (conv.recent, left) == ((), [])
        words = self.words()
        at_the_carrier = [it.body for it in phones.exchange.messages.all.values()]
        assert [it for it in at_the_carrier if any(said in it for said in words)] == []
        self.words_stay_sealed()

    def conversations(self) -> list[Conversation]:
        """Return every conversation of the story that Redis still knows."""
        live = self.phones.parts.live
        names = [CampusSlug(it) for it in live.campuses()]
        contacts = [live.load(it) for name in names for it in live.recent_contacts(name, 50)]
        return [it for it in contacts if isinstance(it, Conversation)]

    def words(self) -> set[str]:
        """Return what people have written that was meant for people."""
        said = {it.text.strip() for it in self.phones.exchange.feed if it.kind == "texted"}
        names = [it.codename for it in self.conversations()]
        return {
            it for it in said if is_personal(it) and not any(commands.names(it, n) for n in names)
        }


def is_personal(text: str) -> bool:
    """Say whether a text is words for a person, and long enough to be told from anything else."""
    ours = commands.carrier_word(text) or commands.read(text) or wrap_up.read(text)
    return ours is None and " " in text and len(text) > NATIONAL


def has_words(action: Any) -> bool:
    """Say whether an action carries what a person wrote."""
    return any(getattr(action, name, None) for name in ("words", "first", "said"))


def found(numbers: Iterable[str], text: str) -> list[str]:
    """Return the numbers that a text holds, however punctuated, with or without their country."""
    plain = re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", text.replace(BASE, ""))
    digits = {it: it.lstrip("+")[-NATIONAL:] for it in numbers}
    return [it for it, last in digits.items() if last in text or last in plain]


def stored(url: str) -> str:
    """Return every key and value of a Redis; nothing while it is away."""
    with suppress(redis.ConnectionError), redis.Redis.from_url(url) as raw:
        return "\n".join(f"{key!r} {_read(raw, key)!r}" for key in raw.scan_iter())
    return ""


def kept(database: Path) -> str:
    """Return every row of a SQLite database."""
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(_rows(connection))


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    yield from connection.iterdump()


def _read(raw: Any, key: bytes) -> object:
    match raw.type(key):
        case b"string":
            return raw.get(key)
        case b"hash":
            return raw.hgetall(key)
        case b"list":
            return raw.lrange(key, 0, -1)
        case b"set":
            return raw.smembers(key)
        case b"stream":
            return raw.xrange(key)
        case _:
            return raw.zrange(key, 0, -1, withscores=True)
