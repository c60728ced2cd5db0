"""What must be done once before the house opens; a process of its own, so that its weight goes.

Upgrades the database, loads the demo campus if asked and not there, publishes the plans, and
prints what the simulated carrier must know (an empty object with a real one).
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from warmline import demo, logs
from warmline.campus_file import read_campus
from warmline.cli import live
from warmline.cli.failures import told
from warmline.settings import Settings
from warmline.store.live.facts import redis_facts
from warmline.store.records import Records
from warmline.up.simulated import carrier_config


def prepare(settings: Settings, *, load_demo: bool) -> str:
    """Prepare everything and return the simulated carrier's configuration as JSON."""
    redis_facts(settings.redis_url)  # says so now if it does not answer
    with live.open_records(settings) as records:
        records.upgrade()
        if load_demo:
            load_demo_campus(records)
        plans = [records.load_plan(slug) for slug in records.campuses()]
    for plan in plans:
        live.publish(settings, plan.campus.slug)
    return json.dumps(carrier_config(settings, plans) if settings.simulated else {})


def load_demo_campus(records: Records) -> None:
    """Load the demo campus unless it is there, so that what a newcomer changed stays changed."""
    campus = read_campus(demo.campus_text())
    if campus.campus.slug not in records.campuses():
        records.save_campus(campus, actor="warmline up --demo", now=datetime.now(UTC))


def main(words: Sequence[str]) -> None:
    """Run as the process that `warmline up` starts first."""
    with told():
        settings = Settings.read(os.environ)
        logs.configure(settings.log_level, "prepare")
        print(prepare(settings, load_demo="--demo" in words), flush=True)  # noqa: T201 - the pipe


if __name__ == "__main__":
    main(sys.argv[1:])
