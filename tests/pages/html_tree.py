"""A page as a tree, as much of one as the tests ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "br", "link", "input", "img"}


@dataclass
class Element:
    """An element with its attributes and its children."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """The element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements below with this tag and these attributes."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            each
            for each in self.walk()
            if each.tag == tag and wanted.items() <= each.attributes.items()
        ]

    def values_of(self, attribute: str) -> list[str]:
        """The values of an attribute, in the order of the elements that have it."""
        return [
            each.attributes[attribute]
            for each in self.walk()
            if attribute in each.attributes
        ]

    def text(self, language: str | None = None) -> str:
        """The text that can be read, of one language or of both."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag in ("script", "style"):
                continue
            elif language is None or child.attributes.get("lang", language) == language:
                parts.append(child.text(language))
        return "".join(parts)

    def source(self) -> str:
        """The content of a script."""
        return "".join(child for child in self.children if isinstance(child, str))


class Builder(HTMLParser):
    """Builds the tree and complains of elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, (tag, self.open[-1].tag, self.getpos())
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(page: str) -> Element:
    """The tree of a page."""
    builder = Builder()
    builder.feed(page)
    builder.close()
    assert [element.tag for element in builder.open] == [""]
    return builder.root


def chart_data(page: Element) -> dict[str, Any]:
    """The charts of a page, as its script reads them."""
    (element,) = page.all("script", type="application/json")
    return json.loads(element.source())
