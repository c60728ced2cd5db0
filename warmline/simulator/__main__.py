"""Run the carrier by itself: ``python -m warmline.simulator --port 0 --config FILE.json``."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from warmline.simulator.server import ConfigError, serve


def main() -> int:
    """Serve until told to stop; print the address when ready."""
    parser = argparse.ArgumentParser(prog="warmline.simulator", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="a JSON file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    given = parser.parse_args()
    try:
        config = json.loads(given.config.read_text(encoding="utf-8"))
        simulator = serve(config, given.host, given.port)
    except (ConfigError, OSError, ValueError) as error:
        sys.stderr.write(f"The simulated carrier cannot start: {error}\n")
        return 2
    stop = threading.Event()
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: stop.set())
    sys.stdout.write(f"{simulator.url}\n")
    sys.stdout.flush()
    stop.wait()
    simulator.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
