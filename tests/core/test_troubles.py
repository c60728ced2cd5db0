"""The house knows what is wrong with it, tells it once, and says when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from warmline.ids import CampusSlug
from warmline.watch.telling import AGAIN, CALM, SURE, decide, heard, tried
from warmline.watch.troubles import KINDS, Signs, Trouble, refused_lately, troubles

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
CAMPUS = CampusSlug("northfield")
STUCK = Trouble("stuck", CAMPUS)
FIVE = timedelta(minutes=5)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def signs(**more):
    """Return what is seen of a house that is well, but for this."""
    return Signs(**({"now": NOW, "worker_at": ago(3), "clock_at": ago(3)} | more))


def failing(run):
    """Return what is seen of a carrier that has failed so often, for so many seconds."""
    return {"failed": run[0], "failed_since": ago(run[1])}


def test_a_house_that_is_well_has_no_trouble() -> None:
    """Nothing is wrong with live processes, an idle queue and a carrier that answers."""
    assert troubles(signs()) == frozenset()


@pytest.mark.parametrize(
    ("trouble", "not_yet", "begun", "still", "ended"),
    [
        (Trouble("workers"), *({"worker_at": ago(it)} for it in (45, 46, 21, 20))),
        (Trouble("clock"), *({"clock_at": ago(it)} for it in (45, 46, 21, 20))),
        (Trouble("workers"), {}, {"worker_at": None}, {"worker_at": None}, {}),
        (STUCK, *({"stuck": {CAMPUS: timedelta(seconds=it)}} for it in (90, 91, 31, 30))),
        (Trouble("queue"), *({"oldest_job": timedelta(seconds=it)} for it in (30, 31, 6, 5))),
        (Trouble("carrier"), *map(failing, ((4, 59), (4, 60), (1, 2), (0, 0)))),
        (Trouble("refusals"), {"refused": 4}, {"refused": 5}, {"refused": 3}, {"refused": 2}),
        (Trouble("refusals"), *({"refused": it, "usual": 10.0} for it in (39, 40, 20, 19))),
        (Trouble("database"), {}, {"database": False}, {"database": False}, {}),
    ],
)
def test_a_trouble_begins_at_one_bound_and_ends_at_a_lower_one(
    trouble, not_yet, begun, still, ended
) -> None:
    """What lies between the two raises nothing and ends nothing."""
    raised = frozenset({trouble})
    assert troubles(signs(**not_yet)) == frozenset()
    assert troubles(signs(**begun)) == raised
    assert troubles(signs(**still), raised) == raised
    assert troubles(signs(**ended), raised) == frozenset()


def test_a_queue_that_cannot_be_seen_proves_nothing() -> None:
    """Nobody is woken because the queue's Redis did not answer one question."""
    assert troubles(signs(oldest_job=None), frozenset({Trouble("queue")})) == frozenset()


def test_what_is_usual_is_of_the_day_before_the_window() -> None:
    """A line that robots find every day raises no alarm at it, nor does the alarm raise itself."""
    newest = int(NOW.timestamp() // 300)
    counts = {newest: 7, newest - 1: 2, newest - 2: 11, newest - 100: 132, newest - 400: 999}
    lately, usual = refused_lately(counts, NOW, FIVE, timedelta(hours=24))
    assert (lately, usual) == (9, pytest.approx(143 * 2 / 286))


# --- telling ------------------------------------------------------------------------------------


class Told:
    """A house that is looked at every five seconds, and the texts that it sends."""

    def __init__(self) -> None:
        self.now, self.memory, self.texts = NOW, {}, []

    def passes(self, seconds, *found, carrier=True):
        """Let time pass with these troubles, and a carrier that takes texts or does not."""
        for _ in range(seconds // 5):
            self.now += timedelta(seconds=5)
            self.memory, due = decide(frozenset(found), self.memory, self.now)
            for tell in due:
                known = tried(self.memory[tell.trouble], self.now)
                after = heard(known) if carrier else known
                self.memory[tell.trouble] = after
                if after is None:
                    del self.memory[tell.trouble]
                if carrier:
                    self.texts.append((tell.trouble, tell.what))


@pytest.mark.parametrize("kind", KINDS)
def test_a_trouble_is_told_once_and_its_end_once(kind) -> None:
    """However long it lasts and however often anybody looks, there are two texts."""
    told, trouble = Told(), Trouble(kind)
    told.passes(3600, trouble)
    assert told.texts == [(trouble, "begun")]
    told.passes(3600)
    assert told.texts == [(trouble, "begun"), (trouble, "over")]
    assert told.memory == {}


@pytest.mark.parametrize("kind", [it for it in KINDS if SURE[it]])
def test_a_trouble_that_passes_at_once_wakes_nobody(kind) -> None:
    """A restart is no fault."""
    told, trouble = Told(), Trouble(kind)
    for _ in range(20):
        told.passes(int(SURE[kind].total_seconds()), trouble)
        told.passes(5)
    assert told.texts == []


def test_a_trouble_that_comes_and_goes_is_one_trouble() -> None:
    """Nobody gets a text every minute from a house that cannot make up its mind."""
    told, trouble = Told(), Trouble("workers")
    told.passes(60, trouble)
    for _ in range(30):
        told.passes(int(CALM.total_seconds()) - 5)
        told.passes(5, trouble)
    assert told.texts == [(trouble, "begun")]


def test_two_troubles_are_told_apart() -> None:
    """The end of one is not taken for that of the other."""
    told, queue = Told(), Trouble("queue")
    told.passes(60, STUCK, queue)
    told.passes(300, queue)
    assert told.texts == [(queue, "begun"), (STUCK, "begun"), (STUCK, "over")]


def test_a_trouble_that_nobody_could_be_told_of_is_told_afterwards() -> None:
    """When the carrier itself fails, people read later what was, and no all-clear besides."""
    told, carrier = Told(), Trouble("carrier")
    told.passes(600, carrier, carrier=False)
    told.passes(600)
    assert told.texts == [(carrier, "passed")]
    assert told.memory == {}


def test_a_text_that_failed_is_tried_again_after_a_while() -> None:
    """Not at every look; and it may have been sent, so that it is looked for from the first try."""
    found = frozenset({Trouble("carrier")})
    memory, (first,) = decide(found, {}, NOW)
    memory[first.trouble] = tried(memory[first.trouble], NOW)
    memory, due = decide(found, memory, NOW + AGAIN - timedelta(seconds=1))
    assert due == ()
    _, (again,) = decide(found, memory, NOW + AGAIN)
    assert (first.began_at, again.began_at) == (None, NOW)


def test_a_trouble_that_is_back_before_its_all_clear_was_sent_goes_on() -> None:
    """People hear of no end that was none."""
    told, carrier = Told(), Trouble("workers")
    told.passes(60, carrier)
    told.passes(150, carrier=False)
    told.passes(60, carrier)
    assert told.texts == [(carrier, "begun")]
    told.passes(200)
    assert told.texts == [(carrier, "begun"), (carrier, "over")]
