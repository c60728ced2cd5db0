"""What makes an app quick to make: a thousand tests begin with one, and few ask all of it.

Of what our app costs to make, four fifths are Werkzeug's: it compiles two builders of addresses for
each route as the route is added. Here a builder is compiled when it is first asked, and a template
once for all apps of a process.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing.rules import Rule

_compile = Rule._compile_builder


class _Templates(BytecodeCache):
    """Compiled templates, kept by name and by what they say."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def make_apps_quick() -> None:
    """Have every app of this process compile its builders at the first need, its pages once."""
    Rule._compile_builder = _at_first_need  # type: ignore[method-assign]
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Templates()}


def _at_first_need(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    made: list[Callable[..., Any]] = []

    def build(*words: Any, **values: Any) -> Any:
        if not made:
            made.append(_compile(rule, append_unknown))
        return made[0](*words, **values)

    return build
