"""Every fault is told once, with everything there is to say; nothing is sent, and the exit code is not 0."""

from __future__ import annotations

import json
import sys

import asyncssh
import pytest
from attrs import frozen

from tests.integration.house import BOTH, PLATFORMS, House
from tunemantra.host.cli import main
from tunemantra.plugins import load
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import draft_release
from tunemantra.testing.steps import WRONG

pytestmark = pytest.mark.integration

TO = ",".join(BOTH)


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    running = {key: Store(PLATFORMS[key], tmp_path_factory.mktemp(key)) for key in BOTH}
    yield running
    for store in running.values():
        store.close()


@pytest.fixture
def house(stores, tmp_path):
    made = House(tmp_path / "house", stores)
    made.write_settings()
    return made


@pytest.fixture
def program(house, monkeypatch, capsys):
    """Run the program here and return its exit code and its JSON."""

    def run(*arguments):
        words = ["tunemantra", "--settings", str(house.settings_file), *map(str, arguments), "--json"]
        monkeypatch.setattr(sys, "argv", words)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert out, err
        return int(ended.value.code or 0), json.loads(out)

    return run


@frozen
class Desk:
    """What `testing.steps.WRONG` spoils."""

    release: object
    masters: object
    platform: object = PLATFORMS[BOTH[0]]


@pytest.fixture
def draft(masters):
    return draft_release(masters, tracks=2)


def blocking(findings):
    return [finding for finding in findings if finding["severity"] == "error"]


def told_in_full(finding):
    return all(finding[name] for name in ("rule", "path", "file", "message", "observed", "expected", "hint"))


@frozen
class Case:
    """A fault, and what is said of it: rule, path, file, a word of what was observed and of what is expected."""

    fault: str
    rule: str
    path: str
    file: str
    observed: str
    expected: str


CASES = [
    Case("the second track is missing", "CMN-AUD-007", "tracks[1].file", "1-02.flac", "no file 1-02.flac", "a file"),
    Case("the second track is cut off", "CMN-AUD-007", "tracks[1].file", "truncated.wav", "0.80 s", "1.20 s"),
    Case("the second track is a text", "CMN-AUD-007", "tracks[1].file", "text.wav", "", "WAV, FLAC or AIFF"),
    Case("the second track is mono", "CMN-AUD-001", "tracks[1].file", "mono.wav", "1 channel (mono)", "stereo"),
    Case("the second track is silent", "CMN-AUD-005", "tracks[1].file", "silent.wav", "1.0 s of silence", "music"),
    Case("the cover lacks a pixel", "CMN-IMG-001", "artwork", "cover.jpg", "2999 x 2999", "3000 x 3000"),
    Case("the cover is CMYK", "CMN-IMG-002", "artwork", "cover.jpg", "CMYK", "RGB"),
    Case("the cover is not square", "CMN-IMG-001", "artwork", "cover.jpg", "3200 x 3000", "two equal sides"),
    Case("both tracks have one ISRC", "CMN-ID-007", "tracks[1].isrc", "release.toml", "QZTST", "own"),
    Case("an ISRC is malformed", "CMN-ID-001", "tracks[1].isrc", "release.toml", "QZ-TST-26", ""),
    Case("the UPC has a wrong check digit", "CMN-ID-002", "upc", "release.toml", "2000", "check digit"),
    Case("no territory is left", "CMN-TER-001", "deals[0].territories", "release.toml", "DE", "at least one"),
    Case("a territory is no country", "CMN-TER-002", "deals[0].territories[0]", "release.toml", "ZZ", "ISO 3166-1"),
    Case(
        "it came out before it came out",
        "CMN-DAT-001",
        "original_release_date",
        "release.toml",
        "2025-03-08",
        "2025-03-07",
    ),
    Case("an unknown key", "DOC-KEY-001", "catalogue_number", "release.toml", "catalogue_number", "catalog_number"),
    Case("an unknown key of a track", "DOC-KEY-001", "tracks[1].isr", "release.toml", "isr", "isrc"),
]
FURTHER = {
    "an unknown key": lambda desk: desk.release.table.update(catalogue_number="X"),
    "an unknown key of a track": lambda desk: desk.release.tracks[1].update(isr="QZTST2600001"),
}


def spoil(fault, draft, masters):
    {**WRONG, **FURTHER}[fault](Desk(draft, masters))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.fault)
def test_one_fault_is_one_finding_and_nothing_is_sent(case, house, program, draft, masters):
    spoil(case.fault, draft, masters)
    folder = draft.write(house.folder / "release")
    before = house.journals()
    code, told = program("check", folder, "--to", TO)
    assert code == 1
    (fault,) = blocking(told["findings"])
    assert (fault["rule"], fault["path"], fault["file"]) == (case.rule, case.path, case.file)
    assert case.observed in fault["observed"]
    assert case.expected in fault["expected"]
    assert told_in_full(fault)
    code, told = program("distribute", folder, "--to", TO)
    assert code == 1
    for said in [told] if "findings" in told else told["deliveries"]:
        (again,) = blocking(said["findings"])
        assert {**again, "platform": fault["platform"]} == fault
    assert house.journals() == before
    with house.host() as host:
        assert not host.tools.ledger.deliveries(open_only=True)


