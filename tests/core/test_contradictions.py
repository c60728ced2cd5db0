"""Overrides that say two things are found, however many there are, without comparing all pairs."""

from datetime import timedelta
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st
from plan_making import local, override

from warmline.schedule import contradictory_overrides

BASE = local("2026-11-02 19:00")
NAMES = st.sampled_from(["maya", "luis", "sam"])


def made(kind, name, start, hours, covers=None):
    begin = BASE + timedelta(hours=start)
    return override(kind, name, str(begin), str(begin + timedelta(hours=hours)), covers)


def quarrel(a, b):
    """Say by the definition whether two overrides contradict each other."""
    if not (a.start < b.end and b.start < a.end):
        return False
    for person in {a.mentor, a.covers} & {b.mentor, b.covers} - {None}:
        on = [it.kind != "remove" and it.mentor == person for it in (a, b)]
        if not all(on) or a.kind == b.kind == "add":
            return True
    return False


@given(
    st.lists(
        st.builds(
            lambda kind, pair, start, hours: made(
                kind, pair[0], start, hours, pair[1] if kind == "cover" else None
            ),
            st.sampled_from(["cover", "add", "remove"]),
            st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1]),
            st.integers(0, 12),
            st.integers(0, 5),
        ),
        max_size=8,
    )
)
def test_every_override_that_contradicts_an_earlier_one_is_named(overrides):
    """Whatever the overrides, those that are named contradict each other, and none goes unnamed."""
    real = [it for it in overrides if it.start < it.end]
    pairs = {(i, j) for j in range(len(real)) for i in range(j) if quarrel(real[i], real[j])}
    found = list(contradictory_overrides(real))
    assert {(it.first, it.second) for it in found} <= pairs
    assert bool(found) == bool(pairs)
    order = sorted(range(len(real)), key=lambda n: real[n].start)
    later = {max(pair, key=order.index) for pair in pairs}
    assert len(found) == len(later)


def test_thousands_of_overrides_are_read_at_once():
    """A file of ten years of covers is checked in a moment."""
    many = [made("cover", "sam", 24 * n, 4, ("maya", "luis")[n % 2]) for n in range(20_000)]
    began = perf_counter()
    assert list(contradictory_overrides(many)) == []
    assert perf_counter() - began < 3
