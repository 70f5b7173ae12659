"""What a reader sees of an HTML message."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_UNSEEN: Final = frozenset({"head", "script", "style", "template", "title"})
_BREAKS: Final = frozenset(
    {"address", "article", "blockquote", "br", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"}
    | {"p", "pre", "section", "table", "tr", "ul"}
)
_NEVER_CLOSED: Final = re.compile(r"<(?!!--)(?![^<>]*>)")
_CELLS: Final = frozenset({"td", "th"})


def text_of(html: str) -> str:
    """Return the text of an HTML document: blocks on lines of their own, cells a space apart."""
    reader = _Reader()
    # Before each bracket that nothing closes the parser looks through all that follows, time and again.
    closed = html.rfind("-->") + 1
    html = html[:closed] + html[closed:].replace("<!--", "")
    reader.feed(_NEVER_CLOSED.sub("&lt;", html))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            # An unclosed one inside ends with the one around it.
            del self._unseen[self._unseen.index(tag) :]
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data.replace("\n", " "))

    def _space(self, tag: str) -> None:
        # <body> ends a head that nobody closed.
        if tag == "body":
            self._unseen.clear()
        if tag in _BREAKS:
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append(" ")
