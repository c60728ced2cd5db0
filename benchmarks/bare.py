"""The yardstick: bare Flask views that only check the signature, under the same server."""

import os

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

from benchmarks.bare_jobs import queue
from warmline.settings import Settings
from warmline.up import web

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say></Response>'
NEXT = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say>'
    '<Redirect method="POST">{base}/voice/student/{call}/next</Redirect></Response>'
)


def create_app() -> Flask:
    """Return the bare app."""
    app = Flask("bare")
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    base = os.environ["PUBLIC_BASE_URL"]

    def is_signed() -> bool:
        url = base + request.environ["RAW_URI"]
        signature = request.headers["X-Twilio-Signature"]
        return bool(validator.validate(url, request.form, signature))

    @app.post("/voice/incoming")
    def incoming() -> Response:
        if not is_signed():
            return Response(status=403)
        return Response(DOCUMENT, content_type="text/xml")

    @app.post("/voice/ringing")
    def ringing() -> Response:
        if not is_signed():
            return Response(status=403)
        call = request.form["CallSid"]
        queue().enqueue_call("benchmarks.bare_jobs.ring", args=(call,), result_ttl=0)
        return Response(NEXT.format(base=base, call=call), content_type="text/xml")

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    web.serve(Settings.read(os.environ), application="benchmarks.bare:create_app")
