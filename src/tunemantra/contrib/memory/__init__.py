"""Adapters that keep everything in memory: for tests, examples and plugin authors."""

from tunemantra.contrib.memory.assets import MemoryAssetStore
from tunemantra.contrib.memory.board import MemoryBoard
from tunemantra.contrib.memory.ledger import MemoryLedger
from tunemantra.contrib.memory.media import (
    MemoryAudio,
    MemoryBooklets,
    MemoryFilms,
    MemoryImages,
    MemoryPictures,
    MemorySounds,
    describe,
)
from tunemantra.contrib.memory.prints import MemoryFingerprints, MemoryPrintIndex
from tunemantra.contrib.memory.runtime import (
    START,
    FixedClock,
    ManualClock,
    MemoryQueue,
    MemorySecrets,
    SequentialIds,
)

__all__ = [
    "START",
    "FixedClock",
    "ManualClock",
    "MemoryAssetStore",
    "MemoryAudio",
    "MemoryBoard",
    "MemoryBooklets",
    "MemoryFilms",
    "MemoryFingerprints",
    "MemoryImages",
    "MemoryLedger",
    "MemoryPictures",
    "MemoryPrintIndex",
    "MemoryQueue",
    "MemorySecrets",
    "MemorySounds",
    "SequentialIds",
    "describe",
]
