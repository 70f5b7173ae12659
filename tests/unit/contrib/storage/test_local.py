from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import pickle
import signal
import stat
import time

import pytest

from tunemantra.contrib.storage import LocalAssetStore
from tunemantra.contrib.storage.files import hash_stream, translated
from tunemantra.contrib.storage.local import LEFT_OVER_SECONDS, LINKED, STAGING
from tunemantra.errors import AssetCorruptError, AssetError, AssetMissingError, Disposition

CONTENT = b"master " * 300_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "assets"


@pytest.fixture
def store(folder):
    return LocalAssetStore(folder)


def files_in(folder):
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def test_nothing_is_made_before_the_first_use(store, folder):
    assert not store.has(SHA256)
    assert not folder.exists()


def test_a_file_lies_under_its_hash_in_two_levels(store, folder):
    store.put_bytes(CONTENT)
    assert files_in(folder) == [f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]


def test_files_are_read_only_and_the_folder_is_closed_to_others(store, folder):
    store.put_bytes(CONTENT)
    with store.staging() as staging:
        made = staging / "made.wav"
        made.write_bytes(b"x")
        adopted = store.adopt(made)
    for sha256 in (SHA256, adopted.sha256):
        assert stat.S_IMODE(store.path(sha256).stat().st_mode) == 0o444
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_adopting_moves_and_does_not_copy(store):
    with store.staging() as staging:
        made = staging / "made.wav"
        made.write_bytes(CONTENT)
        inode = made.stat().st_ino
        stored = store.adopt(made)
    assert store.path(stored.sha256).stat().st_ino == inode


