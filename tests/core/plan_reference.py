"""A slow, independent answer to "who is on call now?", from the definitions, for comparison.

It never uses ``fold``: it finds a wall-clock time by looking at the clock, minute by minute.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}


def wall(at, zone):
    """Return what the clock on the wall shows."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(maxsize=400_000)
def first_showing(when, zone):
    """Return the first instant at which the clock shows ``when``.

    If the clock skips it: the instant at which it would have been shown had the clock not jumped.
    """
    near = when.replace(tzinfo=UTC)
    offsets = {
        wall(near + n * timedelta(hours=1), zone).replace(tzinfo=UTC)
        - near
        - n * timedelta(hours=1)
        for n in range(-54, 55, 6)  # clocks never change twice within six hours
    }
    showing = [near - offset for offset in offsets if wall(near - offset, zone) == when]
    if showing:
        return min(showing)
    at = near - timedelta(hours=30)
    while wall(at + timedelta(minutes=1), zone) < when:
        at += timedelta(minutes=1)
    return at + (when - wall(at, zone))


@lru_cache(maxsize=100)
def transitions(zone, year):
    """Return the hours of a year within which the zone's clocks change."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    while at.year == year:
        following = at + timedelta(hours=1)
        if (
            at.astimezone(ZoneInfo(zone)).utcoffset()
            != following.astimezone(ZoneInfo(zone)).utcoffset()
        ):
            found.append(at)
        at = following
    return found


def on_call(plan, at):
    """Return {mentor: source} at an instant, the strongest source for each."""
    zone = plan.lines[0].timezone
    names = {mentor.id: mentor.name for mentor in plan.mentors}
    base = [(m, "shift") for s in plan.shifts if in_shift(s, at, zone) for m in s.mentors]
    for duty in plan.duties:
        base += [(m, f"duty {duty.name}") for m in in_duty(duty, at, zone)]
    now = [
        o for o in plan.overrides if first_showing(o.start, zone) <= at < first_showing(o.end, zone)
    ]
    removed = {o.mentor for o in now if o.kind == "remove"}
    covered = {o.covers for o in now if o.kind == "cover"}
    based = {m for m, _ in base}
    found = {}
    for mentor, source in [*base[::-1]]:
        if mentor not in covered and (mentor not in found or source == "shift"):
            found[mentor] = source
    changed = {
        (o.mentor, f"cover for {names[o.covers]}")
        for o in now
        if o.kind == "cover" and o.covers in based
    } | {(o.mentor, "added") for o in now if o.kind == "add"}
    for mentor, _ in changed:
        found[mentor] = "changed"  # by which of several is a matter of what lasts longest
    return {mentor: source for mentor, source in found.items() if mentor not in removed}


def in_shift(shift, at, zone):
    """Say whether any occurrence of a shift holds the instant."""
    length = shift.end - shift.start
    around = wall(at, zone)
    begins = shift.start + max((around - shift.start - length).days - 4, 0) * DAY
    while begins <= around + 3 * DAY:
        if occurs(shift, begins) and (
            first_showing(begins, zone) <= at < first_showing(begins + length, zone)
        ):
            return True
        begins += DAY
    return False


def occurs(shift, begins):
    """Say whether a shift's rule names a day; knows FREQ=DAILY and WEEKLY with INTERVAL, BYDAY."""
    if shift.repeat is None:
        return begins == shift.start
    parts = dict(part.split("=") for part in shift.repeat.split(";"))
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "DAILY":
        return (begins - shift.start).days % interval == 0
    days = [WEEK[d] for d in parts["BYDAY"].split(",")]
    monday = shift.start.date() - shift.start.weekday() * DAY
    return begins.weekday() in days and (begins.date() - monday).days // 7 % interval == 0


def in_duty(duty, at, zone):
    """Return who has a duty at an instant, going through every turn around it."""
    number, unit = duty.every.split()
    turn = int(number) * {"hour": DAY / 24, "day": DAY, "week": 7 * DAY}[unit.rstrip("s")]
    around = int((wall(at, zone) - duty.start) / turn)
    near = range(max(around - int(4 * DAY / turn) - 2, 0), around + int(4 * DAY / turn) + 2)
    spans = [(duty.start + n * turn, n) for n in near]
    turns = [
        (
            first_showing(b, zone),
            first_showing(b + turn, zone),
            b,
            duty.mentors[n % len(duty.mentors)],
        )
        for b, n in spans
    ]
    if not duty.hours:
        return {who for start, end, _, who in turns if start <= at < end}
    if turn < DAY:
        return {
            who
            for start, end, _, who in turns
            if start <= at < end and any(True for _ in windows(duty, at, zone))
        }
    began = first_showing(duty.start, zone)
    return {
        who
        for opens in windows(duty, at, zone)
        for _, _, b, who in turns
        if at >= began and b <= max(opens, duty.start) < b + turn
    }


def windows(duty, at, zone):
    """Yield the wall-clock start of each window that holds the instant."""
    today = wall(at, zone).replace(hour=0, minute=0)
    for day in (today + n * DAY for n in range(-3, 3)):
        for window in duty.hours:
            opens = day + timedelta(minutes=window.start)
            closes = day + timedelta(minutes=window.end)
            if window.end <= window.start:
                closes += DAY
            if day.weekday() in window.days and (
                first_showing(opens, zone) <= at < first_showing(closes, zone)
            ):
                yield opens


def is_open(line, at):
    """Say whether a line is open at an instant, from each day's own windows around it."""
    zone = line.timezone
    today = wall(at, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in (today + n * DAY for n in range(-3, 3)):
        for start, end in hours_of_day(line, day):
            opens, closes = day + timedelta(minutes=start), day + timedelta(minutes=end)
            if first_showing(opens, zone) <= at < first_showing(closes, zone):
                return True
    return False


def hours_of_day(line, day):
    """Return the windows that start on a day, in minutes after its midnight, ends after starts."""
    windows, whole = line.hours, not line.hours
    for period in line.periods:
        if period.first <= day.date() <= period.last and (period.closed or period.hours):
            windows, whole = (() if period.closed else period.hours), False
    if whole:
        return [(0, 24 * 60)]
    return [
        (w.start, w.end if w.end > w.start else w.end + 24 * 60)
        for w in windows
        if day.weekday() in w.days
    ]
