"""A campus and a contact for the records' tests: small, but with one of everything."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from warmline.campus_file import (
    CampusFile,
    DeskEntry,
    DutyEntry,
    LineEntry,
    MentorEntry,
    OverrideEntry,
    PeriodEntry,
    ShiftEntry,
)
from warmline.holidays import Holiday
from warmline.hours import Window
from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId, NumberHash
from warmline.line import Campus, OwnWording, Rung
from warmline.phone import PhoneNumber
from warmline.store.records import Attempt, ContactHistory, Happening, KeptWrapUp
from warmline.wrap_up import Topic

NORTHFIELD = CampusSlug("northfield")
MAIN = LineSlug("main")
NOW = datetime(2026, 11, 2, 3, 4, 5, 678901, tzinfo=UTC)
EVENINGS = Window(days=frozenset({0, 4}), start=19 * 60, end=7 * 60)
NUMBERS = tuple(f"+1415555{n:04}" for n in (100, 101, 102, 111, 112, 113, 150, 151))


def number(last: int) -> PhoneNumber:
    """Return one of the numbers that are nobody's."""
    return PhoneNumber(f"+1415555{last:04}")


MAYA = MentorEntry(
    name="Maya",
    phone=number(111),
    roles=frozenset({"mentor"}),
    certified_until=date(2027, 6, 30),
    languages=("en", "es"),
    max_texts=2,
)
LUIS = MentorEntry(
    name="Luis",
    phone=number(112),
    roles=frozenset({"mentor"}),
    certified_until=date(2027, 6, 30),
)
SAM = MentorEntry(
    name="Sam",
    phone=number(113),
    roles=frozenset({"backup", "coordinator"}),
    certified_until=date(2027, 1, 31),
)
CAPS = DeskEntry(
    line=MAIN,
    name="Counseling",
    number=number(150),
    hours=(EVENINGS,),
    holidays=(
        Holiday(date(2026, 11, 26), date(2026, 11, 27)),
        Holiday(date(2026, 12, 24), date(2026, 12, 24), (EVENINGS,)),
    ),
)
NIGHT = DeskEntry(line=MAIN, name="After hours", number=number(151))
EVENING_SHIFT = ShiftEntry(
    line=MAIN,
    mentors=("Maya", "Luis"),
    start=datetime(2026, 11, 2, 19),  # noqa: DTZ001 - wall clock
    end=datetime(2026, 11, 2, 23),  # noqa: DTZ001 - wall clock
    repeat="FREQ=DAILY",
)
OVERNIGHT = DutyEntry(
    line=MAIN,
    name="overnight",
    mentors=("Luis", "Maya"),
    start=datetime(2026, 11, 2, 23),  # noqa: DTZ001 - wall clock
    every="1 week",
    hours=(EVENINGS,),
)
COVER = OverrideEntry(
    line=MAIN,
    kind="cover",
    mentor="Sam",
    covers="Maya",
    start=datetime(2026, 11, 26, 19),  # noqa: DTZ001 - wall clock
    end=datetime(2026, 11, 26, 23),  # noqa: DTZ001 - wall clock
)
HOLIDAY = PeriodEntry(
    name="Thanksgiving",
    kind="holiday",
    first=date(2026, 11, 26),
    last=date(2026, 11, 27),
    closed=True,
)
FINALS = PeriodEntry(
    name="Finals",
    kind="finals",
    first=date(2026, 12, 7),
    last=date(2026, 12, 11),
    line=MAIN,
    hours=(Window(days=frozenset({0, 1}), start=17 * 60, end=9 * 60),),
)
LADDER = (
    Rung(name="on shift", who="shift", ring="staggered", ring_seconds=18, stagger_seconds=6),
    Rung(name="backup", who="role:backup", ring="together"),
    Rung(name="counseling", who="desk", ring_seconds=30, rounds=2),
)
CAMPUS_FILE = CampusFile(
    campus=Campus(
        slug=NORTHFIELD,
        name="Northfield School of Medicine",
        emergency_number="911",
        crisis_line="988",
        number_reveal="two_person",
    ),
    lines=(
        LineEntry(
            slug=MAIN,
            name="Ears for Peers",
            number=number(100),
            timezone="America/Los_Angeles",
            relay_numbers=(number(101), number(102)),
            hours=(EVENINGS,),
            ring_at="greeting",
            voicemail=True,
            contacts_per_shift=3,
            hours_awake=5,
            wording=OwnWording(hold="We sit with you until somebody picks up."),
        ),
    ),
    rungs={MAIN: LADDER},
    desks=(CAPS, NIGHT),
    mentors=(MAYA, LUIS, SAM),
    shifts=(EVENING_SHIFT,),
    duties=(OVERNIGHT,),
    overrides=(COVER,),
    periods=(HOLIDAY, FINALS),
)


def another_campus(slug: str) -> CampusFile:
    """Return the same plan for a campus of another name."""
    return replace(CAMPUS_FILE, campus=replace(CAMPUS_FILE.campus, slug=CampusSlug(slug)))


def history(name: str = "0a1b", *, revision: int = 1, rings: int = 2) -> ContactHistory:
    """Return a call that rang ``rings`` phones; the last one was answered."""
    attempts = [
        Attempt(
            mentor=MentorId(f"m-{ring:010}"),
            rung="on shift",
            rang_at=NOW + timedelta(seconds=ring),
            ended_at=NOW + timedelta(seconds=ring + 20),
            outcome="no_answer",
        )
        for ring in range(rings)
    ]
    attempts[-1] = replace(
        attempts[-1], answered_at=NOW + timedelta(seconds=9), outcome="connected"
    )
    return ContactHistory(
        id=ContactId(f"northfield.{name}"),
        campus=NORTHFIELD,
        line=MAIN,
        revision=revision,
        arrived_at=NOW,
        ended_at=NOW + timedelta(minutes=12),
        end="talked",
        caller_hash=NumberHash("c0ffee"),
        waited_seconds=9,
        answered_by=attempts[-1].mentor,
        attempts=tuple(attempts),
        happenings=(
            Happening(at=NOW, kind="call_arrived"),
            Happening(at=NOW, kind="leg_rang", detail={"leg": 1, "rung": "on shift", "why": None}),
        ),
    )


def wrap_up(mentor: int = 1, *, minutes: int = 15, hard: bool = False) -> KeptWrapUp:
    """Return what a mentor replied, so many minutes after the contact came."""
    return KeptWrapUp(
        mentor=MentorId(f"m-{mentor:010}"),
        at=NOW + timedelta(minutes=minutes),
        topics=frozenset({Topic.LONELINESS, Topic.ACADEMIC_STRESS}),
        before=4,
        after=2,
        hard=hard,
    )


def conversation(name: str = "7e47", *, revision: int = 1) -> ContactHistory:
    """Return a conversation by text, with what both of its mentors replied after it."""
    return replace(
        history(name, revision=revision),
        kind="text",
        texts_from_student=14,
        texts_from_mentor=0,
        claimed_seconds=95,
        wrap_ups=(wrap_up(2, minutes=20), wrap_up(1, minutes=21)),
    )
