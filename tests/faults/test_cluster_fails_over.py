"""A Cluster's master dies in the middle of calls, and a replica takes its place."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.clustered import ClusteredHouse
from tests.faults.house import House, fresh_database
from tests.faults.moments import InATalk, OnHold, Scene, WhileItRings
from tests.faults.watch import (
    BOUND,
    all_are_freed,
    brought_to_their_moments,
    nothing_was_wrong,
    struck,
)
from tests.telling.redis_servers import RedisCluster
from warmline.simulator import twiml
from warmline.store.live.keys import Keys

MOVED = 20.0
NODE_TIMEOUT_MS = 1000


@pytest.fixture
def clustered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClusteredHouse]:
    """A house whose live state is in a Cluster of three masters and three replicas."""
    # The carrier's voice speaks ten times as fast: what is tested happens between the sentences.
    monkeypatch.setattr(twiml, "WORDS_A_SECOND", 30.0)
    folder, servers = tmp_path / "house", tmp_path / "cluster"
    folder.mkdir()
    servers.mkdir()
    with RedisCluster(servers, replicas=1, node_timeout_ms=NODE_TIMEOUT_MS) as cluster:
        house = ClusteredHouse(folder, fresh_database(tmp_path / "warmline.db"), cluster)
        try:
            house.ready()
            yield house
        finally:
            house.close()


def all_talk_with_humans(house: House, scenes: Sequence[Scene]) -> dict[str, list[str]]:
    """Wait until every student talks with a human; return of what kinds."""

    def talking() -> bool:
        for scene in scenes:
            scene.act()
        return all(it.line.student.talks_with() for it in scenes)

    house.until(talking, BOUND, "every student talks with a human")
    return {it.name: [who.kind for who in it.line.student.talks_with()] for it in scenes}


def test_a_master_dies_and_every_student_reaches_a_human(clustered: ClusteredHouse) -> None:
    """Who is rung, who waits and who talks when a campus's master is killed: nobody is lost."""
    scenes = brought_to_their_moments(clustered, WhileItRings, OnHold, InATalk)
    line = scenes[0].line
    held_in = Keys(line.campus).busy
    # Had no replica heard a commit, each of the three processes would ask but once in ten seconds.
    assert clustered.cluster.waited_for_a_replica_of(held_in) >= 3 * len(scenes)
    with clustered.exchange.lock:
        struck(scenes)
    dead = clustered.cluster.kill_master_of(held_in)
    humans = all_talk_with_humans(clustered, scenes)
    assert humans["in-a-talk"] == ["mentor"]
    clustered.until(
        lambda: clustered.cluster.master_of(held_in) != dead, MOVED, "a replica took over"
    )
    all_are_freed(clustered, scenes)
    nothing_was_wrong(clustered, scenes)
    after = Scene(clustered, clustered.another_student(line, 1), "after")
    after.strike()
    after.begin()
    assert all_talk_with_humans(clustered, [after]) == {"after": ["mentor"]}
