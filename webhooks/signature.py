"""Only the carrier may speak to us: every webhook is signed, and the signature is checked.

The carrier signs the address it called and the form it sent (TWILIO.md section 2). Behind a proxy
the address that Flask sees is not that one, so it is built from PUBLIC_BASE_URL and the raw path
and query.
"""

from urllib.parse import quote

from flask import Request
from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"


class SignatureCheck:
    """Checks requests against one account's auth token; never raises."""

    def __init__(self, auth_token: str, public_base_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._base = public_base_url.rstrip("/")

    @property
    def base(self) -> str:
        """The address under which the carrier calls us, as the settings have it."""
        return self._base

    def carries_signature(self, request: Request) -> bool:
        """Say whether the request is signed at all."""
        return bool(request.headers.get(HEADER))

    def address(self, request: Request) -> str:
        """Return the address as the carrier called and signed it."""
        raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
        if raw is None:
            query = request.query_string.decode("latin-1")
            raw = quote(request.path) + (f"?{query}" if query else "")
        if raw.startswith(("http://", "https://")):
            raw = "/" + raw.split("://", 1)[1].partition("/")[2]
        # Under a prefix, a server that keeps it in the raw path says so in SCRIPT_NAME; ours is in
        # PUBLIC_BASE_URL already.
        prefix = request.environ.get("SCRIPT_NAME", "").rstrip("/")
        if prefix and raw.startswith(f"{prefix}/"):
            raw = raw.removeprefix(prefix)
        return self._base + raw

    def is_good(self, request: Request) -> bool:
        """Say whether the request is signed with our token."""
        return self.is_good_for(request, self.address(request))

    def is_good_for(self, request: Request, address: str) -> bool:
        """Say whether the request is signed with our token for this address."""
        signature = request.headers.get(HEADER)
        if not signature or SETTINGS_HEADER in request.headers:
            return False
        form = _Form(request.form.lists()) if request.method == "POST" else _Form()
        try:
            return bool(self._validator.validate(address, form, signature))
        except (ValueError, TypeError, UnicodeError):
            return False


class _Form(dict[str, list[str]]):
    """A form as the validator reads it at once; Flask's own costs it an exception for each name."""

    getall = dict.__getitem__
