"""What a reader has to say besides the release: findings, assumed values, and what it could not place.

============== ======== ==============================================================================================
rule           severity
============== ======== ==============================================================================================
`ERN-XML-001`  error    no well-formed XML, truncated, or in another encoding than it says
`ERN-XML-002`  error    a document type, or more than a reader takes
`ERN-READ-001` error    the version of the standard is unknown
`ERN-READ-002` error    no message this adapter reads
`ERN-READ-003` error    core needs a code or an element the message has not; a stand-in is in its place
`ERN-READ-004` warning  core needs a value the message has not; the nearest one it has is in its place
`ERN-READ-005` warning  a value is not understood; it is listed as unmapped
`ERN-READ-006` error    a reference leads nowhere
`ERN-READ-007` warning  a limit on the terms has no place in core: who uses the deal must look at it
`ERN-READ-008` error    a deal, or its place, time, use, model or channel, is not understood: that is not granted
`ERN-READ-009` warning  a resource, a release or a visibility that is no part of the product
`ERN-READ-010` warning  more is unmapped, or wrong, than is listed; an error where an error is not listed
`ERN-READ-011` warning  a message says too little of a file to state it again
`ERN-READ-012` error    a reference is given to a second entry: it is left out, and all it says is listed as unmapped
============== ======== ==============================================================================================
"""

from __future__ import annotations

from typing import Final

from attrs import define, field

from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.results import Unmapped
from tunemantra.core.finding import Finding, Severity, error, warning

MOST: Final = 10_000
"""How many unmapped texts, and how many findings, are kept."""


@define
class Notes:
    """Collects while a message is read.

    Args:
        findings, unmapped: as in `ReadMessage`.
        assumed: paths in the release, in the order found, without repeats.
        sender: party identifier of who sends the message, in whose name space its own words and numbers are.
    """

    findings: list[Finding] = field(factory=list)
    unmapped: list[Unmapped] = field(factory=list)
    assumed: dict[str, None] = field(factory=dict)
    sender: str = ""
    _taken: set[tuple[str, str]] = field(factory=set, init=False)
    _untold: int = field(default=0, init=False)
    _errors_untold: bool = field(default=False, init=False)

    def error(self, rule: str, piece: Piece | None, message: str, *, observed: str = "", hint: str = "") -> None:
        """Add a finding that blocks; its path is the XPath."""
        self._add(error(rule, piece.path if piece else "", _at(piece, message), observed=observed, hint=hint))

    def warning(self, rule: str, piece: Piece | None, message: str, *, observed: str = "", hint: str = "") -> None:
        """Add a finding that does not block; its path is the XPath."""
        self._add(warning(rule, piece.path if piece else "", _at(piece, message), observed=observed, hint=hint))

    def refuse(self, piece: Piece, text: str, wanted: str) -> None:
        """Put a text back that is not understood, and say what was wanted."""
        piece.text = text
        self._add(warning("ERN-READ-005", piece.path, f"Line {piece.line}: this is not {wanted}.", observed=text))

    def missing(self, path: str, message: str, *, observed: str = "") -> None:
        """Say that a stand-in is in the place of a code or an element that core cannot do without."""
        self.assumed[path] = None
        self._add(error("ERN-READ-003", path, message, observed=observed, hint="ask the sender, or fill it in"))

    def nameless(self, piece: Piece, known_as: str) -> None:
        """Say that somebody has no name; none is invented."""
        self.error("ERN-READ-003", piece, "this party has no name.", observed=known_as, hint="ask the sender")

    def assume(self, path: str, message: str, *, observed: str = "") -> None:
        """Say that a value the message does not give was taken from elsewhere in it."""
        self.assumed[path] = None
        self._add(warning("ERN-READ-004", path, message, observed=observed))

    def outside(self, path: str, line: int, reference: str) -> None:
        """Say that something is no part of the product."""
        message = f"Line {line}: this is no part of the product."
        self._add(warning("ERN-READ-009", path, message, observed=reference))

    def is_new(self, piece: Piece, name: str) -> bool:
        """Tell whether an entry has a reference of its own, and say so where it has not: nobody could point at it.

        Args:
            piece: the entry, not read yet.
            name: of the element with its reference.
        """
        stated = piece.first(name)
        reference = stated.text if stated is not None else ""
        if (name, reference) not in self._taken:
            self._taken.add((name, reference))
            return True
        message = "an entry before has the same reference: this one is left out."
        self.error("ERN-READ-012", piece, message, observed=reference)
        return False

    def leave(self, path: str, line: int, text: str) -> None:
        """List a text that has been taken, but found no place."""
        self._list(Unmapped(path, line, text))

    def leftovers(self, piece: Piece) -> None:
        """List what nobody took of an element and all in it, and cut its ties."""
        stack = [piece]
        while stack:
            here = stack.pop()
            if here.text:
                self._list(Unmapped(here.path, here.line, here.text))
            for name, value in here.attributes.items():
                self._list(Unmapped(f"{here.path}/@{name}", here.line, value))
            if here.children:
                stack.extend(reversed(here.children))
        piece.unlink()

    def close(self) -> None:
        """Put what is unmapped in document order, and say how much more there was than is listed."""
        self.unmapped.sort(key=lambda one: one.line)
        if self._untold:
            message = f"{self._untold} more texts or findings are not listed."
            severity = Severity.ERROR if self._errors_untold else Severity.WARNING
            self.findings.append(Finding("ERN-READ-010", severity, "", message))

    def _list(self, one: Unmapped) -> None:
        if len(self.unmapped) < MOST:
            self.unmapped.append(one)
        else:
            self._untold += 1

    def _add(self, finding: Finding) -> None:
        if len(self.findings) < MOST:
            self.findings.append(finding)
        else:
            self._untold += 1
            self._errors_untold |= finding.blocks


def _at(piece: Piece | None, message: str) -> str:
    return f"Line {piece.line}: {message}" if piece else message


__all__ = ["MOST", "Notes"]
