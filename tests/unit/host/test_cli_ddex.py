"""`tunemantra ddex` as a newcomer meets it: good and bad input, one clear answer, the right exit code, no traceback."""

from __future__ import annotations

import csv
import json
import logging
import re
import signal
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

from tests.unit.contrib.ddex.messages import PLAIN, order, write
from tests.unit.contrib.ddex.messages import release as product
from tunemantra.contrib.ddex import ERN_43, ERN_382, ERN_411, SchemaSet, build_purge
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.validation import LIMITS
from tunemantra.contrib.media import write_audio, write_cover
from tunemantra.core.distribution import OrderKind
from tunemantra.core.text import Title
from tunemantra.host.cli import ddex_validate
from tunemantra.host.cli.main import main

SENDER, RECIPIENT = "PADPIDA2013042401U", "PADPIDA2009101501Y"
PARTIES = ("--sender", SENDER, "--recipient", RECIPIENT)
DOCUMENT = """
upc = "200000000011"
title = "Harbour"
kind = "Single"
label = "Quay"
release_date = "2026-05-01"
genre = "Electronic"
p_line = "2026 Quay"
c_line = "2026 Quay"
artists = ["Ada Strand"]
artwork = "cover.jpg"

[[deals]]
territories = ["Worldwide"]
uses = ["OnDemandStream"]
models = ["SubscriptionModel"]
start = "2026-05-01"

[[tracks]]
isrc = "QZSBR2600001"
title = "Upstream"
file = "one.wav"
bpm = 122
"""
GOOD = write(order(), ERN_43)
BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;&b;&b;</a>'
MEAD = b'<m:MeadMessage xmlns:m="http://ddex.net/xml/mead/11"/>'
ACK = b"""<c:AcknowledgementMessage xmlns:c="http://ddex.net/xml/ern-c-sftp/18">
<MessageHeader><MessageCreatedDateTime>2026-01-15T10:15:00Z</MessageCreatedDateTime></MessageHeader>
<ReleaseStatus><ReleaseId><ICPN>4006381333931</ICPN></ReleaseId>
<ReleaseStatus>ProcessingErrorAtReleaseDistributor</ReleaseStatus>
<ProposedActionType>ResendXmlAndResources</ProposedActionType><ManualCheckRequired>false</ManualCheckRequired>
<Acknowledgement><MessageType>NewReleaseMessage</MessageType><MessageId>m-1</MessageId>
<MessageStatus><Status>SignatureOrHashSumWrongOrMissing</Status></MessageStatus></Acknowledgement></ReleaseStatus>
</c:AcknowledgementMessage>"""
FAULTY_TRACK = (
    ACK.replace(b"ProcessingErrorAtReleaseDistributor", b"ReleaseMadeAvailableToConsumers")
    .replace(b"SignatureOrHashSumWrongOrMissing", b"ResourceCorrupt")
    .replace(
        b"<ProposedActionType>ResendXmlAndResources</ProposedActionType><ManualCheckRequired>false</ManualCheckRequired>",
        b"<AffectedResource><ISRC>QZSBR2600001</ISRC></AffectedResource>",
    )
)
ATTRIBUTES = (
    b'<!DOCTYPE a [<!ENTITY x "%s">' % (b"x" * 1000)
    + b"".join(b'<!ENTITY x%d "%s">' % (n + 1, (b"&x%d;" % n if n else b"&x;") * 10) for n in range(9))
    + b'<!ATTLIST a b CDATA "&x9;">]><a/>'
)
BAD = {
    "a bomb in an attribute": (ATTRIBUTES, "ERN-XML-002"),
    "not XML": (b"hello", "ERN-XML-001"),
    "empty": (b"", "ERN-XML-001"),
    "cut off": (GOOD[: len(GOOD) // 2], "ERN-XML-001"),
    "a bomb": (BOMB, "ERN-XML-002"),
    "bytes": (bytes(range(256)), "ERN-XML-001"),
    "a web page": (b"<html><body/></html>", "ERN-READ-002"),
    "another standard": (MEAD, "ERN-READ-002"),
    "a version nobody knows": (GOOD.replace(b"/ern/43", b"/ern/99"), "ERN-READ-001"),
}
each_bad = pytest.mark.parametrize("name", BAD)


@frozen
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """`cli("read", "m.xml")`: `tunemantra ddex read m.xml`, run in a folder with messages, without official schemas."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNEMANTRA_SETTINGS", raising=False)
    monkeypatch.delenv("TUNEMANTRA_DDEX_SCHEMAS", raising=False)
    (tmp_path / "good.xml").write_bytes(GOOD)
    (tmp_path / "old.xml").write_bytes(write(order(), ERN_382))
    (tmp_path / "down.xml").write_bytes(write(order(kind=OrderKind.TAKEDOWN), ERN_43))
    (tmp_path / "purge.xml").write_bytes(build_purge(order(), PLAIN))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    level = logging.getLogger("paramiko").level

    def run(*arguments: object, group: tuple[str, ...] = ("ddex",)) -> Said:
        monkeypatch.setattr(sys, "argv", ["tunemantra", *group, *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    yield run
    logging.getLogger("paramiko").setLevel(level)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A small release folder."""
    folder = tmp_path / "album"
    folder.mkdir()
    (folder / "release.toml").write_text(DOCUMENT, "utf-8")
    write_audio(folder / "one.wav", seconds=0.5, sample_rate=44_100, bit_depth=16)
    write_cover(folder / "cover.jpg", side=64, seed=1)
    return folder


def test_help_names_every_command(cli: Cli) -> None:
    said = cli("--help")
    words = "build read validate schemas convert diff ack dsr"
    assert {word for word in words.split() if word not in said.out} == set()


class TestValidate:
    def test_a_good_message_is_valid_and_what_was_not_asked_is_said(self, cli: Cli) -> None:
        said = cli("validate", "good.xml")
        assert said.code == 0
        assert "good.xml  NewReleaseMessage  ERN 4.3  Audio  valid" in said.out
        assert "not asked: schema: the schema of ERN 43 is not here" in said.out

    def test_the_schema_is_asked_where_it_is(
        self, cli: Cli, ddex_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
        (tmp_path / "bad.xml").write_bytes(
            GOOD.replace(b"<MessageThreadId>", b"<Thread>", 1).replace(b"</MessageThreadId>", b"</Thread>", 1)
        )
        assert "schema" not in cli("validate", "good.xml", "--json").json["documents"][0]["skipped"]
        said = cli("validate", "bad.xml", "--json")
        assert said.code == 1
        assert "ERN-XSD-001" in {one["rule"] for one in said.json["documents"][0]["findings"]}

    def test_a_fault_has_rule_line_and_hint(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "bad.xml").write_bytes(GOOD.replace(b"<ISRC>USS1Z9900001</ISRC>", b"<ISRC>none</ISRC>"))
        said = cli("validate", "bad.xml")
        assert said.code == 1
        assert "not valid" in said.out
        assert "Line " in said.out

    @each_bad
    def test_what_is_no_message_is_a_finding(self, cli: Cli, tmp_path: Path, name: str) -> None:
        (tmp_path / "bad.xml").write_bytes(BAD[name][0])
        valid = BAD[name][0] == MEAD
        assert cli("validate", "bad.xml").code == (0 if valid else 1)
        said = cli("validate", "bad.xml", "--json")
        assert (said.code, said.json["valid"]) == (0 if valid else 1, valid)
        assert said.json["documents"][0]["findings"]

    def test_all_of_several_files_are_judged_even_where_one_is_not_there(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        said = cli("validate", "good.xml", "gone.xml", "folder", "old.xml", "--json")
        assert said.code == 1
        judged = {Path(one["file"]).name: one["valid"] for one in said.json["documents"]}
        assert judged == {"good.xml": True, "gone.xml": False, "folder": False, "old.xml": True}
        assert "No such file" in cli("validate", "gone.xml").out

    def test_all_messages_of_a_folder_are_judged(self, cli: Cli, tmp_path: Path) -> None:
        batch = tmp_path / "batch"
        for name in ("b/good.xml", "a/GOOD.XML", "bad.xml"):
            (batch / name).parent.mkdir(parents=True, exist_ok=True)
            (batch / name).write_bytes(GOOD if "good" in name.lower() else BOMB)
        (batch / "cover.jpg").write_bytes(b"")
        said = cli("validate", batch, "--json")
        assert said.code == 1
        judged = {Path(one["file"]).relative_to(batch).as_posix(): one["valid"] for one in said.json["documents"]}
        assert judged == {"a/GOOD.XML": True, "b/good.xml": True, "bad.xml": False}

    def test_a_release_folder_without_a_message_is_sent_to_the_check_of_releases(self, cli: Cli, album: Path) -> None:
        said = cli("validate", album)
        assert said.code == 1
        assert "There is no XML in this folder" in said.out
        assert f"tunemantra check {album}" in "".join(said.out.split("\n"))

    def test_a_folder_of_too_many_documents_is_judged_in_part(
        self, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ddex_validate, "MOST_FILES", 2)
        (tmp_path / "many").mkdir()
        for number in range(4):
            (tmp_path / f"many/{number}.xml").write_bytes(MEAD)
        said = cli("validate", "many", "--json").json["documents"]
        assert [Path(one["file"]).name for one in said][2:] == ["many"]
        assert said[2]["findings"][0]["rule"] == "ERN-XML-002"

    def test_every_kind_of_document_is_judged_by_its_own_reader(self, cli: Cli, tmp_path: Path) -> None:
        manifest = b'<c:ManifestMessage xmlns:c="http://ddex.net/xml/ern-c-sftp/18"/>'
        for name, content in {"mead": MEAD, "ack": ACK, "manifest": manifest}.items():
            (tmp_path / f"{name}.xml").write_bytes(content)
        said = cli("validate", "mead.xml", "ack.xml", "manifest.xml", "purge.xml", "down.xml", "--json").json
        kinds = [one["kind"] for one in said["documents"]]
        assert kinds == [
            "MeadMessage",
            "AcknowledgementMessage",
            "ManifestMessage",
            "PurgeReleaseMessage",
            "NewReleaseMessage",
        ]
        rules = [{finding["rule"].split("-")[0] for finding in one["findings"]} for one in said["documents"][:3]]
        assert rules == [{"MEAD"}, set(), {"ERNC"}]

    def test_files_are_held_against_the_message(self, cli: Cli, album: Path) -> None:
        cli("build", album, *PARTIES, "--out", "m.xml")
        assert cli("validate", "m.xml", "--files", album).code == 0
        write_audio(album / "one.wav", seconds=0.5, sample_rate=44_100, bit_depth=16, seed=9)
        said = cli("validate", "m.xml", "--files", album, "--json")
        assert said.code == 1
        assert {one["rule"][:7] for one in said.json["documents"][0]["findings"] if one["severity"] == "error"} == {
            "ERN-BIN"
        }
        assert cli("validate", "m.xml", "--files", "nowhere").err.startswith("error: nowhere is no folder")

    def test_a_manifest_is_held_against_its_folder(self, cli: Cli, ddex_folder: Path, tmp_path: Path) -> None:
        (example,) = (ddex_folder / "choreography/examples").glob("BatchComplete*")
        batch = tmp_path / "batch"
        batch.mkdir()
        (batch / example.name).write_bytes(example.read_bytes())
        said = cli("validate", batch / example.name, "--files", batch, "--json")
        assert said.code == 1
        assert "ERNC-CHK-003" in {one["rule"] for one in said.json["documents"][0]["findings"]}

    def test_a_manifest_is_held_against_itself_and_its_schema(
        self, cli: Cli, ddex_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (example,) = (ddex_folder / "choreography/examples").glob("BatchComplete*")
        listed = example.read_bytes()
        wrong = listed.replace(b"<NumberOfMessages>1<", b"<NumberOfMessages>7<").replace(b"<URL>.", b"<URL>../..")
        (tmp_path / "whole.xml").write_bytes(listed)
        (tmp_path / "wrong.xml").write_bytes(wrong.replace(b">NewReleaseDelivery<", b">Somehow<"))
        (tmp_path / "ack.xml").write_bytes(ACK)
        (tmp_path / "old.xml").write_bytes(ACK.replace(b"ern-c-sftp/18", b"ern-c-sftp/17"))
        names = ("whole.xml", "wrong.xml", "ack.xml", "old.xml")

        def judged() -> tuple[list[set[str]], list[str]]:
            documents = cli("validate", *names, "--json").json["documents"]
            why = [one["skipped"].get("schema", "") for one in documents]
            return [{finding["rule"] for finding in one["findings"]} for one in documents], why

        itself = {"ERNC-CHK-001", "ERNC-CHK-002"}
        found, why = judged()
        assert found == [set(), itself, set(), set()]
        assert why == ["the schema of the choreography 1.8 is not here"] * 3 + [
            "only that of the choreography 1.8 is known"
        ]
        told = cli("validate", *names).out
        assert told.count("says how to get it") == 3
        monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
        found, why = judged()
        assert found == [set(), itself | {"ERNC-AVS-001"}, {"ERNC-XSD-001"}, set()]
        assert why == ["", "", "", "only that of the choreography 1.8 is known"]

    def test_the_messages_of_a_batch_are_not_held_in_memory_all_at_once(self, tmp_path: Path) -> None:
        batch = tmp_path / "batch"
        batch.mkdir()
        listed = "".join(
            f"<MessageInBatch><MessageType>NewReleaseMessage</MessageType><MessageId>m</MessageId><URL>{n}.xml</URL>"
            "</MessageInBatch>"
            for n in range(20)
        )
        manifest = batch / "BatchComplete.xml"
        root = f'<c:ManifestMessage xmlns:c="http://ddex.net/xml/ern-c-sftp/18">{listed}</c:ManifestMessage>'
        manifest.write_text(root, "utf-8")
        for number in range(20):
            (batch / f"{number}.xml").write_bytes(GOOD + b"<!-- " * 400_000)
        tracemalloc.start()
        try:
            found = ddex_validate.judge(manifest, SchemaSet(None), batch)
            # One of the largest size is read at a time.
            assert tracemalloc.get_traced_memory()[1] < LIMITS.size + 5_000_000
        finally:
            tracemalloc.stop()
        # Each has been looked into all the same.
        assert [one.rule for one in found.findings].count("ERN-XML-001") == 20


class TestSchemas:
    def test_without_any_it_is_said_how_to_get_them(self, cli: Cli) -> None:
        said = cli("schemas")
        assert (said.code, "looked nowhere" in said.out, "TUNEMANTRA_DDEX_SCHEMAS" in said.out) == (0, True, True)
        assert "<folder>/ern/43/release-notification.xsd" in said.out
        assert "without ERN: messages are built, read" in said.out
        told = cli("schemas", "--json").json
        assert {one["present"] for one in told["schemas"]} == {False}
        assert set(told["without"]) == {"ERN", "MEAD", "DSR", "Choreography"}

    def test_a_folder_that_is_not_there_is_named(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", "/nowhere/schemas")
        said = cli("schemas", "--json").json["looked"]
        assert said == "looked in /nowhere/schemas, named by TUNEMANTRA_DDEX_SCHEMAS; there is no such folder"

    def test_what_works_without_is_said_of_what_is_missing_alone(
        self, cli: Cli, tmp_path: Path, ddex_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("ern", "mead", "avs", "choreography"):
            if (ddex_folder / name).exists():
                (tmp_path / "some").mkdir(exist_ok=True)
                (tmp_path / "some" / name).symlink_to(ddex_folder / name)
        monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(tmp_path / "some"))
        assert set(cli("schemas", "--json").json["without"]) == {"DSR"}
        said = cli("schemas").out
        assert ("without DSR: reports are read" in said, "without ERN" in said, "to do: " in said) == (
            True,
            False,
            False,
        )

    def test_those_that_are_here_are_named(self, cli: Cli, ddex_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
        found = {
            (one["standard"], one["version"]) for one in cli("schemas", "--json").json["schemas"] if one["present"]
        }
        assert {("ERN", version) for version in ("3.8.2", "3.8.3", "4.1.1", "4.2", "4.3", "4.3.2")} <= found


class TestBuild:
    @pytest.mark.parametrize("version", ["43", "4.3", "ERN 4.3"])
    def test_a_folder_becomes_a_message(self, cli: Cli, album: Path, version: str) -> None:
        said = cli("build", album, *PARTIES, "--version", version, "--out", "new/m.xml")
        assert (said.code, said.out) == (0, "written: new/m.xml\n")
        assert "ERN-LOST-TEMPO" in said.err
        assert read_message(Path("new/m.xml")).header.sender.dpid == SENDER

    def test_the_message_alone_goes_to_standard_output(self, cli: Cli, album: Path) -> None:
        said = cli("build", album, *PARTIES, "--kind", "takedown", "--created", "2026-03-01T12:00:00")
        assert (said.code, read_message(said.out.encode()).order_kind) == (0, OrderKind.TAKEDOWN)

    def test_part_of_a_release_is_taken_down(self, cli: Cli, album: Path) -> None:
        cli("build", album, *PARTIES, "--kind", "update", "--out", "before.xml")
        part = ("--kind", "takedown", "--territories", "GB, fr", "--tracks", "1", "--until", "2026-12-31")
        said = cli("build", album, *PARTIES, *part, "--out", "after.xml", "--json").json
        assert (said["kind"], said["written"]) == ("takedown", "after.xml")
        assert read_message(Path("after.xml")).order_kind is OrderKind.UPDATE
        (change,) = cli("diff", "before.xml", "after.xml", "--json").json["changes"]
        assert (change["territories"], "2026-12-31" in change["after"]) == (["FR", "GB"], True)

    def test_machines_get_what_is_lost(self, cli: Cli, album: Path) -> None:
        said = cli("build", album, *PARTIES, "--out", "m.xml", "--json").json
        assert (said["written"], said["bytes"]) == ("m.xml", Path("m.xml").stat().st_size)
        assert [finding["rule"] for finding in said["findings"]] == ["ERN-LOST-TEMPO"]
        assert read_message(cli("build", album, *PARTIES, "--json").json["message"].encode()).release is not None

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--sender", "label", "--recipient", RECIPIENT), "DPID 'label'"),
            ((*PARTIES, "--version", "5"), "ERN '5' is not spoken here"),
            ((*PARTIES, "--kind", "delete"), "no message of the kind 'delete'"),
            ((*PARTIES, "--territories", "GB"), "territories cannot be named for the kind 'insert'"),
            ((*PARTIES, "--kind", "purge", "--tracks", "1"), "tracks cannot be named for the kind 'purge'"),
            ((*PARTIES, "--kind", "takedown", "--tracks", "1-2"), "has no track 1-2"),
            ((*PARTIES, "--kind", "takedown", "--territories", " , "), "--territories names nothing"),
            ((*PARTIES, "--kind", "takedown", "--territories", "England"), "England"),
            ((*PARTIES, "--kind", "takedown", "--until", "soon"), "'soon' is no day"),
            ((*PARTIES, "--created", "yesterday"), "'yesterday' is no moment"),
            ((*PARTIES, "--message-id", "a\x01"), "cannot be written as XML"),
            ((*PARTIES, "--out", "."), "Is a directory"),
        ],
    )
    def test_a_wrong_word_is_one_clear_error(self, cli: Cli, album: Path, options: tuple[str, ...], words: str) -> None:
        said = cli("build", album, *options)
        assert (said.code, said.out) == (1, "")
        assert words in said.err
        assert words in cli("build", album, *options, "--json").json["message"]

    def test_without_a_sender_it_was_called_wrongly(self, cli: Cli, album: Path) -> None:
        said = cli("build", album)
        assert (said.code, "--sender" in said.err) == (2, True)

    def test_a_folder_with_faults_says_all_of_them(self, cli: Cli, album: Path) -> None:
        (album / "release.toml").write_text(DOCUMENT.replace("QZSBR2600001", "x").replace('"Single"', '"Sngle"'))
        said = cli("build", album, *PARTIES, "--json")
        assert (said.code, {one["path"] for one in said.json["findings"]}) == (1, {"kind", "tracks[0].isrc"})
        assert cli("build", "nowhere", *PARTIES).code == 1
        assert cli("build", "good.xml", *PARTIES).code == 1

    @pytest.mark.parametrize(
        ("line", "version", "words"),
        [
            ('uses = ["UseForDataMining"]', "382", ("ERN-TERM-001", "deals[0]", "UseForDataMining", "takes this down")),
            ('uses = ["PermanentDownload"]\nprice = [{ amount = -1.00, currency = "EUR" }]', "43", ("-1.0",)),
        ],
        ids=["no use is left", "negative"],
    )
    def test_terms_that_cannot_be_stated_are_refused_in_words(
        self, cli: Cli, album: Path, line: str, version: str, words: tuple[str, ...]
    ) -> None:
        document = (album / "release.toml").read_text("utf-8").replace('uses = ["OnDemandStream"]', line)
        (album / "release.toml").write_text(document, "utf-8")
        said = cli("build", album, *PARTIES, "--kind", "update", "--version", version)
        assert (said.code, said.out) == (1, "")
        for word in words:
            assert word in said.err

    def test_what_is_no_film_is_refused_in_words(self, cli: Cli, album: Path) -> None:
        (album / "release.toml").write_text(DOCUMENT.replace("bpm = 122", 'medium = "video"'))
        said = cli("build", album, *PARTIES)
        assert (said.code, "not an MP4, MOV or WebM film" in said.err) == (1, True)


class TestRead:
    def test_a_message_is_told_in_words(self, cli: Cli) -> None:
        said = cli("read", "good.xml")
        assert said.code == 0
        assert "NewReleaseMessage  ERN 4.3  Audio" in said.out
        assert "Saeko Shu" in said.out
        assert "USS1Z9900002" in said.out
        assert "Worldwide, from 2026-04-24" in said.out

    def test_the_files_are_shown_as_they_are_stated(self, cli: Cli, album: Path) -> None:
        cli("build", "album", *PARTIES, "--out", "m.xml")
        lines = [" ".join(line.replace("│", " ").split()) for line in cli("read", "m.xml").out.splitlines()]
        assert f"track 1: audio one.wav WAV PCM SHA-256 {(album / 'one.wav').stat().st_size}" in lines
        assert f"artwork cover.jpg JPEG SHA-256 {(album / 'cover.jpg').stat().st_size}" in lines

    def test_what_a_message_does_not_say_of_a_file_is_said(self, cli: Cli, tmp_path: Path) -> None:
        hashes = re.compile(rb"<(HashSum)>.*?</\1>|<FileSize>.*?</FileSize>", re.DOTALL)
        (tmp_path / "m.xml").write_bytes(hashes.sub(b"", GOOD))
        said = cli("read", "m.xml").out
        assert "none" in said
        assert "not stated" in said

    @pytest.mark.parametrize("name", ["good.xml", "old.xml"])
    def test_what_was_read_is_a_folder_that_check_understands(self, cli: Cli, name: str) -> None:
        said = cli("read", name, "--folder", "back")
        assert (said.code, "written: back/release.json" in said.out) == (0, True)
        assert cli("diff", "back", name).out == "nothing changes\n"
        checked = cli("check", "back", "--json", group=())
        assert {one["rule"] for one in checked.json["findings"]} == {"CMN-AUD-007", "CMN-IMG-001"}
        again = cli("read", name, "--folder", "back")
        assert (again.code, "is there already" in again.err) == (1, True)

    @pytest.mark.parametrize("command", ["read", "convert --version 432"])
    def test_terms_of_which_the_end_is_not_understood_are_told_and_refused(
        self, cli: Cli, tmp_path: Path, command: str
    ) -> None:
        start = b"<StartDate>2026-04-24</StartDate>"
        (tmp_path / "end.xml").write_bytes(GOOD.replace(start, start + b"<EndDate>2027-02-30</EndDate>"))
        said = cli(*command.split(), "end.xml")
        told = said.out + said.err
        assert said.code == 1
        for words in (
            "ERN-READ-008",
            "/ValidityPeriod/EndDate",
            "2027-02-30",
            "this deal is left out",
            "ask the sender",
        ):
            assert words in told

    def test_what_has_no_place_is_shown_by_kind_and_listed_for_machines(self, cli: Cli, ddex_folder: Path) -> None:
        sample = ddex_folder / "samples/ern383/Single.xml"
        said = cli("read", sample).out
        listed = cli("read", sample, "--json").json["unmapped"]
        assert f"{len(listed)} without a place in a release (each one with --json)" in said
        assert said.count("PartyName/NamesBeforeKeyName x ") == 5
        assert "PartyName/NamesBeforeKeyName x 5: Leonard, Hanno, Hans" in said
        assert sum(one["text"] == "Klaus" for one in listed) == 2
        assert len(said.splitlines()) < len(listed)

    def test_a_purge_has_no_release(self, cli: Cli) -> None:
        said = cli("read", "purge.xml")
        assert (said.code, "purged: 4006381333931" in said.out) == (0, True)
        assert cli("read", "purge.xml", "--folder", "back").code == 1

    @each_bad
    def test_what_is_no_message_is_told(self, cli: Cli, tmp_path: Path, name: str) -> None:
        content, rule = BAD[name]
        (tmp_path / "bad.xml").write_bytes(content)
        said = cli("read", "bad.xml")
        assert (said.code, rule in said.out) == (1, True)
        assert rule in {one["rule"] for one in cli("read", "bad.xml", "--json").json["findings"]}

    @pytest.mark.parametrize("command", ["read", "ack", "convert --version 43", "diff good.xml"])
    def test_what_cannot_be_opened_is_told(self, cli: Cli, tmp_path: Path, command: str) -> None:
        (tmp_path / "folder").mkdir()
        for name in ("gone.xml", "folder"):
            said = cli(*command.split(), name)
            assert (said.code, said.err.startswith("error: ")) == (1, True)
            assert cli(*command.split(), name, "--json").json["error"]


def test_a_title_that_would_turn_the_line_round_is_shown_written_out(cli: Cli, tmp_path: Path) -> None:
    titled = product(titles=(Title("Har\u202ebour"),), label="\u2066Quay")
    (tmp_path / "m.xml").write_bytes(write(order(titled), ERN_43))
    for command in (("read", "m.xml"), ("diff", "good.xml", "m.xml"), ("validate", "m.xml")):
        said = cli(*command)
        assert set("\u202e\u2066").isdisjoint(said.out + said.err)
    assert r"Har\u202ebour" in cli("read", "m.xml").out
    assert cli("read", "m.xml", "--json").json["release"]["title"] == "Har\u202ebour"


@pytest.mark.parametrize("command", ["ack", "validate", "read", "dsr", "convert --version 43", "diff good.xml"])
def test_no_byte_of_noise_steers_the_terminal(cli: Cli, tmp_path: Path, command: str) -> None:
    (tmp_path / "noise\x1b[2J.xml").write_bytes(b"HEAD\t\x1b[2J\x07\t\xe2\x80\xae\n" * 3)
    said = cli(*command.split(), "noise\x1b[2J.xml")
    assert said.code == 1
    assert set("\x1b\x07\u202e").isdisjoint(said.out + said.err)


class TestConvert:
    def test_the_parties_are_those_of_the_message(self, cli: Cli) -> None:
        said = cli("convert", "good.xml", "--version", "3.8.3", "--out", "c.xml")
        assert (said.code, said.out, said.err) == (0, "written: c.xml\n", "")
        read = read_message(Path("c.xml"))
        assert (read.version, read.header.sender.dpid) == ("383", SENDER)

    def test_what_is_lost_is_listed(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "m.xml").write_bytes(GOOD.replace(b"SHA-256", b"CRC32"))
        said = cli("convert", "m.xml", "--version", "42", "--out", "c.xml")
        assert (said.code, "3 lost" in said.err, "ERN-CNV-002" in said.err) == (0, True, True)
        lost = cli("convert", "m.xml", "--version", "42", "--json").json["lost"]
        assert [one["path"] for one in lost] == ["tracks[0].audio", "tracks[1].audio", "artwork"]

    def test_a_missing_code_can_be_named(self, cli: Cli, ddex_folder: Path) -> None:
        sample = ddex_folder / "samples/ern43/4 SimpleAudioSingle.xml"
        said = cli("convert", sample, "--version", "4.2", "--out", "c.xml")
        assert (said.code, "name it: --icpn" in said.err) == (1, True)
        assert cli("convert", sample, "--version", "4.2", "--icpn", "4006381333931", "--out", "c.xml").code == 0

    def test_a_missing_party_can_be_named(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "m.xml").write_bytes(GOOD.replace(SENDER.encode(), b""))
        assert "--sender" in cli("convert", "m.xml", "--version", "42").err
        assert cli("convert", "m.xml", "--version", "42", "--sender", SENDER, "--out", "c.xml").code == 0

    @each_bad
    def test_what_is_no_message_is_told(self, cli: Cli, tmp_path: Path, name: str) -> None:
        content, rule = BAD[name]
        (tmp_path / "bad.xml").write_bytes(content)
        said = cli("convert", "bad.xml", "--version", "43", "--json")
        assert (said.code, [one["rule"] for one in said.json["findings"]]) == (1, [rule])


class TestDiff:
    def test_other_words_change_nothing(self, cli: Cli) -> None:
        assert cli("diff", "good.xml", "old.xml") == Said(0, "nothing changes\n", "")

    @pytest.mark.parametrize("version", ["43", "382"])
    @pytest.mark.parametrize("folder_first", [True, False])
    def test_a_folder_and_its_own_message_say_the_same(
        self, cli: Cli, album: Path, version: str, *, folder_first: bool
    ) -> None:
        assert cli("build", "album", *PARTIES, "--version", version, "--out", "m.xml").code == 0
        sides = ("album", "m.xml") if folder_first else ("m.xml", "album")
        said = cli("diff", *sides, "--json").json
        assert said["changes"] == []
        assert [(one["path"], one["value"]) for one in said["not_compared"]] == [
            ("tracks[0].bpm", "122"),
            ("tracks[0].duration", "0.5 s"),
        ]
        plain = cli("diff", *sides).out
        assert plain.startswith("nothing changes\n")
        assert "track 1: bpm" in plain

    def test_what_the_folder_says_otherwise_is_a_change(self, cli: Cli, album: Path) -> None:
        cli("build", "album", *PARTIES, "--out", "m.xml")
        (album / "release.toml").write_text(DOCUMENT.replace("bpm = 122", "duration = 61").replace("Harbour", "Port"))
        changes = cli("diff", "m.xml", "album", "--json").json["changes"]
        assert [(one["path"], one["before"], one["after"]) for one in changes] == [
            ("titles", "Harbour", "Port"),
            ("tracks[0].duration", "0.5", "61"),
        ]

    def test_a_takedown_closes_every_use(self, cli: Cli) -> None:
        said = cli("diff", "good.xml", "down.xml")
        assert (said.code, "closes" in said.out) == (0, True)
        assert max(map(len, said.out.splitlines())) <= 120
        assert {one["concern"] for one in cli("diff", "good.xml", "down.xml", "--json").json["changes"]} == {"rights"}

    def test_what_changes_is_told_with_its_values(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "new.xml").write_bytes(write(order(product(label="Quay")), ERN_411))
        (change,) = cli("diff", "good.xml", "new.xml", "--json").json["changes"]
        assert (change["path"], change["before"], change["after"]) == ("label", "Acme Records", "Quay")

    def test_a_stand_in_is_said_beside_the_changes(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "m.xml").write_bytes(GOOD.replace(b"<ICPN>4006381333931</ICPN>", b"<ICPN>none</ICPN>"))
        said = cli("diff", "good.xml", "m.xml")
        assert (said.code, "ERN-READ-003" in said.err, "icpn" in said.out) == (0, True, True)

    def test_a_purge_is_the_end_of_the_release(self, cli: Cli) -> None:
        said = cli("diff", "good.xml", "purge.xml")
        assert (said.code, said.err, "taken back for good" in said.out, "closes" in said.out) == (0, "", True, True)
        first, *others = cli("diff", "good.xml", "purge.xml", "--json").json["changes"]
        assert (first["concern"], first["before"]) == ("rights", "4006381333931 (Night Songs)")
        assert first["after"].startswith("purge of 4006381333931")
        assert {one["concern"] for one in others} == {"rights"}

    def test_a_release_after_its_purge_is_a_first_delivery(self, cli: Cli) -> None:
        said = cli("diff", "purge.xml", "good.xml").out
        assert ("comes back after its purge" in said, "opens" in said) == (True, True)

    def test_two_purges_of_one_product_change_nothing(self, cli: Cli) -> None:
        assert cli("diff", "purge.xml", "purge.xml") == Said(0, "nothing changes\n", "")

    @pytest.mark.parametrize(
        ("code", "words"),
        [(b"<ICPN>200000000011</ICPN>", "of another product"), (b"<CatalogNumber>A</CatalogNumber>", "cannot be told")],
    )
    def test_a_purge_of_another_product_is_said_and_changes_nothing(
        self, cli: Cli, tmp_path: Path, code: bytes, words: str
    ) -> None:
        purge = (tmp_path / "purge.xml").read_bytes()
        (tmp_path / "other.xml").write_bytes(purge.replace(b"<ICPN>4006381333931</ICPN>", code))
        for sides in (("good.xml", "other.xml"), ("other.xml", "good.xml"), ("purge.xml", "other.xml")):
            said = cli("diff", *sides)
            assert (said.code, said.out, words in said.err) == (0, "nothing changes\n", True)


class TestAck:
    def test_what_is_to_do_next_is_said(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "ACK_m-1_20260115101500000.xml").write_bytes(ACK)
        said = cli("ack", "ACK_m-1_20260115101500000.xml", "--json")
        assert said.code == 0
        (one,) = said.json["acknowledgements"]
        assert (one["message_id"], one["release"]) == ("m-1", ["4006381333931"])
        assert one["words"] == ["ProcessingErrorAtReleaseDistributor", "SignatureOrHashSumWrongOrMissing"]
        assert (one["status"], one["substate"], one["tracks"]) == ("Error", "checksum", [])
        assert one["action"] == "resend-all"
        said = cli("ack", "ACK_m-1_20260115101500000.xml").out
        for word in ("Acknowledgements", "the release", "Error: checksum", "resend-all", *one["words"]):
            assert word in said

    def test_each_track_has_its_own_state_and_what_to_do_about_it(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "ack.xml").write_bytes(FAULTY_TRACK)
        (one,) = cli("ack", "ack.xml", "--json").json["acknowledgements"]
        assert (one["status"], one["substate"]) == ("Live", "all-territories")
        (track,) = one["tracks"]
        assert (track["isrc"], track["status"], track["substate"]) == ("QZSBR2600001", "Rejected", "format")
        assert (track["native"], track["action"]) == ("ResourceCorrupt", "fix-resource")
        said = cli("ack", "ack.xml").out
        assert "Live: all-territories" in said
        assert "Rejected: format" in said
        assert "fix-resource, then resend-all" in said

    def test_a_word_nobody_knows_is_an_error(self, cli: Cli, tmp_path: Path) -> None:
        unknown = ACK.replace(b"SignatureOrHashSumWrongOrMissing", b"Lost")
        (tmp_path / "ack.xml").write_bytes(unknown)
        (one,) = cli("ack", "ack.xml", "--json").json["acknowledgements"]
        assert (one["status"], one["substate"], one["action"]) == ("Error", "unknown-native-state", "ask-person")

    @each_bad
    def test_what_is_no_acknowledgement_is_told(self, cli: Cli, tmp_path: Path, name: str) -> None:
        (tmp_path / "bad.xml").write_bytes(BAD[name][0])
        said = cli("ack", "bad.xml", "good.xml", "--json")
        assert (said.code, said.json["acknowledgements"]) == (1, [])
        assert {one["file"] for one in said.json["findings"]} == {"bad.xml", "good.xml"}


class TestDsr:
    def test_a_report_is_added_up(self, cli: Cli, ddex_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (sample,) = (ddex_folder / "samples/dsr").glob("DSR_TEST*")
        said = cli("dsr", sample, "--json").json
        assert said["head"]["profile"]
        lines = sample.read_text("utf-8").splitlines()
        assert said["rows"] == sum(not line.startswith(("#", "HEAD", "SY", "FOOT")) for line in lines)
        assert f"{said['rows']} rows, nothing to add up" in cli("dsr", sample).out
        monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
        told = cli("dsr", sample, "--by", "territory").out
        assert f"{said['rows']} rows" in told
        assert "IS " in told
        assert cli("dsr", sample, "--by", "colour").code == 1

    @pytest.mark.parametrize("name", ["good.xml", "gone.tsv", "."])
    def test_what_is_no_report_is_told(self, cli: Cli, name: str) -> None:
        said = cli("dsr", name, "--json")
        assert said.code == 1
        assert said.json["findings"] or said.json["message"]


def test_a_sales_report_is_one_json_document_with_exact_amounts(
    cli: Cli, ddex_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
    (report,) = (ddex_folder / "samples" / "dsr").glob("*_IS_*.tsv")
    said = cli("dsr", "--json", report)
    assert said.json["rows"] == 21
    assert {type(total["net_revenue"]) for total in said.json["totals"]} == {str}


def test_a_sales_report_is_added_up_by_recording(cli: Cli, ddex_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
    (report,) = (ddex_folder / "samples" / "dsr").glob("*_IS_*.tsv")
    first, *others = cli("dsr", "--json", report).json["recordings"]
    assert first["recording"] == {"isrc": "USSM19803037", "title": "Sexual Healing", "artist": "Marvin Gaye"}
    assert (first["territory"], first["use_type"], first["usages"]) == ("IS", "Stream", "7810")
    plain = cli("dsr", report, "--top", 1, "--out", "by/recording.csv").out
    assert "the first 1 of 3 (all with --json or --out)" in plain
    assert ("USSM19803037" in plain, others[0]["recording"]["isrc"] in plain) == (True, False)
    with Path("by/recording.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["isrc"] for row in rows] == [one["recording"]["isrc"] for one in (first, *others)]
    assert (rows[0]["usages"], rows[0]["currency"], rows[0]["rows"]) == ("7810", "USD", "1")


def test_a_code_that_is_nobodys_is_not_written_into_a_release_folder(
    cli: Cli, ddex_folder: Path, tmp_path: Path
) -> None:
    sample = ddex_folder / "samples" / "ern43" / "4 SimpleAudioSingle.xml"
    cli("read", sample, "--folder", tmp_path / "imported")
    document = json.loads((tmp_path / "imported" / "release.json").read_text("utf-8"))
    assert "upc" not in document
    assert document["grid"]
