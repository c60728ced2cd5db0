"""Which processes make the house on one machine, in which order, and when it is ready."""

import contextlib
import fcntl
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from warmline.errors import SettingsError
from warmline.settings import Settings
from warmline.settings.file import with_file
from warmline.settings.home import Home, free_port
from warmline.up import embedded_redis, listening
from warmline.up.child import Child
from warmline.up.supervisor import Stopped, Supervisor, say

_STARTING = 30.0  # seconds within which the house must be ready
_PREPARING = 120.0  # seconds within which the database must be upgraded
_PATIENCE = 12.0  # seconds to end when asked to: web drains for ten, after its listening
_SET_UP_WRONGLY = 2  # the status with which a process says that no restart can help
_READY = """
Warmline is up.

  The phones:  {base}/phones/

  Open that page, press Call on the student's phone, answer on the phone that rings, and press 1.
  Ctrl-C ends everything. What happened is kept in {home}
"""
_READY_REAL = """
Warmline is up: {base} leads to port {port}. `warmline doctor` says whether calls reach it.
Ctrl-C ends everything. What this machine keeps is in {home}
"""


class House:
    """Everything on this machine, under one supervisor."""

    def __init__(self, environ: Mapping[str, str], *, demo: bool) -> None:
        """Check what can be checked before anything starts. Raises SettingsError."""
        given = with_file(environ)
        given.setdefault("WARMLINE_HOST", "127.0.0.1")
        given.setdefault("WARMLINE_WEB_WORKERS", "1")  # one machine, one line: memory counts more
        # Someone who watches a terminal wants the address and what is wrong, not each step.
        given.setdefault("WARMLINE_LOG_LEVEL", "warning" if sys.stderr.isatty() else "info")
        self._settings = Settings.read(given)
        require_port(self._settings)
        self._home = self._settings.own_home
        self._demo = demo
        self._environ = given | {
            "WARMLINE_HOME": str(self._home.make()),
            "PORT": str(self._settings.port),
            "PYTHONUNBUFFERED": "1",
        }

    def stand(self) -> int:
        """Keep the house up until somebody asks us to end; return the status to end with."""
        patience = _PATIENCE + (self._settings.web_leaving_seconds or 0)
        with alone(self._home.path), Supervisor(patience=patience) as supervisor:
            try:
                return self._stand(supervisor)
            except Stopped:
                return 0
            finally:
                self._home.forget("simulator.url")
                self._home.forget("public.url")

    def _stand(self, supervisor: Supervisor) -> int:
        if self._settings.embedded_redis and not self._start_redis(supervisor):
            return 1
        if self._settings.simulated:
            self._choose_addresses()
        prepare = self._python("prepare", "warmline.up.prepare", *["--demo"][: self._demo])
        supervisor.start(prepare)
        supervisor.wait_for(lambda: supervisor.given(prepare) is not None, seconds=_PREPARING)
        if prepare.last_status != 0:
            return prepare.last_status or 1
        web = listening.hold(self._settings)
        self._environ[listening.VARIABLE] = str(web.fileno())
        children = self._children((supervisor.given(prepare) or b"").decode(), web)
        for child in children:
            supervisor.start(child)
        if not self._ready(supervisor, children):
            return _worst(children)
        print(self._welcome(), flush=True)  # noqa: T201 - this is what `up` is asked to say
        supervisor.run(_renewed(children), self._answers)
        return 0

    def _start_redis(self, supervisor: Supervisor) -> bool:
        """Start our Redis and wait until it has loaded what it held; False if it does not come.

        One that a killed supervisor left is given time to end: two must never write one file.
        """
        kept = self._settings.redis_url
        if not supervisor.wait_for(lambda: not embedded_redis.answers(kept), seconds=10):
            say(
                "warmline up: the Redis of an earlier `warmline up` here does not end; end it first"
            )
            return False
        url = embedded_redis.settle_address(self._home, kept)
        self._environ["REDIS_URL"] = url
        redis = Child("redis", embedded_redis.command(self._home, url), self._environ)
        supervisor.start(redis)
        if supervisor.wait_for(lambda: embedded_redis.answers(url), seconds=_STARTING):
            return True
        say(f"warmline up: our Redis does not answer; {self._home.path}/redis/redis.log says why")
        return False

    def _choose_addresses(self) -> None:
        """Choose where the simulated carrier listens and where it finds us, and keep both.

        Kept in the home while we are up, so that `warmline doctor` beside us sees the same.
        """
        kept = self._home.recall("simulator.port") or ""
        free = kept.isdigit() and embedded_redis.can_listen("127.0.0.1", int(kept))
        port = kept if free else str(free_port())
        self._home.keep("simulator.port", port)
        self._environ["WARMLINE_SIMULATOR"] = f"http://127.0.0.1:{port}"
        self._home.keep("simulator.url", self._environ["WARMLINE_SIMULATOR"])
        base = self._environ.get("PUBLIC_BASE_URL") or own_address(self._settings)
        self._environ["PUBLIC_BASE_URL"] = base
        self._home.keep("public.url", base)

    def _python(self, name: str, module: str, *words: str, stdin: str | None = None) -> Child:
        command = [sys.executable, "-m", module, *words]
        return Child(
            name,
            command,
            self._environ,
            stdin=stdin,
            once=name == "prepare",
            quiet=name == "carrier",  # it prints its address, which a newcomer would take for ours
        )

    def _children(self, simulator_config: str, web: socket.socket) -> list[Child]:
        """Return the processes that stay up."""
        children = [self._python("web", "warmline.cli", "web")]
        children[0].hands, children[0].beside = (web.fileno(),), True
        if self._settings.simulated:
            port = self._environ["WARMLINE_SIMULATOR"].rpartition(":")[2]
            words = ("--port", port, "--config", "/dev/stdin")
            carrier = self._python("carrier", "warmline.simulator", *words, stdin=simulator_config)
            children.append(carrier)
        numbers = range(1, self._settings.workers + 1)
        workers = [self._python(f"worker {n}", "warmline.cli", "worker") for n in numbers]
        return [*children, *workers, self._python("clock", "warmline.cli", "clock")]

    def _ready(self, supervisor: Supervisor, children: list[Child]) -> bool:
        """Wait until web and carrier answer, or a process says that no restart can help."""

        def hopeless() -> bool:
            return any(child.last_status == _SET_UP_WRONGLY for child in children)

        supervisor.wait_for(lambda: self._answers() or hopeless(), seconds=_STARTING)
        return self._answers() and not hopeless()

    def _answers(self) -> bool:
        carrier = self._environ.get("WARMLINE_SIMULATOR")
        if carrier is not None and not _listens(int(carrier.rpartition(":")[2])):
            return False
        return is_healthy(self._settings)

    def _welcome(self) -> str:
        words = _READY if self._settings.simulated else _READY_REAL
        base = own_address(self._settings)
        if not self._settings.simulated:
            base = self._settings.public_base_url
        return words.format(base=base, port=self._settings.port, home=self._home.path)


