"""A release, its renditions and its package, as the pipeline would hand them to the driver."""

from __future__ import annotations

import functools
import hashlib
import itertools
import subprocess
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from attrs import evolve

from tests.unit.contrib.sandbox.samples import jpeg, wav
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, ImageForm, VideoForm
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.ports.package import Document, Order, Package, PackageFile, Rendition, Role

ICPN = "4006381333931"
FRAMES = 44_100
AT = datetime(2026, 4, 1, 12, tzinfo=UTC)
DEAL = Deal(TerritorySet.of("DE", "AT", "JP"), ReleaseMoment.local(date(2026, 4, 24)))


def release(icpn: str = ICPN, tracks: int = 2, **more: object) -> Release:
    made = Release(
        icpn=Gtin(icpn),
        titles=(Title("Stars", language="en"), Title("星", language="ja"), Title("نجوم", language="ar")),
        artists=(Artist("A. Nybody"), Artist("Somebody Else", ArtistRole.FEATURED)),
        label="Small Label",
        kind=ReleaseKind.ALBUM,
        tracks=tuple(track(number) for number in range(1, tracks + 1)),
        artwork=Asset("cover.png"),
        deals=(DEAL,),
        p_line=PLine(2026, "Small Label"),
        c_line=CLine(2026, "Small Label"),
        genre=Genre("Electronic"),
        release_date=date(2026, 4, 24),
    )
    return evolve(made, **more)


def track(number: int, **more: object) -> Track:
    made = Track(
        isrc=Isrc(f"USS1Z99000{number:02d}"),
        titles=(Title(f"Star {number}"),),
        audio=Asset(f"{number}.flac"),
        number=number,
        contributors=(Contributor("W. Riter", (ContributorRole.COMPOSER,)),),
    )
    return evolve(made, **more)


@functools.cache
def audio(number: int) -> bytes:
    moments = np.arange(FRAMES) / 44_100
    left, right = (np.sin(2 * np.pi * pitch * moments) * 9_000 for pitch in (110 * number, 165 * number))
    return wav(np.stack([left, right], axis=1).astype("<i2"))


@functools.cache
def cover(side: int = 3000) -> bytes:
    return jpeg(side)


def audio_rendition(subject: str, content: bytes, **facts: object) -> Rendition:
    measured = AudioFacts("wav", "pcm_s16le", 44_100, 16, 2, FRAMES, format_code=1, size=len(content))
    form = AudioForm("wav", "pcm", 44_100, 16, 2)
    return Rendition(subject, sha256(content), len(content), form, evolve(measured, **facts))


def image_rendition(content: bytes, **facts: object) -> Rendition:
    measured = ImageFacts("JPEG", 3000, 3000, "RGB", size=len(content))
    return Rendition("artwork", sha256(content), len(content), ImageForm("JPEG", 3000), evolve(measured, **facts))


@functools.cache
def film(size: str = "720x1280", seconds: int = 3, *, sound: bool = False) -> bytes:
    """A Canvas of a test picture."""
    source = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=10:d={seconds}"]
    source += ["-f", "lavfi", "-i", f"sine=d={seconds}", "-shortest"] if sound else []
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *source]
        subprocess.run([*command, "-c:v", "libx264", "-pix_fmt", "yuv420p", file.name], check=True)
        return Path(file.name).read_bytes()


def film_rendition(subject: str, content: bytes, **facts: object) -> Rendition:
    measured = VideoFacts("mp4", "h264", 720, 1280, Decimal(10), 3000, size=len(content))
    form = VideoForm("mp4", "h264", 720, 1280, audio=False)
    return Rendition(subject, sha256(content), len(content), form, evolve(measured, **facts))


def gtin(number: int) -> str:
    """An EAN of our own making with its check digit."""
    digits = f"200{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Bench:
    """Orders and packages over an asset store of its own."""

    _numbers = itertools.count(1)

    def __init__(self) -> None:
        self.store: dict[str, bytes] = {}
        self.icpn = gtin(next(self._numbers))

    def release(self, tracks: int = 2, **more: object) -> Release:
        """The sample release under this bench's own product code."""
        return release(self.icpn, tracks, **more)

    def key(self, name: str) -> str:
        """A delivery's id that no other bench uses."""
        return f"{self.icpn}-{name}"

    def keep(self, content: bytes) -> bytes:
        self.store[sha256(content)] = content
        return content

    def order(
        self,
        of: Release | None = None,
        kind: OrderKind = OrderKind.INSERT,
        delivery_id: str = "",
        media: dict[str, bytes] | None = None,
        **more: object,
    ) -> Order:
        of = of or self.release()
        contents = {"artwork": cover()}
        contents |= {f"tracks[{index}].audio": audio(index + 1) for index in range(len(of.tracks))}
        contents |= media or {}
        renditions = {subject: _rendition(subject, self.keep(content)) for subject, content in contents.items()}
        if kind is OrderKind.TAKEDOWN:
            renditions = {}
        return Order(delivery_id or self.key("delivery-1"), kind, of, "0" * 64, 1, AT, renditions, **more)

    def package(self, draft) -> Package:
        files = []
        for file in draft.files:
            if isinstance(file, Document):
                self.keep(file.content)
                files.append(
                    PackageFile(file.path, file.role, sha256(file.content), len(file.content), "", file.media_type)
                )
            else:
                made = file.rendition
                files.append(
                    PackageFile(file.path, Role.of(made.form), made.sha256, made.size, made.subject, file.media_type)
                )
        return Package(tuple(files), draft.reference)


def _rendition(subject: str, content: bytes) -> Rendition:
    if subject == "artwork":
        return image_rendition(content)
    return film_rendition(subject, content) if subject.endswith(".canvas") else audio_rendition(subject, content)
