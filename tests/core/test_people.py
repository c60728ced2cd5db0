"""The way to a certificate: which step follows which, and that no other way leads to a ring."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from plan_making import mentor

from warmline import people
from warmline.errors import PlanError
from warmline.people import (
    Applied,
    Certified,
    Interviewed,
    Left,
    Listening,
    Paused,
    Person,
    Resumed,
    Returned,
    Ticked,
    TrainingBegun,
    follow,
)
from warmline.roster import NEVER, may_be_rung

TODAY = date(2026, 11, 3)
NEXT_YEAR = date(2027, 6, 30)
ITEMS = ("active listening", "practice calls", "practice texts")
WAY = (
    Applied(),
    Interviewed(),
    TrainingBegun(),
    *map(Ticked, ITEMS),
    Certified(NEXT_YEAR),
    Paused(),
    Resumed(),
    Left(),
    Returned(),
)


def nominee(**more):
    return Person(name="Nora", stage="nominated", **more)


def walked(steps, person=None):
    """Return where somebody stands after some steps."""
    it = person or nominee()
    for step in steps:
        it = follow(it, step, ITEMS, TODAY)
    return it


def standing(stage, **more):
    """Return somebody at a stage who has come there by the book."""
    ticked = frozenset(ITEMS) if stage in {"certified", "alumni"} else frozenset()
    until = NEXT_YEAR if stage == "certified" else NEVER
    person = Person(name="Nora", stage=stage, ticked=ticked, certified_until=until)
    return replace(person, **{"active": stage != "alumni", **more})


def test_the_whole_way_can_be_walked():
    """A nomination ends in a certificate, a pause in a return, and leaving in training again."""
    stages = [walked(WAY[:n]).stage for n in range(len(WAY) + 1)]
    assert stages == [
        "nominated", "applied", "interviewed", "training", "training", "training", "training",
        "certified", "certified", "certified", "alumni", "training",
    ]  # fmt: skip


STAGES = ("nominated", "applied", "interviewed", "training", "certified", "alumni")
MAY = {
    "Applied": {"nominated"},
    "Interviewed": {"applied"},
    "TrainingBegun": {"interviewed"},
    "Ticked": {"training"},
    "Certified": {"certified"},  # from training only with the checklist complete
    "Paused": {"certified"},
    "Resumed": set(),
    "Left": set(STAGES) - {"alumni"},
    "Returned": {"alumni"},
    "Listening": {"training"},
}
STEPS = (
    Applied(), Interviewed(), TrainingBegun(), Ticked("active"), Certified(NEXT_YEAR), Paused(),
    Resumed(), Left(), Returned(), Listening(on=True),
)  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("step", STEPS, ids=lambda it: type(it).__name__)
def test_each_step_follows_its_own_stage_and_no_other(step, stage):
    """Nobody skips a step, and whoever tries reads why."""
    if stage in MAY[type(step).__name__]:
        follow(standing(stage), step, ITEMS, TODAY)
    else:
        with pytest.raises(PlanError, match="Nora"):
            follow(standing(stage), step, ITEMS, TODAY)


REFUSED = {
    "an application without a phone": (nominee(has_phone=False), Applied(), "no phone"),
    "a gap": (standing("training"), Certified(NEXT_YEAR), "still to do: active listening"),
    "a certificate of yesterday": (
        standing("certified"), Certified(TODAY - timedelta(days=1)), "ends today or later"),
    "a certificate for ever": (standing("certified"), Certified(date(9000, 1, 1)), "century"),
    "no phone to ring": (
        standing("certified", has_phone=False), Certified(NEXT_YEAR), "no phone"),
    "an item that is not there": (standing("training"), Ticked("juggling"), "no such item"),
    "an item that may be two": (standing("training"), Ticked("practice"), "several"),
    "an item of nothing": (standing("training"), Ticked(" "), "no such item"),
    "an item done": (
        standing("training", ticked=frozenset(ITEMS)), Ticked("act"), "already"),
    "a pause that is over": (
        standing("certified"), Paused(TODAY - timedelta(days=1)), "today or later"),
    "the same pause": (standing("certified", paused=True), Paused(), "paused already"),
    "ears that are open": (standing("training", listens=True), Listening(on=True), "already"),
    "ears that are shut": (standing("training"), Listening(on=False), "does not listen"),
}  # fmt: skip


@pytest.mark.parametrize(("person", "step", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_refused_in_words(person, step, why):
    """Whoever takes a step that cannot follow reads what is in its way."""
    with pytest.raises(PlanError, match=why):
        follow(person, step, ITEMS, TODAY)


def test_a_reason_excuses_a_gap_and_is_told():
    """Somebody trained elsewhere can be certified, and the reason is part of the step."""
    step = Certified(NEXT_YEAR, "trained at Westfield")
    assert follow(standing("training"), step, ITEMS, TODAY).stage == "certified"
    assert people.told(step) == (
        "certified", "until 2027-06-30, without the rest: trained at Westfield")  # fmt: skip


def test_leaving_ends_everything_else():
    """Who leaves is neither paused nor listening; the training done stays done."""
    gone = follow(standing("certified", paused=True, paused_until=TODAY), Left(), ITEMS, TODAY)
    assert (gone.paused, gone.paused_until, gone.listens, gone.active) == (
        False,
        None,
        False,
        False,
    )
    back = follow(gone, Returned(), ITEMS, TODAY)
    assert people.missing(back, ITEMS) == ()


def test_who_was_only_gone_from_the_file_returns_as_they_were():
    """A file that lost somebody took no certificate from them."""
    back = follow(standing("certified", active=False), Returned(), ITEMS, TODAY)
    assert (back.stage, back.active) == ("certified", True)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("  warm \n and kind ", "warm and kind"),
        ("until 2027-06-30", "until 2027-06-30"),
        ("call 415 555 0101", None),
        ("14155550101", None),
        ("2027-06-30 4155550101", None),
        ("x" * 201, None),
    ],
)
def test_a_note_is_one_line_without_a_number(note, kept):
    """What is kept for good holds no phone number."""
    if kept is not None:
        assert people.note_of(note) == kept
        return
    with pytest.raises(PlanError):
        people.note_of(note)


steps = st.one_of(
    st.sampled_from(STEPS),
    st.sampled_from([Ticked(it) for it in ITEMS]),
    st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=400)).map(Certified),
    st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)).map(Paused),
    st.booleans().map(Listening),
)


@given(st.lists(steps, max_size=60), st.booleans())
def test_no_way_but_the_path_leads_to_a_ring(taken, has_phone):
    """Whatever is tried in whatever order, only a whole, certified, unpaused way is rung."""
    person, done = nominee(has_phone=has_phone), set()
    certified = False
    for step in taken:
        try:
            after = follow(person, step, ITEMS, TODAY)
        except PlanError:
            continue  # a step that is refused has changed nothing: values are frozen
        done |= after.ticked
        certified = isinstance(step, Certified) or (
            certified and not isinstance(step, Left | Returned)
        )
        assert person != after
        person = after
    rung = mentor(
        "Nora", until=person.certified_until, stage=person.stage, active=person.active,
        paused=person.paused, paused_until=person.paused_until,
    )  # fmt: skip
    if may_be_rung(rung, TODAY) is None:
        assert certified
        assert has_phone
        assert done == set(ITEMS)
        assert not person.paused or person.paused_until < TODAY
        assert person.certified_until >= TODAY
    assert not person.listens or person.stage == "training"


@given(st.dates(TODAY, TODAY + timedelta(days=30)), st.integers(-3, 40))
def test_a_pause_ends_by_itself_after_its_last_day(until, days):
    """On the last day of a pause nobody is rung, on the day after they are."""
    day = TODAY + timedelta(days=days)
    why = may_be_rung(mentor("Nora", paused=True, paused_until=until), day)
    assert (why is None) == (day > until)


def test_a_table_says_where_somebody_stands():
    """A coordinator reads a person's state in words."""
    for person, words in (
        (mentor("Nora", stage="nominated"), "nominated"),
        (mentor("Nora", stage="training", listens=True), "in training, 1 of 3, listens"),
        (mentor("Nora", until=NEXT_YEAR), "certified until 2027-06-30"),
        (mentor("Nora", paused=True, paused_until=NEXT_YEAR), "is paused until 2027-06-30"),
        (mentor("Nora", until=date(2026, 1, 1)), "certification ended on 2026-01-01"),
        (mentor("Nora", active=False), "is no longer in the campus file"),
        (mentor("Nora", stage="alumni", active=False), "has left"),
    ):
        ticked = {ITEMS[0]: None}
        profile = people.Profile(mentor=person, origin="file", ticked=ticked, check=None, steps=())
        assert people.where(profile, ITEMS, TODAY) == words
