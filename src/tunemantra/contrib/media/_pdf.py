"""Reads a PDF with pypdf, in a process of its own that may take only so much: `python -m …_pdf FILE` prints JSON.

A PDF is a program for its reader, and may be written to keep it busy for ever. The process that asked survives.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from typing import TYPE_CHECKING, Any, Final, TypedDict

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 30
_MOST_PAGES: Final = 500
_MOST_OBJECTS: Final = 200_000
_MOST_DRAWING: Final = 16_000_000  # bytes of drawing operations, unpacked, over all pages
_DEEPEST: Final = 12
_MOST_NAMED: Final = 20
_INCH: Final = 72.0
_MM: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_PRINT_SPACES: Final = frozenset({"/DeviceCMYK", "/CMYK", "/Separation", "/DeviceN"})
_ACTIONS: Final = {
    "/JavaScript": "a script",
    "/Launch": "an action that starts a program",
    "/ImportData": "an action that loads data",
    "/SubmitForm": "a form that is sent",
    "/Rendition": "a film or sound that plays",
    "/Movie": "a film or sound that plays",
    "/Sound": "a film or sound that plays",
    "/GoToE": "a link into an embedded file",
    "/RichMediaExecute": "a film or sound that plays",
}
_HOLDERS: Final = {"/JS": "a script", "/EF": "an embedded file", "/XFA": "an XFA form"}

Matrix = tuple[float, float, float, float, float, float]


class Found(TypedDict, total=False):
    """What is printed: `problem` alone, or all the others."""

    problem: str
    sizes: list[tuple[float, float]]
    fonts: list[str]
    print_pages: list[int]
    dpi: list[tuple[int, float]]
    active: list[str]
    links: list[str]


class TooMuchError(Exception):
    """The PDF has more in it than a booklet could have."""


class _Reading:
    """What was found so far; counts what was looked at."""

    def __init__(self) -> None:
        self.fonts: dict[str, None] = {}
        self.coarse: dict[int, float] = {}
        self.print_pages: dict[int, None] = {}
        self.drawing = 0

    def work(self, page: Any, number: int) -> None:  # noqa: ANN401 -- pypdf's own types are open
        contents = page.get_contents()
        if contents is not None:
            self._draw(contents, page.get("/Resources"), _MM, page, number, 0)

    def _draw(self, contents: Any, resources: Any, matrix: Matrix, page: Any, number: int, depth: int) -> None:  # noqa: ANN401
        if depth > _DEEPEST:
            raise TooMuchError("forms stand in forms without end")
        known = _table(resources)
        self._fonts(known)
        stack: list[Matrix] = []
        drawing = ContentStream(contents, page.pdf)
        self.drawing += len(drawing.get_data())
        if self.drawing > _MOST_DRAWING:
            raise TooMuchError("it has too many drawing operations")
        for operands, operator in drawing.operations:
            if operator == b"q":
                stack.append(matrix)
            elif operator == b"Q":
                matrix = stack.pop() if stack else matrix
            elif operator == b"cm":
                matrix = _times(_matrix(operands), matrix)
            elif operator == b"INLINE IMAGE":
                self._image(_table(operands["settings"]), known, matrix, number)
            elif operator == b"Do":
                self._paint(_named(known, "/XObject", operands[0]), known, matrix, page, number, depth)
            elif _inks(operator, operands, known):
                self.print_pages[number] = None

    def _paint(self, drawn: Any, known: Any, matrix: Matrix, page: Any, number: int, depth: int) -> None:  # noqa: ANN401
        table = _table(drawn)
        if table.get("/Subtype") == "/Image":
            self._image(table, known, matrix, number)
        elif table.get("/Subtype") == "/Form":
            inner = _times(_matrix(table.get("/Matrix", _MM)), matrix)
            self._draw(drawn, table.get("/Resources", known), inner, page, number, depth + 1)

    def _image(self, image: Any, known: Any, matrix: Matrix, number: int) -> None:  # noqa: ANN401
        space = _plain(image.get("/ColorSpace", image.get("/CS")))
        if isinstance(space, str):
            space = _named(known, "/ColorSpace", space)
        if _for_print(space):
            self.print_pages[number] = None
        wide, high = int(image.get("/Width", image.get("/W", 0))), int(image.get("/Height", image.get("/H", 0)))
        across = (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5 / _INCH
        down = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5 / _INCH
        if wide > 1 and high > 1 and across > 0 and down > 0:  # one pixel is a colour, not a picture
            self.coarse[number] = min(self.coarse.get(number, 1e9), wide / across, high / down)

    def _fonts(self, known: Any) -> None:  # noqa: ANN401
        for font in _table(known.get("/Font")).values():
            table = _table(font)
            if table.get("/Subtype") == "/Type3":
                continue  # is drawn by the file itself
            inner = _plain(table.get("/DescendantFonts"))
            held = _table(inner[0]) if isinstance(inner, ArrayObject) and inner else table
            described = _table(held.get("/FontDescriptor"))
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                self.fonts[str(table.get("/BaseFont", "a font without a name")).lstrip("/")] = None


def read(path: str) -> Found:
    """Return what is in a PDF, as JSON can hold it."""
    reader = PdfReader(path)
    if reader.is_encrypted:
        return {"problem": "the file is encrypted"}
    reading, sizes = _Reading(), []
    for number, page in enumerate(reader.pages):
        if number >= _MOST_PAGES:
            raise TooMuchError(f"it has more than {_MOST_PAGES} pages")
        box, unit = page.cropbox, float(page.user_unit) / _INCH
        size = round(float(box.width) * unit, 3), round(float(box.height) * unit, 3)
        sizes.append(size if page.rotation % 180 == 0 else size[::-1])
        reading.work(page, number + 1)
    active, links = _active(reader)
    return {
        "sizes": sizes,
        "fonts": list(reading.fonts)[:_MOST_NAMED],
        "print_pages": list(reading.print_pages),
        "dpi": [(number, round(dpi, 1)) for number, dpi in reading.coarse.items()],
        "active": active,
        "links": links,
    }


def _active(reader: PdfReader) -> tuple[list[str], list[str]]:
    """Return what could do something when the file is opened, and where its links lead: whatever refers to it."""
    active: dict[str, None] = {}
    links: dict[str, None] = {}
    for table in _tables(reader):
        kind = table.get("/S")
        if kind == "/URI" and "/URI" in table:
            links[str(_plain(table["/URI"]))[:200]] = None
        if isinstance(kind, str) and kind in _ACTIONS:
            active[_ACTIONS[kind]] = None
        active.update(dict.fromkeys(what for key, what in _HOLDERS.items() if key in table))
        if table.get("/Type") == "/EmbeddedFile":
            active["an embedded file"] = None
    return list(active), list(links)[:_MOST_NAMED]


def _tables(reader: PdfReader) -> Iterator[Any]:
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _MOST_OBJECTS:
        raise TooMuchError("it has too many objects")
    direct: list[tuple[Any, int]] = [(reader.trailer, 0)]
    for number, generation in sorted(numbers):
        direct.append((reader.get_object(IndirectObject(number, generation, reader)), 0))
        while direct:
            value, depth = direct.pop()
            if depth > 4 * _DEEPEST:
                raise TooMuchError("tables stand in tables without end")
            if isinstance(value, DictionaryObject):
                yield value
                direct += [(inner, depth + 1) for inner in value.values()]
            elif isinstance(value, ArrayObject):
                direct += [(inner, depth + 1) for inner in value]


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.get_object() if isinstance(value, IndirectObject) else value


def _table(value: Any) -> Any:  # noqa: ANN401
    found = _plain(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _named(known: Any, kind: str, name: Any) -> Any:  # noqa: ANN401
    return _plain(_table(known.get(kind)).get(name, name))


def _inks(operator: bytes, operands: Any, known: Any) -> bool:  # noqa: ANN401
    """Return whether an operation chooses a colour of a printing press."""
    if operator in {b"cs", b"CS"}:
        return _for_print(_named(known, "/ColorSpace", operands[0]))
    return operator in {b"k", b"K"}


def _for_print(space: Any) -> bool:  # noqa: ANN401
    found = _plain(space)
    if isinstance(found, ArrayObject) and found:
        kind = found[0]
        if kind == "/ICCBased":
            return bool(_table(found[1]).get("/N") == 4)  # noqa: PLR2004 -- cyan, magenta, yellow, black
        return kind in _PRINT_SPACES or (kind == "/Indexed" and _for_print(found[1]))
    return isinstance(found, str) and found in _PRINT_SPACES


def _matrix(values: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(_plain(value)) for value in values)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def main(path: str) -> int:
    """Print what is in a PDF; the process takes no more than its bounds."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    found: Found
    try:
        found = read(path)
    except TooMuchError as error:
        found = {"problem": f"no booklet: {error}"}
    except RecursionError:
        found = {"problem": "no booklet: its parts stand in one another without end"}
    except MemoryError:
        found = {"problem": "no booklet: it unpacks to more than there is room for"}
    except Exception as error:  # noqa: BLE001 -- pypdf raises all kinds of things for bad bytes
        told = "damaged or truncated" if "EOF" in str(error) or "stream" in str(error).lower() else "damaged"
        found = {"problem": f"{told}: the PDF cannot be read"}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
