"""Reads a call document and refuses whatever the real carrier would refuse, with its code."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from warmline.simulator.grammar import CALL_VERBS, SSML, VERBS, WAIT_VERBS

XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})
LONGEST_BYTES = 64 * 1024  # a document may be 64 kB


class DocumentError(Exception):
    """A document cannot be carried out; ``code`` is the carrier's number for why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Element:
    """One verb or noun, checked: its name, attributes, words and children."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple["Element", ...]

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute as text."""
        return self.attributes.get(name, default)

    def number(self, name: str, default: int) -> int:
        """Return an attribute as a whole number."""
        return int(self.attributes.get(name, default))

    def yes(self, name: str, *, default: bool) -> bool:
        """Return an attribute as yes or no."""
        return self.attributes.get(name, "true" if default else "false") == "true"


@dataclass(frozen=True)
class Document:
    """A checked document and the address it came from (empty when given inline)."""

    verbs: tuple[Element, ...]
    url: str

    def resolve(self, url: str) -> str:
        """Return an address of this document as an absolute one."""
        return urljoin(self.url, url) if self.url else url


def read_document(
    body: bytes, content_type: str, url: str, allowed: frozenset[str] = CALL_VERBS
) -> Document:
    """Return the checked document; raises DocumentError with 12100, 12200, 12300 or 13238."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in XML_TYPES:
        raise DocumentError(12300, f"Invalid Content-Type: {kind or 'none'}")
    return parse(body, url, allowed)


def read_inline(xml: str) -> Document:
    """Return the checked document given in a REST request; every address in it is absolute."""
    document = parse(xml.encode(), "", CALL_VERBS)
    for element in _all(document.verbs):
        for url in _addresses(element):
            if not urlsplit(url).scheme:
                raise DocumentError(15004, f"{element.name}: inline TwiML needs absolute URLs")
    return document


def parse(body: bytes, url: str, allowed: frozenset[str]) -> Document:
    """Return the checked document that the bytes hold."""
    return Document(tuple(_verb(element, allowed) for element in root_of(body)), url)


def root_of(body: bytes) -> ET.Element:
    """Return the document's Response element; raises DocumentError with 12100 or 12200."""
    if len(body) > LONGEST_BYTES:
        raise DocumentError(12100, "Document parse failure: document is too long")
    try:
        root = ET.fromstring(body)  # noqa: S314 - a simulator, fed by the program under test
    except (ET.ParseError, ValueError) as exc:
        raise DocumentError(12100, f"Document parse failure: {exc}") from exc
    if root.tag != "Response":
        raise DocumentError(12200, f"Invalid document: <{root.tag}> is not <Response>")
    if root.attrib or (root.text or "").strip() or any((e.tail or "").strip() for e in root):
        raise DocumentError(12200, "<Response> holds verbs only, no attributes and no text")
    return root


def _verb(element: ET.Element, allowed: frozenset[str]) -> Element:
    name = element.tag
    if name in CALL_VERBS and name not in allowed:
        code = 13238 if allowed == WAIT_VERBS else 12200
        raise DocumentError(code, f"<{name}> is not allowed in this document")
    if name not in CALL_VERBS:
        raise DocumentError(12200, f"<{name}> is not a verb")
    return _checked(element)


def _checked(element: ET.Element) -> Element:
    verb = VERBS[element.tag]
    for name, value in element.attrib.items():
        if name not in verb.attributes:
            raise DocumentError(12200, f"<{element.tag}> has no attribute {name}")
        if not verb.attributes[name].allows(value):
            raise DocumentError(12200, f"<{element.tag} {name}>: this value is not allowed")
    _check_children(element, verb.children, text=verb.text)
    words = _own_text(element) if verb.children != SSML else "".join(element.itertext())
    nested = () if verb.children == SSML else tuple(_checked(child) for child in element)
    checked = Element(element.tag, dict(element.attrib), " ".join(words.split()), nested)
    _check_whole(checked)
    return checked


def _check_children(element: ET.Element, children: frozenset[str], *, text: bool) -> None:
    for child in element:
        if child.tag not in children:
            raise DocumentError(12200, f"<{element.tag}> cannot hold <{child.tag}>")
    if not text and _own_text(element):
        raise DocumentError(12200, f"<{element.tag}> cannot hold text")


def _own_text(element: ET.Element) -> str:
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def _check_whole(element: Element) -> None:
    """Refuse what no single attribute shows."""
    children = [child.name for child in element.children]
    mixed = len(set(children)) > 1 or (len(children) > 1 and children[0] != "Number")
    if element.name == "Dial" and (mixed or not (children or element.text)):
        raise DocumentError(12200, "<Dial> needs one noun, or up to ten <Number>")
    if element.name == "Dial" and len(children) > 10:
        raise DocumentError(13223, "<Dial> can call ten numbers at most")
    if element.name in {"Number", "Conference", "Enqueue", "Redirect"} and not element.text:
        raise DocumentError(12200, f"<{element.name}> is empty")


def _all(elements: tuple[Element, ...]) -> Iterator[Element]:
    for element in elements:
        yield element
        yield from _all(element.children)


def _addresses(element: Element) -> Iterator[str]:
    names = ("action", "url", "waitUrl", "statusCallback", "recordingStatusCallback")
    yield from (element.attributes[name] for name in names if element.attributes.get(name))
    if element.name in {"Redirect", "Play"} and element.text:
        yield element.text