def test_what_can_be_made_again_does_not_wait_for_the_disk_and_what_cannot_does(store, tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr(os, "fsync", lambda _: waited.append("once"))
    with store.staging() as staging:
        made = staging / "made.wav"
        made.write_bytes(CONTENT)
        store.adopt(made)
    assert waited == []
    master = tmp_path / "master.wav"
    master.write_bytes(CONTENT + b"another")
    store.put_file(master)
    store.put_bytes(b"document")
    assert waited.count("once") >= 4  # each file and the folder of its name


@pytest.mark.parametrize("way", ["file", "bytes"])
def test_what_comes_in_to_stay_is_on_the_disk_though_it_was_adopted_before(store, folder, tmp_path, monkeypatch, way):
    with store.staging() as staging:
        made = staging / "made.wav"
        made.write_bytes(CONTENT)
        place = store.path(store.adopt(made).sha256)
    waited = set()
    monkeypatch.setattr(os, "fsync", lambda handle: waited.add(os.fstat(handle).st_ino))
    master = tmp_path / "master.wav"
    master.write_bytes(CONTENT)
    store.put_file(master) if way == "file" else store.put_bytes(CONTENT)
    assert {place.stat().st_ino, place.parent.stat().st_ino} <= waited


@pytest.mark.parametrize("left", [b"", CONTENT[:4096], bytes(len(CONTENT))], ids=["nothing", "a part", "zeros"])
def test_what_a_power_failure_left_of_an_adopted_file_is_noticed_and_replaced(store, folder, left):
    def adopted():
        with store.staging() as staging:
            made = staging / "made.wav"
            made.write_bytes(CONTENT)
            return store.adopt(made)

    place = store.path(adopted().sha256)
    place.chmod(0o644)
    place.write_bytes(left)
    after = LocalAssetStore(folder)
    with pytest.raises(AssetCorruptError):
        after.path(SHA256)
    assert adopted().sha256 == SHA256
    assert after.read(SHA256) == CONTENT


def test_a_file_with_a_second_name_is_copied_so_that_nobody_can_change_it(store, tmp_path):
    with store.staging() as staging:
        made = staging / "made.wav"
        made.write_bytes(CONTENT)
        second = tmp_path / "second.wav"
        os.link(made, second)
        store.adopt(made)
        assert not made.exists()
    second.write_bytes(b"changed")
    assert store.read(SHA256) == CONTENT


def test_a_store_in_use_is_tidied_again_and_what_is_used_stays(store, folder):
    assert store.tidy() == 0
    assert not folder.exists()
    store.put_bytes(CONTENT)
    with store.staging() as busy:
        left = folder / STAGING / "left"
        left.mkdir()
        (left / "half.wav").write_bytes(b"x")
        for each in (left / "half.wav", left):
            os.utime(each, (0, time.time() - LEFT_OVER_SECONDS - 1))
        assert store.tidy() == 1
        assert (busy.exists(), left.exists(), store.has(SHA256)) == (True, False, True)


def test_staging_is_on_the_same_file_system(store, folder):
    with store.staging() as staging:
        assert staging.stat().st_dev == folder.stat().st_dev
        assert staging.parent == folder / STAGING


def test_nothing_is_left_aside_after_writing(store, folder, tmp_path):
    store.put_bytes(CONTENT)
    store.put_bytes(CONTENT)
    with pytest.raises(AssetMissingError):
        store.put_file(tmp_path / "none")
    assert list((folder / STAGING).iterdir()) == []


def test_a_known_file_is_not_read_again_for_its_path(store, monkeypatch):
    store.put_bytes(CONTENT)
    monkeypatch.setattr("tunemantra.contrib.storage.local.hash_file", lambda _: pytest.fail("read again"))
    assert store.path(SHA256).name == SHA256


def test_another_process_reads_it_once(store, folder, monkeypatch):
    from tunemantra.contrib.storage import local

    store.put_bytes(CONTENT)
    other, read = LocalAssetStore(folder), []
    whole = local.hash_file
    monkeypatch.setattr(local, "hash_file", lambda file: (read.append(file), whole(file))[1])
    assert other.path(SHA256) == other.path(SHA256)
    assert len(read) == 1


def test_a_source_that_is_a_pipe_is_refused_without_waiting(store, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AssetError):
        store.put_file(tmp_path / "pipe")


def test_a_link_is_read_through_when_copied(store, tmp_path):
    (tmp_path / "real").write_bytes(CONTENT)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert store.put_file(tmp_path / "link").sha256 == SHA256


def test_left_overs_of_killed_processes_go_after_a_day(store, folder):
    with store.staging():
        pass
    staging = folder / STAGING
    old, fresh, busy = staging / "old", staging / "fresh", staging / "busy"
    for each in (old, fresh, busy):
        each.mkdir()
        (each / "half.wav").write_bytes(b"x")
    (staging / "tmpfile").write_bytes(b"x")
    day_ago = time.time() - LEFT_OVER_SECONDS - 60
    for each in (old / "half.wav", old, busy, staging / "tmpfile"):
        os.utime(each, (day_ago, day_ago))
    LocalAssetStore(folder).put_bytes(b"starts")
    assert sorted(each.name for each in staging.iterdir()) == ["busy", "fresh"]


def _write_forever(folder, seed):
    store = LocalAssetStore(folder)
    for number in range(10_000):
        store.put_bytes(f"{seed}/{number}".encode() * 100_000)


def test_a_killed_writer_leaves_nothing_under_a_hash(folder):
    fork = multiprocessing.get_context("fork")
    for seed in range(3):
        writer = fork.Process(target=_write_forever, args=(folder, seed))
        writer.start()
        writer.join(0.2)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join(30)
    store = LocalAssetStore(folder)
    kept = [each for each in folder.rglob("*") if each.is_file() and STAGING not in each.parts]
    assert kept
    for each in kept:
        assert store.path(each.name) == each


def _write_same(folder, out):
    stored = LocalAssetStore(folder).put_bytes(CONTENT)
    out.put(stored.sha256)


def test_processes_may_write_the_same_bytes_at_once(folder, store):
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    writers = [fork.Process(target=_write_same, args=(folder, out)) for _ in range(4)]
    for writer in writers:
        writer.start()
    assert {out.get(timeout=30) for _ in writers} == {SHA256}
    for writer in writers:
        writer.join(30)
    assert store.read(SHA256) == CONTENT


def test_a_pickled_store_is_the_same_folder(store):
    store.put_bytes(CONTENT)
    assert pickle.loads(pickle.dumps(store)).read(SHA256) == CONTENT


@pytest.mark.parametrize(
    ("number", "error", "disposition"),
    [
        (errno.ENOENT, AssetMissingError, Disposition.STOP),
        (errno.ENOSPC, AssetError, Disposition.WAIT),
        (errno.EIO, AssetError, Disposition.RETRY),
        (errno.EACCES, AssetError, Disposition.STOP),
        (errno.ELOOP, AssetError, Disposition.STOP),
    ],
)
def test_the_systems_errors_become_ours(number, error, disposition):
    with pytest.raises(AssetError) as caught, translated():
        raise OSError(number, os.strerror(number), "file.wav")
    assert (type(caught.value), caught.value.disposition) == (error, disposition)
    assert "file.wav" in caught.value.message


@pytest.mark.parametrize("noticed_by", ["open", "read"])
def test_bytes_that_rot_without_a_trace_are_replaced_by_good_ones(store, noticed_by):
    store.put_bytes(CONTENT)
    file = store.path(SHA256)
    before = file.stat()
    file.chmod(0o644)
    with file.open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"!")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(AssetCorruptError):
        store.open(SHA256).read() if noticed_by == "open" else store.read(SHA256)
    with pytest.raises(AssetCorruptError):
        store.path(SHA256)
    store.put_bytes(CONTENT)
    assert store.read(SHA256) == CONTENT


