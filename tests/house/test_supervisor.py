"""How `warmline up` keeps processes up, and leaves none behind."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.watching import Watched, is_alive, wait_until
from warmline.up.child import Child

KEEPER = str(Path(__file__).with_name("keeper.py"))
SLEEPS = "import os, time; print('pid', os.getpid()); time.sleep(600)"
TELLS = (
    "import os, time; from warmline.up.readiness import VARIABLE, tell; print('pid', os.getpid());"
    "tell(os.environ.get(VARIABLE, '')); time.sleep(600)"
)
STUBBORN = (
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('pid', os.getpid()); time.sleep(600)"
)
PARENT = (
    "import os, subprocess, sys, time; c = subprocess.Popen(['sleep', '600']);"
    "print(f'pid {os.getpid()}, {c.pid}'); time.sleep(600)"
)
Watch = Callable[..., Watched]


def pids(line: str) -> list[int]:
    """Return the process ids of a line like ``process 1 | pid 12, 34``."""
    return [int(word) for word in line.partition("pid")[2].split(",")]


def run_to_its_end(child: Child, start: float) -> None:
    """Start a process and wait for its end."""
    for pipe in filter(None, child.start(start)):
        pipe.read()
        pipe.close()
    wait_until(lambda: child.status is not None)


def test_a_process_that_dies_is_started_again(watch: Watch) -> None:
    """A worker that is killed at 3 a.m. is back before the next ring."""
    keeper = watch(KEEPER, SLEEPS)
    (first,) = pids(keeper.line("pid"))
    os.kill(first, signal.SIGKILL)
    assert "process 1 ended (signal 9)" in keeper.line("ended")
    assert pids(keeper.line("pid")) != [first]


def test_what_a_dead_process_leaves_is_ended_before_the_new_one(watch: Watch) -> None:
    """Children of a killed web process never keep its port from the next one."""
    keeper = watch(KEEPER, PARENT)
    parent, child = pids(keeper.line("pid"))
    os.kill(parent, signal.SIGKILL)
    keeper.line("pid")
    wait_until(lambda: not is_alive(child))


def test_all_are_started_anew_one_after_another(watch: Watch) -> None:
    """An upgrade asks (SIGUSR2), and never takes two processes away at once."""
    keeper = watch(KEEPER, TELLS, TELLS)
    for _ in range(2):
        keeper.line("process")
    keeper.process.send_signal(signal.SIGUSR2)
    assert "process 1 ended" in keeper.line("ended")
    (first,) = pids(keeper.line("process 1 | pid"))
    assert "process 2 ended" in keeper.line("ended")
    assert is_alive(first)
    keeper.line("all processes were started anew")


@pytest.mark.parametrize("kind", ["", "beside"])
def test_one_that_does_not_come_back_leaves_the_others(
    watch: Watch, tmp_path: Path, kind: str
) -> None:
    """A new version that is set up wrongly never replaces the second worker, nor any web."""
    once = f"{kind}\nimport os; os.mkdir({str(tmp_path / 'mark')!r}); " + SLEEPS
    keeper = watch(KEEPER, once, SLEEPS)
    found = sorted(keeper.line("process") for _ in range(2))
    keeper.process.send_signal(signal.SIGUSR2)
    keeper.line("process 1 is not ready; the others stay as they are")
    alive = [is_alive(pids(it)[0]) for it in found]
    assert alive == [kind == "beside", True]


def test_one_that_runs_and_can_do_nothing_is_not_back(watch: Watch) -> None:
    """A worker that waits for a Redis it was told wrongly never replaces the second one."""
    keeper = watch(KEEPER, SLEEPS, SLEEPS, env={"KEEPER_RENEWING": "0.5"})
    found = dict(sorted(keeper.line("process").split(" | ") for _ in range(2)))
    keeper.process.send_signal(signal.SIGUSR2)
    keeper.line("process 1 is not ready; the others stay as they are")
    assert [is_alive(*pids(it)) for it in found.values()] == [False, True]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_asked_to_end_ends_all(watch: Watch, number: signal.Signals) -> None:
    """Ctrl-C, a service manager and a closed terminal end every process, and that is a success."""
    keeper = watch(KEEPER, SLEEPS, PARENT)
    started = [*pids(keeper.line("process")), *pids(keeper.line("process"))]
    keeper.process.send_signal(number)
    assert keeper.process.wait(timeout=20) == 0
    assert [pid for pid in started if is_alive(pid)] == []


def test_a_process_that_will_not_end_is_ended(watch: Watch) -> None:
    """A process that hangs never keeps the house from closing."""
    keeper = watch(KEEPER, STUBBORN)
    (pid,) = pids(keeper.line("pid"))
    keeper.process.terminate()
    assert keeper.process.wait(timeout=20) == 0
    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_killed_supervisor_leaves_no_orphans(watch: Watch) -> None:
    """Even kill -9 of `warmline up` leaves no process behind."""
    keeper = watch(KEEPER, SLEEPS)
    (pid,) = pids(keeper.line("pid"))
    keeper.process.kill()
    wait_until(lambda: not is_alive(pid))


def test_plain_lines_carry_a_name_and_json_lines_are_passed_on(watch: Watch) -> None:
    """What processes print stays readable for people and programs, and holds no number."""
    code = "print('call +14155550111'); print('{\"a\": 1}'); import time; time.sleep(600)"
    keeper = watch(KEEPER, code)
    assert keeper.line("call") == "process 1 | call [number]"
    assert keeper.line("{") == '{"a": 1}'


def test_a_process_that_keeps_dying_waits_ever_longer() -> None:
    """A lasting mistake never keeps the machine busy; a passing one costs no time at first."""
    child = Child("brief", [sys.executable, "-c", ""], os.environ)
    waits = []
    for start in range(0, 70, 10):
        run_to_its_end(child, float(start))
        child.buried(start + 1.0)
        assert child.due is not None
        waits.append(child.due - start - 1.0)
    assert waits == [0.0, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_a_process_that_lived_long_is_started_at_once() -> None:
    """One death a day is not a process that keeps dying."""
    child = Child("long", [sys.executable, "-c", ""], os.environ)
    for start in (0.0, 100.0):
        run_to_its_end(child, start)
        child.buried(start + 50.0)
    assert child.due == 150.0
