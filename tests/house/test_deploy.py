"""What stands ready for hosts: units, container and compose files agree with the program."""

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import click
import pytest
import yaml

from tests.house.watching import ROOT
from warmline.cli import main

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROCESSES = {"web", "worker", "clock", "db upgrade"}
LONGEST_END = 15 + 10 + 2  # web listens on, answers what it has, and waits for kept connections
PROGRAM = "/opt/warmline/.venv/bin/warmline"


def directives(unit: Path) -> dict[str, list[str]]:
    """Return what a unit says, section left out: names may come more than once."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in unit.read_text().splitlines():
        name, said, value = line.partition("=")
        if said and not line.startswith("#"):
            found[name].append(value)
    return found


def is_command(words: list[str]) -> bool:
    """Say whether these words lead to a command of ours."""
    group: click.Command | None = main
    for word in words:
        group = (
            group.get_command(click.Context(group), word)
            if isinstance(group, click.Group)
            else None
        )
    return group is not None and not isinstance(group, click.Group)


def compose() -> dict[str, dict[str, object]]:
    """Return the services of the compose file that are ours, and the others, by name."""
    return yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())["services"]


def test_every_host_runs_the_same_processes() -> None:
    """Procfile, units and compose file start web, worker, clock, and the upgrade before them."""
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert {it.removeprefix("warmline ") for it in procfile.values()} == PROCESSES
    started = [words for unit in UNITS for words in directives(unit)["ExecStart"]]
    assert {it.removeprefix(f"{PROGRAM} ") for it in started} == PROCESSES
    ours = [it for it in compose().values() if it.get("image") == "warmline"]
    assert {" ".join(it["command"]) for it in ours} == PROCESSES
    assert all(is_command(it.split()) for it in PROCESSES)
    assert not is_command(["web", "now"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda it: it.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    """A unit with a wrong word would be found out on the night it is needed."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, of Debian's package systemd")
    for it in UNITS:
        text = it.read_text().replace(PROGRAM, sys.executable)
        (tmp_path / it.name).write_text(text)
    name = unit.name.replace("@.", "@1.")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    about = [it for it in told.stderr.splitlines() if "warmline" in it]
    assert about == []


def test_units_keep_the_settings_private_and_wait_for_a_drain() -> None:
    """Processes get the settings as a credential, and longer to end than web takes to drain."""
    for unit in UNITS:
        said = directives(unit)
        if unit.suffix != ".service":
            continue
        assert said["LoadCredential"] == ["settings:/etc/warmline/settings.env"]
        assert "WARMLINE_SETTINGS=%d/settings" in said["Environment"][0]
        assert said["ProtectSystem"] == ["strict"]
        if said["Type"] != ["oneshot"]:
            assert said["Restart"] == ["always"]
            assert int(said["TimeoutStopSec"][0]) >= LONGEST_END
    wanted = directives(DEPLOY / "systemd" / "warmline.target")["Wants"][0].split()
    names = {re.sub(r"@\d+", "@", it) for it in wanted}
    assert names == {it.name for it in UNITS} - {"warmline.target", "warmline-upgrade.service"}


def test_compose_names_what_is_there() -> None:
    """Each service waits for services and uses volumes that exist; Redis keeps what it has."""
    text = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    for name, service in text["services"].items():
        assert set(service.get("depends_on", {})) <= set(text["services"]), name
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in text["volumes"], name
        for secret in service.get("secrets", []):
            assert secret in text["secrets"], name
    redis = text["services"]["redis"]["command"]
    assert redis[redis.index("--appendonly") + 1] == "yes"
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"
    assert int(text["services"]["web"]["stop_grace_period"].removesuffix("s")) >= LONGEST_END
    built = text["services"]["web"]["build"]
    assert (DEPLOY / "container" / built["context"] / built["dockerfile"]).is_file()


def test_the_image_can_be_made_of_what_it_copies(tmp_path: Path) -> None:
    """Done without an engine: the files that it copies are enough to install the program."""
    lines = (DEPLOY / "container" / "Containerfile").read_text().splitlines()
    for line in lines:
        if line.startswith("COPY "):
            *sources, target = line.split()[1:]
            for source in sources:
                place = tmp_path / "image" / target
                if (ROOT / source).is_dir():
                    hidden = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(ROOT / source, place, ignore=hidden, dirs_exist_ok=True)
                else:
                    place.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, place)
    installs = [it for it in lines if it.startswith("RUN python -m pip install")]
    assert installs[0].endswith("--require-hashes -r requirements.txt")
    assert (tmp_path / "image" / "requirements.txt").is_file()
    words = installs[1].removeprefix("RUN python ").split()
    command = [sys.executable, *words[:-1], "--target", str(tmp_path / "made"), "--quiet", "."]
    subprocess.run(command, cwd=tmp_path / "image", check=True, timeout=120)
    assert (tmp_path / "made" / "warmline" / "demo.toml").is_file()
    shown = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'made')!r}); "
         "import warmline.cli; sys.argv = ['warmline', 'version']; warmline.cli.main()"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert shown.stdout.strip()
