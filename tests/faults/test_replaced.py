"""All is replaced while people are on the phone: our processes, Redis's master, PostgreSQL."""

import signal
from collections.abc import Iterator

import pytest
from limits.storage import storage_from_string

from tests.contracts.postgres_for_tests import PostgresServer
from tests.faults.house import House, fresh_database
from tests.faults.lines import LinePlan, OpenLine
from tests.faults.managed import ManagedHouse
from tests.faults.moments import InATalk, OnHold, Scene, WhileItRings
from tests.faults.watch import (
    all_are_freed,
    all_are_reached,
    brought_to_their_moments,
    nothing_was_wrong,
    struck,
)
from tests.telling.redis_servers import WatchedRedis
from warmline.simulator import twiml
from webhooks.console.setup import counts_of_visits

RENEWED = 5  # two workers and the clock that end, a web that comes, and one that ends after it
RENEWING = 90.0  # on a machine that is busy with other things
WRITTEN = 20.0  # the database is asked again after a while that grows


@pytest.fixture(scope="module")
def standing_managed_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ManagedHouse]:
    """A hosted line's house with all its processes and servers."""
    folder, pattern = tmp_path_factory.mktemp("managed"), tmp_path_factory.mktemp("sql") / "w.db"
    watched = WatchedRedis(tmp_path_factory.mktemp("watched"))
    with PostgresServer() as postgres, watched:
        house = ManagedHouse(folder, fresh_database(pattern), postgres, watched)
        try:
            yield house
            house.all_is_well()
        finally:
            house.close()


@pytest.fixture
def managed(
    standing_managed_house: ManagedHouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ManagedHouse]:
    """The hosted house, whole again, with nobody on the phone."""
    monkeypatch.setattr(twiml, "WORDS_A_SECOND", 30.0)
    standing_managed_house.ready()
    yield standing_managed_house
    standing_managed_house.everybody_hangs_up()


class OneOfMany(Scene):
    """One student of several; mentors talk on with whom they have got."""


def students_of(house: House, line: OpenLine, count: int) -> list[Scene]:
    """Return students of one line, who call when they are asked to."""
    return [
        OneOfMany(house, house.another_student(line, n), name=f"student {n}") for n in range(count)
    ]


class CallsMeanwhile(OneOfMany):
    """A student who calls in the instant in which one more process has come or gone."""

    after = 0

    def act(self) -> None:
        assert isinstance(self.house, ManagedHouse)
        if self.struck_at is None and self.house.comings_and_goings() > self.after:
            self.strike()
            self.begin()
        super().act()


def test_all_processes_are_renewed_and_nobody_notices(managed: ManagedHouse) -> None:
    """SIGUSR2 to `warmline up` under live calls: each student gets a mentor, no webhook fails.

    That holds with the shortest ring there is, however slowly a web starts: one listens always.
    """
    [talking] = brought_to_their_moments(managed, InATalk)
    call = talking.line.student.call
    line = managed.opens([LinePlan("rolling", mentors=2 * RENEWED)])["rolling"]
    crowd = []
    for n in range(len(line.mentors)):
        crowd.append(CallsMeanwhile(managed, managed.another_student(line, n), name=f"{n}"))
        crowd[-1].after = managed.comings_and_goings() + n // 2
    trouble, before = len(managed.exchange.debugger), managed.pids()
    managed.processes["up"].signal(signal.SIGUSR2)
    found = all_are_reached(managed, crowd, RENEWING)
    managed.until(lambda: managed.said("were started anew") == 1, RENEWING, "all are renewed")
    assert set(found.values()) == {"mentor"}
    assert managed.exchange.debugger[trouble:] == []
    assert managed.pids() & before == set()
    assert managed.doubled(line) == []
    assert (talking.line.student.call, talking.reached()) == (call, "mentor")
    managed.everybody_hangs_up()
    managed.is_free(line.campus)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_is_restarted_and_every_history_arrives(
    managed: ManagedHouse, mode: str
) -> None:
    """Calls go on while the database is away; all that happened is written down afterwards."""
    line = managed.opens([LinePlan(f"pg-{mode}", mentors=4)])[f"pg-{mode}"]
    before, during = (crowd := students_of(managed, line, 4))[:2], crowd[2:]
    for scene in before:
        scene.strike()
        scene.begin()
    assert set(all_are_reached(managed, before).values()) == {"mentor"}
    managed.postgres.stop(mode)
    try:
        for scene in before:
            scene.line.student.hang_up()
        for scene in during:
            scene.strike()
            scene.begin()
        assert set(all_are_reached(managed, during).values()) == {"mentor"}
        managed.everybody_hangs_up()
        managed.is_free(line.campus)
    finally:
        managed.postgres.start()
    managed.until(lambda: len(managed.written_down(line)) == len(crowd), WRITTEN, "all is written")
    kept = managed.written_down(line)
    assert (
        sorted(sum(it.outcome == "accepted" for it in known.attempts) for known in kept) == [1] * 4
    )
    assert {known.end for known in kept} == {"talked"}


def test_redis_fails_over_and_every_student_is_reached(managed: ManagedHouse) -> None:
    """The master is killed in the middle of calls: the Sentinels name another, and all go on."""
    scenes = brought_to_their_moments(managed, WhileItRings, OnHold, InATalk)
    with managed.exchange.lock:
        struck(scenes)
    dead = managed.watched.kill_master()
    found = all_are_reached(managed, scenes)
    assert found["in-a-talk"] == "mentor"
    managed.until(lambda: managed.watched.has_moved_from(dead), 15, "another is the master")
    managed.ready()
    all_are_freed(managed, scenes)
    nothing_was_wrong(managed, scenes)
    line = managed.opens([LinePlan("after", mentors=1)])["after"]
    [after] = students_of(managed, line, 1)
    after.strike()
    after.begin()
    assert all_are_reached(managed, [after]) == {"student 0": "mentor"}
    where, options = counts_of_visits(managed.settings.rq_redis_url)
    assert storage_from_string(where, **options).check()  # the console's visitors are counted there
