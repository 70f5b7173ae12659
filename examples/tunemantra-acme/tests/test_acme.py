"""The kit's rules, the shop's own rules, and a delivery to the simulated shop."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import subprocess
import sys
import wave
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import evolve
from PIL import Image

from tunemantra.core import OrderKind, Status, Title
from tunemantra.errors import OutageError, ProtocolError, TuneMantraError
from tunemantra.ports import Draft, Order, Package, Placed, Platform, Receipt, StatusReport
from tunemantra.testing import (
    FileDeliveryConformance,
    MemoryFolder,
    MemorySession,
    make_order,
    make_package,
    make_release,
    make_update,
)
from tunemantra_acme.driver import AcmeDriver
from tunemantra_acme.errors import TABLE, error_of
from tunemantra_acme.plugin import PLATFORM
from tunemantra_acme.sandbox import Shop
from tunemantra_acme.settings import AcmeSettings

SETTINGS = AcmeSettings("/srv/acme drop", "QU0007")
DRIVER = AcmeDriver(SETTINGS)


class TestConformance(FileDeliveryConformance):
    @pytest.fixture
    def platform(self) -> Platform:
        return PLATFORM

    @pytest.fixture
    def settings(self) -> AcmeSettings:
        return SETTINGS

    @pytest.fixture
    def errors(self) -> Mapping[str, TuneMantraError]:
        return {word: error_of(word) for word in (*TABLE, "never heard of")}


@pytest.mark.parametrize(
    ("order", "rule", "path"),
    [
        (make_order(make_release(titles=(Title("x" * 121),))), "ACME-TTL-001", "titles[0]"),
        (make_order(make_release(catalog_number="")), "ACME-CAT-001", "catalog_number"),
    ],
)
def test_the_shops_own_rules(order: Order, rule: str, path: str) -> None:
    assert [(finding.rule, finding.path) for finding in DRIVER.check(order)] == [(rule, path)]


def test_a_folder_must_be_absolute() -> None:
    with pytest.raises(ValueError, match="no absolute path"):
        AcmeSettings("drop", "QU0007")


def test_the_endpoint_is_the_folder() -> None:
    assert PLATFORM.connections(SETTINGS)["files"].url == "file:///srv/acme%20drop"


def tone(seconds: float = 0.1) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as audio:
        audio.setparams((2, 2, 44_100, 0, "NONE", ""))
        audio.writeframes(struct.pack("<hh", 1000, -1000) * int(44_100 * seconds))
    return made.getvalue()


def cover(side: int = 3000) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (side, side), "navy").save(made, "JPEG")
    return made.getvalue()


class Handed:
    """A delivery laid into a real drop folder, and the shop's answers to it."""

    def __init__(self, folder: Path, audio: bytes, picture: bytes) -> None:
        self.folder = folder
        self.blobs = {hashlib.sha256(data).hexdigest(): data for data in (audio, picture)}
        made = make_order(make_release(tracks=1), requirement=PLATFORM.requirement)
        self.order = evolve(
            made,
            renditions={
                subject: evolve(rendition, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
                for (subject, rendition), data in zip(made.renditions.items(), (picture, audio), strict=True)
            },
        )

    def deliver(self, order: Order) -> tuple[Package, Receipt]:
        draft: Draft = DRIVER.build(order)
        package = make_package(draft)
        documents = [entry for entry in draft.files if not isinstance(entry, Placed)]
        blobs = {**self.blobs, **{hashlib.sha256(d.content).hexdigest(): d.content for d in documents}}
        session = MemorySession(blobs)
        receipt = DRIVER.deliver(order, package, session)
        for path, content in session.folder.content.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return package, receipt

    def reports(self, receipt: Receipt) -> list[StatusReport]:
        there = {
            file.relative_to(self.folder).as_posix(): file.read_bytes() for file in self.folder.glob("reports/*.json")
        }
        session = MemorySession({}, folder=MemoryFolder(there))
        return list(DRIVER.report(str(self.order.release.icpn), receipt, session))


def judged(handed: Handed, order: Order) -> tuple[list[str], tuple[str, ...]]:
    _, receipt = handed.deliver(order)
    Shop(handed.folder, speed=1000).look()
    reports = handed.reports(receipt)
    assert {report.native for report in reports} <= set(PLATFORM.status_map)
    return [report.native for report in reports], reports[-1].reasons


def test_a_release_is_sold_updated_and_withdrawn(tmp_path: Path) -> None:
    handed = Handed(tmp_path, tone(), cover())
    assert judged(handed, handed.order) == (["received", "shelved", "on sale"], ())
    update = make_update(handed.order, make_package(DRIVER.build(handed.order)))
    assert judged(handed, update) == (["received", "shelved", "on sale"], ())
    gone = evolve(update, delivery_id="third", kind=OrderKind.TAKEDOWN, renditions={})
    assert judged(handed, gone) == (["received", "withdrawn"], ())
    assert PLATFORM.status_map["withdrawn"][0] is Status.TAKEN_DOWN


@pytest.mark.parametrize(
    ("audio", "picture", "reason"),
    [
        (b"this is text", cover(), "01-01.wav: no WAV file"),
        (tone()[:-400], cover(), "01-01.wav: truncated"),
        (tone(), cover(2999), "cover.jpg: 2999 x 2999"),
        (tone(), b"GIF89a", "cover.jpg: no JPEG file"),
    ],
    ids=["text", "truncated", "small", "gif"],
)
def test_the_shop_looks_at_the_bytes(tmp_path: Path, audio: bytes, picture: bytes, reason: str) -> None:
    handed = Handed(tmp_path, audio, picture)
    words, reasons = judged(handed, handed.order)
    assert words == ["received", "refused: files"]
    assert reasons[0].startswith(reason)


def test_the_shop_does_not_read_what_is_not_complete(tmp_path: Path) -> None:
    handed = Handed(tmp_path, tone(), cover())
    package, receipt = handed.deliver(handed.order)
    (tmp_path / package.files[-1].path).unlink()
    Shop(tmp_path, speed=1000).look()
    assert handed.reports(receipt) == []


def test_a_problem_of_the_shop_is_our_error(tmp_path: Path) -> None:
    handed = Handed(tmp_path, tone(), cover())
    _, receipt = handed.deliver(handed.order)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / f"{receipt.reference}.json").write_text('{"problem": "stocktaking"}')
    with pytest.raises(OutageError, match="stocktaking"):
        handed.reports(receipt)


@pytest.mark.parametrize("content", ["[]", "{", '{"steps": [{"at": "2026-01-01"}]}', '{"steps": ["on sale"]}'])
def test_a_report_that_nobody_understands_is_said_so(tmp_path: Path, content: str) -> None:
    handed = Handed(tmp_path, tone(), cover())
    _, receipt = handed.deliver(handed.order)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / f"{receipt.reference}.json").write_text(content)
    with pytest.raises(ProtocolError):
        handed.reports(receipt)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tunemantra_acme.sandbox", "--folder", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_the_simulator_says_when_it_is_ready_and_ends_with_its_input(shop: subprocess.Popen[str]) -> None:
    assert shop.stdout is not None
    assert shop.stdin is not None
    said = json.loads(shop.stdout.readline())
    assert said["platform"] == "acme"
    assert AcmeSettings(**said["settings"]).folder.endswith("/drop")
    shop.stdin.close()
    assert shop.wait(timeout=10) == 0
