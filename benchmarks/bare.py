"""The yardstick: a bare Flask view that only checks the signature, under the same server."""

import os

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

from warmline.settings import Settings
from warmline.up import web

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say></Response>'


def create_app() -> Flask:
    """Return the bare app."""
    app = Flask("bare")
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    base = os.environ["PUBLIC_BASE_URL"]

    @app.post("/voice/incoming")
    def incoming() -> Response:
        url = base + request.environ["RAW_URI"]
        if not validator.validate(url, request.form, request.headers["X-Twilio-Signature"]):
            return Response(status=403)
        return Response(DOCUMENT, content_type="text/xml")

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    web.serve(Settings.read(os.environ), application="benchmarks.bare:create_app")
