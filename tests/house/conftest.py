"""What the tests of the house share: a command line with its own home, and watched processes."""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.house.watching import OURS, Run, Watched
from warmline.cli import main


@pytest.fixture(autouse=True)
def _surroundings_as_before() -> Iterator[None]:
    """Put the environment and logging back as they were, whatever a command set up."""
    environment, root = dict(os.environ), logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    yield
    os.environ.clear()
    os.environ.update(environment)
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs a `warmline` command in a home of its own, nothing else set."""
    unset: dict[str, str | None] = {name: None for name in os.environ if name.startswith(OURS)}

    def run(*words: str, env: Mapping[str, str] | None = None) -> Result:
        home = {"WARMLINE_HOME": str(tmp_path / "home")}
        return CliRunner().invoke(main, list(words), env=unset | home | dict(env or {}))

    return run


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Return what starts a watched Python process; it is ended with the test."""
    started: list[Watched] = []

    def watch(*words: str, env: Mapping[str, str] | None = None) -> Watched:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        home = {"WARMLINE_HOME": str(tmp_path / "home")}
        command = [sys.executable, *words]
        started.append(Watched(command, plain | home | dict(env or {})))
        return started[-1]

    yield watch
    for process in started:
        process.close()
