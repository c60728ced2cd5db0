"""What the documentation lets somebody type: the commands of its pages, as they stand there."""

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from tests.house.watching import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(it.name for it in DOCS.glob("*.md"))
BLOCK = re.compile(r"^```(console|crontab)\n(.*?)^```", re.S | re.M)
STATUS = re.compile(r"\bstatus ([0-9])\b")
FRESH = re.compile(r"# On a fresh host(?:, with (.+) of the old one)?:")
CRON = re.compile(r"(?:\S+ ){5}(.+)")  # minute, hour, day, month, weekday
SETTING = re.compile(r"[A-Z_]+=.*")  # before a command


class Typed(NamedTuple):
    """One line that is typed, with the status in which it ends and what the page lets it say."""

    page: str
    section: str  # the heading above
    text: str
    status: int = 0
    says: tuple[str, ...] = ()
    fresh: str | None = None  # on a host of its own, with these files of the old one

    def commands(self) -> list[list[str]]:
        """Return the simple commands of the line, as words that no shell has expanded."""
        plain = re.sub(r"\$\([^)]*\)", "2026-11-27", self.text)  # such as $(date +%F)
        lexer = shlex.shlex(plain, posix=True, punctuation_chars="|<>&;")
        lexer.whitespace_split, lexer.commenters = True, ""
        found: list[list[str]] = [[]]
        for word in lexer:
            if set(word) <= set("|&;"):
                found.append([])
            else:
                found[-1].append(word)
        return [without_redirection(it) for it in found]


def without_redirection(words: list[str]) -> list[str]:
    """Return a command's words as far as the command itself sees them."""
    ends = [place for place, it in enumerate(words) if it in {"<", ">", ">>"}]
    return words[: ends[0]] if ends else words


def program_of(words: list[str]) -> str:
    """Return a command's program, without settings before it and the folder that it is in."""
    return next(it for it in words if not SETTING.fullmatch(it)).rpartition("/")[2]


def typed_on(page: str) -> list[Typed]:
    """Return what a page lets somebody type, from top to bottom."""
    text = (DOCS / page).read_text()
    found: list[Typed] = []
    for block in BLOCK.finditer(text):
        section = re.findall(r"^##? (.+)$", text[: block.start()], re.M)[-1]
        lines = block[2].replace("\\\n", " ").splitlines()
        made = _crontab(page, section, lines) if block[1] == "crontab" else _console(
            page, section, lines
        )  # fmt: skip
        found += made
    return found


def _crontab(page: str, section: str, lines: list[str]) -> Iterator[Typed]:
    for line in lines:
        cron = CRON.fullmatch(line)
        assert cron is not None, f"not a line of a crontab: {line}"
        yield Typed(page, section, cron[1].replace(r"\%", "%"))


def _console(page: str, section: str, lines: list[str]) -> list[Typed]:
    found: list[Typed] = []
    fresh: str | None = None
    for line in lines:
        if line.startswith("$ "):
            text, _, comment = line[2:].partition(" # ")
            status = STATUS.search(comment)
            ends = int(status[1]) if status else 0
            found.append(Typed(page, section, text.strip(), ends, (), fresh))
        elif (host := FRESH.fullmatch(line)) is not None:
            fresh = host[1] or ""
        else:
            assert found, f"{page}: what is this: {line}"
            found[-1] = found[-1]._replace(says=(*found[-1].says, line))
    return found


def path_to_read() -> list[str]:
    """Return the pages that an engineer reads, in the order in which engineer.md names them."""
    named = re.findall(
        r"^\d\. \[[^]]+\]\(([a-z-]+\.md)\)", (DOCS / "engineer.md").read_text(), re.M
    )
    return ["engineer.md", *named]
