"""Phrases whose parts stand near each other in whichever order: "I hold a knife", "knife, I hold".

A pattern with ``&`` between its parts is found when all of them stand in one sentence, within
``NEAR`` words; with an ``&&`` among them also in several sentences, within ``FAR`` words.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

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
        self._by_part: dict[int, list[tuple[Joint, frozenset[int]]]] = {}

    def add(self, pattern: str, meaning: int) -> None:
        """Add a pattern with ``&`` or ``&&``. Raises PlanError for one that cannot be read."""
        far = "&&" in pattern
        texts = [it.strip() for it in pattern.replace("&&", "&").split("&")]
        if not all(texts):
            raise PlanError(f"the pattern {pattern!r} has an empty part")
        joint = Joint(tuple(self._number_of(it) for it in texts), meaning, far)
        for part in set(joint.parts):
            others = frozenset(joint.parts) - {part} or {part}
            self._by_part.setdefault(part, []).append((joint, frozenset(others)))

    def meetings(self, numbers: Set[int]) -> "Meetings":
        """Return what reads one text in which these numbers were found, and no others."""
        possible = {
            part: [it for it in self._by_part[part] if it[1] <= numbers]
            for part in numbers & self._by_part.keys()
        }
        return Meetings({part: them for part, them in possible.items() if them})


class Meetings:
    """Which parts have met so far in one text, given in the order in which they end."""

    def __init__(self, by_part: Mapping[int, Sequence[tuple[Joint, frozenset[int]]]]) -> None:
        self._by_part = by_part
        self._everywhere: dict[int, deque[Span]] = {}
        self._here: dict[int, deque[Span]] = {}  # in the sentence that is being read
        self._sentence = 0

    def __bool__(self) -> bool:
        """Say whether any parts can meet at all: most texts lack one of each."""
        return bool(self._by_part)

    def __contains__(self, number: int) -> bool:
        """Say whether a part can meet all that it needs."""
        return number in self._by_part

    def met(self, number: int, span: Span, sentence: int) -> Iterator[tuple[tuple[Span, ...], int]]:
        """Yield the places of the parts, and the meaning, of each joint that a part completes.

        Only of a part that can meet all that it needs.
        """
        if sentence != self._sentence:
            self._sentence, self._here = sentence, {}
        for joint, others in self._by_part[number]:
            seen, reach = (self._everywhere, FAR) if joint.far else (self._here, NEAR)
            if others <= seen.keys():
                spans = _completed(joint, number, span, seen, span[1] - reach)
                if spans:
                    yield spans, joint.meaning
        for seen in (self._everywhere, self._here):
            seen.setdefault(number, deque(maxlen=KEPT)).append(span)


def _completed(
    joint: Joint, number: int, span: Span, seen: Mapping[int, deque[Span]], earliest: int
) -> tuple[Span, ...] | None:
    """Return the places of all parts if each is near enough and apart from the others."""
    spans = [span]
    others = list(joint.parts)
    others.remove(number)
    for part in others:
        for known in reversed(seen[part]):
            if known[0] < earliest:
                return None
            if all(known[1] <= it[0] or it[1] <= known[0] for it in spans):
                spans.append(known)
                break
        else:
            return None
    return tuple(sorted(spans))
