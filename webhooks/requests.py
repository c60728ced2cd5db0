"""What holds for requests to each app of ours: how long they are, how their cookies are signed."""

import hashlib
import hmac

from flask import Request
from flask.globals import request_ctx

MAX_BODY = 64 * 1024  # bytes


def cookie_secret(key: str) -> str:
    """Return a secret for cookies that tells nothing about the key that seals numbers."""
    return hmac.new(key.encode(), b"console sessions", hashlib.sha256).hexdigest()


def this_request() -> Request:
    """Return the request itself.

    Each look at Flask's stand-in for it costs half a microsecond; a webhook takes thirty.
    """
    return request_ctx.request
