"""A campus's sign-on for tests: an OpenID Connect provider made of Authlib's server parts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "warmline", "a secret between the campus and us"


@dataclass
class Provider:
    """Whoever comes is ``email``; ``lies`` changes what the signed token says."""

    address: str = ""
    email: str = "cora@northfield.example"
    verified: bool = True
    away: bool = False
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    _asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Flask:
        """Return the provider as an app to be served."""
        app = Flask("provider")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.metadata)
        app.add_url_rule("/jwks", view_func=self.jwks)
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        return app

    def metadata(self) -> ResponseReturnValue:
        """Say where everything is."""
        if self.away:
            return "the proxy found nobody", 503
        return jsonify(
            issuer=self.address,
            authorization_endpoint=f"{self.address}/authorize",
            token_endpoint=f"{self.address}/token",
            jwks_uri=f"{self.address}/jwks",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    def jwks(self) -> ResponseReturnValue:
        """Give the public key."""
        return jsonify(keys=[self.key.as_dict(private=False)])

    def authorize(self) -> ResponseReturnValue:
        """Let whoever comes sign on at once, and send them back with a code."""
        code = f"code-{len(self._asked)}"
        self._asked[code] = dict(request.args)
        back = urlencode({"code": code, "state": request.args["state"]})
        return redirect(f"{request.args['redirect_uri']}?{back}")

    def token(self) -> ResponseReturnValue:
        """Change a code for a signed token, once, and only for our client."""
        asked = self._asked.pop(request.form.get("code", ""), None)
        auth = request.authorization
        known = auth is not None and (auth.username, auth.password) == (CLIENT, SECRET)
        if asked is None or not known or "code_verifier" not in request.form:
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        said = {
            "iss": self.address,
            "sub": "somebody",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": self.verified,
        } | self.lies
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, said, self.signs_with or self.key)
        return jsonify(access_token="x", token_type="Bearer", expires_in=300, id_token=signed)
