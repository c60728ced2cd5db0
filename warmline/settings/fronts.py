"""What stands before web: proxies whose word is taken, and a host name of the console's own."""

from typing import Any
from urllib.parse import urlsplit

from warmline.settings import shapes
from warmline.settings.source import Source


def fronts(source: Source) -> dict[str, Any]:
    """Return how many proxies stand before web, and the console's own address, if it has one."""
    return {
        "proxies": source.read("WARMLINE_PROXIES", shapes.whole(0, 9), 0),
        "own_console_url": _console(source),
    }


def _console(source: Source) -> str:
    name = "CONSOLE_BASE_URL"
    address = source.read(name, shapes.url, "")
    parts = urlsplit(address)
    if parts.scheme == "http" and not shapes.is_loopback(address):
        source.complain(f"{name} must begin with https:// unless it is on this machine")
    if parts.path:
        source.complain(f"{name} must be a host name alone; the console is at /console/ there")
    public = source.read("PUBLIC_BASE_URL", shapes.url, "")
    if address and place(address) == place(public):
        source.complain(f"{name} must be another host than PUBLIC_BASE_URL, or unset")
    return address


def place(address: str) -> str:
    """Return host and port of an address, as a browser's Host header says them."""
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    host = parts.hostname or ""
    return (f"[{host}]" if ":" in host else host) + port
