"""Phrases with choices and gaps, found in one pass over the words, however many there are.

A pattern is words with spaces between them, where

    a/b         either word             (a b|c)   either of several phrases
    a?          the word or nothing     (a b)?    the phrase or nothing
    <name>      any phrase of a list    ...       up to three words, whichever
    ^  $        where a sentence begins, and where it ends

Of a whole pattern, ``x & y`` is both in whichever order; joint.py says how near.

All patterns together are one automaton that reads word by word and never goes back: its time grows
with the number of words, and for each word it is bounded by the number of patterns.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from warmline.errors import PlanError

BEGIN, END = "^", "$"
GAP = 3  # words, at most
_DEEPEST = 8  # lists within lists
Key = TypeVar("Key")
Ways = tuple[tuple[int, ...], tuple[int, ...]]  # states, and numbers of what is found there
_NOWHERE: Ways = ((), ())
_NEVER: dict[int, Ways] = {}
_PIECE = re.compile(r"\.\.\.|\)\??|[(|]|[^\s()|]+")


class Found(Struct, frozen=True):
    """A pattern was found: the number it was given, and where its words begin and end."""

    number: int
    start: int
    end: int


class Automaton:
    """Finds patterns; build it with ``add``, then ``close``, then only read."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        # From each state: where a word leads, where any word does, and where one is for nothing.
        # Tuples, because there are tens of thousands and most hold one: sets cost 15 MB more.
        self._next: list[dict[str, tuple[int, ...]]] = [{}]
        self._any: dict[int, tuple[int, ...]] = {}
        self._free: dict[int, tuple[int, ...]] = {}
        self._accepts: dict[int, set[int]] = {}
        self._shared: dict[tuple[int, str], int] = {}  # patterns that begin alike go together
        # Worked out by ``close``: where a word leads from the beginning of a pattern, where from
        # each state that it leads on from, and where any word does.
        self._first: dict[str, Ways] = {}
        self._onward: dict[str, dict[int, Ways]] = {}
        self._by_any: dict[int, Ways] = {}

    def add(self, pattern: str, number: int) -> None:
        """Add a pattern. Raises PlanError for one that cannot be read."""
        pieces = _PIECE.findall(pattern)
        if not pieces:
            raise PlanError("a pattern is empty")
        end, used = self._sequence(0, pieces, 0, 0)
        if used != len(pieces):
            raise PlanError(f"the pattern {pattern!r} has a bracket too many")
        self._accepts.setdefault(end, set()).add(number)

    def words(self) -> frozenset[str]:
        """Return every word of every pattern."""
        return frozenset(word for table in self._next for word in table) - {BEGIN, END}

    def close(self) -> None:
        """Work out what each state leads to. Raises PlanError for a pattern of nothing."""
        closures = [self._closure(state) for state in range(len(self._next))]
        if any(state in self._accepts for state in closures[0]):
            raise PlanError("a pattern matches nothing at all, and so everything")
        self._by_any = {state: self._ways(closures, it) for state, it in self._any.items()}
        begin: dict[str, set[int]] = {}
        for state, table in enumerate(self._next):
            for word, targets in table.items():
                self._onward.setdefault(word, {})[state] = self._ways(closures, targets)
                if state in closures[0]:
                    begin.setdefault(word, set()).update(targets)
        self._first = {word: self._ways(closures, it) for word, it in begin.items()}

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield each pattern found, wherever it ends; of two ways to read it, the shorter.

        ``words`` has ``BEGIN`` and ``END`` around each sentence; no pattern goes from one into
        the next.
        """
        active: dict[int, int] = {}  # state, and where the words that led there began
        for at, word in enumerate(words):
            if word == BEGIN:
                active = {}
            states, numbers = self._first.get(word, _NOWHERE)
            after: dict[int, int] = dict.fromkeys(states, at)
            found: dict[int, int] = dict.fromkeys(numbers, at)
            # Most states end here: which go on is asked of all at once, as Python itself can.
            by_word = self._onward.get(word, _NEVER)
            steps = [(active[it], by_word[it]) for it in active.keys() & by_word.keys()]
            if word != END:
                by_any = self._by_any
                steps += [(active[it], by_any[it]) for it in active.keys() & by_any.keys()]
            for start, (onward, numbers) in steps:
                for target in onward:
                    if after.get(target, -1) < start:
                        after[target] = start
                for number in numbers:
                    if found.get(number, -1) < start:
                        found[number] = start
            for number, start in found.items():
                yield Found(number, start, at + 1)
            active = after

    def _state(self) -> int:
        self._next.append({})
        return len(self._next) - 1

    def _sequence(self, start: int, pieces: Sequence[str], at: int, depth: int) -> tuple[int, int]:
        """Lay out pieces from a state on; return where they end, and the first piece not used."""
        state = start
        while at < len(pieces) and pieces[at] not in {"|", ")", ")?"}:
            if pieces[at] == "(":
                state, at = self._group(state, pieces, at + 1, depth)
            else:
                state, at = self._item(state, pieces[at], depth), at + 1
        return state, at

    def _group(self, start: int, pieces: Sequence[str], at: int, depth: int) -> tuple[int, int]:
        end = self._state()
        while True:
            branch = self._state()
            _lead(self._free, start, branch)
            last, at = self._sequence(branch, pieces, at, depth)
            _lead(self._free, last, end)
            if at >= len(pieces):
                raise PlanError("a pattern has a bracket that is not closed")
            closing, at = pieces[at], at + 1
            if closing == ")?":
                _lead(self._free, start, end)
            if closing != "|":
                return end, at

    def _item(self, start: int, piece: str, depth: int) -> int:
        if (start, piece) not in self._shared:
            new = self._gap(start) if piece == "..." else self._new_item(start, piece, depth)
            self._shared[start, piece] = new
        return self._shared[start, piece]

    def _new_item(self, start: int, piece: str, depth: int) -> int:
        end = self._state()
        bare = piece.removesuffix("?")
        if bare != piece:
            _lead(self._free, start, end)
        for word in bare.split("/"):
            if word.startswith("<"):
                self._list(start, end, word.strip("<>"), depth)
            else:
                _lead(self._next[start], word, end)
        return end

    def _gap(self, start: int) -> int:
        end = self._state()
        state = start
        _lead(self._free, start, end)
        for _ in range(GAP):
            later = self._state()
            _lead(self._any, state, later)
            _lead(self._free, later, end)
            state = later
        return end

    def _list(self, start: int, end: int, name: str, depth: int) -> None:
        if name not in self._lists or depth > _DEEPEST:
            raise PlanError(f"there is no list <{name}>, or it holds itself")
        for phrase in self._lists[name]:
            pieces = _PIECE.findall(phrase)
            branch = self._state()
            _lead(self._free, start, branch)
            last, used = self._sequence(branch, pieces, 0, depth + 1)
            if used != len(pieces) or not pieces:
                raise PlanError(f"the list <{name}> has a phrase that cannot be read")
            _lead(self._free, last, end)

    def _ways(self, closures: Sequence[frozenset[int]], targets: Iterable[int]) -> Ways:
        """Return what a word leads to: states that go on, and numbers of what is found there."""
        reached = {state for target in targets for state in closures[target]}
        onward = tuple(sorted(it for it in reached if self._next[it] or it in self._any))
        numbers = {number for it in reached for number in self._accepts.get(it, ())}
        return (onward, tuple(sorted(numbers))) if reached else _NOWHERE

    def _closure(self, state: int) -> frozenset[int]:
        seen, todo = {state}, [state]
        while todo:
            further = [it for it in self._free.get(todo.pop(), ()) if it not in seen]
            seen.update(further)
            todo += further
        return frozenset(
            it for it in seen if self._next[it] or it in self._any or it in self._accepts
        )


def _lead(table: dict[Key, tuple[int, ...]], key: Key, target: int) -> None:
    """Add a state to those to which a table leads."""
    table[key] = (*table.get(key, ()), target)
