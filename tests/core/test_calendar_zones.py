"""A calendar describes its zone so that a program that knows no zones reads the right instants."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from calendar_making import eras as eras_of
from calendar_making import feed_of_line, hours, unfolded, zone_in
from plan_making import plan, shift, utc
from test_schedule_clock_changes import ZONES

from warmline.calendars.zones import zone_component

ALL = sorted({zone for zone, _ in ZONES} | {"UTC", "Asia/Kolkata", "Europe/Dublin", "Asia/Gaza"})


@pytest.mark.parametrize("zone", ALL)
def test_the_description_agrees_with_the_zone_for_the_whole_calendar(zone):
    """Hour by hour, what the calendar says of its zone is what clocks there show."""
    now = utc("2026-11-20 12:00")
    its = eras_of(
        ("2026-01-01 00:00", plan(shift("maya", "2026-11-20 19:00", "2026-11-20 23:00"), zone=zone))
    )
    told = zone_in(feed_of_line(its, now))
    start = utc("2026-10-20 00:00")
    for instant in hours(start, 24 * 212):
        there = instant.astimezone(ZoneInfo(zone))
        naive = instant.replace(tzinfo=None) + there.utcoffset()
        if there.fold or not _exists_once(naive, zone):
            continue  # tzical reads these its own way; nothing of ours is written there
        assert naive.replace(tzinfo=told).astimezone(UTC) == instant, (zone, instant)


def _exists_once(naive, zone):
    offsets = {naive.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (
            "America/Los_Angeles",
            ["DTSTART:20250309T020000", "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
             "DTSTART:20251102T020000", "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"],
        ),
        (
            "Europe/Berlin",
            ["DTSTART:20250330T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
             "DTSTART:20251026T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"],
        ),
        ("Asia/Kolkata", ["DTSTART:20250101T053000"]),
    ],
)  # fmt: skip
def test_yearly_changes_are_told_as_rules(zone, expected):
    """Outlook, which understands a yearly rule and little else, gets one where there is one."""
    made = zone_component(zone, utc("2026-10-20 00:00"), utc("2027-05-20 00:00")).to_ical().decode()
    found = [it for it in unfolded(made) if it.startswith(("DTSTART", "RRULE"))]
    assert expected == found


def test_a_zone_without_a_rule_tells_each_change():
    """In Morocco the clocks follow Ramadan: each change is written down, and none is made up."""
    first, last = utc("2026-10-20 00:00"), utc("2027-05-20 00:00")
    made = zone_component("Africa/Casablanca", first, last).to_ical().decode()
    assert "RRULE" not in made
    assert "DTSTART:20270207T030000" in made
    assert "DTSTART:20270314T020000" in made
