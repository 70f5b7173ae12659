"""Batches as they arrive: written by the driver's code, with real MP3s and pictures."""

from __future__ import annotations

import hashlib

from attrs import evolve

from tests.unit.contrib.sandbox import samples
from tests.unit.contrib.sandbox.mp3 import mp3
from tunemantra.core.media import AudioFacts
from tunemantra.plugins.jiosaavn.driver import to_send
from tunemantra.plugins.jiosaavn.metadata import write_checksums, write_manifest


def write_batch(folder, order, change=lambda content: content, **contents):
    """Write the batch of an order, and return its manifest.

    Args:
        folder: of the batch; its name is the batch's.
        order: of an album of songs of one second.
        change: spoils the manifest.
        contents: other bytes than good ones for `audio` and `artwork`.
    """
    files = {"audio": mp3(), "artwork": samples.jpeg(1000), **contents}
    made = {subject: _of(one, files[_kind(subject)]) for subject, one in order.renditions.items()}
    order = evolve(order, renditions=made)
    sent = to_send(order)
    for subject, path in sent.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(files[_kind(subject)])
    folder.mkdir(parents=True, exist_ok=True)
    manifest = change(write_manifest(order, folder.name, sent, bom=True))
    (folder / "manifest.csv").write_bytes(manifest)
    (folder / "checksums.md5").write_bytes(write_checksums(order, sent, manifest))
    (folder / "DONE").touch()
    return manifest


def _kind(subject):
    return subject.rpartition(".")[2]


def _of(made, content):
    facts = evolve(made.facts, frames=44_100) if isinstance(made.facts, AudioFacts) else made.facts
    return evolve(made, md5=hashlib.md5(content).hexdigest(), facts=facts)
