"""A container is the same bytes whenever it is made, and holds what was put in."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunemantra.contrib.containers import Container, container_of, pack, unpack
from tunemantra.errors import AssetError

ARCHIVES = [Container.ZIP, Container.TAR]


@pytest.fixture
def files(tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    made = {}
    for number, name in enumerate(["b/02.wav", "a.xml", "b/01.wav", "夜.txt"]):
        source = sources / str(number)
        source.write_bytes(name.encode() * 1000)
        made[name] = source
    return made


def contents(folder):
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def expected(files):
    return {name: source.read_bytes() for name, source in files.items()}


@pytest.mark.parametrize("container", ARCHIVES)
def test_what_was_put_in_comes_out(tmp_path, files, container):
    made = pack(files, tmp_path / f"release.{container}", container)
    assert contents(unpack(made, tmp_path / "out")) == expected(files)


@pytest.mark.parametrize("container", ARCHIVES)
def test_the_same_files_give_the_same_bytes(tmp_path, files, container):
    first = pack(files, tmp_path / "one", container).read_bytes()
    for number, source in enumerate(files.values()):
        source.chmod(0o600)
        os.utime(source, (number, number))
    assert pack(dict(reversed(files.items())), tmp_path / "two", container).read_bytes() == first


def test_a_zip_is_opened_by_others(tmp_path, files):
    made = pack(files, tmp_path / "release.zip", Container.ZIP)
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(files)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_tar_is_opened_by_others(tmp_path, files):
    made = pack(files, tmp_path / "release.tar", Container.TAR)
    with tarfile.open(made) as archive:
        assert [entry.name for entry in archive] == sorted(files)
    tar = shutil.which("tar")
    if tar:
        listed = subprocess.run(
            [tar, "-tf", made], capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8"}
        )
        assert listed.stdout.splitlines()[:2] == ["a.xml", "b/01.wav"]


@pytest.mark.parametrize("container", list(Container))
def test_a_folder_with_something_in_it_stays(tmp_path, files, container):
    target = tmp_path / "release.itmsp"
    target.mkdir()
    (target / "old.wav").touch()
    with pytest.raises(AssetError, match="is there already, and not empty"):
        pack({"metadata.xml": files["a.xml"]}, target, container)
    assert contents(target) == {"old.wav": b""}


def test_an_empty_folder_is_filled(tmp_path, files):
    target = tmp_path / "release"
    target.mkdir()
    pack(files, target, Container.FOLDER)
    assert contents(target) == expected(files)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_an_itmsp_is_a_flat_folder_with_its_metadata(tmp_path, files):
    flat = {"metadata.xml": files["a.xml"], "01.wav": files["b/01.wav"]}
    made = pack(flat, tmp_path / "0001.itmsp", Container.ITMSP)
    assert contents(made) == expected(flat)


@pytest.mark.parametrize(
    ("names", "target", "reason"),
    [
        (["metadata.xml"], "0001", "ends with .itmsp"),
        (["metadata.xml", "audio/01.wav"], "0001.itmsp", "has no folders"),
        (["01.wav"], "0001.itmsp", "has a metadata.xml"),
    ],
)
def test_what_transporter_would_refuse_is_refused(tmp_path, names, target, reason):
    (tmp_path / "file").touch()
    with pytest.raises(AssetError, match=reason):
        pack(dict.fromkeys(names, tmp_path / "file"), tmp_path / target, Container.ITMSP)


@pytest.mark.parametrize(
    "name", ["", "/a", "../a", "a/../b", "a//b", "a\\b", "C:a", "a/", "a\x00b", "a\nb", "x" * 1001, " a", "a.", "a/./b"]
)
@pytest.mark.parametrize("container", list(Container))
def test_a_name_never_leads_out(tmp_path, name, container):
    (tmp_path / "file").touch()
    with pytest.raises(AssetError, match="no path within a container"):
        pack({name: tmp_path / "file", "metadata.xml": tmp_path / "file"}, tmp_path / "t.itmsp", container)
    assert not (tmp_path / "t.itmsp").exists()


@pytest.mark.parametrize(
    ("names", "reason"), [(["A.wav", "a.wav"], "the same file to some"), (["a", "a/b"], "a file and a folder at once")]
)
def test_two_files_never_share_a_name(tmp_path, names, reason):
    (tmp_path / "file").touch()
    with pytest.raises(AssetError, match=reason):
        pack(dict.fromkeys(names, tmp_path / "file"), tmp_path / "t.zip", Container.ZIP)


@pytest.mark.parametrize("container", list(Container))
def test_nothing_is_left_when_a_file_is_missing(tmp_path, files, container):
    target = tmp_path / "out" / "t.itmsp"
    with pytest.raises(AssetError, match="No such file"):
        pack({"metadata.xml": files["a.xml"], "gone.wav": tmp_path / "gone"}, target, container)
    assert list(target.parent.iterdir()) == []


def test_the_extension_says_the_container():
    assert [container_of(name) for name in ("a.ZIP", "b.tar", "c.itmsp", "d", "e.wav")] == [
        Container.ZIP,
        Container.TAR,
        Container.ITMSP,
        Container.FOLDER,
        Container.FOLDER,
    ]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,4}/[0-9]{2}\.wav", fullmatch=True), st.binary(max_size=200), max_size=6))
@settings(suppress_health_check=list(HealthCheck), max_examples=25)
def test_any_files_come_out_as_they_went_in(tmp_path_factory, wanted):
    folder = tmp_path_factory.mktemp("any")
    (folder / "sources").mkdir()
    files = {}
    for number, (name, content) in enumerate(wanted.items()):
        files[name] = folder / "sources" / str(number)
        files[name].write_bytes(content)
    for container in ARCHIVES:
        made = pack(files, folder / f"made.{container}", container)
        out = folder / f"out-{container}"
        assert contents(unpack(made, out)) == wanted
