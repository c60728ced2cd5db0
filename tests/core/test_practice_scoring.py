"""What is scored in a practice and what the scripted phones do, by tables, without a phone."""

from datetime import UTC, datetime, timedelta

import pytest

from warmline import wording
from warmline.practice import SCENARIOS
from warmline.practice.night import Handset, Happening, Night
from warmline.practice.scenario import Mark
from warmline.practice.script import due, standing

BEGAN = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
HANDSETS = (
    Handset("p1", "Student", "student"),
    Handset("p2", "Maya", "mentor"),
    Handset("p3", "Luis", "mentor"),
    Handset("p4", "Sam", "backup"),
)
WHO = {"student": "p1", "maya": "p2", "luis": "p3", "sam": "p4"}
MENU = "20 maya key *|20 maya left"
OVER = "70 student ended|74 maya ended"
TAKEN = "1 student dialled|1 maya rang|4 maya answered|6 maya key 1|13 maya joined"


def night(story: str, seconds: float) -> Night:
    """Return what a story of ``seconds who kind words`` has come to."""
    happened = []
    for seq, line in enumerate(filter(None, story.split("|"))):
        at, who, kind, *words = line.split(" ", 3)
        instant = BEGAN + timedelta(seconds=float(at))
        happened.append(Happening(seq, instant, WHO[who], kind, "".join(words)))
    now = BEGAN + timedelta(seconds=seconds)
    return Night(HANDSETS, tuple(happened), began=BEGAN, now=now)


def verdict(slug: str, starts: str, told: Night) -> bool | None:
    """Return how the line of the checklist that starts so stands."""
    marks: tuple[Mark, ...] = standing(SCENARIOS[slug], told).marks
    return next(it.kept for it in marks if it.what.startswith(starts))


@pytest.mark.parametrize(
    ("slug", "check", "story", "seconds", "kept"),
    [
        ("quiet", "Took", "", 5, None),
        ("quiet", "Took", "1 maya rang", 20, None),
        ("quiet", "Took", "1 maya rang", 32, False),
        ("quiet", "Took", "1 maya rang|31 maya key 1", 40, True),
        ("quiet", "Took", "1 maya rang|32 maya key 1", 40, False),
        ("quiet", "Did not pass", "1 maya rang|5 maya key 2", 8, False),
        ("quiet", "Did not pass", TAKEN, 20, True),
        ("quiet", "Stayed", TAKEN, 30, None),
        ("quiet", "Stayed", f"{TAKEN}|20 maya ended completed", 30, False),
        ("quiet", "Stayed", f"{TAKEN}|43 student key 5", 50, True),
        ("quiet", "Let the", f"{TAKEN}|{OVER}", 80, True),
        ("quiet", "Let the", f"{TAKEN}|70 maya ended|74 student ended", 80, False),
        ("quiet", "Sent", f"{TAKEN}|{OVER}|90 maya texted 1 7 4>2", 95, True),
        ("quiet", "Sent", f"{TAKEN}|{OVER}|90 maya texted thanks", 95, None),
        ("quiet", "Sent", f"{TAKEN}|{OVER}", 195, False),
        ("hard", "Asked", f"{TAKEN}|{MENU}|22 maya key 1", 30, True),
        ("hard", "Asked", f"{TAKEN}|{MENU}|22 maya key *|22 maya joined|24 maya key 1", 30, None),
        ("hard", "Asked", f"{TAKEN}|20 maya key 1", 30, None),
        ("hard", "Asked", TAKEN, 110, False),
        ("hard", "Sent HARD", f"{TAKEN}|60 maya texted hard", 65, True),
        ("hand-over", "Left by", f"{TAKEN}|60 maya said {wording.handed_over()}", 65, True),
        ("hand-over", "Left by", f"{TAKEN}|60 maya ended|70 student ended", 75, False),
        ("hand-over", "Said what", f"{TAKEN}|60 maya texted 1 4>2 H3", 65, True),
        ("voicemail", "The voicemail", "1 maya rang|6 maya missed went to voicemail", 10, True),
        ("voicemail", "The voicemail", TAKEN, 20, False),
        ("text", "Took", "1 maya text Brave Otter: hi|9 maya texted I am here", 12, None),
        ("text", "Took", "1 maya text x|9 maya texted I am|9 student text I am", 12, True),
        (
            "text", "Took",
            "1 maya text x|9 maya texted BRAVE OTTER I am here|9 student text I am here", 12, True,
        ),
        ("text", "Sent no", "1 maya text x|9 maya texted STOP|12 maya texted done", 14, False),
        ("text", "Ended", "1 maya text x|12 maya texted Done.", 14, False),
    ],
)  # fmt: skip
def test_a_line_is_scored_by_what_the_phones_noticed(
    slug: str, check: str, story: str, seconds: float, kept: bool | None
) -> None:
    """A tick, a cross, or neither yet: whichever follows from what really happened."""
    assert verdict(slug, check, night(story, seconds)) is kept


@pytest.mark.parametrize("slug", SCENARIOS)
def test_what_was_not_done_counts_as_missed_at_the_end(slug: str) -> None:
    """Whoever stops at once has done nothing, and is told why each line matters."""
    stands = standing(SCENARIOS[slug], night("", 1), at_the_end=True)
    assert {it.kept for it in stands.marks} == {False}
    assert all(len(it.why) > 40 for it in stands.marks)


def test_each_step_is_done_once() -> None:
    """A student dials once, however often the script is asked."""
    orders, done = due(SCENARIOS["quiet"], night("", 2), ())
    assert [(it.phone, it.act) for it in orders] == [("p1", "dial")]
    assert due(SCENARIOS["quiet"], night("1 student dialled", 3), done) == ([], done)


def test_a_step_that_was_overtaken_is_settled_without_an_order() -> None:
    """A student whose call was taken does not give up after seventy seconds."""
    orders, done = due(SCENARIOS["hard"], night(TAKEN, 80), (0,))
    assert (orders, done) == ([], [0, 1])


def test_the_mentor_whom_the_line_turns_to_is_you() -> None:
    """Nobody chooses a phone: the one that rings is yours, the next is a colleague's."""
    told = night("1 luis rang|20 maya rang", 25)
    assert (told.you, told.colleague) == ("p3", "p2")


@pytest.mark.parametrize("slug", ["quiet", "hard", "voicemail", "hand-over"])
def test_a_line_with_nobody_to_ring_is_said(slug: str) -> None:
    """Whoever practises HARD twice reads why no phone rings any more."""
    stands = standing(SCENARIOS[slug], night("1 student dialled", 35))
    assert stands.cue.startswith("No mentor's phone was rung.")
