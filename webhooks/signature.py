"""Only the carrier may speak to us: every webhook is signed, and the signature is checked.

The carrier signs the address it called and the form it sent (TWILIO.md section 2). Behind a proxy
the address that Flask sees is not that one, so it is built from PUBLIC_BASE_URL and the raw path
and query.
"""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Request
from twilio.request_validator import RequestValidator, compare

from warmline.settings import USUAL_HEADERS

SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"


class SignatureCheck:
    """Checks requests against one account's key; never raises.

    The key is the account's auth token, or what another carrier signs with. A carrier may send its
    signature in several headers (docs/carriers.md): one good one will do, as all need the key.
    """

    def __init__(
        self, key: str, public_base_url: str, headers: Sequence[str] = USUAL_HEADERS
    ) -> None:
        self._validator = RequestValidator(key)
        self._base = public_base_url.rstrip("/")
        self._headers = tuple(headers)

    @property
    def base(self) -> str:
        """The address under which the carrier calls us, as the settings have it."""
        return self._base

    def carries_signature(self, request: Request) -> bool:
        """Say whether the request is signed at all."""
        return bool(self._signatures(request))

    def address(self, request: Request) -> str:
        """Return the address as the carrier called and signed it."""
        raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
        if raw is None:
            query = request.query_string.decode("latin-1")
            raw = quote(request.path) + (f"?{query}" if query else "")
        if raw.startswith(("http://", "https://")):
            raw = "/" + raw.split("://", 1)[1].partition("/")[2]
        raw = raw.partition("#")[0]  # how to connect (overrides) is never part of what is signed
        # Under a prefix, a server that keeps it in the raw path says so in SCRIPT_NAME; ours is in
        # PUBLIC_BASE_URL already.
        prefix = request.environ.get("SCRIPT_NAME", "").rstrip("/")
        if prefix and raw.startswith(f"{prefix}/"):
            raw = raw.removeprefix(prefix)
        return self._base + raw

    def is_good(self, request: Request) -> bool:
        """Say whether the request is signed with our key."""
        return self.is_good_for(request, self.address(request))

    def is_good_for(self, request: Request, address: str) -> bool:
        """Say whether the request is signed with our key for this address."""
        signatures = self._signatures(request)
        if not signatures or SETTINGS_HEADER in request.headers:
            return False
        form = _Form(request.form.lists()) if request.method == "POST" else _Form()
        try:
            made = self._validator.compute_signature(address, form)
            if any(compare(made, it) for it in signatures):
                return True
            # Whoever leaves out or adds the port signs another address; to try all costs twice.
            return any(self._validator.validate(address, form, it) for it in signatures)
        except (ValueError, TypeError, UnicodeError):
            return False

    def _signatures(self, request: Request) -> list[str]:
        return [given for name in self._headers if (given := request.headers.get(name))]


class _Form(dict[str, list[str]]):
    """A form as the validator reads it at once; Flask's own costs it an exception for each name."""

    getall = dict.__getitem__
