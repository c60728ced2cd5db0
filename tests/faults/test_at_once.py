"""Much in the same instant, through real processes: a crowd, and a hang-up against a yes."""

import threading
from collections import Counter
from collections.abc import Callable

from tests.faults.house import House
from tests.faults.lines import LinePlan
from tests.faults.moments import Scene
from tests.faults.watch import all_are_reached

STUDENTS = 50


class OneOfMany(Scene):
    """One student of a crowd; mentors talk on with whom they have got."""


def test_fifty_students_at_once_all_reach_somebody(house: House) -> None:
    """Fifty who call at once on five mentors reach a mentor, counseling, or the safety card."""
    line = house.opens([LinePlan("news", mentors=5)])["news"]
    crowd = [OneOfMany(house, house.another_student(line, n), name=f"{n}") for n in range(STUDENTS)]
    with house.exchange.lock:
        for scene in crowd:
            scene.strike()
            scene.begin()
    found = all_are_reached(house, crowd)
    assert Counter(found.values())["mentor"] == len(line.mentors)
    rung = [len(house.calls_to(it)) for it in line.mentors]
    assert max(rung) - min(rung) <= 1
    assert house.doubled(line) == []
    house.everybody_hangs_up()
    house.is_free(line.campus)


def test_hanging_up_as_a_mentor_says_yes_frees_the_mentor(house: House) -> None:
    """A student who hangs up just as the mentor presses 1 leaves the mentor free for the next."""
    line = house.opens([LinePlan("yes-and-gone", mentors=1)])["yes-and-gone"]
    [mentor] = line.mentors
    for _ in range(6):
        line.student.dial(line.number)
        house.until(lambda: mentor.status == "ringing", 10, "the mentor is rung")
        mentor.answer()
        house.until(lambda: mentor.call is not None and mentor.call.collecting, 10, "it is asked")
        both_at_once(line.student.hang_up, lambda: mentor.press("1"))
        house.until(lambda: mentor.status == "idle", 10, "the mentor is told and let go")
        house.is_free(line.campus)
    assert house.doubled(line) == []


def both_at_once(*acts: Callable[[], None]) -> None:
    """Do two things in the same instant."""
    together = threading.Barrier(len(acts))

    def do(act: Callable[[], None]) -> None:
        together.wait(5)
        act()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
