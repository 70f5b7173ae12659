"""A checked release, as a person of a label would want to read it: what it is, how it sounds, how its cover looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from rich.table import Table
from rich.text import Text

from tunemantra.core.analysis import Analysis, PictureAnalysis, SoundAnalysis
from tunemantra.core.finding import Finding
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.release import Release
from tunemantra.core.sequence import joins
from tunemantra.host.cli.analysis_view import Heard, fault_table, length, sound_table
from tunemantra.host.cli.picture_view import picture_view
from tunemantra.pipeline.analyse import Examined

_GAP: Final = 0.1
_UNREAD: Final = ("DOC-", "CMN-ID-002")
"""Rules that tell of a value nobody could read."""
_EXTRA: Final = "Nobody listened for tempo and key: pip install 'tunemantra[analysis]'"


def release_view(
    release: Release, examined: Examined, findings: Iterable[Finding] = (), *, width: int = 80
) -> Iterator[Table | Text]:
    """Yield what was found out of a release's files; nothing of those that nobody listened to or looked at.

    Args:
        release: its tracks name the recordings.
        examined: what is known of its files.
        findings: what is told behind this, and so is not repeated.
        width: columns there are.
    """
    told: dict[str, list[str]] = {}
    unread: set[str] = set()
    for finding in findings:
        told.setdefault(finding.path, []).append(finding.observed)
        if finding.blocks and finding.rule.startswith(_UNREAD):
            unread.add(finding.path)
    yield from _head(release, examined, unread)
    yield from _sound(release, examined, told, width)
    seen, facts = examined.analyses.get("artwork"), examined.facts.get("artwork")
    if isinstance(seen, PictureAnalysis):
        known = facts if isinstance(facts, ImageFacts) else None
        yield from picture_view(f"The cover, {release.artwork.path}", seen, known, told.get("artwork", ()))
        yield Text("")


def _head(release: Release, examined: Examined, unread: AbstractSet[str]) -> Iterator[Text]:
    """Say what it is; what the document does not say stands in for itself in a release, and is left out."""

    def read(path: str, text: str) -> str:
        return "" if path in unread else text

    sounds = [fact for fact in examined.facts.values() if isinstance(fact, AudioFacts)]
    artists = read("artists", ", ".join(artist.name for artist in release.artists))
    discs = len({track.disc for track in release.tracks})
    tracks = f"{len(release.tracks)} track{'s' * (len(release.tracks) != 1)}"
    parts = (
        read("kind", release.kind.value),
        f"{tracks} on {discs} discs" if discs > 1 else tracks,
        length(sum(fact.duration for fact in sounds)) if sounds else "",
        read("icpn", str(release.icpn)),
        read("label", release.label),
        read("release_date", f"out on {release.release_date}"),
    )
    title = read("titles[0].text", release.titles[0].display if release.titles else "")
    yield Text.assemble((title, "bold"), f" – {artists}" if artists else "")
    yield Text(" · ".join(filter(None, parts)), "dim")
    yield Text("")


def _sound(
    release: Release, examined: Examined, told: Mapping[str, Sequence[str]], width: int
) -> Iterator[Table | Text]:
    heard = dict(_heard(release, examined))
    if not heard:
        return
    recordings = list(heard.values())
    yield sound_table(recordings, "How the masters sound", width=width)
    if not all(one.sound.listened for one in recordings):
        yield Text(_EXTRA, "dim")
    yield Text("")
    faults = fault_table(recordings, {one.number: told.get(path, ()) for path, one in heard.items()})
    if faults is not None:
        yield Text("What was heard in them, and where", "bold")
        yield faults
        yield Text("")
    gaps = "; ".join(_joined(release, examined.analyses))
    if gaps:
        yield Text.assemble(("Between tracks  ", "bold"), gaps)
        yield Text("")


def _heard(release: Release, examined: Examined) -> Iterator[tuple[str, Heard]]:
    numbers = track_numbers(release)
    for index, track in enumerate(release.tracks):
        path = f"tracks[{index}].audio"
        sound, facts = examined.analyses.get(path), examined.facts.get(path)
        if isinstance(sound, SoundAnalysis):
            known = facts if isinstance(facts, AudioFacts) else None
            yield path, Heard(numbers[index], track.title.display, sound, known)


def _joined(release: Release, analyses: Mapping[str, Analysis]) -> Iterator[str]:
    numbers = track_numbers(release)
    for join in joins(release, analyses):
        before, after = numbers[join.before], numbers[join.after]
        if join.gapless:
            yield f"{before} runs into {after} without a gap"
        elif join.gap >= _GAP:
            yield f"{join.gap:.1f} s of silence between {before} and {after}"


def track_numbers(release: Release) -> list[str]:
    """Return what people call the tracks by: `3`, or `2.3` where there are discs."""
    discs = len({track.disc for track in release.tracks}) > 1
    return [f"{track.disc}.{track.number}" if discs else str(track.number) for track in release.tracks]


__all__ = ["release_view", "track_numbers"]