# masters that are linked


@pytest.fixture
def linking(folder):
    return LocalAssetStore(folder, link=True)


@pytest.fixture
def master(tmp_path):
    file = tmp_path / "master.wav"
    file.write_bytes(CONTENT)
    return file


def test_a_linked_master_is_the_same_file_and_keeps_its_rights(linking, master):
    master.chmod(0o640)
    stored = linking.put_file(master)
    assert (stored.sha256, stored.size) == (SHA256, len(CONTENT))
    assert linking.path(SHA256).samefile(master)
    assert stat.S_IMODE(master.stat().st_mode) == 0o640
    assert linking.put_file(master) == stored
    assert list((linking.path(SHA256).parents[2] / STAGING).iterdir()) == []


def test_a_linked_master_survives_its_folder(linking, master):
    linking.put_file(master)
    master.unlink()
    assert linking.read(SHA256) == CONTENT


def test_a_linked_master_that_is_replaced_in_its_folder_stays_what_it_was(linking, master):
    linking.put_file(master)
    other = master.with_suffix(".new")
    other.write_bytes(b"another take")
    other.replace(master)
    assert linking.read(SHA256) == CONTENT


@pytest.mark.parametrize("noticed_by", ["open", "read", "path"])
def test_a_linked_master_that_is_edited_is_never_handed_out(linking, master, noticed_by):
    linking.put_file(master)
    with master.open("r+b") as stream:
        stream.write(b"Master")
    with pytest.raises(AssetCorruptError, match="changed after it was taken in") as caught:
        linking.open(SHA256).read() if noticed_by == "open" else getattr(linking, noticed_by)(SHA256)
    assert "order the release folder again" in caught.value.hint
    edited = linking.put_file(master).sha256
    assert linking.read(edited) == b"Master" + CONTENT[6:]
    master.write_bytes(CONTENT)
    linking.put_file(master)
    assert linking.read(SHA256) == CONTENT


def test_a_master_that_is_written_while_it_is_hashed_is_copied(linking, master, monkeypatch):
    def hash_and_edit(stream):
        found = hash_stream(stream)
        with master.open("ab") as writer:
            writer.write(b"more")
        return found

    monkeypatch.setattr("tunemantra.contrib.storage.local.hash_stream", hash_and_edit)
    stored = linking.put_file(master)
    assert linking.read(stored.sha256) == CONTENT + b"more"
    assert not linking.path(stored.sha256).samefile(master)


