"""Hiding small counts: what is hidden stays hidden, also from somebody who has read the code."""

from collections import defaultdict
from itertools import combinations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from warmline.reports import Counts, Waits, count, summarize
from warmline.reports.counts import Stress
from warmline.reports.hiding import LEAST, alone, together

NAMES = "abcdefgh"


def published(counts):
    """Return what a reader sees of counts that add up: each in its place, None where hidden."""
    return tuple(together(dict(zip(NAMES, counts, strict=False))).values())


def test_a_count_alone_is_hidden_below_five():
    """Whether anybody came at all is not told by a count that stands alone."""
    assert [alone(it) for it in (0, 1, 4, 5, 60)] == [None, None, None, 5, 60]


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ((20, 10, 0), (20, 10, 0)),  # nothing small: all of it, zeros too
        ((20, 3, 10), (None, None, 10)),  # one hidden alone would be the total less the others
        ((2, 20, 4), (None, 20, None)),  # two are vague between themselves: 6 is 2 and 4, 3 and 3 …
        ((4, 20, 4), (None, None, None)),  # 8 is two fours
        ((1, 1, 20, 10), (None, None, None, 10)),  # two that add up to 2 would be known
        ((4, 4, 4, 9), (None, None, None, None)),  # three that add up to 12 as well
        ((20, 3), (None, None)),
        ((20, 3, 0), (None, None, None)),  # nothing but the zero would be left
        ((0, 30, 0), (0, 30, 0)),
    ],
)
def test_counts_that_add_up(counts, seen):
    """Small counts are hidden, and larger ones with them until what is hidden is vague."""
    assert published(counts) == seen


@pytest.mark.parametrize(("cells", "most"), [(2, 24), (3, 18), (4, 14), (5, 10)])
def test_of_every_small_table_nothing_hidden_can_be_known(cells, most):
    """For each hidden count there is another that would have led to the very same page."""
    pages = defaultdict(list)
    for counts in product(range(most + 1), repeat=cells):
        if sum(counts) >= LEAST:
            pages[sum(counts), published(counts)].append(counts)
    tried = 0
    for (_, seen), ways in pages.items():
        if max(map(max, ways)) > most - 5:
            continue  # the other way may be a table with larger counts than were made
        for place, shown in enumerate(seen):
            if shown is None:
                tried += 1
                assert len({way[place] for way in ways}) > 1, (seen, ways)
    assert tried > 20


@given(st.lists(st.integers(0, 9) | st.integers(0, 200), min_size=2, max_size=8))
@example([5, 5, 4, 3, 4])
@example([4, 4, 4, 0, 5])
@example([1, 1, 1, 1, 1, 1, 1, 30])
def test_nothing_hidden_can_be_known_of_any_table(counts):
    """Whatever the week was like, a hidden day stays one of several."""
    if sum(counts) < LEAST:
        return
    seen = published(counts)
    for place, shown in enumerate(seen):
        assert shown in {counts[place], None}
        assert shown is not None or counts[place] >= LEAST or other_way(counts, seen, place)
        assert shown is None or not 0 < shown < LEAST


def other_way(counts, seen, place):
    """Return other counts with the same sum that would be published alike, this one another."""
    hidden = [it for it, shown in enumerate(seen) if shown is None]
    total = sum(counts[it] for it in hidden)
    for size in range(len(hidden) + 1):
        for large in combinations(hidden, size):
            for way in ways(counts, hidden, large, total):
                if way[place] != counts[place] and published(way) == seen:
                    return way
    return None


def ways(counts, hidden, large, total):
    """Yield tables in which exactly these hidden counts are five or more."""
    small = [it for it in hidden if it not in large]
    for of_small in range(len(small), 4 * len(small) + 1):
        spare = total - of_small - LEAST * len(large)
        if spare < 0 or (spare and not large):
            continue
        for turn in range(max(1, len(small))):
            way, left = list(counts), of_small - len(small)
            for it in small[turn:] + small[:turn]:
                way[it] = 1 + min(3, left)
                left -= way[it] - 1
            for it in large:
                way[it] = LEAST + (spare if it == large[0] else 0)
            yield way


BLANK = count([], "UTC")


def page(calls, texts, *, wrapped, helped):
    """Return a whole page, from contacts by who answered them: mentor, counseling, missed."""
    missed = calls[2] + texts[1]
    counts: Counts = replace(
        BLANK,
        contacts=sum(calls) + sum(texts),
        kinds={"call": sum(calls), "callback": 0, "text": sum(texts)},
        outcomes={"mentor": calls[0] + texts[0], "counseling": calls[1], "missed": missed},
        hand_overs={"help_asked": helped},
        help_outcomes={"helped": helped},
        wrapped_up=wrapped,
        stress=Stress(wrapped, 0, 0, 4, 2),
        waits={
            kind: Waits(answered, 10, 20)
            for kind, answered in (("call", sum(calls[:2])), ("text", texts[0]))
            if answered
        },
    )
    shown = summarize(counts)
    said = (shown.contacts, *shown.kinds.values(), *shown.outcomes.values())
    beside = (
        *shown.waits,
        *shown.hand_overs.values(),
        *shown.help_outcomes.values(),
        shown.wrapped_up,
        shown.stress.pairs,
    )
    return said, beside, (*counts.kinds.values(), *counts.outcomes.values())


def months(least, most):
    """Yield every month of so few contacts: calls and texts, by who answered them."""
    for atoms in product(range(most + 1), repeat=5):
        if least <= sum(atoms) <= most:
            yield atoms[:3], atoms[3:]


def test_the_tables_of_a_page_do_not_betray_each_other():
    """Topics, hand-overs and waits beside the kinds and outcomes tell none of what is hidden."""
    pages = defaultdict(set)
    for calls, texts in months(LEAST, 12):
        mentor = calls[0] + texts[0]
        some = ({0, *range(LEAST, it + 1)} for it in (mentor, calls[0]))
        for wrapped, helped in product(*some):
            said, beside, true = page(calls, texts, wrapped=wrapped, helped=helped)
            pages[said, beside].add((true[0], true[2], *true[3:]))
    hidden = 0
    for (said, beside), truths in pages.items():
        for place, shown in enumerate(said[1:]):
            if shown is None:
                hidden += 1
                known = {true[place] for true in truths}
                assert len(known) > 1 or known.isdisjoint({1, 2, 3, 4}), (said, beside, truths)
    assert hidden > 50
