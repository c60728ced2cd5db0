"""Whole campus files without mistakes, drawn by chance."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

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
from warmline.line import Campus, OwnWording, Rung
from warmline.phone import PhoneNumber

WINDOWS = st.builds(
    Window,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.integers(0, 1439),
    end=st.integers(1, 1440),
)
HOURS = st.lists(WINDOWS, max_size=3, unique=True).map(tuple)
NINE_TO_TWELVE = Window(frozenset(range(7)), 540, 720)
AWAY = st.sampled_from(
    [
        (),
        (Holiday(date(2026, 11, 26), date(2026, 11, 27)),),
        (
            Holiday(date(2026, 12, 24), date(2026, 12, 24), (NINE_TO_TWELVE,)),
            Holiday(
                date(2026, 12, 25), date(2027, 1, 3),
                (Window(frozenset({0, 2}), 600, 720), Window(frozenset({4}), 1320, 120)),
            ),
        ),
    ]
)  # fmt: skip
NAMES = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Nd", "Zl", "Zp", "Cf", "Co",
                                                         "Cn", "Zs")),
        min_size=1, max_size=20,
    )
    .map(lambda text: f"{text} \"\\' x")
    .filter(str.isprintable)
)  # fmt: skip
PEOPLE = ("Maya", 'Luis "Lu"', "Änn\\a")
BASE = datetime(2026, 11, 2, 19)  # noqa: DTZ001 - wall clock
MOMENTS = st.integers(0, 5000).map(lambda n: BASE + timedelta(minutes=n))
TRAINING = st.sampled_from([(), ("Listen", "Refer")])
ON_THE_WAY = st.sampled_from(
    [
        (
            MentorEntry(
                name="Coe", phone=PhoneNumber("+14155550133"), roles=frozenset({"counselor"}),
                certified_until=date(2030, 1, 31), hours=(Window(frozenset({1}), 540, 1020),),
                holidays=(Holiday(date(2026, 11, 26), date(2026, 11, 27)),),
            ),
        ),
        (
            MentorEntry(name="Nia", phone=None, roles=frozenset({"mentor"}), stage="nominated"),
            MentorEntry(
                name="Tom", phone=PhoneNumber("+14155550131"), roles=frozenset({"mentor"}),
                stage="training", listens=True,
            ),
            MentorEntry(
                name="Old", phone=PhoneNumber("+14155550132"), roles=frozenset({"backup"}),
                certified_until=date(2026, 1, 31), stage="alumni",
            ),
        ),
    ]
)  # fmt: skip
ROLES = st.frozensets(st.sampled_from(["mentor", "backup", "coordinator"]), min_size=1)


def phone(last):
    return PhoneNumber(f"+1415555{last:04}")


OWN = (OwnWording(), OwnWording(hold='We say "still here".', closed="Back at nightfall."))


def lines():
    return st.builds(
        LineEntry,
        slug=st.just("main"), name=NAMES, number=st.just(phone(100)),
        timezone=st.sampled_from(["America/Havana", "Australia/Lord_Howe", "UTC"]),
        relay_numbers=st.sampled_from([(), (phone(101),)]), hours=HOURS,
        ring_at=st.sampled_from(["arrival", "greeting"]), max_wait_seconds=st.integers(20, 600),
        voicemail=st.booleans(), text_mode=st.sampled_from(["relay", "page"]),
        text_claim_seconds=st.integers(30, 3600), text_reply_seconds=st.integers(30, 3600),
        text_idle_minutes=st.integers(5, 1440), cool_down_minutes=st.integers(0, 240),
        contacts_per_shift=st.integers(1, 100), hours_awake=st.integers(1, 48),
        caller_days=st.integers(1, 180), detail_days=st.integers(180, 500),
        history_days=st.integers(500, 3660), wording=st.sampled_from(OWN),
    )  # fmt: skip


def _certified(n, name):
    """Return who serves, perhaps paused, perhaps with a number that waits for its code."""
    paused = st.sampled_from([(False, None), (True, None), (True, date(2030, 1, 1))])
    return st.builds(
        lambda pause, **more: MentorEntry(paused=pause[0], paused_until=pause[1], **more),
        paused, name=st.just(name), phone=st.just(phone(111 + n)), roles=ROLES,
        certified_until=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
        languages=st.sampled_from([("en",), ("es-MX", "en")]), max_texts=st.integers(1, 10),
        new_phone=st.sampled_from([None, phone(121 + n)]),
    )  # fmt: skip


@st.composite
def campuses(draw):
    """Draw a whole campus without mistakes."""
    mentors = (*(draw(_certified(n, name)) for n, name in enumerate(PEOPLE)), *draw(ON_THE_WAY))
    who = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple)
    start = draw(MOMENTS)
    end = start + timedelta(minutes=draw(st.integers(1, 2000)))
    repeat = draw(st.sampled_from([None, "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR"]))
    first = draw(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
    closed = draw(st.booleans())
    rung = Rung(
        name=draw(NAMES), who="shift", ring=draw(st.sampled_from(["sequential", "staggered"])),
        ring_seconds=draw(st.integers(5, 60)), rounds=draw(st.integers(1, 5)),
        stagger_seconds=draw(st.integers(2, 60)),
    )  # fmt: skip
    covers = (
        [OverrideEntry(line="main", kind="cover", mentor=PEOPLE[0], covers=PEOPLE[1],
                       start=start, end=end)],
        [OverrideEntry(line="main", kind="remove", mentor=PEOPLE[2], start=start, end=end)],
        [],
    )  # fmt: skip
    return CampusFile(
        campus=Campus("northfield", draw(NAMES), "911", "988", "never", draw(TRAINING)),
        lines=(draw(lines()),),
        rungs={"main": (rung, Rung(name="desks", who="desk", ring_seconds=30))},
        desks=(DeskEntry(line="main", name=draw(NAMES), number=phone(150), hours=draw(HOURS),
                         holidays=draw(AWAY)),),
        mentors=mentors,
        shifts=(ShiftEntry(line="main", mentors=draw(who), start=start, end=end, repeat=repeat),),
        duties=(
            DutyEntry(line="main", name=draw(NAMES), mentors=draw(who), start=draw(MOMENTS),
                      every=draw(st.sampled_from(["12 hours", "1 week"])), hours=draw(HOURS)),
        ),
        overrides=tuple(draw(st.sampled_from(covers))),
        periods=(
            PeriodEntry(line=draw(st.sampled_from([None, "main"])), name=draw(NAMES), kind="term",
                        first=first, last=first + timedelta(days=draw(st.integers(0, 300))),
                        closed=closed, hours=() if closed else draw(HOURS)),
        ),
    )  # fmt: skip
