"""Audio and pictures made by hand or by another library than the one that looks at them."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image


def samples(seconds: float = 0.5, rate: int = 44_100, channels: int = 2) -> np.ndarray:
    moments = np.arange(int(seconds * rate)) / rate
    tones = [np.sin(2 * np.pi * (220 + 110 * channel) * moments) for channel in range(channels)]
    return (np.stack(tones, axis=1) * 12_000).astype("<i2")


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def wav(pcm: np.ndarray | None = None, rate: int = 44_100, *, code: int = 1, extra: bytes = b"") -> bytes:
    pcm = samples() if pcm is None else pcm
    channels = pcm.shape[1]
    fmt = struct.pack("<HHIIHH", code, channels, rate, rate * channels * 2, channels * 2, 16)
    if code == 0xFFFE:
        tail = bytes.fromhex("0000001000800000aa00389b71")
        fmt += struct.pack("<HHIH", 22, 16, 3, 1) + tail + b"\0"
    body = b"WAVE" + chunk(b"fmt ", fmt) + extra + chunk(b"data", pcm.tobytes())
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(side: int = 64, *, mode: str = "RGB", height: int = 0, orientation: int = 0, **more: object) -> bytes:
    picture = Image.linear_gradient("L").resize((side, height or side)).convert(mode)
    if orientation:
        exif = Image.Exif()
        exif[0x0112] = orientation
        more["exif"] = exif
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80, **more)
    return file.getvalue()
