"""Measure: what a file of a release is, from the port that knows such files, and remembered by content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.release import Asset, Part, Release
from tunemantra.errors import Category, MediaError
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.transcoding import BookletReader, Progress, VideoProcessor

FACTS = "facts"
"""What decoding a recording or a cover gave, remembered by the file's hash and the edition of who measured it."""

# One content may be a film here and a recording there: each is remembered by itself.
_KINDS: Final[Mapping[Part, tuple[str, type[Facts]]]] = {
    Part.COVER: (FACTS, ImageFacts),
    Part.RECORDING: (FACTS, AudioFacts),
    Part.IMMERSIVE: (FACTS, AudioFacts),
    Part.FILM: ("film-facts", VideoFacts),
    Part.CANVAS: ("film-facts", VideoFacts),
    Part.MOTION_SQUARE: ("film-facts", VideoFacts),
    Part.MOTION_TALL: ("film-facts", VideoFacts),
    Part.BOOKLET: ("booklet-facts", BookletFacts),
}
_HINT: Final = "pip install 'tunemantra[media]'"


def header(tools: Tools, part: Part, asset: Asset) -> Facts:
    """Return what is known of a master without decoding it again: its facts, or else its header.

    Raises:
        MediaError: nothing here measures such files.
    """
    known = recalled_facts(tools, part, asset.sha256)
    if known is not None:
        return known
    source = tools.assets.path(asset.sha256)
    if part.is_sound:
        return tools.audio.inspect(source)  # a header is read faster than it is remembered
    facts = measured(tools, part, source)
    remember_facts(tools, part, asset.sha256, facts)
    return facts


def measured(tools: Tools, part: Part, source: Path, progress: Progress | None = None) -> Facts:
    """Decode a file and return its facts.

    Raises:
        MediaError: the machine failed, or nothing here measures such files.
    """
    if part.is_sound:
        return tools.audio.measure(source, progress)
    if part.moves:
        return films(tools).measure(source, progress)
    if part is Part.BOOKLET:
        return _booklets(tools).measure(source)
    return tools.images.measure(source)


def films(tools: Tools) -> VideoProcessor:
    """Return what measures and converts films.

    Raises:
        MediaError: nothing here does.
    """
    if tools.films is None:
        raise MediaError("nothing here measures films", hint=_HINT, category=Category.TECHNICAL)
    return tools.films


def _booklets(tools: Tools) -> BookletReader:
    if tools.booklets is None:
        raise MediaError("nothing here reads booklets", hint=_HINT, category=Category.TECHNICAL)
    return tools.booklets


def recalled_facts(tools: Tools, part: Part, sha256: str) -> Facts | None:
    """Return the facts of some content that are remembered, or None."""
    known = tools.ledger.recall(_memo(tools, part), sha256)
    return tools.codec.load(known, _KINDS[part][1]) if known else None


def _memo(tools: Tools, part: Part) -> str:
    """Return under which name the facts of such a file are remembered: what measures otherwise asks anew."""
    if part.is_sound:
        edition = tools.audio.edition
    elif part.moves:
        edition = tools.films.edition if tools.films is not None else ""
    elif part is Part.BOOKLET:
        edition = tools.booklets.edition if tools.booklets is not None else ""
    else:
        edition = tools.images.edition
    return f"{_KINDS[part][0]}/{edition}"


def recalled_all(tools: Tools, release: Release, files: Iterable[tuple[str, Asset]]) -> dict[str, Facts]:
    """Return the facts of files of a release that are remembered, by path, asked for at once."""
    asked: dict[str, dict[str, str]] = {}
    for path, asset in files:
        asked.setdefault(_memo(tools, release.part(path)), {})[path] = asset.sha256
    known = {memo: tools.ledger.recall_many(memo, paths.values()) for memo, paths in asked.items()}
    return {
        path: tools.codec.load(known[memo][sha256], _KINDS[release.part(path)][1])
        for memo, paths in asked.items()
        for path, sha256 in paths.items()
        if sha256 in known[memo]
    }


def headers(tools: Tools, release: Release, files: Sequence[tuple[str, Asset]]) -> dict[str, Facts]:
    """Return what `header` says of each of some files, by path.

    Raises:
        MediaError: nothing here measures one of them.
    """
    known = recalled_all(tools, release, files)
    return {path: known.get(path) or header(tools, release.part(path), asset) for path, asset in files}


def remember_facts(tools: Tools, part: Part, sha256: str, facts: Facts) -> None:
    """Keep facts that follow from content alone."""
    tools.ledger.remember(_memo(tools, part), sha256, tools.codec.dump(facts))


__all__ = ["FACTS", "films", "header", "headers", "measured", "recalled_all", "recalled_facts", "remember_facts"]
