"""Answers `warmline doctor`, which calls the public address as the carrier would."""

from flask import Request, Response

import warmline
from warmline.bootstrap import Parts
from warmline.carrier import selftest
from warmline.errors import LiveStoreUnavailableError
from webhooks.signature import SignatureCheck


class SelfTest:
    """Tells the doctor what arrived; whoever has not our token learns nothing of it."""

    def __init__(self, parts: Parts, check: SignatureCheck) -> None:
        self._parts = parts
        self._check = check
        self._token = parts.settings.signing_key

    def answer(self, request: Request) -> Response | None:
        """Return the answer if this is a self-test, at whatever path a proxy made of it."""
        nonce = selftest.asked(self._token, request.headers.get(selftest.HEADER, ""))
        if nonce is None:
            return None
        said = selftest.Answer(
            version=warmline.__version__,
            signed=self._check.is_good(request),
            saw=self._check.address(request),
            campuses=self._campuses(),
            keys=selftest.key_mark(self._parts.settings.keys),
            time=self._parts.now().timestamp(),
        )
        body = selftest.answer(self._token, nonce, said)
        return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})

    def _campuses(self) -> tuple[str, ...] | None:
        try:
            return tuple(self._parts.live.campuses())
        except LiveStoreUnavailableError:
            return None
