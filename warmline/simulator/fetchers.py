"""Two ways to ask a web server: over a socket, or in this process."""

import io
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode, urlsplit
from wsgiref.types import WSGIApplication

import urllib3
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from warmline.simulator.webhooks import ConnectFailed, Params, ReadTimedOut, Response

FORM = "application/x-www-form-urlencoded; charset=UTF-8"


class HttpFetcher:
    """Asks over real sockets and keeps its connections open between requests."""

    def __init__(self, connections: int = 32) -> None:
        self._pool = urllib3.PoolManager(num_pools=8, maxsize=connections, block=False)

    def fetch(
        self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: float
    ) -> Response:
        """Ask; redirects are left to the caller, who counts them."""
        body = urlencode(params).encode() if method == "POST" else None
        sent = dict(headers) | ({"Content-Type": FORM} if body is not None else {})
        try:
            answer = self._pool.request(
                method,
                url,
                body=body,
                headers=sent,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=5.0, read=timeout),
            )
        except urllib3.exceptions.ReadTimeoutError as exc:
            raise ReadTimedOut("the server did not answer in time") from exc
        except urllib3.exceptions.HTTPError as exc:
            raise ConnectFailed("the server could not be reached") from exc
        kind = answer.headers.get("Content-Type", "")
        return Response(answer.status, kind, answer.data, answer.headers.get("Location", ""))


class WsgiFetcher:
    """Asks WSGI applications in this process; an address that nobody serves cannot be reached.

    ``apps`` maps the beginning of an address, e.g. ``https://line.test``, to an application and
    may be changed at any time: taking one away is a server that is down.
    """

    def __init__(self, apps: Mapping[str, WSGIApplication]) -> None:
        self.apps: dict[str, WSGIApplication] = dict(apps)

    def fetch(
        self, method: str, url: str, params: Params, headers: Mapping[str, str], timeout: float
    ) -> Response:
        """Ask the application whose beginning of address is the longest that fits."""
        del timeout  # an application in this process answers before time moves
        bases = [base for base in self.apps if url.startswith(base)]
        if not bases:
            raise ConnectFailed("no server at this address")
        app = self.apps[max(bases, key=len)]
        environ = _environ(method, url, urlencode(params).encode(), headers)
        chunks, status, answered = _run(app, environ)
        return Response(
            int(status.split(" ", 1)[0]),
            answered.get("Content-Type", ""),
            b"".join(chunks),
            answered.get("Location", ""),
        )


def _run(app: WSGIApplication, environ: dict[str, Any]) -> tuple[Iterable[bytes], str, Headers]:
    return run_wsgi_app(app, environ, buffered=True)


def _environ(method: str, url: str, form: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return a WSGI environment whose raw path and query are exactly those of the address."""
    parts = urlsplit(url)
    body = form if method == "POST" else b""
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ["RAW_URI"] = environ["REQUEST_URI"]
    if method == "POST":
        environ["CONTENT_TYPE"] = FORM
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()}
    return environ
