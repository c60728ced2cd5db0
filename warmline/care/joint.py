"""Phrases whose parts stand near each other in whichever order: "a knife ... holding", "holds ... knife".

A pattern with ``&`` between its parts is found when all of them stand in one sentence, within
``NEAR`` words; with an ``&&`` among them also in several sentences, within ``FAR`` words.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import Struct

from warmline.errors import PlanError

NEAR = 11  # words from the first to the last, in one sentence
FAR = 26  # words from the first to the last, over sentences
KEPT = 4  # places of a part that are remembered: bounds the time
Span = tuple[int, int]


class Joint(Struct, frozen=True):
    """The numbers of the parts, and what they mean when they meet."""

    parts: tuple[int, ...]
    meaning: int
    far: bool


class Joints:
    """Patterns of several parts. ``number_of`` gives a part its number in the automaton."""

    def __init__(self, number_of: Callable[[str], int]) -> None:
        self._number_of = number_of
        self._by_part: dict[int, list[Joint]] = {}

    def add(self, pattern: str, meaning: int) -> None:
        """Add a pattern with ``&`` or ``&&``. Raises PlanError for one that cannot be read."""
        far = "&&" in pattern
        texts = [it.strip() for it in pattern.replace("&&", "&").split("&")]
        if not all(texts):
            raise PlanError(f"the pattern {pattern!r} has an empty part")
        joint = Joint(tuple(self._number_of(it) for it in texts), meaning, far)
        for part in set(joint.parts):
            self._by_part.setdefault(part, []).append(joint)

    def meetings(self) -> "Meetings":
        """Return what reads one text."""
        return Meetings(self._by_part)


class Meetings:
    """Which parts have met so far in one text, given in the order in which they end."""

    def __init__(self, by_part: dict[int, list[Joint]]) -> None:
        self._by_part = by_part
        self._seen: defaultdict[int, deque[tuple[Span, int]]] = defaultdict(
            lambda: deque(maxlen=KEPT)
        )

    def met(self, number: int, span: Span, sentence: int) -> Iterator[tuple[tuple[Span, ...], int]]:
        """Yield the places of the parts, and the meaning, of each joint that a part completes."""
        for joint in self._by_part.get(number, ()):
            spans = self._completed(joint, number, span, sentence)
            if spans:
                yield spans, joint.meaning
        self._seen[number].append((span, sentence))

    def _completed(
        self, joint: Joint, number: int, span: Span, sentence: int
    ) -> tuple[Span, ...] | None:
        spans = [span]
        skipped = False
        for part in joint.parts:
            if part == number and not skipped:
                skipped = True
                continue
            found = self._latest(part, spans, joint, sentence)
            if found is None:
                return None
            spans.append(found)
        return tuple(sorted(spans))

    def _latest(self, part: int, spans: list[Span], joint: Joint, sentence: int) -> Span | None:
        """Return the last place of a part that is near enough and apart from the others."""
        for span, where in reversed(self._seen[part]):
            if spans[0][1] - span[0] > (FAR if joint.far else NEAR):
                continue
            if not joint.far and where != sentence:
                continue
            if all(before[1] <= after[0] for before, after in pairwise(sorted([*spans, span]))):
                return span
        return None
