"""A page as a tree, as much of one as the tests ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "input", "img"}


@dataclass
class Element:
    """An element with its attributes and what stands in it."""

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

    def text(self, language: str | None = None) -> str:
        """What can be read in it, of one language or of both."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag in ("script", "style"):
                continue
            elif language is None or child.attributes.get("lang", language) == language:
                parts.append(child.text(language))
        return "".join(parts)


class Builder(HTMLParser):
    """Builds the tree and complains of elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list) -> None:
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
