"""A release comes in one file, and a package leaves in one."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.unit.host.kiosk import corner
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.containers import Container, pack
from tunemantra.contrib.formats import example_toml
from tunemantra.core.distribution import Outcome
from tunemantra.errors import AssetError, NotFoundError, ReleaseError
from tunemantra.host.boxes import read_layout, release_folder


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = tmp_path / "first-album"
    folder.mkdir()
    (folder / "release.toml").write_text(example_toml(), encoding="utf-8")
    (folder / "cover.jpg").write_bytes(b"JPEG")
    return folder


def test_a_folder_is_itself(written: Path) -> None:
    with release_folder(written) as place:
        assert place == written


@pytest.mark.parametrize("inside", ["", "first-album/"])
@pytest.mark.parametrize("container", [Container.ZIP, Container.TAR])
def test_a_container_is_opened_for_the_time(written: Path, tmp_path: Path, inside: str, container: Container) -> None:
    files = {f"{inside}{each.name}": each for each in written.iterdir()}
    box = pack(files, tmp_path / f"box.{container}", container)
    with release_folder(box) as place:
        assert (place / "release.toml").read_text(encoding="utf-8") == example_toml()
        assert (place / "cover.jpg").read_bytes() == b"JPEG"
    assert not place.exists()


def test_a_container_without_a_document_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with release_folder(pack({"sub/x": tmp_path / "x"}, tmp_path / "box.zip", Container.ZIP)) as place:
        assert (place / "sub").is_dir()


def test_another_file_is_left_to_who_reads_releases(written: Path) -> None:
    with release_folder(written / "release.toml") as place:
        assert place == written / "release.toml"


def test_a_package_leaves_as_the_name_says(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        (done,) = host.work_until_done(host.distribute(there.folder, ["kiosk"]), seconds=30)
        assert done.outcome is Outcome.DONE
        folder = host.package(done.id, tmp_path / "out")
        sent = {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
        with zipfile.ZipFile(host.package(done.id, tmp_path / "out.zip")) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == sent
        again = host.package(done.id, tmp_path / "again.zip").read_bytes()
        assert again == (tmp_path / "out.zip").read_bytes()
        with pytest.raises(AssetError, match=r"metadata\.xml|no folders"):
            host.package(done.id, tmp_path / "out.itmsp")


def test_a_layout_gives_the_files_other_names(tmp_path: Path) -> None:
    there = corner(tmp_path)
    layout = tmp_path / "layout.toml"
    layout.write_text('audio = "{upc}/{index:3}.{ext}"\nartwork = "{upc}/cover.{ext}"\nmetadata = "{upc}/{name}"\n')
    with there.host as host:
        (done,) = host.work_until_done(host.distribute(there.folder, ["kiosk"]), seconds=30)
        placed = host.package(done.id, tmp_path / "laid-out", layout=layout) / done.icpn
        assert len(list(placed.glob("0*.*"))) == len(there.release.tracks)
        assert list(placed.glob("cover.*"))


def test_a_delivery_without_a_package_is_told(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        (order,) = host.distribute(there.folder, ["kiosk"])
        with pytest.raises(NotFoundError, match="has no package yet"):
            host.package(order.id, tmp_path / "out.zip")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"audio = ", "Invalid value"),
        (b"\xff", "utf-8"),
        (b"# " + b"x" * (64 * 1024), "larger than 64 KiB"),
        (b"sound = 'x'", "no layout"),
    ],
)
def test_a_layout_that_is_none_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "layout.toml"
    file.write_bytes(content)
    with pytest.raises(ReleaseError, match=reason) as caught:
        read_layout(file)
    assert caught.value.findings


def test_what_is_wrong_with_a_layout_is_told_with_its_file_and_key(tmp_path: Path) -> None:
    file = tmp_path / "layout.toml"
    file.write_text('artwork = "../{upc}.{ext}"\nsound = "x"\n')
    with pytest.raises(ReleaseError, match="no layout") as caught:
        read_layout(file)
    assert str(file) in caught.value.message
    assert {(one.file, one.path) for one in caught.value.findings} == {("layout.toml", "sound")}
    file.write_text('artwork = "../{upc}.{ext}"\n')
    with pytest.raises(ReleaseError) as caught:
        read_layout(file)
    assert {(one.file, one.path) for one in caught.value.findings} == {("layout.toml", "artwork")}


def test_a_layout_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="No such file"):
        read_layout(tmp_path / "absent.toml")


def test_a_zipped_release_is_checked_as_its_folder_is(written: Path, tmp_path: Path) -> None:
    box = shutil.make_archive(str(tmp_path / "box"), "zip", written)
    with TuneMantra(Settings(home=tmp_path / "home", safe_mode=True)) as host:
        assert host.check(box, []) == host.check(written, [])
