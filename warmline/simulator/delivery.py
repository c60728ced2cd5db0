"""Asks customers' web servers on behalf of calls: retried where allowed, alarmed when it fails."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from warmline.simulator.documents import DocumentError
from warmline.simulator.tasks import Fetch, Program
from warmline.simulator.webhooks import FetchError, Request, Response, is_absolute, overrides

if TYPE_CHECKING:
    from warmline.simulator.engine import Engine

MOST_REDIRECTS = 10


def ask(engine: "Engine", request: Request) -> Generator[Fetch, Any, Response]:
    """Return a good answer (below 300), or raise DocumentError; failures go to the debugger."""
    rules, attempt, redirects = overrides(request.url), 0, 0
    while True:
        if not is_absolute(request.url):
            raise _failed(engine, 11100, "Invalid URL format", request.url)
        answer, code, policy = yield from _once(request)
        if answer is not None and answer.status < 300:
            return answer
        if answer is not None and answer.status < 400 and answer.location:
            redirects += 1
            if redirects > MOST_REDIRECTS:
                raise _failed(engine, 11215, "Too many HTTP redirects", request.url)
            url = urljoin(request.url, answer.location)
            request = Request("GET", url, (), event=request.event)
            continue
        said = "no answer" if answer is None else f"HTTP {answer.status}"
        if not rules.again(policy, attempt):
            raise _failed(engine, code, f"HTTP retrieval failure: {said}", request.url)
        engine.alert(code, f"HTTP retrieval failure, asked again: {said}", request.url)
        attempt += 1


def _once(request: Request) -> Generator[Fetch, Any, tuple[Response | None, int, str]]:
    try:
        answer: Response = yield Fetch(request)
    except FetchError as failure:
        return None, failure.code, failure.policy
    return answer, 11217, f"{answer.status // 100}xx"


def _failed(engine: "Engine", code: int, message: str, url: str) -> DocumentError:
    engine.alert(code, message, url)
    return DocumentError(code, message)


def tell(engine: "Engine", request: Request) -> Program:
    """Send an event callback, whose answer does not matter; it has no fallback."""
    try:
        answer = yield from ask(engine, request)
    except DocumentError:
        return
    kind = answer.content_type.partition(";")[0].strip()
    if answer.body and kind not in {"text/xml", "application/xml"}:
        engine.alert(12300, f"Invalid Content-Type: {kind}", request.url)
