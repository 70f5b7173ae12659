"""A store's files are found by product, whether its folders name the product or the batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tunemantra.contrib.sandbox import Journal
from tunemantra.testing.desk import Store

ICPN = "4006381333931"


class Folder(Store):
    """A store's folder without the process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.journal = folder, Journal(folder)


@pytest.mark.parametrize("path", [f"in/B1/{ICPN}/01.wav", "in/B1/audio/01.wav"])
def test_what_came_is_found(tmp_path: Path, path: str) -> None:
    store = Folder(tmp_path)
    for name in (path, "in/B2/audio/01.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
        store.journal.write("asset-received", path=name)
    store.journal.write("delivery-complete", icpn=ICPN, reference="B1")
    store.journal.write("delivery-complete", icpn="036000291452", reference="B2")
    assert [entry["path"] for entry in store.received(ICPN)] == [path]
    assert store.files(ICPN, ".wav") == [tmp_path / path]
