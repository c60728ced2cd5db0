"""A small systemd for a test: enables units with the real `systemctl`, starts what they say."""

import re
import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

Told = tuple[int, str]
OF_SYSTEMD = Path("/lib/systemd/system")
UNITS = "etc/systemd/system"
OTHER = re.compile(r"@([2-9])")  # an instance beside the first
PROGRAM = "/opt/warmline/.venv/bin/warmline"


class Systemd:
    """The units of a folder that stands for a host's root; it starts their processes itself."""

    def __init__(
        self, root: Path, port: str, upgrade: Callable[..., Told], env: dict[str, str]
    ) -> None:
        self._root, self._port, self._upgrade, self._env = root, port, upgrade, env
        self._sockets: list[socket.socket] = []
        self._stock()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def does(self, *words: str) -> Told:
        """Do what `systemctl` is told, for units of the folder; others must be of this machine."""
        verb, *units = [it for it in words if not it.startswith("-")]
        if verb == "daemon-reload":
            return self._verify()
        for unit in units:
            if self._file(unit) is None:
                package = Path(OF_SYSTEMD, f"{unit.removesuffix('.service')}.service")
                if verb in {"reload", "restart"} and package.is_file():
                    continue  # of a Debian package: there is such a unit, and it is left alone
                return 5, f"Unit {unit} not found."
            if verb == "enable":
                told = self._really("enable", unit)
                if told[0]:
                    return told
            if verb == "enable" and "--now" in words:
                self._start(unit)
            elif verb in {"restart", "reload"}:
                told = self._looked_at(verb, unit)
                if told[0]:
                    return told
            elif verb != "enable":
                return 1, f"Unknown command verb {verb}."
        return 0, ""

    def _stock(self) -> None:
        """Put there what every host has that units are read against."""
        theirs = self._root / "usr/lib/systemd/system"
        theirs.mkdir(parents=True)
        for it in [*OF_SYSTEMD.glob("*.target"), *OF_SYSTEMD.glob("*.slice")]:
            shutil.copy(it, theirs / it.name, follow_symlinks=False)
        (self._root / "bin").mkdir()
        (self._root / "bin" / "kill").touch(mode=0o755)

    def close(self) -> None:
        """End every process that was started."""
        for process in self.running.values():
            process.terminate()
        for unit in list(self.running):
            self._end(unit)
        for it in self._sockets:
            it.close()

    def _verify(self) -> Told:
        """Let the real systemd read all units where they were put."""
        names = [it.name.replace("@.", "@1.") for it in (self._root / UNITS).glob("*.*")]
        here = [it for it in names if (self._root / UNITS / it.replace("@1.", "@.")).is_file()]
        command = ["systemd-analyze", "verify", f"--root={self._root}", "--man=no", *here]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        about = [it for it in done.stderr.splitlines() if "warmline" in it]
        return (1 if about or not here else 0), "\n".join(about)

    def _really(self, verb: str, unit: str) -> Told:
        command = ["systemctl", f"--root={self._root}", verb, unit]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr

    def _file(self, unit: str) -> Path | None:
        name, dot, kind = unit.rpartition(".")
        if not dot or kind not in {"service", "target", "socket"}:
            name, kind = unit, "service"
        before, at, _ = name.partition("@")
        path = self._root / UNITS / f"{before}{at}.{kind}"
        return path if path.is_file() else None

    def _said(self, unit: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        path = self._file(unit)
        assert path is not None, unit
        for line in path.read_text().splitlines():
            name, said, value = line.partition("=")
            if said and not line.startswith("#"):
                found[name].append(value)
        return found

    def _start(self, unit: str) -> None:
        said = self._said(unit)
        for other in " ".join(said["Requires"] + said["Wants"]).split():
            if (
                self._file(other) is not None
                and OTHER.search(other) is None
                and _full(other) not in self.running
            ):
                self._start(other)
        if not said["ExecStart"]:
            return
        (words,) = said["ExecStart"]
        program, *arguments = words.split()
        assert program == PROGRAM
        assert (self._root / program[1:]).exists(), f"{unit}: {program} is not there"
        env = self._environment(unit, said)
        if said["Type"] == ["oneshot"]:
            status, output = self._upgrade(arguments, env)
            assert status == 0, (unit, output)
            return
        command, handed = (
            [sys.executable, "-m", "warmline.cli", *arguments],
            self._listening(said),
        )
        if handed:  # as fd 3, with the process's own id beside it: sd_listen_fds(3)
            line = f'exec 3<&{handed[0]}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
            command = ["bash", "-c", line, "bash", *command]
        self.running[_full(unit)] = subprocess.Popen(
            command, env=self._env | env, cwd=self._root / said["WorkingDirectory"][0][1:],
            stderr=subprocess.DEVNULL, pass_fds=handed,
        )  # fmt: skip

    def _listening(self, said: dict[str, list[str]]) -> tuple[int, ...]:
        """Return the socket that a service is handed, if it has one; all of them share it."""
        for name in said["Sockets"]:
            (address,) = self._said(name)["ListenStream"]
            assert address == "127.0.0.1:8000"
            if not self._sockets:
                self._sockets.append(socket.create_server(("127.0.0.1", int(self._port))))
        return tuple(it.fileno() for it in self._sockets) if said["Sockets"] else ()

    def _environment(self, unit: str, said: dict[str, list[str]]) -> dict[str, str]:
        """Give a unit its credential and its folder, and return what its environment then is."""
        place = self._root / "run" / "credentials" / unit
        place.mkdir(parents=True, exist_ok=True)
        for credential in said["LoadCredential"]:
            name, _, source = credential.partition(":")
            shutil.copy(self._root / source[1:], place / name)
            (place / name).chmod(0o400)
        for state in said["StateDirectory"]:
            (self._root / "var/lib" / state).mkdir(parents=True, exist_ok=True, mode=0o700)
        pairs = [it.split("=", 1) for line in said["Environment"] for it in line.split()]
        moved = {name: value.replace("%d", str(place)) for name, value in pairs}
        own = str(self._root)
        return {k: v if v.startswith(own) else own + v for k, v in moved.items()}

    def _looked_at(self, verb: str, unit: str) -> Told:
        """Say whether it could be done; `tests/faults` replace processes under calls."""
        if verb == "reload" and not self._said(unit)["ExecReload"]:
            return 1, f"Job type reload is not applicable for unit {unit}."
        process = self.running.get(_full(OTHER.sub("@1", unit)))
        return (0 if process is not None and process.poll() is None else 1), "is not running"

    def _end(self, unit: str) -> None:
        if (process := self.running.pop(_full(unit), None)) is not None:
            process.terminate()
            process.wait(timeout=30)


def _full(unit: str) -> str:
    return unit if unit.endswith((".service", ".target", ".socket")) else f"{unit}.service"
