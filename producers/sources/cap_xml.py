"""Turn bytes from a CAP feed into an XML tree, or say in one word why they are none.

Nothing outside the bytes is ever read: no DTD, no entity, no XInclude, no network. Encodings are
decided here, not by the parser: UTF-8 and UTF-16 by their marks, ISO-8859-1 where it is declared.
"""

import codecs
import re
from typing import Any, Final, TypeAlias

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]  # its only name

from producers.source import Unreadable

Element: TypeAlias = _Element
MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 250_000
MAX_ATTRIBUTES: Final = 64
"""More than any element of CAP, EDXL-DE, Atom or XML-DSig carries."""

_DECLARATION: Final = re.compile(r"<\?xml\s[^>]{0,200}\?>")
_ENCODING: Final = re.compile(rb"""<\?xml\s[^>]{0,100}\bencoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_ENCODINGS: Final = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8",
    "iso-8859-1": "iso-8859-1", "latin1": "iso-8859-1", "latin-1": "iso-8859-1",
    "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15",
}  # fmt: skip
_PASSED: Final = (("<!--", "-->"), ("<?", "?>"))
"""What may stand before the root: comments and processing instructions."""
_STRAY: Final = re.compile("[\udc80-\udcff]+")


def refuse(reason: str, detail: str) -> Unreadable:
    """Return the error for a whole document; its text begins with the reason."""
    return Unreadable(f"{reason}: {detail}")


def parse_xml(body: bytes) -> Element:
    """Parse one document's bytes.

    Returns:
        The root, without comments, so that a value cut in two by one reads as a whole.

    Raises:
        Unreadable: `too_large`, `encoding`, `empty`, `not_cap` (an HTML page), `dtd_forbidden`,
            `too_deep`, `schema` (a crowd of attributes) or `parse`.
    """
    if len(body) > MAX_BYTES:
        raise refuse("too_large", f"{len(body)} bytes is more than {MAX_BYTES}")
    return parse_text(_decoded(body))


def parse_text(text: str) -> Element:
    """Parse one document that is text already, such as one escaped inside another.

    Raises:
        Unreadable: as for `parse_xml`.
    """
    text = text.strip().removeprefix("\ufeff")
    if not text:
        raise refuse("empty", "the document has nothing in it")
    text = _DECLARATION.sub("", text, count=1) if text.startswith("<?xml") else text
    _check_prolog(text)
    if text.count("<") > MAX_ELEMENTS:
        raise refuse("too_large", f"more than {MAX_ELEMENTS} tags")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False,
        load_dtd=False, dtd_validation=False, attribute_defaults=False, recover=False,
        remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        reason = "too_deep" if "depth" in str(error).lower() else "parse"
        raise refuse(reason, str(error)[:200]) from error
    except ValueError as error:
        raise refuse("parse", str(error)[:200]) from error
    _check_shape(root)
    return root


def _decoded(body: bytes) -> str:
    """Return the text; bytes of Latin-1 inside declared UTF-8 are read as what they were."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\x00" in body[:64]:
        raise refuse("encoding", "UTF-16 or UTF-32 without a byte order mark")
    else:
        declared = _ENCODING.search(body[:400])
        name = declared[1].decode("ascii").lower() if declared else "utf-8"
        if name not in _ENCODINGS:
            raise refuse("encoding", f"{name!r} is none of {', '.join(sorted(_ENCODINGS))}")
        encoding = _ENCODINGS[name]
    try:
        text = body.decode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        raise refuse("encoding", str(error)[:200]) from error
    return _STRAY.sub(_as_latin1, text)


def _as_latin1(stray: re.Match[str]) -> str:
    return stray[0].encode("utf-8", "surrogateescape").decode("iso-8859-1")


def _check_prolog(text: str) -> None:
    """Refuse a document type before any parser sees it; it can only stand before the root."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        close = next((end for start, end in _PASSED if text.startswith(start, at)), "")
        if not close:
            break
        found = text.find(close, at)
        if found < 0:
            raise refuse("parse", "the document ends inside its prolog")
        at = found + len(close)
    head = text[at : at + 40].lower()
    if head.startswith(("<!doctype html", "<html")):
        raise refuse("not_cap", "an HTML page")
    if head.startswith("<!"):
        raise refuse("dtd_forbidden", "a document type is never read")
    if not head.startswith("<"):
        raise refuse("parse", f"no XML begins with {text[at : at + 40]!r}")


def _check_shape(root: Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise refuse("too_deep", f"nested deeper than {MAX_DEPTH} levels")
        if len(element.attrib) > MAX_ATTRIBUTES:
            raise refuse("schema", f"an element has {len(element.attrib)} attributes")
        waiting.extend((child, depth + 1) for child in element)


def namespace_of(element: Element) -> str:
    """Return the element's namespace; empty for none and for what is no element."""
    tag: Any = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def name_of(element: Element) -> str:
    """Return the element's local name; empty for what is no element (a processing instruction)."""
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """Return all text inside the element, in order."""
    parts: list[str] = []
    waiting: list[Element | str] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        following: list[Element | str] = [node.text or ""] if name_of(node) else []
        for child in node:
            following += [child, child.tail or ""]
        waiting.extend(reversed(following))
    return "".join(parts)
