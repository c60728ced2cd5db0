"""The campus file: read whole, or every mistake in it said at once."""

from datetime import date
from pathlib import Path

import pytest
from campus_file_mistakes import GOOD, LUIS, MAYA, NO_CAMPUS_FILES, NOT_A_NUMBER, ROWS
from plan_making import local

from warmline.campus_file import (
    CampusFile,
    DeskEntry,
    DutyEntry,
    LineEntry,
    MentorEntry,
    OverrideEntry,
    ShiftEntry,
    read_campus,
)
from warmline.care import Added
from warmline.errors import CampusFileError
from warmline.hours import Window
from warmline.line import Campus, Rung
from warmline.phone import PhoneNumber

NORTHFIELD = Path(__file__).parents[2] / "examples" / "northfield.toml"
AGAIN = GOOD[GOOD.index("[[override]]") : GOOD.index("[[phrase]]")]


def mistakes(text):
    """Return what is said about a file."""
    with pytest.raises(CampusFileError) as caught:
        read_campus(text)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def test_a_campus_file_is_read_as_written():
    """Everything in a campus file arrives as it was written; what is left out has a default."""
    evening, night = local("2026-11-02 19:00"), local("2026-11-02 23:00")
    expected = CampusFile(
        campus=Campus("northfield", "Northfield", "911", "988", "never"),
        lines=(
            LineEntry(
                slug="main",
                name="Main",
                number=PhoneNumber("+14155550100"),
                relay_numbers=(PhoneNumber("+14155550101"),),
                timezone="America/Los_Angeles",
                hours=(Window(frozenset(range(5)), 19 * 60, 7 * 60),),
            ),
        ),
        rungs={
            "main": (
                Rung("on shift", "shift", "staggered", 20, 1, 6),
                Rung("counseling", "desk", "sequential", 30),
            )
        },
        desks=(DeskEntry(line="main", name="Counseling", number=PhoneNumber("+14155550150")),),
        mentors=(
            person("Maya", "+14155550111", {"mentor"}),
            person("Luis", "+14155550112", {"mentor", "backup"}),
        ),
        shifts=(
            ShiftEntry(
                line="main", mentors=("Maya",), start=evening, end=night, repeat="FREQ=DAILY"
            ),
        ),
        duties=(
            DutyEntry(
                line="main",
                name="overnight",
                mentors=("Luis", "Maya"),
                start=night,
                every="1 week",
                hours=(Window(frozenset(range(7)), 23 * 60, 7 * 60),),
            ),
        ),
        overrides=(
            OverrideEntry(
                line="main",
                kind="cover",
                mentor="Luis",
                covers="Maya",
                start=local("2026-11-26 19:00"),
                end=local("2026-11-26 23:00"),
            ),
        ),
        phrases=(Added("the old quarry", "plan"),),
    )
    assert expected == read_campus(GOOD)


def person(name, phone, roles):
    """Return a mentor of the file."""
    until = date(2027, 6, 30)
    return MentorEntry(
        name=name, phone=PhoneNumber(phone), roles=frozenset(roles), certified_until=until
    )


def test_the_example_campus_is_right():
    """The campus that a newcomer starts from has somebody on call at all hours, and a way up."""
    campus = read_campus(NORTHFIELD.read_bytes())
    assert [mentor.name for mentor in campus.mentors] == ["Maya", "Luis", "Sam"]
    assert [rung.who for rung in campus.rungs["main"]] == ["shift", "role:backup", "desk"]
    assert () in [desk.hours for desk in campus.desks]
    lengths = sum((shift.end - shift.start).total_seconds() for shift in campus.shifts)
    assert lengths == 24 * 3600


def test_nothing_read_shows_a_number():
    """A campus file that is printed by accident shows nobody's number."""
    assert "555" not in repr(read_campus(GOOD))


@pytest.mark.parametrize(("old", "new", "expected"), ROWS, ids=[repr(row[1])[:40] for row in ROWS])
def test_each_mistake_is_said_with_table_entry_and_field(old, new, expected):
    """A mistake is said where it is, with what to write instead, and breeds no others."""
    assert old in GOOD
    assert expected == mistakes(GOOD.replace(old, new, 1))


