"""Real audio written by another library, and WAV files put together chunk by chunk."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import soundfile

SUBTYPES = {16: "PCM_16", 24: "PCM_24", 32: "PCM_32"}
MAJORS = {"wav": "WAV", "flac": "FLAC", "aiff": "AIFF"}


def tones(rate: int, seconds: float, channels: int = 2) -> np.ndarray:
    """Different notes and some noise a channel, between -1 and 1; shape (frames, channels)."""
    time = np.arange(round(rate * seconds)) / rate
    noise = np.random.default_rng(7).uniform(-0.1, 0.1, (len(time), channels))
    return np.stack([0.5 * np.sin(2 * np.pi * (220 + 110 * n) * time) for n in range(channels)], axis=1) + noise


def quantised(wave: np.ndarray, bits: int) -> np.ndarray:
    """The nearest integers of so many bits, as int32 with the sound in the low bits."""
    top = 2 ** (bits - 1)
    return np.clip(np.round(wave * top), -top, top - 1).astype(np.int32)


def pcm_bytes(samples: np.ndarray, bits: int) -> bytes:
    """Interleaved little-endian bytes of integers of so many bits."""
    flat = np.ascontiguousarray(samples, dtype="<i4").reshape(-1, 1).view(np.uint8)
    return flat[:, : bits // 8].tobytes()


def write(path: Path, samples: np.ndarray, bits: int, rate: int) -> Path:
    """Write integers through libsndfile, in the container the name ends with."""
    container = path.suffix[1:]
    soundfile.write(path, samples << (32 - bits), rate, SUBTYPES[bits], format=MAJORS[container])
    return path


def read(path: Path, bits: int) -> np.ndarray:
    """Read integers of so many bits through libsndfile, which is not what wrote them."""
    data, _ = soundfile.read(path, dtype="int32", always_2d=True)
    return data >> (32 - bits)


def chunk(name: bytes, body: bytes, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return name + struct.pack("<I", size) + body + b"\0" * (len(body) & 1)


def fmt(channels=2, rate=44_100, bits=16, tag=1, block=None, extra=b"") -> bytes:
    block = channels * bits // 8 if block is None else block
    return chunk(b"fmt ", struct.pack("<HHIIHH", tag, channels, rate, rate * block % 2**32, block, bits) + extra)


def riff(*chunks: bytes, kind: bytes = b"RIFF") -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return kind + struct.pack("<I", len(body)) + body


def endless_flac(path: Path, hours: float, rate: int = 8_000) -> Path:
    """Write a FLAC of mono silence that takes 17 bytes for each 65535 samples (RFC 9639, section 9)."""
    block = 65_535
    count = round(hours * 3600 * rate / block)
    packed = rate << 44 | 15 << 36 | count * block
    info = struct.pack(">HH6xQ16x", block, block, packed)
    frames = bytearray(b"fLaC\x80\0\0\x22" + info)
    for number in range(count):
        # fixed blocks, their length in 16 bits, the rate of STREAMINFO; mono; 16 bits
        head = b"\xff\xf8\x70\x08" + chr(number).encode("utf-8", "surrogatepass") + struct.pack(">H", block - 1)
        head += crc(head, 0x07, 8).to_bytes(1, "big")
        frame = head + b"\0" + struct.pack(">h", 0)
        frames += frame + crc(frame, 0x8005, 16).to_bytes(2, "big")
    path.write_bytes(frames)
    return path


def crc(data: bytes, polynomial: int, width: int) -> int:
    """Return the check sum of some bytes, the first bit first."""
    top, value = 1 << (width - 1), 0
    for byte in data:
        value ^= byte << (width - 8)
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & (1 << width) - 1
    return value
