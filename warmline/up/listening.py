"""The socket that web listens on, held by whoever starts web.

Several webs may listen on it at once, so that one is there before another goes. While there is
none, callers wait in the socket's queue; nobody is refused.
"""

import os
import socket
from collections.abc import Mapping

from warmline.settings import Settings

VARIABLE = "WARMLINE_WEB_FD"
LEAVING = "warmline.leaving"  # in a request's WSGI environ: this web was asked to end
BACKLOG = 2048  # gunicorn's own
_FIRST_OF_SYSTEMD = 3  # sd_listen_fds(3)


def hold(settings: Settings, port: int | None = None) -> socket.socket:
    """Return the socket, listening, to be handed to each web process that is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    held = socket.socket(family)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((settings.host.strip("[]"), settings.port if port is None else port))
    held.listen(BACKLOG)
    return held


def handed(environ: Mapping[str, str], pid: int | None = None) -> int | None:
    """Return the descriptor of a socket that we were started with, or None.

    From `warmline up`, or from a socket unit of systemd, which says for whom it is.
    """
    own = environ.get(VARIABLE, "")
    if own.isdigit():
        return int(own)
    for_us = environ.get("LISTEN_PID") == str(pid or os.getpid())
    if for_us and environ.get("LISTEN_FDS", "0") not in {"", "0"}:
        return _FIRST_OF_SYSTEMD
    return None
