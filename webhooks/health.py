"""Is it up, is it ready, how is it doing: for load balancers and for the engineer."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import REGISTRY

import warmline
from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, WarmlineError
from warmline.up.listening import LEAVING
from webhooks.gauges import LiveGauges


class Health:
    """The routes that machines ask."""

    def __init__(self, parts: Parts, *, multiprocess_metrics: bool) -> None:
        self._parts = parts
        self._multiprocess = multiprocess_metrics

    def blueprint(self) -> Blueprint:
        """Return the routes, all of them GET."""
        routes = Blueprint("health", __name__)
        routes.add_url_rule("/healthz", "healthz", self.healthz)
        routes.add_url_rule("/readyz", "readyz", self.readyz)
        routes.add_url_rule("/metrics", "metrics", self.metrics)
        return routes

    def healthz(self) -> ResponseReturnValue:
        """This process answers."""
        return jsonify(ok=True)

    def readyz(self) -> ResponseReturnValue:
        """Its Redis and its SQL answer, the schema is this version's, and it is not about to go."""
        going = request.environ.get(LEAVING, False)
        checks = self._checks() | {"web": "asked to end" if going else "ok"}
        ready = all(it == "ok" for it in checks.values())
        version = {"version": warmline.__version__, "schema": self._schema()}
        return jsonify(ready=ready, **version, **checks), 200 if ready else 503

    def is_ready(self) -> bool:
        """Say whether `/readyz` would say yes, and read the rosters that the first call needs."""
        if any(it != "ok" for it in self._checks().values()):
            return False
        try:
            self._parts.houses.refresh()
        except WarmlineError:
            return False
        return True

    def _checks(self) -> dict[str, str]:
        return {"redis": self._redis(), "sql": self._sql()}

    def metrics(self) -> ResponseReturnValue:
        """Return what is counted; with the token, or from this machine only."""
        if not self._may_see():
            return Response("metrics need the token, or this machine\n", 403, mimetype="text/plain")
        registry = REGISTRY
        if self._multiprocess:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        text = generate_latest(registry) + generate_latest(LiveGauges(self._parts))
        return Response(text, content_type=CONTENT_TYPE_LATEST)

    def _redis(self) -> str:
        try:
            self._parts.live.ping()
        except LiveStoreUnavailableError as exc:
            return str(exc)
        return "ok"

    def _sql(self) -> str:
        try:
            self._parts.records.check_schema()
        except WarmlineError as exc:
            return str(exc)
        return "ok"

    def _schema(self) -> str | None:
        """Return the schema that this version works with, whatever the database has."""
        try:
            schema: str = self._parts.records.schema()
        except WarmlineError:
            return None
        return schema

    def _may_see(self) -> bool:
        token = self._parts.settings.metrics_token
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token and hmac.compare_digest(given.encode(), token.encode()):
            return True
        proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
        try:
            return ip_address(request.remote_addr or "").is_loopback and not proxied
        except ValueError:
            return False
