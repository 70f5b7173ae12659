"""The conformance kit, and what is special to the shop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tunemantra.contrib.sandbox import Arguments
from tunemantra.core import Title
from tunemantra.errors import OutageError, ProtocolError, TuneMantraError
from tunemantra.ports import Order, Platform, Receipt
from tunemantra.testing import (
    FileDeliveryConformance,
    MemoryFolder,
    MemorySession,
    SandboxConformance,
    make_order,
    make_release,
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
    def wrong_settings(self) -> Mapping[str, object]:
        return {"folder": "not/absolute", "supplier": "seven"}

    @pytest.fixture
    def errors(self) -> Mapping[str, TuneMantraError]:
        return {word: error_of(word) for word in (*TABLE, "never heard of")}

    @pytest.fixture
    def native_words(self) -> Collection[str]:
        return ["dropped", "received", "shelved", "on sale", "refused: files", "refused: words", "withdrawn"]


class TestSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self) -> Platform:
        return PLATFORM


@pytest.mark.parametrize(
    ("order", "rule", "path"),
    [
        (make_order(make_release(titles=(Title("x" * 121),))), "ACME-TTL-001", "titles[0]"),
        (make_order(make_release(catalog_number="")), "ACME-CAT-001", "catalog_number"),
    ],
)
def test_a_rule_finds_its_fault(order: Order, rule: str, path: str) -> None:
    assert [(finding.rule, finding.path) for finding in DRIVER.check(order)] == [(rule, path)]


def reported(content: str) -> object:
    receipt = Receipt("d-1", "dropped", datetime(2026, 3, 2, tzinfo=UTC))
    folder = MemoryFolder({"reports/d-1.json": content.encode()})
    return list(DRIVER.report("4006381333931", receipt, MemorySession({}, folder=folder)))


def test_a_problem_of_the_shop_is_our_error() -> None:
    with pytest.raises(OutageError, match="stocktaking"):
        reported('{"problem": "stocktaking"}')


@pytest.mark.parametrize("content", ["[]", "{", '{"steps": [{"at": "2026-01-01"}]}', '{"steps": ["on sale"]}'])
def test_a_report_that_nobody_understands_is_said_so(content: str) -> None:
    with pytest.raises(ProtocolError):
        reported(content)


def listing(**files: str) -> str:
    listed = {f"{name}.json": hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    return json.dumps({"files": listed})


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("{", "{}"),
        ("[]", "{}"),
        (listing(release="{}"), "{}"),
        (listing(release="["), "["),
        (listing(release="[]"), "[]"),
    ],
)
def test_the_shop_refuses_what_it_cannot_read_and_stays_open(tmp_path: Path, mark: str, told: str) -> None:
    shop, delivery = Shop(Arguments(tmp_path, speed=1000.0)), tmp_path / "drop" / "4006381333931" / "d-1"
    (delivery / "folder").mkdir(parents=True)
    (delivery / "release.json").write_text(told)
    (delivery / "complete.json").write_text(mark)

    shop.look()

    steps = json.loads((tmp_path / "drop" / "reports" / "d-1.json").read_text())["steps"]
    assert [step["status"].partition(":")[0] for step in steps] == ["received", "refused"]
    assert "cannot be read" in steps[-1]["reasons"][0]
