"""What every test of the simulated carrier begins with."""

import pytest
from sim_world import World, new_world


@pytest.fixture
def world() -> World:
    return new_world()
