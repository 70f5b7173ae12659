"""Analyse: each content is listened to or looked at once; the ledger remembers what was found, by hash and edition."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import field, frozen

from tunemantra.core.analysis import Analysis, PictureAnalysis, SoundAnalysis
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.media import Facts
from tunemantra.core.release import Asset, Part, Release
from tunemantra.errors import Category, MediaError
from tunemantra.pipeline.measure import measured, recalled_facts, remember_facts
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.ports.transcoding import Progress

SOUND = "sound-analysis"
PICTURE = "picture-analysis"
ALWAYS = "always"
NEVER = "never"
UNHEARD = "TM-ANA-001"
UNMEASURED = "TM-ANA-002"
_ANALYSED = frozenset({Part.RECORDING, Part.COVER})

Watch = Callable[[str, float], None]
"""Called with a path in the release and the share done of it, 0 to 1; from several threads."""


@frozen
class Examined:
    """What is known of the files of a release, by path in the release.

    Args:
        facts: what they are.
        analyses: how they sound and look; what nobody could listen to or look at is missing.
        findings: why it is missing, where the facts do not say so.
    """

    facts: Mapping[str, Facts] = field(factory=dict)
    analyses: Mapping[str, Analysis] = field(factory=dict)
    findings: tuple[Finding, ...] = ()


def examine(tools: Tools, folder: Path, release: Release, watch: Watch | None = None) -> Examined:
    """Measure and analyse the files of a release where they lie; a file that is missing is left out.

    What is known of the same content is not found out again.

    Args:
        tools: the ports.
        folder: of the release.
        release: what its paths are relative to.
        watch: hears how far each file is.
    """
    named = ((path, folder / asset.path) for path, asset in (*release.assets(), *release.additions()))
    files = [(path, release.part(path), file) for path, file in named if file.is_file()]
    # Whether a gain of the label clips is a matter of the release, and so said whoever else is listened to.
    louder = {f"tracks[{index}].audio" for index, track in enumerate(release.tracks) if track.raised}
    with ThreadPoolExecutor(max_workers=tools.media_workers, thread_name_prefix="examine") as pool:
        found = list(pool.map(lambda one: _examined(tools, one, watch, heard=one[0] in louder), files))
    facts, analyses, findings = {}, {}, []
    for (path, *_), (fact, analysis, finding) in zip(files, found, strict=True):
        if fact is not None:
            facts[path] = fact
        if analysis is not None:
            analyses[path] = analysis
        if finding is not None:
            findings.append(finding)
    return Examined(facts, analyses, tuple(dict.fromkeys(findings)))


def _examined(
    tools: Tools, named: tuple[str, Part, Path], watch: Watch | None, *, heard: bool
) -> tuple[Facts | None, Analysis | None, Finding | None]:
    path, part, file = named
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    progress = None if watch is None else lambda share: watch(path, share)
    try:
        facts = _measured(tools, part, file, sha256)
    except MediaError as problem:
        if part in _ANALYSED:
            raise
        return None, None, Finding(UNMEASURED, Severity.WARNING, path, problem.message, hint=problem.hint)
    try:
        skipped = facts.problem or (tools.analysis == NEVER and not heard) or part not in _ANALYSED
        analysis = None if skipped else analysed(tools, path, file, sha256, progress)
    except MediaError as problem:
        return facts, None, _unheard(path, problem)
    finally:
        if progress is not None:
            progress(1.0)
    return facts, analysis, None


def _measured(tools: Tools, part: Part, file: Path, sha256: str) -> Facts:
    known = recalled_facts(tools, part, sha256)
    if known is not None:
        return known
    facts = measured(tools, part, file)
    if not facts.problem:
        remember_facts(tools, part, sha256, facts)
    return facts


def _unheard(path: str, problem: MediaError) -> Finding:
    """Return the finding that says why a file was not analysed; what the machine lacks is no matter of one file."""
    where = path if problem.category is Category.CONTENT else ""
    return Finding(UNHEARD, Severity.NOTE, where, f"not analysed: {problem.message}", hint=problem.hint)


def analysed(tools: Tools, path: str, file: Path, sha256: str, progress: Progress | None = None) -> Analysis | None:
    """Return the analysis of a file, made if nobody made it before; None where nobody here analyses such files.

    Args:
        tools: the ports.
        path: in the release: what is at `artwork` is a picture, all else is sound.
        file: where its bytes are.
        sha256: of its bytes, 64 hex digits.
        progress: hears the share done.

    Raises:
        MediaError: it cannot be decoded, or what is needed is not installed.
    """
    known = recalled(tools, path, sha256)
    if known is not None:
        return known
    if path == "artwork":
        found: Analysis | None = tools.pictures.analyse(file) if tools.pictures else None
    else:
        found = tools.sounds.analyse(file, progress) if tools.sounds else None
    if found is not None:
        tools.ledger.remember(_kind(path, found.edition), sha256, tools.codec.dump(found))
    return found


def recalled(tools: Tools, path: str, sha256: str) -> Analysis | None:
    """Return the analysis of some content that is remembered in the present edition, or None."""
    kind = _memo(tools, path)
    known = tools.ledger.recall(kind, sha256) if kind else None
    return None if known is None else _read(tools, path, known)


def _memo(tools: Tools, path: str) -> str:
    """Return the kind under which what is at a path is remembered; empty where nobody analyses it."""
    analyser = tools.pictures if path == "artwork" else tools.sounds
    return _kind(path, analyser.edition) if analyser else ""


def _read(tools: Tools, path: str, text: str) -> Analysis:
    return tools.codec.load(text, PictureAnalysis) if path == "artwork" else tools.codec.load(text, SoundAnalysis)


def _kind(path: str, edition: int) -> str:
    return f"{PICTURE if path == 'artwork' else SOUND}-{edition}"


def of_masters(tools: Tools, release: Release, alive: Alive) -> Mapping[str, Analysis]:
    """Return the analyses of a frozen release for a delivery's own checks.

    Only what is remembered, unless the setting `analysis` is `always`; then the rest is analysed as well (ADR 0007).

    Args:
        tools: the ports.
        release: content-addressed.
        alive: called while it works.
    """
    files = {path: asset.sha256 for path, asset in release.assets() if release.part(path) in _ANALYSED}
    found = _recalled_all(tools, files)
    for path, sha256 in files.items():
        if path not in found and tools.analysis == ALWAYS:
            analysis = _attempted(tools, path, sha256, alive)
            if analysis is not None:
                found[path] = analysis
    return found


def _recalled_all(tools: Tools, files: Mapping[str, str]) -> dict[str, Analysis]:
    """Return the analyses that are remembered of some files, by path, asked for at once.

    Args:
        tools: the ports.
        files: SHA-256 by path.
    """
    asked: dict[str, list[str]] = {}
    for path, sha256 in files.items():
        kind = _memo(tools, path)
        asked.setdefault(kind, []).append(sha256)
    known = {kind: tools.ledger.recall_many(kind, keys) for kind, keys in asked.items() if kind}
    return {
        path: _read(tools, path, known[kind][sha256])
        for path, sha256 in files.items()
        if (kind := _memo(tools, path)) and sha256 in known[kind]
    }


@frozen(eq=False)
class Remembered(Mapping[str, Analysis]):
    """What is remembered of a release's files, by path in it; each is looked up when somebody asks for it.

    Args:
        tools: the ports.
        release: content-addressed.
    """

    tools: Tools = field(repr=False)
    release: Release = field(repr=False)

    def __getitem__(self, path: str) -> Analysis:
        found = self._known(path, dict(self.release.assets())[path])
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path, asset in self.release.assets() if self._known(path, asset) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _known(self, path: str, asset: Asset) -> Analysis | None:
        return recalled(self.tools, path, asset.sha256) if self.release.part(path) in _ANALYSED else None


def _attempted(tools: Tools, path: str, sha256: str, alive: Alive) -> Analysis | None:
    alive()
    try:
        return analysed(tools, path, tools.assets.path(sha256), sha256, lambda _share: alive())
    except MediaError as problem:
        if problem.category is Category.CONTENT:
            return None  # what cannot be decoded is told by the facts
        raise


__all__ = [
    "ALWAYS",
    "NEVER",
    "UNHEARD",
    "UNMEASURED",
    "Examined",
    "Remembered",
    "Watch",
    "analysed",
    "examine",
    "of_masters",
    "recalled",
]
