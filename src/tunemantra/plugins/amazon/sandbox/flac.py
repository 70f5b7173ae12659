"""A look at a FLAC: its header byte by byte (RFC 9639), its samples decoded to the end, their MD5 and their bits."""

from __future__ import annotations

import hashlib
from pathlib import Path

from attrs import evolve, field, frozen

_BLOCK = 65_536
_LEAST_RATE, _LEAST_BITS = 44_100, 16


@frozen
class FlacSeen:
    """What a FLAC is.

    Args:
        rate: Hz. `bits`: a sample as the header says. `used`: bits that are not zero throughout.
        channels: count.
        frames: samples a channel that could be decoded.
        faults: what is wrong with it, one sentence each.
    """

    rate: int = 0
    bits: int = 0
    used: int = 0
    channels: int = 0
    frames: int = 0
    faults: tuple[str, ...] = field(default=())

    @property
    def seconds(self) -> float:
        """Return the decoded length in seconds."""
        return self.frames / self.rate if self.rate else 0.0


def look_at_flac(path: Path) -> FlacSeen:
    """Return what a FLAC is, after decoding all of it in blocks."""
    with path.open("rb") as file:
        head = file.read(42)
    if head[:4] != b"fLaC" or len(head) < 42 or head[4] & 0x7F:  # noqa: PLR2004 - STREAMINFO comes first
        return FlacSeen(faults=("not a FLAC file",))
    packed = int.from_bytes(head[18:26], "big")
    seen = FlacSeen(packed >> 44, (packed >> 36 & 0x1F) + 1, 0, (packed >> 41 & 0x7) + 1)
    return _decoded(path, seen, declared=packed & 0xF_FFFF_FFFF, md5=head[26:42])


def _decoded(path: Path, seen: FlacSeen, *, declared: int, md5: bytes) -> FlacSeen:
    import numpy as np
    import soundfile

    digest, frames, union, loud, width = hashlib.md5(usedforsecurity=False), 0, 0, False, (seen.bits + 7) // 8
    problem = ""
    try:
        with soundfile.SoundFile(str(path)) as audio:
            for block in audio.blocks(_BLOCK, dtype="int32", always_2d=True):
                # libsndfile puts the bits of a sample at the top.
                samples = block >> (32 - seen.bits)
                frames += len(samples)
                union |= int(np.bitwise_or.reduce(samples, axis=None)) & ((1 << seen.bits) - 1)
                loud = loud or bool(samples.any())
                flat = np.ascontiguousarray(samples.astype("<i4")).view("u1").reshape(-1, 4)
                digest.update(flat[:, :width].tobytes())
    except soundfile.SoundFileError as failure:
        problem = str(failure).replace(str(path), path.name)
    idle = (union & -union).bit_length() - 1 if union else seen.bits
    whole = evolve(seen, frames=frames, used=seen.bits - idle)
    faults = [f"cannot be decoded: {problem}"] if problem else []
    if not any(md5):
        faults.append("the header has no MD5 of the samples")
    elif digest.digest() != md5:
        faults.append("the samples are not those whose MD5 the header states")
    if declared and declared != frames:
        faults.append(f"{declared} samples promised, {frames} there")
    if whole.rate < _LEAST_RATE or whole.bits < _LEAST_BITS or whole.channels != 2:  # noqa: PLR2004 - stereo
        faults.append(f"{whole.bits} bit, {whole.rate} Hz, {whole.channels} channels; 16 bit, 44100 Hz, stereo needed")
    if not loud:
        faults.append("silent throughout")
    return evolve(whole, faults=tuple(faults))


__all__ = ["FlacSeen", "look_at_flac"]
