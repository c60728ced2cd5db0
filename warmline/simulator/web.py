"""A small web server for a WSGI application that can be started and stopped within a program."""

import threading
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.server import create_server


class WebServer:
    """Serves one application; ``url`` is where, and port 0 takes a free one."""

    def __init__(self, app: WSGIApplication, host: str, port: int, threads: int) -> None:
        self._map: dict[int, object] = {}
        self._server = create_server(
            app, map=self._map, host=host, port=port, threads=threads, ident="simulated carrier"
        )
        self.url = f"http://{host}:{self._server.effective_port}"
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        """Begin to serve, in threads of this process."""
        self._thread.start()

    def stop(self) -> None:
        """End serving and close every connection."""
        self._stopping = True
        self._server.pull_trigger()
        self._thread.join()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map, ignore_all=True)

    def _run(self) -> None:
        """Serve until told to stop; the server's own loop would wait for idle connections."""
        while not self._stopping:
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
