"""Two apps behind one address: the console under its own path, the webhooks everywhere else.

A console with a host name of its own is found there and nowhere else, and nothing else is there.
Whatever is answered by whom, no browser may sniff it, frame it or tell others where it came from.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONSOLE = "/console/"
STYLES = frozenset(  # of the library's hundreds of files, those that its pages use
    f"/bootstrap/static/{it}"
    for it in ("css/bootstrap.min.css", "js/bootstrap.min.js", "umd/popper.min.js")
)
STRICT = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KEPT_SECRET = {"Cache-Control": "no-store"}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
USUAL_PORTS = {"https": ":443", "http": ":80"}


def doors(
    webhooks: "WSGIApplication",
    console: "WSGIApplication",
    *,
    own_host: str = "",
    https: bool = False,
) -> "WSGIApplication":
    """Return what hands each request to the app it is for, its path as it was.

    ``own_host`` is the console's own host, with its port if that is not the usual one. What an app
    says of its own pages stands; the rest gets the strictest headers. ``https`` adds that browsers
    come by https alone.
    """
    common = STRICT | (HTTPS_ONLY if https else {})

    def door(environ: "WSGIEnvironment", start: "StartResponse") -> "Iterable[bytes]":
        path = environ.get("PATH_INFO", "")
        inside = path.startswith(CONSOLE) or path == "/console" or path in STYLES
        strict = _strictly(start, common if "/static/" in path else common | KEPT_SECRET)
        if own_host and (_host(environ) == own_host) != inside:
            return _nothing(strict)
        return (console if inside else webhooks)(environ, strict)

    return door


def _strictly(start: "StartResponse", common: dict[str, str]) -> "StartResponse":
    """Return what begins an answer with the headers that it lacks."""

    def begin(status, headers, exc_info=None, /):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        said = {name.lower() for name, _ in headers}
        more = [it for it in common.items() if it[0].lower() not in said]
        return start(status, [*headers, *more], exc_info)

    return begin


def _host(environ: "WSGIEnvironment") -> str:
    host: str = environ.get("HTTP_HOST", "").casefold()
    for port in USUAL_PORTS.values():
        host = host.removesuffix(port)
    return host


def _nothing(start: "StartResponse") -> "Iterable[bytes]":
    start("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
    return [b"There is nothing here.\n"]
