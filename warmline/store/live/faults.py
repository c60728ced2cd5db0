"""What stands between us and a Redis that is there: its certificate, or TLS where there is none."""

from collections.abc import Iterator

# What the libraries say (OpenSSL's words among it, whatever wraps them), and what it means.
_MEANT = (
    ("certificate is not valid for", "its certificate is for another name than the address has"),
    ("certificate has expired", "its certificate has expired"),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "its certificate is signed by nobody whom this machine trusts; "
        "name its authority's file: ?ssl_ca_certs=/path/ca.pem",
    ),
    (
        "CERTIFICATE_REQUIRED",
        "it asks for a certificate of ours: &ssl_certfile=/path/own.pem&ssl_keyfile=/path/own.key",
    ),
    ("handshake operation timed out", "TLS was not answered; if it speaks none, write redis"),
    ("WRONG_VERSION_NUMBER", "it speaks no TLS: write redis for rediss"),
)
_CUT = ("Connection reset by peer", "Connection closed by server")


def fault_of_tls(error: BaseException, *, tls: bool = True) -> str:
    """Return what is wrong, and the mend; nothing where neither certificate nor TLS is at fault."""
    said = "\n".join(str(it) for it in _behind(error))
    if not tls:
        cut = any(it in said for it in _CUT)
        return "it cuts us off; if it speaks TLS, write rediss for redis" if cut else ""
    return next((meaning for words, meaning in _MEANT if words in said), "")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
