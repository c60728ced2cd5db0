"""What a check found, and the promise that no check can hang or break the others."""

import threading
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from warmline.errors import WarmlineError

State = Literal["ok", "warn", "skip", "FAIL"]


class Finding(NamedTuple):
    """What one check found; ``words`` say what to do when it is not ``ok``.

    ``warn`` works now and may not on a bad night; ``skip`` could not be seen from here, and says
    where to look. Only ``FAIL`` fails the doctor.
    """

    check: str
    state: State
    words: str

    @property
    def ok(self) -> bool:
        """Say whether there is nothing to do."""
        return self.state == "ok"

    @property
    def failed(self) -> bool:
        """Say whether calls or texts are in danger."""
        return self.state == "FAIL"


def judged(check: str, ok: object, good: str, bad: str) -> Finding:
    """Return one finding: ok with the good words, or failed with what to do."""
    return Finding(check, "ok", good) if ok else Finding(check, "FAIL", bad)


def within(seconds: float, check: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return what a check finds; one that breaks or takes too long is a finding itself.

    It looks in a thread that dies with the process: a server that sends a byte a minute, or a name
    server that does not answer, would get past every time-out of a library's.
    """
    found: list[Finding] = []
    broke: list[str] = []

    def run() -> None:
        try:
            found.extend(look())
        except WarmlineError as exc:
            broke.append(str(exc))
        except Exception as exc:  # noqa: BLE001 - the outer edge: the next check must still run
            broke.append(f"could not be checked ({type(exc).__name__}: {exc})")

    thread = threading.Thread(target=run, name=f"doctor {check}", daemon=True)
    thread.start()
    thread.join(seconds)
    kept = list(found)
    if thread.is_alive():
        broke.append(f"no answer within {seconds:.0f} s; see what stands between here and there")
    return kept + [Finding(check, "FAIL", words) for words in broke]
