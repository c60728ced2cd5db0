"""With worker and clock dead, a student on hold still moves on, however many calls came before."""

import pytest
from phones import LINE, Phones, fresh_database

from warmline.contact.moments import AtCard


@pytest.fixture
def phones(redis_url, tmp_path):
    """Give a line whose worker and clock are dead."""
    phones = Phones(redis_url, tmp_path, fresh_database(tmp_path / "pattern.db"))
    phones.worker_pauses()
    phones.clock_alive = False
    yield phones
    phones.close()


def test_calls_that_wait_for_their_record_do_not_stand_in_a_students_way(phones):
    """Ten calls that ended unrecorded are overdue for longer; the one on hold comes first."""
    (maya,) = phones.on_call("Maya")
    phones.line(max_wait_seconds=45)
    for _ in range(10):
        caller = phones.student()
        phones.ready()
        caller.phone.dial(LINE)
        phones.run()
        caller.phone.hang_up()
        phones.wait(1)
    student = phones.student()
    student.phone.dial(LINE)
    phones.wait(30)
    maya.rings()
    phones.wait(60)
    assert isinstance(phones.contact().state, AtCard)