def _renewed(children: list[Child]) -> list[Child]:
    """Return what is started anew when somebody asks for it (SIGUSR2), web last.

    Not Redis, nor the simulated carrier, which has the calls.
    """
    ours = [it for it in children if it.name != "carrier"]
    return [*ours[1:], *ours[:1]]


def _worst(children: list[Child]) -> int:
    """Return the status to end with when the house did not become ready, having said so."""
    say("warmline up: not everything started; the lines above say why")
    hopeless = any(child.last_status == _SET_UP_WRONGLY for child in children)
    return _SET_UP_WRONGLY if hopeless else 1


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home for one `warmline up` at a time. Raises SettingsError if another holds it."""
    with (Home(home).make() / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise SettingsError(
                f"`warmline up` runs already with WARMLINE_HOME={home}; "
                "end it first, or set another home"
            ) from exc
        yield


def require_port(settings: Settings) -> None:
    """Raise SettingsError if somebody else listens where web would."""
    if not embedded_redis.can_listen(settings.host, settings.port):
        raise SettingsError(
            f"PORT {settings.port} is taken by another program (or not allowed); "
            "end that one, or choose another with PORT or `warmline up --port`"
        )


def own_address(settings: Settings) -> str:
    """Return web's address as seen from this machine."""
    return f"http://{_near_host(settings)}:{settings.port}"


def _near_host(settings: Settings) -> str:
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104 - compared only
    return near.get(settings.host, settings.host)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False


def is_healthy(settings: Settings) -> bool:
    """Say whether web answers /healthz now. A bare socket: the supervisor stays small."""
    address = (_near_host(settings).strip("[]"), settings.port)
    with contextlib.suppress(OSError), socket.create_connection(address, timeout=0.5) as link:
        link.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return b" 200 " in link.recv(64)
    return False
