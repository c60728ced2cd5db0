"""Everything is restarted in turn, again and again, while students call."""

import threading

from tests.faults.house import House
from tests.faults.lines import LinePlan
from tests.faults.moments import Scene
from tests.faults.watch import BOUND, all_are_reached

STUDENTS, MENTORS = 16, 4
ROUNDS = 2
TURNS = ("worker 1", "web", "worker 2", "clock", "redis")
RESTARTED = 30.0


class OneOfTheSurge(Scene):
    """A student of the surge, who calls when so many processes have been restarted."""

    after = 0
    restarted: list[str]

    def act(self) -> None:
        if self.struck_at is None and len(self.restarted) >= self.after:
            self.strike()
            self.begin()
        super().act()


def test_a_surge_while_all_is_restarted_in_turn(house: House) -> None:
    """Web, workers, clock and Redis go and come back; every student reaches a human or the card."""
    line = house.opens([LinePlan("surge", mentors=MENTORS)])["surge"]
    restarted: list[str] = []
    crowd = []
    for n in range(STUDENTS):
        student = OneOfTheSurge(house, house.another_student(line, n), name=f"{n}")
        student.after, student.restarted = n * ROUNDS * len(TURNS) // STUDENTS, restarted
        crowd.append(student)

    def restart_in_turn() -> None:
        for name in TURNS * ROUNDS:
            restarted.append(name)
            before = len(house.processes[name].ended)
            house.ask_to_end(name)
            house.until(lambda n=name, b=before: len(house.processes[n].ended) > b, RESTARTED, name)  # type: ignore[misc]

    restarting = threading.Thread(target=restart_in_turn)
    restarting.start()
    all_are_reached(house, crowd, RESTARTED + BOUND)
    restarting.join(RESTARTED)
    assert restarted == list(TURNS * ROUNDS)
    house.ready()
    assert house.doubled(line) == []
    house.everybody_hangs_up()
    house.is_free(line.campus)
