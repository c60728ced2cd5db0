"""A stand-in for `docker`, where no engine is: looks whether what is named is there."""

import os
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.house.watching import ROOT

Told = tuple[int, str]
FOLDER = "deploy/container"
# The words of Docker's manual that the pages use; True: a value follows.
BUILD = {"--file": True, "--tag": True}
RUN = {"--rm": False, "--interactive": False, "--tty": False, "--user": True, "--volume": True}
COMPOSE: dict[str, dict[str, bool]] = {
    "up": {"--detach": False}, "run": {"--rm": False}, "pull": {}, "ps": {}, "restart": {},
    "logs": {"--follow": False}, "stop": {},
}  # fmt: skip


class WrongError(Exception):
    """What the command line names is not there."""


class Engine:
    """Knows the images that were "built" here; runs no container."""

    def __init__(self, ours: Callable[..., Told], reads: Callable[[list[str]], None]) -> None:
        self._ours, self._reads = ours, reads
        self._images: dict[str, Path] = {}

    def does(self, folder: Path, *words: str) -> Told:
        """Look at one command line, typed in a folder."""
        verbs: dict[str, Callable[[Path, list[str]], Told]] = {
            "build": self._build, "run": self._run, "compose": self._compose,
        }  # fmt: skip
        try:
            return verbs[words[0]](folder, list(words[1:]))
        except (WrongError, KeyError, OSError) as exc:
            return 125, repr(exc)

    def _build(self, folder: Path, words: list[str]) -> Told:
        options, (context,) = _options(words, BUILD)
        if not (folder / context / "pyproject.toml").is_file():
            raise WrongError("the context is not the project's root")
        made = folder / options["--file"]
        for line in made.read_text().splitlines():
            if line.startswith("COPY "):
                for source in line.split()[1:-1]:
                    (ROOT / source).stat()  # the folder holds what is typed about, not all
        self._images[options["--tag"]] = made
        return 0, "looked at, not built: no engine"

    def _run(self, _folder: Path, words: list[str]) -> Told:
        options, (image, *arguments) = _options(words, RUN)
        lines = self._images[image].read_text().splitlines()
        assert 'ENTRYPOINT ["warmline"]' in lines
        environment = dict(
            it.split("=", 1) for line in lines if line.startswith("ENV ") for it in line.split()[1:]
        )
        source, target = options["--volume"].split(":")
        Path(source).stat()
        moved = [it.replace(target, source, 1) if it.startswith(target) else it for it in arguments]
        return self._ours(moved, environment)

    def _compose(self, folder: Path, words: list[str]) -> Told:
        options, (verb, *left) = _options(words, {"--file": True})
        file = folder / options["--file"]
        known = yaml.safe_load(file.read_text())
        _, named = _options(left, COMPOSE[verb])
        for service in known["services"].values():
            if "build" in service and service["image"] not in self._images:
                raise WrongError(f"image {service['image']} was not built")
            if "env_file" in service and not os.access(file.parent / service["env_file"], os.R_OK):
                raise WrongError(service["env_file"])
        for secret in known["secrets"].values():
            if not (file.parent / secret["file"]).read_text().strip():
                raise WrongError(secret["file"])
        if verb == "run":
            service, *arguments = named
            known["services"][service]
            self._reads(arguments)
        elif not set(named) <= set(known["services"]):
            raise WrongError(f"no such services: {named}")
        return 0, "looked at, not run: no engine"


def _options(words: list[str], known: dict[str, bool]) -> tuple[dict[str, str], list[str]]:
    """Return the options before the first other word, and the rest. Raises WrongError."""
    found: dict[str, str] = {}
    left = list(words)
    while left and left[0].startswith("-"):
        option = left.pop(0)
        if option not in known:
            raise WrongError(f"no option {option}")
        found[option] = left.pop(0) if known[option] else ""
    return found, left
