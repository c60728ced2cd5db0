"""A text as words that patterns can be compared with: spelled out, spelled right, in sentences."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from warmline.care.letters import plain
from warmline.care.pattern import BEGIN, END

LONGEST_JOINED = 60  # letters without a space, from which words are still told apart
LONGEST_SENTENCE = 200  # words; whoever writes no full stop at all is read in parts
_TOKEN = re.compile(r"[@$]?\w+(?:[@$*!+'#]{1,3}\w+)*|[.?!;\n\r]+|\S")
_LEET = [
    str.maketrans("0134578@$!+", letters) for letters in ("oieastbasit", "oleastbasit")
]  # a 1 is an i, or an l
_CENSORED = re.compile(r"[*#]+")


class Word(Struct, frozen=True):
    """One word as patterns know it; ``parted``: a comma or the like stands before it."""

    text: str
    parted: bool = False
    quoted: bool = False


class Spelling:
    """How a language's words may be written. ``known`` are the words that patterns have."""

    def __init__(
        self,
        known: frozenset[str],
        core: Sequence[str],
        fuzzy: Sequence[str],
        rewrites: Mapping[str, str],
    ) -> None:
        self._rewrites = _by_first(rewrites)
        keys = {word for key in rewrites for word in key.split()}
        self._known = known | keys
        self._core = frozenset(core)
        self._longest = max(map(len, self._known), default=1)
        self._squeezed = {_squeeze(it): it for it in sorted(self._known) if len(it) > 2}
        self._close = {typo: word for word in fuzzy for typo in _typos(word)}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._known):
            self._by_length.setdefault(len(word), []).append(word)

    def sentences(self, text: str) -> list[Word]:
        """Return the words of a text, with ``BEGIN`` and ``END`` around each sentence.

        The time it takes grows with the length of the text and no faster. Nothing is remembered
        from one text to the next: words of people are kept nowhere.
        """
        words: list[Word] = []
        for sentence in _together(self._split(plain(text))):
            rewritten = self._rewritten(self._joined(sentence))
            for at in range(0, len(rewritten), LONGEST_SENTENCE):
                part = rewritten[at : at + LONGEST_SENTENCE]
                words += [Word(BEGIN), *map(_counted, part), Word(END)]
        return words

    def _split(self, text: str) -> Iterator[list[Word]]:
        """Yield each sentence as raw words."""
        sentence: list[Word] = []
        parted = quoted = False
        for match in _TOKEN.finditer(text):
            piece = match.group()
            if piece[-1].isalnum():
                for part in self._known_parts(piece):
                    sentence.append(Word(part, parted=parted, quoted=quoted))
                    parted = False
            elif _is_inside(text, match.start(), match.end()):
                continue
            elif piece[0] in ".?!;\n\r":
                yield sentence
                sentence, parted = [], False
            elif piece == '"':
                quoted = not quoted
            elif piece in self._known:
                sentence.append(Word(piece, quoted=quoted))
            else:
                parted = parted or piece in ",:()"
        yield sentence

    def _known_parts(self, piece: str) -> tuple[str, ...]:
        """Return what a piece is: a word that is known if it can be read as one."""
        bare = piece.replace("'", "")
        if piece in self._known or bare in self._known:
            return (piece if piece in self._known else bare,)
        for word in self._guesses(bare):
            return tuple(word.split())
        if bare.isalnum() and (bare.isdigit() or not any(map(str.isdigit, bare))):
            return (bare,)
        return tuple(re.findall(r"\d+|[^\W\d]+", bare))

    def _guesses(self, word: str) -> Iterator[str]:
        """Yield what a word that is not known may stand for, the likeliest first."""
        if not word.isalpha():
            for table in _LEET:
                letters = word.translate(table)
                if letters.isalpha() and not word.isdigit():
                    yield from (
                        it
                        for it in (letters, self._squeezed.get(_squeeze(letters)))
                        if it in self._known
                    )
            yield from self._uncensored(word)
            return
        if word in self._close:
            yield self._close[word]
        squeezed = self._squeezed.get(_squeeze(word)) if len(word) > 2 else None
        if squeezed is not None:
            yield squeezed
        apart = self._apart(word) if 8 <= len(word) <= LONGEST_JOINED else None
        if apart is not None:
            yield apart

    def _uncensored(self, word: str) -> Iterator[str]:
        """Yield the one known word that stars or the like stand in: c*tting."""
        hidden = len("".join(_CENSORED.findall(word)))
        if not hidden or hidden * 2 > len(word) or len(word) > self._longest:
            return
        shape = re.compile(re.escape(word).replace(r"\*", ".").replace(r"\#", "."))
        for known in self._by_length.get(len(word), ()):
            if known in self._core and shape.fullmatch(known):
                yield known

    def _apart(self, letters: str) -> str | None:
        """Return letters without spaces as known words, the fewest; one of them is a core word."""
        best: list[list[str] | None] = [[], *[None] * len(letters)]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - self._longest), end):
                before, word = best[start], letters[start:end]
                if before is None or word not in self._known:
                    continue
                if len(word) == 1 and word not in "ia2":
                    continue
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, word]
        found = best[-1]
        return " ".join(found) if found and not self._core.isdisjoint(found) else None

    def _joined(self, sentence: Sequence[Word]) -> list[Word]:
        """Return a sentence in which words that were spelled out (k i l l) are whole."""
        words: list[Word] = []
        at = 0
        while at < len(sentence):
            end = at
            while end < len(sentence) and len(sentence[end].text) == 1:
                end += 1
            letters = "".join(it.text for it in sentence[at:end])
            whole = self._spelled(letters) if 3 <= len(letters) <= LONGEST_JOINED else None
            if whole is not None:
                words += [Word(it, quoted=sentence[at].quoted) for it in whole.split()]
            else:
                words += sentence[at : max(end, at + 1)]
            at = max(end, at + 1)
        return words

    def _spelled(self, letters: str) -> str | None:
        """Return the words that single letters spell; those before them may be words: I, a."""
        for start in range(min(3, len(letters))):
            rest = letters[start:]
            found = rest if rest in self._core else self._apart(rest)
            if found is not None:
                return " ".join((*letters[:start], found))
        return None

    def _rewritten(self, sentence: Sequence[Word]) -> list[Word]:
        """Return a sentence with each way of writing something replaced by the usual one."""
        words: list[Word] = []
        at = 0
        while at < len(sentence):
            for old, new in self._rewrites.get(sentence[at].text, ()):
                if tuple(it.text for it in sentence[at : at + len(old)]) == old:
                    first = sentence[at]
                    words += [
                        Word(it, first.parted and i == 0, first.quoted) for i, it in enumerate(new)
                    ]
                    at += len(old)
                    break
            else:
                words.append(sentence[at])
                at += 1
        return words


