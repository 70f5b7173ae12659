"""The simulator's executable against its store: modes, log, exit codes, quirks."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.unit.contrib.sandbox.samples import jpeg
from tests.unit.plugins.itunes.samples import SETTINGS, order
from tunemantra.contrib.sandbox import Faults, Journal, WebServer
from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.itunes.driver import ItunesDriver
from tunemantra.plugins.itunes.log import read_log
from tunemantra.plugins.itunes.package import sealed
from tunemantra.plugins.itunes.sandbox import transporter
from tunemantra.plugins.itunes.sandbox.api import OFFERED, Api
from tunemantra.plugins.itunes.sandbox.ingestion import Ingestion
from tunemantra.plugins.itunes.sandbox.store import Store
from tunemantra.plugins.itunes.status import read_status

ICPN = "4006381333931"


class Bench:
    def __init__(self, folder):
        self.journal, self.faults = Journal(folder), Faults(folder, OFFERED)
        self.store = Store(folder, self.journal)
        # Nothing is looked at here: that is what the features are for.
        ingestion = Ingestion(self.store, self.journal, self.faults, delay=lambda _: 3600.0)
        api = Api(self.store, self.journal, self.faults, ingestion, "quay", "sesame", "Quay")
        self.web = WebServer(api.application([]))
        self.package = folder / f"{ICPN}.itmsp"
        self.package.mkdir()

    def fill(self, content=b"RIFF but no audio", kind=OrderKind.INSERT):
        draft = ItunesDriver(SETTINGS).build(order(kind=kind))
        document, md5s = draft.files[-1].content.decode(), {}
        for entry in draft.files[:-1]:
            (self.package / entry.path).write_bytes(content + entry.path.encode())
            size = (self.package / entry.path).stat().st_size
            md5s[entry.path] = hashlib.md5(content + entry.path.encode()).hexdigest()
            name = f"<file_name>{entry.path}</file_name>"
            head, tail = document.split(name)
            document = f"{head}{name}{tail.replace(f'<size>{entry.rendition.size}', f'<size>{size}', 1)}"
        (self.package / "metadata.xml").write_bytes(sealed(document.encode(), md5s))


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    with made.web:
        yield made


@pytest.fixture
def run(bench, capsys, monkeypatch):
    monkeypatch.setenv("WORD", "sesame")

    def ran(mode, *more, user="quay", password="@env:WORD", provider="Quay"):
        who = ["-u", user, "-p", password, "-itc_provider", provider]
        try:
            code = transporter.main(["--store", bench.web.url, "-m", mode, *who, *more])
        except SystemExit as end:
            code = end.code
        return code, capsys.readouterr().out

    return ran


def test_a_package_is_uploaded_and_asked_for(bench, run):
    bench.fill()
    code, output = run("upload", "-f", str(bench.package))
    log = read_log(output)
    assert (code, log.done, log.undone, log.errors) == (0, 1, 0, ())
    assert bench.journal.count("asset-received") == 3
    code, output = run("status", "-vendor_ids", ICPN, "-outputFormat", "xml")
    assert (code, read_status(output, ICPN).newest.word) == (0, "Unpolished")


def test_what_is_there_is_not_sent_twice(bench, run):
    bench.fill()
    run("upload", "-f", str(bench.package))
    run("upload", "-f", str(bench.package))
    assert bench.journal.count("asset-received") == 3


def test_the_document_comes_back(bench, run, tmp_path):
    bench.fill()
    run("upload", "-f", str(bench.package))
    assert run("lookupMetadata", "-vendor_id", ICPN, "-destination", str(tmp_path / "found"))[0] == 0
    found = tmp_path / "found" / f"{ICPN}.itmsp" / "metadata.xml"
    assert found.read_bytes() == (bench.package / "metadata.xml").read_bytes()


def test_verification_takes_nothing(bench, run):
    bench.fill()
    code, output = run("verify", "-f", str(bench.package))
    assert (code, read_log(output).done) == (0, 1)
    assert bench.store.get(ICPN) is None


def test_nothing_to_verify_ends_with_0(run, tmp_path):
    code, output = run("verify", "-f", str(tmp_path / "products"))
    assert (code, read_log(output).done) == (0, None)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: (folder / "stray.txt").write_text("x"), "9002"),
        (lambda folder: (folder / f"{ICPN}.jpg").unlink(), "9000"),
        (lambda folder: (folder / f"{ICPN}.jpg").write_bytes(jpeg(8)), "9001"),
        (lambda folder: (folder / "metadata.xml").write_text("<package"), "8000"),
    ],
)
def test_a_wrong_package_is_not_uploaded(bench, run, spoil, code):
    bench.fill()
    spoil(bench.package)
    ended, output = run("upload", "-f", str(bench.package))
    log = read_log(output)
    assert (ended, log.done, log.undone) == (1, 0, 1)
    assert [fault.code for fault in log.errors] == [code]
    assert bench.store.get(ICPN) is None


def test_the_folder_is_called_by_the_vendor_id(bench, run):
    bench.fill()
    other = bench.package.rename(bench.package.with_name("other.itmsp"))
    _, output = run("upload", "-f", str(other))
    assert [fault.code for fault in read_log(output).errors] == ["4011"]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ({"password": "guess"}, "-20101"),
        ({"user": "stranger"}, "-20101"),
        ({"password": "@env:NOBODY"}, "-20101"),
        ({"provider": "Other"}, "1403"),
    ],
)
def test_who_may_not_come_in(run, who, code):
    ended, output = run("lookupMetadata", "-vendor_id", ICPN, **who)
    assert (ended, [fault.code for fault in read_log(output).errors]) == (1, [code])


def test_a_product_nobody_knows_is_an_error_summary(run):
    code, output = run("status", "-vendor_ids", ICPN)
    assert code == 1
    assert output.startswith("Error Summary\n")
    assert [fault.code for fault in read_log(output).errors] == ["1102"]


@pytest.mark.parametrize(
    ("fault", "value", "ended", "codes"),
    [
        ("error-inside", "", 0, ["-20209"]),
        ("unavailable", "", 1, ["1503"]),
        ("forbidden", "", 1, ["1403"]),
        ("too-many-requests", "7", 1, ["1429"]),
        ("drop-connection", "10", 1, ["-1005"]),
        ("drop-answer", "", 1, ["-1005"]),
        ("corrupt-upload", "", 1, ["9011"]),
        ("truncated-log", "", 0, []),
    ],
)
def test_misbehaviours(bench, run, fault, value, ended, codes):
    bench.fill()
    bench.faults.order(fault, value)
    code, output = run("upload", "-f", str(bench.package))
    log = read_log(output)
    assert (code, [found.code for found in log.errors]) == (ended, codes)
    assert log.done != 1


def test_a_store_that_is_not_there(bench, run, monkeypatch):
    monkeypatch.setattr(type(bench.web), "url", "http://127.0.0.1:1")
    code, output = run("lookupMetadata", "-vendor_id", ICPN)
    assert (code, [fault.code for fault in read_log(output).errors]) == (1, ["-1004"])


@pytest.mark.parametrize(("given", "code"), [(["-m", "fly"], 1), (["-version"], 0)])
def test_what_is_no_mode(given, code):
    try:
        ended = transporter.main(given)
    except SystemExit as end:
        ended = end.code
    assert ended == code


def test_it_needs_nothing_but_the_standard_library():
    text = Path(transporter.__file__).read_text("utf-8")
    assert "tunemantra" not in text
    assert "import requests" not in text
