"""Where releases come from, and how values become text and back."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeVar

from attrs import frozen

from tunemantra.core.finding import Finding
from tunemantra.core.release import Release

T = TypeVar("T")


@frozen
class Submission:
    """A release as it was handed in.

    Args:
        folder: where its files are; paths of its assets are relative to it and never lead out of it.
        release: as far as it can be read, with stand-ins where a blocking finding speaks; None where there is no
            document that can be read at all.
        findings: everything wrong with the document itself.
        document: its file in the folder; empty where it is no file.
    """

    folder: Path
    release: Release | None
    findings: tuple[Finding, ...] = ()
    document: str = ""


class ContentSource(Protocol):
    """Reads releases. *Contract.* MUST report all faults at once, as findings, and raise for none of them."""

    def read(self, folder: Path) -> Submission:
        """Return the release of a folder."""


class DocumentJudge(Protocol):
    """Judges a document by the standard it follows. *Contract.* MUST NOT raise for any bytes."""

    def judge(self, content: bytes, media_type: str) -> tuple[Finding, ...]:
        """Return what is wrong with a document; nothing where it follows another standard."""


class Codec(Protocol):
    """Values of the core and the ports to canonical JSON and back.

    *Contract.* Equal values MUST give equal text; `load(dump(x), type(x)) == x`. Unknown keys are refused.
    """

    def dump(self, value: object) -> str:
        """Return canonical JSON: sorted keys, no white space, UTF-8 text, NFC."""

    def load(self, text: str, kind: type[T]) -> T:
        """Return the value.

        Raises:
            ReleaseError: the text is not a value of this kind; all findings at once.
        """


__all__ = ["Codec", "ContentSource", "DocumentJudge", "Submission"]