def _together(sentences: Iterable[list[Word]]) -> Iterator[list[Word]]:
    """Yield sentences; three or more of one word each are one: I. want. to. sleep."""
    alone: list[list[Word]] = []
    for sentence in sentences:
        if len(sentence) == 1:
            alone.append(sentence)
        elif sentence:
            yield from _one(alone)
            alone = []
            yield sentence
    yield from _one(alone)


def _one(alone: list[list[Word]]) -> list[list[Word]]:
    return alone if len(alone) < 3 else [[word for sentence in alone for word in sentence]]


def _by_first(
    rewrites: Mapping[str, str],
) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return rewrites by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for old, new in rewrites.items():
        words = tuple(old.split())
        found.setdefault(words[0], []).append((words, tuple(new.split())))
    for ways in found.values():
        ways.sort(key=lambda it: -len(it[0]))
    return found


def _counted(word: Word) -> Word:
    """Return a number as ``#``, or ``##`` for many; those to dial stay."""
    if not word.text.isdecimal() or word.text in {"911", "988"}:
        return word
    many = len(word.text) > 1
    return Word("##" if many else "#", word.parted, word.quoted)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Say whether one sign stands between two letters, as in self-harm or k.i.l.l."""
    return (
        end - start == 1
        and text[start] in ".-/*~|"
        and start > 0
        and end < len(text)
        and text[start - 1].isalnum()
        and text[end].isalnum()
    )


def _squeeze(word: str) -> str:
    """Return a word without any letter twice in a row."""
    return "".join(it for i, it in enumerate(word) if i == 0 or word[i - 1] != it)


def _typos(word: str) -> Iterator[str]:
    """Yield a word with one letter left out, doubled up, changed, added or swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    short = len(word) < 6  # one letter more or less would make it another word
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if short:
            continue
        if tail and at:  # people get the first letter right
            yield head + tail[1:]
            yield from (head + it + tail[1:] for it in letters)
        if at:
            yield from (head + it + tail for it in letters)
