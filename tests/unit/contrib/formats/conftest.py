"""A release folder on disk."""

import json

import pytest

from tunemantra.contrib.formats import ReleaseFolder

PLAIN = """
upc = "036000291452"
title = "Night Trains"
artists = ["Mira Solano"]
label = "Acme"
kind = "Album"
genre = "Pop"
release_date = 2026-04-24
p_line = "2026 Acme"
c_line = "℗ 2026 Acme"
artwork = "cover.jpg"
{release}
[[deals]]
{deal}
[[tracks]]
isrc = "QM-ACM-26-00001"
title = "Station"
file = "audio/1.wav"
{track}
"""


class Folder:
    """Writes documents and reads them back."""

    def __init__(self, path):
        self.path = path
        (path / "audio").mkdir()
        (path / "audio" / "1.wav").write_bytes(b"RIFF")
        (path / "cover.jpg").write_bytes(b"JPEG")

    def write(self, text, name="release.toml"):
        content = text if isinstance(text, bytes) else text.encode()
        (self.path / name).write_bytes(content)
        return self

    def read(self):
        return ReleaseFolder().read(self.path)

    def plain(self, release="", deal='territories = "Worldwide"', track=""):
        return self.write(PLAIN.format(release=release, deal=deal, track=track)).read()

    def json(self, table):
        return self.write(json.dumps(table), "release.json").read()


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
