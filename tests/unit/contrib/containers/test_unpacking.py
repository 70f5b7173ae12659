"""Nothing that a stranger put into a container leaves its folder or outgrows its bounds."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from tunemantra.contrib.containers import Limits, unpack
from tunemantra.errors import AssetError


@pytest.fixture
def source(tmp_path):
    return tmp_path / "in.bin"


def refused(source, reason, limits=None):
    out = source.parent / "out"
    before = set(source.parent.iterdir())
    with pytest.raises(AssetError, match=reason):
        unpack(source, out, limits)
    assert set(source.parent.iterdir()) == before


def zipped(source, *entries, **more):
    with zipfile.ZipFile(source, "w", **more) as archive:
        for name, content in entries:
            archive.writestr(name, content)


def tarred(source, *entries, mode="w"):
    with tarfile.open(source, mode) as archive:
        for name, content in entries:
            entry = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "C:/evil"])
def test_names_that_lead_out_are_refused(source, name):
    zipped(source, (name, b"x"))
    refused(source, "no path within a container")
    tarred(source, (name, b"x"))
    refused(source, "no path within a container")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(source):
    zipped(source, ("a", b"x"), ("a", b"y"))
    refused(source, "stands in the container twice")
    tarred(source, ("a", b"x"), ("./a", b"y"))
    refused(source, "stands in the container twice")


def test_links_and_devices_are_refused(source):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    zipped(source, (link, "/etc/passwd"))
    refused(source, "is a link")
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        entry = tarfile.TarInfo("strange")
        entry.type, entry.linkname = kind, "/etc/passwd"
        tarred(source, (entry, b""))
        refused(source, "is no plain file")


def test_encrypted_files_are_refused(source):
    zipped(source, ("a", b"x"))
    raw = bytearray(source.read_bytes())
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    source.write_bytes(raw)
    refused(source, "is encrypted")


def test_more_than_allowed_is_refused_before_it_is_written(source):
    zipped(source, ("a", b"x" * 600), ("b", b"y" * 600))
    refused(source, "more than 1,000 bytes", Limits(size=1000))
    refused(source, "more than 1 files", Limits(files=1))
    tarred(source, ("a", b"x" * 600), ("b", b"y" * 600))
    refused(source, "more than 1,000 bytes", Limits(size=1000))
    refused(source, "more than 1 files", Limits(files=1))


def test_a_bomb_that_lies_about_its_size_ends_in_time(source):
    zipped(source, ("a", b"\0" * 5_000_000), compression=zipfile.ZIP_DEFLATED)
    raw = bytearray(source.read_bytes())
    central = raw.rindex(b"PK\x01\x02")
    for place in (22, central + 24):
        raw[place : place + 4] = (10).to_bytes(4, "little")
    source.write_bytes(raw)
    refused(source, "damaged|more comes out", Limits(size=1000))


def test_damaged_containers_are_told(source):
    zipped(source, ("a", b"x" * 5000), compression=zipfile.ZIP_DEFLATED)
    raw = source.read_bytes()
    source.write_bytes(raw[:40] + b"\xff" * 4 + raw[44:])
    refused(source, "damaged")
    tarred(source, ("a", b"x" * 50_000), mode="w:gz")
    source.write_bytes(source.read_bytes()[:-30])
    refused(source, "damaged")


def test_other_files_are_no_containers(source):
    source.write_bytes(b"RIFF")
    refused(source, "neither ZIP nor TAR")
    refused(source.parent / "absent.zip", "No such file|neither ZIP nor TAR")


def test_what_is_there_stays(source):
    zipped(source, ("a", b"x"))
    (source.parent / "out").mkdir()
    refused(source, "is there already")


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_compressed_tars_are_opened(source, mode):
    folder = tarfile.TarInfo("sub")
    folder.type = tarfile.DIRTYPE
    tarred(source, (folder, b""), ("sub/a", b"x"), mode=mode)
    assert (unpack(source, source.parent / "out") / "sub" / "a").read_bytes() == b"x"