def test_several_faults_are_told_at_once(house, program, draft, masters):
    faults = ["the cover is CMYK", "the second track is mono", "both tracks have one ISRC", "an unknown key"]
    for fault in [*faults, "no territory is left"]:
        spoil(fault, draft, masters)
    folder = draft.write(house.folder / "release")
    before = house.journals()
    for command in ("check", "distribute"):
        code, told = program(command, folder, "--to", TO)
        assert code == 1
        found = blocking(told["findings"])
        rules = sorted(finding["rule"] for finding in found)
        assert rules == ["CMN-AUD-001", "CMN-ID-007", "CMN-IMG-002", "CMN-TER-001", "DOC-KEY-001"]
        assert all(map(told_in_full, found)), found
    assert house.journals() == before


def test_a_folder_without_a_document(house, program):
    folder = house.folder / "release"
    folder.mkdir()
    code, told = program("check", folder, "--to", TO)
    assert code == 1
    (fault,) = told["findings"]
    assert (fault["rule"], fault["file"]) == ("DOC-SYN-001", "release.toml")
    assert "init release" in fault["hint"]


@pytest.mark.parametrize("command", ["check", "distribute"])
def test_a_platform_that_is_not_installed(command, house, program, draft):
    folder = draft.write(house.folder / "release")
    before = house.journals()
    code, told = program(command, folder, "--to", "spotify,napster")
    assert code == 1
    (fault,) = blocking(told["findings"])
    assert (fault["rule"], fault["path"], fault["observed"]) == ("TM-PLT-001", "to.napster", "napster")
    assert fault["expected"]
    assert f"installed: {', '.join(load(safe_mode=True).platforms)}" in fault["hint"]
    assert house.journals() == before
    with house.host() as host:
        assert host.status() == ()


@pytest.fixture
def other_key(tmp_path):
    path = tmp_path / "key"
    key = asyncssh.generate_private_key("ssh-ed25519")
    path.write_bytes(key.export_private_key())
    return path, " ".join(key.export_public_key().decode().split()[:2])


def refused_at_the_door(house, program, folder, platform, state):
    """Distribute to one platform that lets nobody in, and return the order as it was told."""
    journal = house.stores[platform].journal
    before = {event: journal.count(event) for event in ("asset-received", "document-received", "delivery-complete")}
    code, told = program("distribute", folder, "--to", platform)
    assert code == 1
    (order,) = told["deliveries"]
    (standing,) = told["standing"]
    assert order["outcome"] == "failed"
    found = standing["distribution"]["state"]
    assert (found["status"], found["substate"]) == state
    assert {event: journal.count(event) for event in before} == before
    return order


def test_a_wrong_client_secret(house, program, draft, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("hunter2-hunter2", "utf-8")
    house.tables["spotify"] = {"client_secret": f"file:{wrong}"}
    house.write_settings()
    folder = draft.write(house.folder / "release")
    order = refused_at_the_door(house, program, folder, "spotify", ("Error", "auth"))
    assert "check client_id, client_secret" in order["reason"]
    assert "hunter2" not in json.dumps(order)


def test_a_wrong_private_key(house, program, draft, other_key):
    house.tables["beatport"] = {"key": f"file:{other_key[0]}"}
    house.write_settings()
    folder = draft.write(house.folder / "release")
    order = refused_at_the_door(house, program, folder, "beatport", ("Error", "auth"))
    assert "label" in order["reason"]
    assert "PRIVATE KEY" not in json.dumps(order)


def test_an_unknown_host_key(house, program, draft, other_key):
    house.tables["beatport"] = {"host_key": other_key[1]}
    house.write_settings()
    folder = draft.write(house.folder / "release")
    order = refused_at_the_door(house, program, folder, "beatport", ("Error", "auth"))
    assert "the key of SSH server 127.0.0.1:" in order["reason"]
    assert order["reason"].count("SHA256:") == 2
    assert "ask the platform" in order["reason"]


def test_after_the_correction_the_failed_order_goes_through(house, program, draft, other_key):
    house.tables["beatport"] = {"host_key": other_key[1]}
    house.write_settings()
    folder = draft.write(house.folder / "release")
    refused_at_the_door(house, program, folder, "beatport", ("Error", "auth"))
    house.tables.clear()
    house.write_settings()
    code, told = program("distribute", folder, "--to", "beatport")
    assert code == 0
    assert [order["outcome"] for order in told["deliveries"]] == ["done"]


def test_wrong_settings_are_told_at_once(house, program, draft):
    house.tables = {"spotify": {"timeout": -1.0, "colour": "green"}}
    house.write_settings()
    folder = draft.write(house.folder / "release")
    code, told = program("distribute", folder, "--to", TO)
    assert code != 0
    assert {fault["path"] for fault in blocking(told["findings"])} == {
        "platforms.spotify.timeout",
        "platforms.spotify.colour",
    }


def test_the_exit_code_of_the_process(house, draft, masters):
    spoil("the cover is CMYK", draft, masters)
    folder = draft.write(house.folder / "release")
    before = house.journals()
    done = house.run("distribute", folder, "--to", TO)
    assert done.returncode == 1
    assert "CMN-IMG-002" in done.stdout + done.stderr
    assert house.journals() == before
