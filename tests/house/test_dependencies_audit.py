"""What `make audit` says of the pinned dependencies, with advisories that a test serves."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from warmline.settings.home import free_port

ROOT = Path(__file__).parents[2]
WEAK = {
    "vulns": [
        {
            "id": "TEST-2026-1",
            "summary": "made up",
            "affected": [
                {
                    "package": {"name": "flask", "ecosystem": "PyPI"},
                    "ranges": [
                        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}
                    ],
                }
            ],
        }
    ]
}
Advisories = Callable[[object], str]


@pytest.fixture
def advisories() -> Iterator[Advisories]:
    """Return what serves advisories in which one package is weak, and gives their address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(weak: object) -> str:
        class Service(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                found = WEAK if asked["package"]["name"] == weak else {}
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Service))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def audit(address: str) -> "subprocess.CompletedProcess[str]":
    """Audit the pinned dependencies with these advisories."""
    env = os.environ | {
        "WARMLINE_ADVISORIES": address,
        "PIP_AUDIT": str(Path(sys.executable).with_name("pip-audit")),
        "NO_PROXY": "127.0.0.1",
    }
    command = [str(ROOT / ".ci" / "audit")]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_weak_dependency_fails_the_build(advisories: Advisories) -> None:
    """All that runs the line is asked about; a known weakness is named, and the build ends."""
    done = audit(advisories("flask"))
    assert done.returncode == 1, done.stderr
    assert "TEST-2026-1, mended in 99.1" in done.stdout
    assert "--requirement requirements-sentry.txt" in (ROOT / ".ci" / "audit").read_text()
    lists = (ROOT / name for name in ("requirements.txt", "requirements-dev.txt"))
    ours, all_of_them = (set(re.findall(r"^[\w.-]+==\S+", it.read_text(), re.M)) for it in lists)
    assert ours <= all_of_them
    counted = int(done.stdout.splitlines()[-1].split()[1])
    assert counted >= len(all_of_them) - 10  # some are for other systems than this one


def test_a_build_without_a_network_says_that_nobody_was_asked() -> None:
    """Where the advisories cannot be reached, the build goes on and says so."""
    done = audit(f"http://127.0.0.1:{free_port()}/")
    assert done.returncode == 0, done.stderr
    assert "NOT audited" in done.stdout
