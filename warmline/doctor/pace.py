"""Whether the account's pace and its calls at once are enough for what the ladder wants."""

from collections.abc import Iterator, Mapping

from warmline.doctor.finding import Finding, State
from warmline.ladder import AT_ONCE, is_desk
from warmline.line import Line, Rung
from warmline.schedule import Plan

SLOW_START = 4.0  # seconds: a ring that begins later is noticed by a waiting student
NIGHT = 2  # contacts at once on a bad night (DESIGN.md section 1)
FEWEST_APPROVED = 3  # calls at once of the smallest approved profile (TWILIO.md section 6)


def phones_at_once(plan: Plan, line: Line, rung: Rung) -> int:
    """Return how many phones a rung may ring at the same time, at most."""
    if is_desk(rung):
        return 1
    people = min(AT_ONCE, _people(plan, line, rung))
    match rung.ring:
        case "sequential":
            return min(1, people)
        case "staggered":
            return min(people, 1 + (rung.ring_seconds - 1) // max(1, rung.stagger_seconds))
        case "together":
            return people


def _people(plan: Plan, line: Line, rung: Rung) -> int:
    """Return how many people a rung may hold: of the fullest shift, or with the role."""
    if rung.who == "shift":
        shifts = [len(it.mentors) for it in plan.shifts if it.line == line.slug]
        duties = sum(1 for it in plan.duties if it.line == line.slug)
        return max(shifts, default=0) + duties
    role = rung.who.removeprefix("role:")
    return sum(1 for it in plan.mentors if it.active and role in it.roles)


def check_pace(plan: Plan, line: Line, calls_per_second: float) -> Iterator[Finding]:
    """Check that every phone of a rung can be rung in the rung's time, and within the wait.

    Calls are started one after another at WARMLINE_CALLS_PER_SECOND: the last of n phones rings
    (n - 1) / pace seconds after the first.
    """
    check = f"pace of line {line.slug}"
    total, slow = 0.0, []
    for rung in line.ladder:
        if is_desk(rung):
            break
        phones = phones_at_once(plan, line, rung)
        start = max(0, phones - 1) / calls_per_second if rung.ring == "together" else 0.0
        total += start
        if start >= rung.ring_seconds:
            yield Finding(
                check,
                "FAIL",
                f"rung {rung.name} rings {phones} phones, and at {calls_per_second:g} calls a "
                f"second the first has stopped before the last begins; {_todo(calls_per_second)}",
            )
            return
        if start > SLOW_START:
            slow.append(f"rung {rung.name} takes {start:.0f} s to ring {phones} phones")
    if total >= line.max_wait_seconds:
        words = f"starting the calls alone takes {total:.0f} s of {line.max_wait_seconds} s"
        yield Finding(check, "FAIL", f"{words} (max_wait_seconds); {_todo(calls_per_second)}")
    elif slow:
        yield Finding(check, "warn", f"{'; '.join(slow)}; {_todo(calls_per_second)}")
    else:
        yield Finding(check, "ok", f"{calls_per_second:g} calls a second do for the ladder")


def _todo(calls_per_second: float) -> str:
    more = "ask the carrier to raise the account's calls per second and set it as "
    return f"{more}WARMLINE_CALLS_PER_SECOND (now {calls_per_second:g}), or ring fewer at once"


def calls_needed(plan: Plan) -> int:
    """Return how many calls one contact may hold at once: the student's, and the widest rung's."""
    widest = (phones_at_once(plan, line, rung) for line in plan.lines for rung in line.ladder)
    return 1 + max(widest, default=1)


def check_concurrency(plans: Mapping[str, Plan], allowed: int | None, why: str) -> Finding:
    """Check the calls that the account may hold at once against those that contacts need."""
    need = max((calls_needed(plan) for plan in plans.values()), default=2)
    check = "calls at once"
    if allowed is None:
        state: State = "ok" if need <= FEWEST_APPROVED else "skip"
        return Finding(check, state, f"{why}; one contact takes up to {need}")
    todo = (
        f"{why}: {allowed} calls at once, and one contact takes up to {need} (the student, and the "
        "phones that ring); have a Business profile approved at the carrier (Console > Trust Hub)"
    )
    if allowed < need:
        return Finding(check, "FAIL", todo)
    if allowed < need * NIGHT:
        return Finding(check, "warn", f"{todo}; a second student would wait")
    return Finding(check, "ok", f"{why}: {allowed}; one contact takes up to {need}")
