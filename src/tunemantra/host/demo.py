"""The demonstration's release: real audio and artwork, made when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.media import write_audio, write_cover

ICPN = "200000000011"
"""From the range GS1 keeps for use inside a company, so that it can never be somebody's product."""

_HEAD = """\
upc = "{icpn}"
title = "Between Two Rivers"
kind = "Album"
label = "Sandbank Records"
catalog_number = "SBR001"
genre = "Melodic House & Techno"
language = "en"
release_date = "2026-01-16"
p_line = "2026 Sandbank Records"
c_line = "2026 Sandbank Records"
artwork = "cover.jpg"
artists = [{{ name = "Ada Strand", names = [{{ name = "艾达·斯特兰德", language = "zh-Hans" }}] }}]

[[titles]]
title = "二つの川のあいだ"
language = "ja"

[[titles]]
title = "بين نهرين"
language = "ar"

[[titles]]
title = "两河之间"
language = "zh-Hans"

[[deals]]
territories = ["Worldwide"]
exclude = ["RU", "BY"]
start = "2026-01-16"
models = ["SubscriptionModel", "AdvertisementSupportedModel"]
uses = ["OnDemandStream", "NonInteractiveStream"]

[[deals]]
territories = ["Worldwide"]
exclude = ["RU", "BY"]
start = "2026-01-16"
models = ["PayAsYouGoModel"]
uses = ["PermanentDownload"]
"""

_TRACK = """
[[tracks]]
disc = {disc}
number = {number}
isrc = "{isrc}"
title = "{title}"
language = "zxx"
titles = [{titles}]
{more}file = "{file}"
bpm = {bpm}
key = "{key}"
contributors = [{{ name = "Ada Strand", roles = ["Composer"] }}]
"""


@frozen
class DemoTrack:
    """One track of the demonstration; tempo and key are those of the piece that its seed makes.

    Args:
        titles: the title in further languages, by their tags.
    """

    disc: int
    number: int
    title: str
    file: str
    bpm: int
    key: str
    seed: int
    titles: Mapping[str, str]
    more: str = ""


TRACKS = (
    DemoTrack(1, 1, "Upstream", "1-01 Upstream.wav", 121, "E min", 40, {"zh-Hans": "上游"}),
    DemoTrack(1, 2, "夜の橋", "1-02 Night Bridge.flac", 122, "Eb min", 110, {"ja": "夜の橋", "zh-Hans": "夜桥"}),
    DemoTrack(1, 3, "Gravel and Light", "1-03 Gravel and Light.wav", 125, "Gb min", 147, {"zh-Hans": "砾石与光"}),
    DemoTrack(2, 1, "نهر", "2-01 River.wav", 128, "Eb min", 148, {"ar": "نهر", "zh-Hans": "河"}),
    DemoTrack(
        2,
        2,
        "Floodplain",
        "2-02 Floodplain.flac",
        124,
        "Eb min",
        152,
        {"zh-Hans": "漫滩"},
        'version = "Extended Mix"\n',
    ),
    DemoTrack(2, 3, "Delta", "2-03 Delta.wav", 119, "Bb maj", 178, {"zh-Hans": "三角洲"}),
)


def write_release(
    folder: Path, *, seconds: float = 8.0, side: int = 3200, tracks: Sequence[DemoTrack] = TRACKS
) -> Path:
    """Make the release folder of the demonstration, or of some of its tracks, and return it.

    A two-disc album of six distinct pieces, 24-bit/48 kHz WAV and FLAC, a cover of `side` pixels, titles in Japanese,
    Arabic and Chinese. What is there already is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = _HEAD.format(icpn=ICPN)
    for index, track in enumerate(tracks):
        target = folder / track.file
        if not target.exists():
            write_audio(
                target,
                seconds=seconds + index,
                sample_rate=48_000,
                bit_depth=24,
                container="flac" if target.suffix == ".flac" else "wav",
                seed=track.seed,
            )
        text += _TRACK.format(
            disc=track.disc,
            number=track.number,
            isrc=f"QZSBR26{index + 1:05}",
            title=track.title,
            titles=", ".join(f'{{ title = "{text}", language = "{tag}" }}' for tag, text in track.titles.items()),
            more=track.more,
            file=track.file,
            bpm=track.bpm,
            key=track.key,
        )
    cover = folder / "cover.jpg"
    if not cover.exists():
        write_cover(cover, side=side, seed=7)
    (folder / "release.toml").write_text(text, "utf-8")
    return folder


__all__ = ["ICPN", "TRACKS", "write_release"]
