"""The past answers what was true then, whatever was edited since."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from plan_making import MAIN, duty, override, plan, shift, utc

from warmline.schedule import Era, on_call, plan_at, spans, spans_over

EVENINGS = shift("maya", "2026-11-02 19:00", "2026-11-02 23:00", "FREQ=DAILY")
BOTH = shift("maya luis", "2026-11-02 19:00", "2026-11-02 23:00", "FREQ=DAILY")
NIGHTS = duty("luis ana", "2026-11-01 23:00", "1 day", name="nights")
COVER = override("cover", "ana", "2026-11-04 19:00", "2026-11-04 21:00", covers="maya")
PLANS = (plan(EVENINGS), plan(BOTH), plan(EVENINGS, NIGHTS), plan(BOTH, COVER), plan())
START, END = utc("2026-11-02 00:00"), utc("2026-11-09 00:00")


def test_a_week_is_told_by_the_plans_that_routed_in_it():
    """A shift that was cut short on Wednesday is as it was until then."""
    change = utc("2026-11-05 05:00")  # Wednesday 21:00 in Los Angeles
    found = spans_over((Era(START, plan(EVENINGS)), Era(change, plan())), MAIN, START, END)
    told = [(span.start, span.end) for span in found if span.on_call]
    assert told[-1] == (utc("2026-11-05 03:00"), change)
    assert found[-1].on_call == ()
    assert found[-1].end == END
    # as things stood on Wednesday, the shift would have lasted until eleven
    assert found[-2].on_call[0].until == utc("2026-11-05 07:00")


def test_a_change_that_concerns_nobody_then_is_not_seen():
    """An edit of next month's plan does not cut tonight in two."""
    later = override("remove", "maya", "2026-12-24 19:00", "2026-12-24 23:00")
    middle = utc("2026-11-03 04:00")
    eras = (Era(START, plan(EVENINGS)), Era(middle, plan(EVENINGS, later)))
    assert spans_over(eras, MAIN, START, END) == spans(plan(EVENINGS), MAIN, START, END)


def test_a_line_that_was_not_there_yet_is_a_gap():
    """Before a line existed nobody was on call on it; that is an answer and no error."""
    nowhere = plan(EVENINGS)
    nowhere = type(nowhere)(campus=nowhere.campus, lines=())
    found = spans_over((Era(START, nowhere), Era(END, plan(EVENINGS))), MAIN, START, END)
    assert [(it.start, it.end, it.on_call) for it in found] == [(START, END, ())]


@given(st.lists(st.tuples(st.integers(-48, 240), st.sampled_from(PLANS)), min_size=1, max_size=6))
def test_spans_of_several_plans_leave_nothing_out(drawn):
    """Each minute is told once, by the plan of its time, even if a clock once went back."""
    eras = tuple(Era(START + timedelta(hours=hours), made) for hours, made in drawn)
    found = spans_over(eras, MAIN, START, END)
    assert (found[0].start, found[-1].end) == (START, END)
    assert all(a.end == b.start and a.on_call != b.on_call for a, b in pairwise(found))
    starts = [era.start for era in eras]
    if starts == sorted(starts):
        for span in found:
            told = on_call(plan_at(eras, span.start), MAIN, span.start)
            assert told == span.on_call
