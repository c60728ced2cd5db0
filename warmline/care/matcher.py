"""Finds what a student's words are about, and lets go what only sounds like it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from warmline.care.category import BY_URGENCY, Added, Category
from warmline.care.joint import Joints, Meetings, Span
from warmline.care.language import Hint, Language, Phrases, hints
from warmline.care.pattern import BEGIN, END, Automaton, Found
from warmline.care.words import Spelling, Word
from warmline.errors import PlanError

REACH = 6  # words over which a negation still reaches
NEAR = 6  # words between a phrase and what it is said to be for


class _Sentence(Struct):
    """What hints at how to take what was found in one sentence."""

    hints: defaultdict[Hint, list[Span]]
    laughs_next: bool = False  # the sentence behind it is or has a laugh


class _Text(Struct, frozen=True):
    """A text as it was read; ``hints`` are those that count wherever they stand in it."""

    words: Sequence[Word]
    place: Sequence[_Sentence]  # of each word
    phrases: Sequence[tuple[tuple[Span, ...], Phrases]]  # each with the places of its parts
    hints: frozenset[Hint]


class Matcher:
    """Says what a text is about. Build it once; it is only read afterwards, by any thread.

    ``extra`` are a campus's own phrases. Raises PlanError when a phrase cannot be read.
    """

    def __init__(self, language: Language, extra: Sequence[Added] = ()) -> None:
        self._language = language
        self._automaton = Automaton(language.lists)
        self._meanings: list[Phrases | Hint | None] = []  # None is a part of something
        self._parts: dict[str, int] = {}
        self._joints = Joints(self._part)
        for phrases in language.phrases:
            for text in phrases.texts:
                self._add(text, phrases)
        for kind, text in hints(language):
            self._add(text, kind)
        self._spelling = self._spelled()
        for added in extra:
            self._add(self._plainly(added.text), Phrases(added.category, (added.text,)))
        self._automaton.close()
        self._phrases = frozenset(
            number for number, it in enumerate(self._meanings) if isinstance(it, Phrases)
        )
        self._spelling = self._spelled()

    def category(self, text: str) -> Category | None:
        """Return the most urgent thing a text is about, or None. Any text will do.

        Takes time in proportion to the length of the text, and keeps nothing of it.
        """
        words = self._spelling.sentences(text)
        found = list(self._automaton.find([it.text for it in words]))
        numbers = {it.number for it in found}
        meetings = self._joints.meetings(numbers)
        if not meetings and numbers.isdisjoint(self._phrases):
            return None  # whatever hints there are
        read = self._read(words, found, meetings)
        counted = {
            phrase.category for spans, phrase in read.phrases if self._counts(read, spans, phrase)
        }
        return next((it for it in BY_URGENCY if it in counted), None)

    def _read(self, words: Sequence[Word], found: Sequence[Found], meetings: Meetings) -> _Text:
        sentences: list[_Sentence] = []
        place: list[_Sentence] = []
        where: list[int] = []
        for word in words:
            if word.text == BEGIN:
                sentences.append(_Sentence(defaultdict(list)))
            place.append(sentences[-1])
            where.append(len(sentences))
        phrases: list[tuple[tuple[Span, ...], Phrases]] = []
        for one in found:
            meaning = self._meanings[one.number]
            if meaning is None and one.number not in meetings:
                continue
            span = _span(one, words)
            if isinstance(meaning, Phrases):
                phrases.append(((span,), meaning))
            elif meaning is not None:
                place[one.start].hints[meaning].append(span)
            else:
                for spans, number in meetings.met(one.number, span, where[one.start]):
                    joined = self._meanings[number]
                    if isinstance(joined, Phrases):
                        phrases.append((spans, joined))
        for sentence, following in pairwise(sentences):
            sentence.laughs_next = bool(following.hints["laughs"])
        return _Text(
            words, place, phrases, frozenset(it for each in sentences for it in each.hints)
        )

    def _add(self, pattern: str, meaning: Phrases | Hint) -> None:
        number = len(self._meanings)
        self._meanings.append(meaning)
        if "&" in pattern:
            self._joints.add(pattern, number)
        else:
            self._automaton.add(pattern, number)

    def _part(self, text: str) -> int:
        """Return the number of a part of several phrases; it is looked for once."""
        if text not in self._parts:
            self._parts[text] = len(self._meanings)
            self._meanings.append(None)
            self._automaton.add(text, self._parts[text])
        return self._parts[text]

    def _spelled(self) -> Spelling:
        it = self._language
        grammar = {*it.pronouns, *it.breaks, *it.carries}
        return Spelling(self._automaton.words() | grammar, it.core, it.fuzzy, it.rewrites)

    def _plainly(self, text: str) -> str:
        """Return a campus's phrase as the words that texts come out as; its signs mean nothing."""
        words = [it.text for it in self._spelling.sentences(text)]
        bare = [it for it in words if it not in {BEGIN, END}]
        if not bare:
            raise PlanError("a phrase has no words")
        return " ".join(bare)

    def _counts(self, text: _Text, spans: Sequence[Span], phrase: Phrases) -> bool:
        """Say whether a phrase that was found is meant, as far as words can tell."""
        return not (
            any(self._is_let_go(text, text.place[it[0]], it, phrase) for it in spans)
            or self._is_elsewhere(text, spans)
            or (
                "works" in text.hints
                and any(all(it.quoted for it in text.words[slice(*span)]) for span in spans)
            )
        )

    def _is_let_go(self, text: _Text, sentence: _Sentence, span: Span, phrase: Phrases) -> bool:
        hints = sentence.hints
        return (
            _overlaps(span, hints["idioms"])
            or (phrase.deniable and self._is_denied(text.words, hints, span))
            or bool(hints["past"] and not hints["comebacks"])
            or (phrase.soft and _is_in_fun(text, sentence))
        )

    def _is_denied(
        self, words: Sequence[Word], hints: Mapping[Hint, Sequence[Span]], span: Span
    ) -> bool:
        """Say whether a negation before a phrase is about it: in its clause, and near."""
        apparent = hints["not_negations"]
        denying = {
            start for start, end in hints["negations"] if not _overlaps((start, end), apparent)
        }
        at = span[0] + (words[span[0]].text in self._language.pronouns)
        while denying and span[0] - at < REACH and not words[at].parted:
            at -= 1
            word = words[at].text
            if at in denying:
                return True
            if word == BEGIN or word in self._language.breaks:
                return False
            if word in self._language.pronouns and not self._is_carried(words, at):
                return False
        return False

    def _is_carried(self, words: Sequence[Word], pronoun: int) -> bool:
        return words[pronoun - 1].text in self._language.carries

    def _is_elsewhere(self, text: _Text, spans: Sequence[Span]) -> bool:
        """Say whether a phrase is about a patient, a lesson, a song: said so before, or just after.

        The writer, named in between, brings it back: "after the lecture I want to die".
        """
        return self._is_after_elsewhere(text, spans[0]) or all(
            self._is_after_elsewhere(text, it) or self._is_before_elsewhere(text, it)
            for it in spans
        )

    def _is_after_elsewhere(self, text: _Text, span: Span) -> bool:
        hints = text.place[span[0]].hints["elsewhere"]
        return any(
            end <= span[0] and self._is_without_writer(text.words[end : span[0]])
            for _, end in hints
        )

    def _is_before_elsewhere(self, text: _Text, span: Span) -> bool:
        hints = text.place[span[0]].hints["elsewhere"]
        return any(
            span[0] <= start < span[1] + NEAR
            and self._is_without_writer(text.words[span[1] : start])
            for start, _ in hints
        )

    def _is_without_writer(self, words: Sequence[Word]) -> bool:
        return all(it.text != self._language.pronouns[0] for it in words)


def _span(found: Found, words: Sequence[Word]) -> Span:
    """Return a pattern's words without the ends of the sentence."""
    start = found.start + (words[found.start].text == BEGIN)
    return start, found.end - (words[found.end - 1].text == END)


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _is_in_fun(text: _Text, sentence: _Sentence) -> bool:
    """Say whether there is a laugh in a sentence or in the next, or a game anywhere."""
    if "earnest" in text.hints:
        return False
    return "games" in text.hints or bool(sentence.hints["laughs"]) or sentence.laughs_next
