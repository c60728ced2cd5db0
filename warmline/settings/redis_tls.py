"""How a Redis is known by its certificate: what its address says of TLS after the ``?``.

The names and words are the library's own, so that one address means the same to others' tools.
Without any of them a certificate must be signed by an authority that this machine trusts, and for
the name that was called.
"""

import ssl
from collections.abc import Mapping
from typing import Any

_FILES = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"})
_WORDS: dict[str, dict[str, object]] = {
    "ssl_cert_reqs": {"required": "required", "none": "none"},
    "ssl_check_hostname": {"true": True, "false": False},
}
TLS_OPTIONS = _FILES | _WORDS.keys()


class OptionError(ValueError):
    """An option of an address cannot be used; the text completes the sentence "<NAME> …"."""


def read_tls(asked: Mapping[str, str], *, tls: bool) -> dict[str, Any]:
    """Return an address's options of TLS as the library takes them. Raises OptionError."""
    found: dict[str, Any] = {name: asked[name] for name in sorted(_FILES & asked.keys())}
    for name, words in _WORDS.items():
        if name in asked:
            if asked[name] not in words:
                raise OptionError(f"has {name}, which must be {' or '.join(words)}")
            found[name] = words[asked[name]]
    if found and not tls:
        raise OptionError(f"has {min(found)} but speaks no TLS: it must begin with rediss")
    if "ssl_keyfile" in found and "ssl_certfile" not in found:
        raise OptionError("has ssl_keyfile without ssl_certfile: a key needs its certificate")
    return found


def check_files(options: Mapping[str, Any]) -> None:
    """Raise OptionError if a file that is named cannot be used: it would look like an outage."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if (authority := options.get("ssl_ca_certs")) is not None:
        try:
            context.load_verify_locations(authority)
        except OSError as exc:  # ssl.SSLError is one
            raise OptionError(f"names {_unusable('ssl_ca_certs', authority, exc)}") from exc
    if (own := options.get("ssl_certfile")) is not None:
        try:  # an empty password: else a sealed key would be asked about at the terminal
            context.load_cert_chain(own, options.get("ssl_keyfile"), password="")
        except OSError as exc:
            raise OptionError(f"names {_unusable('ssl_certfile', own, exc)}") from exc


def _unusable(name: str, path: str, exc: OSError) -> str:
    if isinstance(exc, ssl.SSLError):
        return f"a file of the wrong kind in {name}: {path} must hold PEM"
    return f"a file that cannot be read in {name}: {path}"