def second_override(kind, mentor, covers=None):
    """Return the file with a second override that overlaps the first."""
    covering = f'covers = "{covers}"\n' if covers else ""
    return (
        f'{GOOD}\n[[override]]\nline = "main"\nkind = "{kind}"\nmentor = "{mentor}"\n{covering}'
        "start = 2026-11-26T22:00:00\nend = 2026-11-27T02:00:00\n"
    ).replace("[[shift]]", ANA, 1)


ANA = """[[mentor]]
name = "Ana"
phone = "+14155550114"
roles = ["mentor"]
certified_until = 2027-06-30

[[shift]]"""


@pytest.mark.parametrize(
    ("change", "whom"),
    [
        (("cover", "Ana", "Maya"), "Maya"),  # two covers for one
        (("cover", "Ana", "Luis"), "Luis"),  # the cover is covered
        (("cover", "Maya", "Ana"), "Maya"),  # the covered covers
        (("remove", "Maya"), "Maya"),
        (("remove", "Luis"), "Luis"),
        (("add", "Maya"), "Maya"),
    ],
)
def test_overrides_that_contradict_each_other_are_refused(change, whom):
    """Two changes of the same person's same hours are refused: nobody should have to guess."""
    expected = [f'override 2, mentor: override 1 changes "{whom}" for some of these hours']
    assert expected == mistakes(second_override(*change))


@pytest.mark.parametrize("change", [("cover", "Luis", "Ana"), ("add", "Luis"), ("remove", "Ana")])
def test_overrides_that_agree_are_read(change):
    """One person may cover two others at once, and other people may be changed meanwhile."""
    overrides = read_campus(second_override(*change)).overrides
    assert ["Luis", change[1]] == [override.mentor for override in overrides]


def test_the_same_addition_twice_is_refused():
    """Adding somebody twice for the same hours is a slip of the pen."""
    once = second_override("add", "Ana")
    twice = once + once[once.rindex("[[override]]") :]
    expected = ['override 3, mentor: override 2 changes "Ana" for some of these hours']
    assert expected == mistakes(twice)


def test_overrides_one_after_the_other_are_read():
    """An override that begins when another ends does not contradict it."""
    first, second = ("T19:00:00", "T23:00:00"), ("T23:00:00", "T23:30:00")
    later = AGAIN.replace(first[1], second[1]).replace(first[0], second[0])
    expected = [local(f"2026-11-26{start}") for start, _ in (first, second)]
    assert expected == [override.start for override in read_campus(GOOD + later).overrides]


def test_all_mistakes_are_said_at_once():
    """A coordinator fixes ten mistakes in one go, in the order of the file's tables."""
    text = (
        GOOD.replace('"never"', '"maybe"')
        .replace('"+14155550111"', '"12"')
        .replace('"+14155550112"', "12")
        .replace('["Luis", "Maya"]', '["Luis", "Mya"]')
        .replace("ring_seconds = 20", "ring_seconds = 0")
    )
    expected = [
        'campus, number_reveal: must be "two_person" or "never"',
        'rung 1 "on shift", ring_seconds: must be a whole number from 5 to 60',
        f"{MAYA}, phone: {NOT_A_NUMBER}",
        f'{LUIS}, phone: must be in quotes, like "+14155550111"',
        'duty 1 "overnight", mentors: there is no mentor "Mya"; did you mean "Maya"?',
    ]
    assert expected == mistakes(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    NO_CAMPUS_FILES,
    ids=["empty", "unclosed", "twice", "utf-16", "nested"],
)
def test_what_is_no_campus_file_at_all_is_said_in_a_line(text, expected):
    """A file that is not TOML is one mistake, with its line and column."""
    assert expected == mistakes(text)


def test_a_file_saved_on_windows_is_read():
    """The mark that some editors put before the text does no harm, nor do their line ends."""
    written = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert read_campus(GOOD) == read_campus(written)
