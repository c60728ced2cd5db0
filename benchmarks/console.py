"""The console's pages with a year of 10,000 contacts, beside a bare view under the same server."""

import sys
import time
from http.client import HTTPConnection
from statistics import median

from benchmarks.house import answers, house
from benchmarks.table import Row, show
from benchmarks.year import lived, person_id, signed_in

CONTACTS, ROUNDS, WARM_UP = 10_000, 15, 3
MOST_MS, MOST_KB = 100, 150
PAGES = (
    ("now", "now"),
    ("who would ring", "who"),
    ("contacts", "contacts"),
    ("contacts, the last page", "contacts?page=100000"),
    ("a contact", "contacts/demo00000001"),
    ("plan, a week", "plan"),
    ("plan, a month", "plan?view=month"),
    ("people", "people"),
    ("a person", "people/MENTOR"),
    ("care list", "care"),
    ("my page", "mine"),
    ("my wrap-ups", "mine/wrap-ups"),
    ("reports", "reports"),
    ("settings", "settings"),
)


def measure() -> list[Row]:
    """Ask for each page, one after the other, as one coordinator does."""
    with house() as ours, house() as theirs:
        parts = lived(ours, CONTACTS)
        theirs.start(sys.executable, "-m", "benchmarks.bare")
        answers(theirs.web_port, "/healthz")
        ours.web()
        cookie = {"Cookie": f"warmline={signed_in(parts, 'Sam')}"}
        bare, _, _ = _asked(theirs.web_port, "/healthz", {})
        mentor = person_id(parts, "Maya")
        rows = []
        for name, path in PAGES:
            address = f"/console/{path.replace('MENTOR', mentor)}"
            seconds, size, status = _asked(ours.web_port, address, cookie)
            if status == 200:
                rows.append(_row(name, seconds * 1000, size / 1024, bare * 1000))
            elif status != 404:
                rows.append((f"console: {name}", f"answered {status}", "-", "MISSED"))
        return rows


def _row(name: str, ms: float, kb: float, bare: float) -> Row:
    met = "met" if ms <= MOST_MS and kb <= MOST_KB else "MISSED"
    return (
        f"console: {name}, p50",
        f"{ms:.0f} ms, {kb:.0f} KB",
        f"{bare:.1f} ms (bare view)",
        f"goal <= {MOST_MS} ms and {MOST_KB} KB: {met}",
    )


def _asked(port: int, path: str, headers: dict[str, str]) -> tuple[float, int, int]:
    """Return the middle one of the seconds a page took, its bytes, and its status."""
    connection, took = HTTPConnection("127.0.0.1", port, timeout=30), []
    size = status = 0
    for _ in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        size, status = len(answer.read()), answer.status
        took.append(time.perf_counter() - began)
    connection.close()
    return median(took[WARM_UP:]), size, status


if __name__ == "__main__":
    show(measure())
