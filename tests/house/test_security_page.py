"""What docs/security.md claims, and the tests that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
THREATS = ("abusive caller", "curious coordinator", "stolen mentor phone", "forged webhook",
           "leaked database", "subpoena", "insider engineer", "carrier's employee", "lost laptop",
           "shared screen")  # fmt: skip


def test_every_test_that_the_page_names_is_there() -> None:
    """Whoever doubts a claim finds the test that shows it, by its name."""
    named = NAMED.findall(PAGE)
    assert len(named) > 30
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]
    assert missing == []
    lines = [it for it in PAGE.splitlines() if it.startswith("- `tests/")]
    assert len(lines) == len(named), "each is a line of its own, spelled as it is run"


def test_every_threat_says_what_holds_and_what_does_not() -> None:
    """No threat is named without what holds against it, the test for it, and what does not hold."""
    sections = PAGE.split("\n## ")[1:]
    for section in sections:
        title = section.splitlines()[0]
        assert "\nHolds: " in section, title
        assert "\nDoes not: " in section, title
        assert NAMED.search(section), title
    for threat in THREATS:
        assert any(threat in it.splitlines()[0] for it in sections), threat