def test_a_master_that_cannot_be_linked_is_copied(linking, master, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", refuse)
    linking.put_file(master)
    master.write_bytes(b"edited")
    assert linking.read(SHA256) == CONTENT


def test_a_symbolic_link_is_followed_to_the_file(linking, master, tmp_path):
    (tmp_path / "link").symlink_to(master)
    linking.put_file(tmp_path / "link")
    assert linking.path(SHA256).samefile(master)
    assert not linking.path(SHA256).is_symlink()


def test_what_we_made_ourselves_is_never_linked(linking, tmp_path):
    with linking.staging() as staging:
        made, second = staging / "made.wav", tmp_path / "second.wav"
        made.write_bytes(CONTENT)
        os.link(made, second)
        linking.adopt(made)
    second.write_bytes(b"changed")
    assert linking.read(SHA256) == CONTENT


def test_a_pickled_store_still_links(linking, master):
    again = pickle.loads(pickle.dumps(linking))
    again.put_file(master)
    assert again.path(SHA256).samefile(master)


# masters that are linked first


@pytest.fixture
def patient(folder):
    return LocalAssetStore(folder, link=True, later=True)


def test_a_master_is_linked_first_and_copied_later(patient, master):
    patient.put_file(master)
    assert patient.path(SHA256).samefile(master)
    assert patient.keep()
    assert not patient.path(SHA256).samefile(master)
    assert stat.S_IMODE(patient.path(SHA256).stat().st_mode) == 0o444
    with master.open("r+b") as stream:
        stream.write(b"Master")
    assert patient.read(SHA256) == CONTENT
    assert not patient.keep()


def test_another_process_copies_what_this_one_linked(patient, folder, master):
    patient.put_file(master)
    assert LocalAssetStore(folder).keep()
    assert not patient.path(SHA256).samefile(master)
    assert not patient.keep()


def test_who_reads_a_linked_master_reads_on_when_it_is_copied(patient, master):
    patient.put_file(master)
    with patient.open(SHA256) as stream:
        begun = stream.read(100)
        patient.keep()
        assert begun + stream.read() == CONTENT


def test_a_master_that_was_just_linked_waits(patient, folder, master):
    patient.put_file(master)
    assert not patient.keep(older=60)
    assert patient.path(SHA256).samefile(master)
    os.utime(folder / LINKED / SHA256, (0, 0))
    assert patient.keep(older=60)
    assert not patient.path(SHA256).samefile(master)


def test_the_master_that_has_waited_longest_is_copied_first(patient, folder, master):
    patient.put_file(master)
    second = master.with_name("second.wav")
    second.write_bytes(b"second")
    other = patient.put_file(second).sha256
    os.utime(folder / LINKED / other, (0, 0))
    patient.keep()
    assert patient.path(SHA256).samefile(master)
    assert not patient.path(other).samefile(second)


def test_a_master_that_was_edited_before_it_was_copied_is_never_handed_out(patient, master):
    patient.put_file(master)
    with master.open("r+b") as stream:
        stream.write(b"Master")
    assert patient.keep()
    with pytest.raises(AssetCorruptError, match="changed after it was taken in"):
        patient.read(SHA256)
    assert not patient.keep()


def test_what_nobody_else_names_any_more_needs_no_copy(patient, master):
    patient.put_file(master)
    before = patient.path(SHA256).stat().st_ino
    master.unlink()
    assert patient.keep()
    assert patient.path(SHA256).stat().st_ino == before
    assert not patient.keep()


def test_a_full_disk_leaves_a_master_linked_until_there_is_room(patient, master, monkeypatch):
    patient.put_file(master)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "no space left")))
        with pytest.raises(AssetError):
            patient.keep()
    assert patient.read(SHA256) == CONTENT
    assert patient.keep()
    assert not patient.path(SHA256).samefile(master)


def test_how_masters_come_in_survives_pickling(patient, master):
    copy = pickle.loads(pickle.dumps(patient))
    copy.put_file(master)
    assert copy.keep()
