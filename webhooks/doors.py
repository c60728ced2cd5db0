"""Two apps behind one address: the console under its own path, the webhooks everywhere else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONSOLE = "/console/"
STYLES = frozenset(  # of the library's hundreds of files, those that its pages use
    f"/bootstrap/static/{it}"
    for it in ("css/bootstrap.min.css", "js/bootstrap.min.js", "umd/popper.min.js")
)


def doors(webhooks: "WSGIApplication", console: "WSGIApplication") -> "WSGIApplication":
    """Return what hands each request to the app it is for, its path as it was."""

    def door(environ: "WSGIEnvironment", start: "StartResponse") -> "Iterable[bytes]":
        path = environ.get("PATH_INFO", "")
        inside = path.startswith(CONSOLE) or path == "/console" or path in STYLES
        return (console if inside else webhooks)(environ, start)

    return door
