"""A full disk costs nothing but time: orders say what they wait for, nothing is half there, and all goes on (A-093)."""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
from contextlib import contextmanager, suppress

import pytest

from tests.integration import ftps_server, sftp_servers
from tests.integration.house import PLATFORMS, House, spoilt_assets
from tests.integration.loopback import eventually
from tests.integration.test_kill import Worker, chains_are_intact, delivered_once, everything_is_live, ordered
from tests.support import require_mount, require_tool
from tunemantra.contrib.transports import FtpsTransport, SftpTransport
from tunemantra.errors import Disposition, TransportError
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import Masters

pytestmark = pytest.mark.integration

MIB = 1024 * 1024
DISK = 24 * MIB
PATIENCE = 60.0
DATA = random.Random(28).randbytes(4 * MIB)


@contextmanager
def small_disk(folder, size=DISK):
    """Mount a file system of so many bytes in memory."""
    mount, unmount = require_mount()
    folder.mkdir()
    subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run([unmount, "--lazy", folder], check=True)


def fill(folder, *, left=0):
    """Take the room of a disk but for `left` bytes; return the file that does."""
    ballast = folder / "ballast"
    room = os.statvfs(folder)
    wanted = room.f_bavail * room.f_frsize - left
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        for _ in range(-(-wanted // 4096)):
            file.write(b"\0" * 4096)
    return ballast


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk") as folder:
        yield folder


def house_on(disk, tmp_path, **top):
    stores = {key: Store(PLATFORMS[key], tmp_path / key, speed=0.3) for key in ("spotify", "beatport")}
    made = House(disk / "house", stores, top={"workers": 2, "media_workers": 1, "lease_seconds": 2.0, **top})
    made.write_settings()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("ledger", ["elsewhere", pytest.param("on the disk", marks=pytest.mark.nightly)])
def test_a_worker_on_a_full_disk_waits_for_room_and_goes_on(disk, tmp_path, ledger):
    top = {"database": f"sqlite:///{tmp_path}/ledger.db"} if ledger == "elsewhere" else {}
    house = house_on(disk, tmp_path, **top)
    masters = Masters(tmp_path / "masters", seconds=1.0)
    worker = None
    try:
        with house.host() as host:
            draft = ordered(house, masters, tmp_path / "release")
            ballast = fill(disk, left=64 * 1024 if ledger == "elsewhere" else 0)
            worker = Worker(house, log=tmp_path / "log").begun()
            if ledger == "elsewhere":
                eventually(lambda: all("disk is full" in one.waiting for one in orders(host)), PATIENCE)
                assert [one.attempts for one in orders(host)] == [0, 0]
            else:
                eventually(lambda: "disk is full" in (tmp_path / "log").read_text(), PATIENCE)
            assert worker.process.poll() is None
            ballast.unlink()
            eventually(lambda: not [one for one in orders(host) if one.open], PATIENCE)
            everything_is_live(host, draft)
        delivered_once(house, draft)
        chains_are_intact(house)
        assert not spoilt_assets(house.folder / "home")
    finally:
        if worker is not None:
            worker.kill()
        for store in house.stores.values():
            store.close()


def orders(host):
    return host.tools.ledger.deliveries()


@contextmanager
def over_sftp(disk, tmp_path):
    sshd = require_tool("sshd", "openssh-server")
    with (
        sftp_servers.openssh(sshd, tmp_path / "etc") as server,
        SftpTransport(server.endpoint(disk), server.secrets) as transport,
    ):
        yield transport


@contextmanager
def over_ftps(disk, tmp_path):
    with (
        ftps_server.running(tmp_path / "server", disk) as server,
        FtpsTransport(server.endpoint("/"), server.secrets, attempts=1) as transport,
    ):
        yield transport


@pytest.mark.parametrize("way", [over_sftp, pytest.param(over_ftps, marks=pytest.mark.nightly)])
def test_a_full_disk_on_the_other_side_is_tried_again_and_the_file_goes_on(disk, tmp_path, way):
    def put():
        return transport.put(io.BytesIO(DATA), "a.wav", size=len(DATA), sha256=hashlib.sha256(DATA).hexdigest())

    ballast = fill(disk, left=len(DATA) // 2)
    with way(disk, tmp_path) as transport:
        with pytest.raises(TransportError) as caught:
            put()
        assert caught.value.disposition is Disposition.RETRY
        assert not (disk / "a.wav").exists()
        ballast.unlink()
        assert put() <= len(DATA) * 0.6
    assert (disk / "a.wav").read_bytes() == DATA
