"""Reads what a customer's server answers to a text, and refuses what the carrier refuses."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from warmline.simulator.documents import DocumentError, root_of

_MESSAGE = frozenset({"to", "from", "action", "method", "statusCallback"})


@dataclass(frozen=True)
class Reply:
    """One text to be sent in answer to a text."""

    body: str
    media: tuple[str, ...] = ()
    to: str = ""
    from_: str = ""
    status_callback: str = ""


@dataclass(frozen=True)
class Answer:
    """What a messaging document asks for: texts, and perhaps another document."""

    replies: tuple[Reply, ...] = ()
    redirect: str = ""


def read_answer(body: bytes, content_type: str) -> Answer:
    """Return the texts to be sent; plain words are one text, sent to whoever wrote.

    Raises DocumentError with 12100, 12200 or 12300.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip() and kind != "text/xml":
        return Answer()
    if kind == "text/plain":
        return Answer((Reply(body.decode("utf-8", "replace")),))
    if kind not in {"text/xml", "application/xml", "text/html"}:
        raise DocumentError(12300, f"Invalid Content-Type: {kind or 'none'}")
    replies, redirect = [], ""
    for element in root_of(body):
        if element.tag == "Message":
            replies.append(_reply(element))
        elif element.tag == "Redirect":
            redirect = (element.text or "").strip()
            break
        else:
            raise DocumentError(12200, f"<{element.tag}> is not a messaging verb")
    return Answer(tuple(replies), redirect)


def _reply(element: ET.Element) -> Reply:
    unknown = element.attrib.keys() - _MESSAGE
    if unknown:
        raise DocumentError(12200, f"<Message> has no attribute {min(unknown)}")
    words: list[str] = [element.text or ""]
    media: list[str] = []
    for child in element:
        if child.tag not in {"Body", "Media"} or child.attrib:
            raise DocumentError(12200, f"<Message> cannot hold <{child.tag}>")
        (words if child.tag == "Body" else media).append(child.text or "")
    text = "".join(words).strip()
    if not text and not media:
        raise DocumentError(14103, "<Message> has neither words nor media")
    given = element.attrib
    return Reply(
        text,
        tuple(media),
        given.get("to", ""),
        given.get("from", ""),
        given.get("statusCallback", ""),
    )
