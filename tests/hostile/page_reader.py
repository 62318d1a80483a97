"""A page of HTML read back: its elements with their attributes and text, as a browser has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = {"meta", "br", "input", "link", "img", "hr", "base"}
# What an element ends that is still open, where HTML lets its end tag go; and what it is looked for in.
_CELL = {"td", "th"}
_ENDS = {
    "li": {"li"}, "option": {"option"}, "td": _CELL, "th": _CELL, "tr": {*_CELL, "tr"}, "tbody": {*_CELL, "tr", "thead", "tbody"},
    "thead": {*_CELL, "tr", "thead", "tbody"},
}  # fmt: skip
_WITHIN = {"table", "ul", "ol", "select"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All its text, with single spaces, but for what points to notes."""
        return " ".join("".join(self._texts()).split())

    @property
    def id(self) -> str:
        """Its id, "" without one."""
        return self.attributes.get("id", "")

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements within it, of some kinds or of all."""
        for part in self.parts:
            if isinstance(part, Element):
                if not tags or part.tag in tags:
                    yield part
                yield from part.all(*tags)

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in ("style", "script", "sup"):
                # What stands in a cell of its own is a word of its own.
                yield from (" ", *part._texts(), " ") if part.tag in _ENDS or part.tag in ("p", "h2", "h3") else part._texts()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {attrs}"
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag in _WITHIN:
                break
            if self.open[place].tag in _ENDS.get(tag, ()):
                del self.open[place:]
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in _EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        place = next(place for place in range(len(self.open) - 1, 0, -1) if self.open[place].tag == tag)
        left = {element.tag for element in self.open[place + 1 :]}
        assert left <= set(_ENDS), f"</{tag}> ends {left}"
        del self.open[place:]

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read_page(html: str) -> Element:
    """A page as the root of its elements; AssertionError where an end tag is missing that must be there, or ends nothing."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], [element.tag for element in reader.open]
    return reader.root
