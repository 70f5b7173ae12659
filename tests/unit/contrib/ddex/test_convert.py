"""From one version to another: nothing is lost in silence, and what comes out is valid."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import PLAIN, deal, media, order, write
from tests.unit.contrib.ddex.messages import release as product
from tests.unit.contrib.ddex.reading.made import differences, sample, without_files
from tunemantra.contrib.ddex import ERN_43, ERN_382, ERN_411, ERN_432, VERSIONS, Partner, build_new_release, build_purge
from tunemantra.contrib.ddex.convert import convert
from tunemantra.contrib.ddex.dialect import HashAlgorithm
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.losses import deal_words
from tunemantra.contrib.ddex.profiles import profile_of
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.validation import validate_message
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist
from tunemantra.core.requirement import AudioForm
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError

SAMPLES = (
    "ern382/AudioAlbumMusicOnly.xml",
    "ern383/Album.xml",
    "ern383/Single.xml",
    "ern411/1 Audio.xml",
    "ern42/1 Audio.xml",
    "ern42/Variant Classical.xml",
    "ern43/1 Audio.xml",
    "ern43/2 Video.xml",
    "ern43/4 SimpleAudioSingle.xml",
    "ern432-derived/1 Audio.xml",
    "ern432-derived/2 Video.xml",
    "ern432-derived/4 SimpleAudioSingle.xml",
)
PARTIES = {"sender": PLAIN.sender, "recipient": PLAIN.recipient}
WITHOUT_PARTIES = {"ern382/AudioAlbumMusicOnly.xml"}
ROUNDED = {"ern383/Single.xml"}
"""The message says 469 seconds of the recording and 468.924 of its file: the file is believed."""
CODE = Gtin("4006381333931")


@pytest.fixture(scope="module")
def converted(ddex_folder):
    """`converted(sample, version)`: the conversion, made once."""
    known = {}

    def convert_once(name, version):
        if (name, version) not in known:
            parties = PARTIES if name in WITHOUT_PARTIES else {}
            known[name, version] = convert(sample(ddex_folder, name), VERSIONS[version], icpn=CODE, **parties)
        return known[name, version]

    return convert_once


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", SAMPLES)
class TestOfficialSamples:
    def test_what_comes_out_is_valid(self, converted, schemas, name, version):
        report = validate_message(converted(name, version).content, schemas)
        assert (report.version, report.errors) == (version, ())
        assert "schema" not in {step.step for step in report.skipped}

    def test_everything_that_does_not_come_along_is_listed(self, converted, name, version):
        made = converted(name, version)
        told = Counter(finding.rule for finding in made.findings)
        assert told["ERN-CNV-001"] == len({(one.path, one.line, one.text) for one in made.read.unmapped})
        again = read_message(made.content)
        gone = {subject for subject, file in made.read.files.items() if not again.files.get(subject, file).uri}
        gone |= made.read.files.keys() - again.files.keys()
        bare = {subject for subject, file in again.files.items() if file.uri and not file.digest}
        named = {finding.path for finding in made.findings if finding.rule == "ERN-CNV-002"}
        if again.order_kind is not OrderKind.TAKEDOWN:
            assert gone | bare == named
        assert not [finding for finding in made.findings if finding.blocks]

    def test_the_rest_is_what_the_version_can_carry(self, converted, name, version):
        made = converted(name, version)
        again = read_message(made.content)
        single = made.read.profile.startswith("Simple")
        profile = profile_of(made.read.release, simple_single=single)
        whose = again.header.recipients[0].dpid
        wanted = express(made.read.release, VERSIONS[version], profile, whose).release
        found = {path for path, *_ in differences(without_files(again.release), without_files(wanted))}
        assert found == ({".tracks[0].duration"} if name in ROUNDED else set())
        assert (again.unmapped, again.findings) == ((), ())

    def test_there_and_back_again_is_what_both_versions_can_carry(self, converted, name, version):
        made = converted(name, version)
        source = VERSIONS[made.read.version]
        back = convert(made.content, source)
        single = made.read.profile.startswith("Simple")
        profile = profile_of(made.read.release, simple_single=single)
        whose = back.read.header.recipients[0].dpid
        both = express(express(made.read.release, VERSIONS[version], profile, whose).release, source, profile, whose)
        found = read_message(back.content).release
        found = {path for path, *_ in differences(without_files(found), without_files(both.release))}
        assert found == ({".tracks[0].duration"} if name in ROUNDED else set())


def test_terms_for_the_channels_of_others_are_not_made_general(ddex_folder):
    with pytest.raises(ReleaseError) as refused:
        convert(ddex_folder / "samples/ern43/2 Video.xml", ERN_432, **PARTIES)
    (finding,) = refused.value.findings
    assert (finding.rule, finding.observed) == ("ERN-READ-008", "iTunes UMG test2")
    assert finding.path.endswith("/DealTerms/DistributionChannel[1]")


def test_a_limit_to_the_recipients_channel_that_becomes_a_claim_is_told_of_each_deal():
    own = evolve(product().tracks[0], deals=(deal(exclusive=True, territories=TerritorySet.of("JP")),))
    terms = (deal(), deal(exclusive=True))
    source = write(order(product(deals=terms, tracks=(own, product().tracks[1]))), ERN_43)
    told = [one for one in convert(source, ERN_382).findings if one.rule == "ERN-CNV-006"]
    assert [(one.path, one.blocks) for one in told] == [("deals[1]", False), ("tracks[0].deals[0]", False)]
    assert told[0].observed == f"{terms[1].territories}: {deal_words(terms[1])}"
    assert (told[1].observed.startswith("JP: from "), "IsExclusive" in told[1].message) == (True, True)
    assert [one.rule for one in convert(source, ERN_411).findings] == []
    flagged = convert(source, ERN_382).content
    assert [one.rule for one in convert(flagged, ERN_382).findings] == []


def test_header_and_test_mark_stay_as_they_were():
    source = write(order(), ERN_43, test=True)
    before, after = read_message(source).header, read_message(convert(source, ERN_382).content).header
    assert (after.id, after.created, after.test, after.sender.dpid) == (
        before.id,
        before.created,
        True,
        before.sender.dpid,
    )


def test_files_are_stated_as_they_were_and_an_insert_stays_one():
    source = write(order(), ERN_43)
    made = convert(source, ERN_432)
    again = read_message(made.content)
    assert dict(again.files) == dict(read_message(source).files)
    assert again.order_kind is OrderKind.INSERT
    assert made.findings == ()


def test_a_takedown_stays_one():
    made = convert(write(order(kind=OrderKind.TAKEDOWN), ERN_43), ERN_382)
    assert read_message(made.content).order_kind is OrderKind.TAKEDOWN


def test_md5_stays_md5():
    files = {
        subject: evolve(entry, sha256="", md5=f"{index + 1:032x}")
        for index, (subject, entry) in enumerate(media(order()).items())
    }
    source = build_new_release(order(), files, evolve(PLAIN, hash_algorithm=HashAlgorithm.MD5))
    again = read_message(convert(source, ERN_382).content)
    assert {subject: file.md5 for subject, file in again.files.items()} == {
        subject: entry.md5 for subject, entry in files.items()
    }


def test_the_bit_rate_of_a_lossy_file_is_kept():
    form = AudioForm("mp3", "mp3", 44_100, 0, 2, 320_000)
    facts = AudioFacts("mp3", "mp3", 44_100, 0, 2, 9_045_925, size=8_000_000)
    files = media(order())
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], facts=facts, form=form)
    source = build_new_release(order(), files, PLAIN)
    again = read_message(convert(source, ERN_411).content)
    assert again.files["tracks[0].audio"].bit_rate == 320_000


@pytest.mark.parametrize("digest", [b"0" * 64, b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"])
def test_a_placeholder_hash_never_leaves_again(digest):
    source = write(order(), ERN_43)
    proof = read_message(source).files["tracks[0].audio"].digest.encode()
    made = convert(source.replace(proof, digest), ERN_411)
    (lost,) = [finding for finding in made.findings if finding.rule == "ERN-CNV-002"]
    assert lost.path == "tracks[0].audio"
    assert digest.decode() in lost.observed
    assert digest not in made.content
    assert read_message(made.content).files["tracks[0].audio"].uri == read_message(source).files["tracks[0].audio"].uri


def test_an_algorithm_nobody_here_states_is_named_as_lost():
    source = write(order(), ERN_43).replace(b"<Algorithm>SHA-256</Algorithm>", b"<Algorithm>CRC32</Algorithm>")
    made = convert(source, ERN_411)
    assert Counter(finding.rule for finding in made.findings) == {"ERN-CNV-002": 3}
    assert b"CRC32" not in made.content


def test_ids_of_artists_go_to_the_party_whose_they_are_and_to_nobody_else():
    known = product(artists=(Artist("Saeko Shu", ids=((str(PLAIN.recipient.dpid), "42"),)),))
    source = write(order(known), ERN_43, platform=str(PLAIN.recipient.dpid))
    assert not convert(source, ERN_411).findings
    other = convert(source, ERN_411, recipient=PLAIN.sender)
    assert [finding.rule for finding in other.findings] == ["ERN-CNV-005"]
    assert b">42<" not in other.content
    assert b">42<" in convert(source, ERN_411).content


class TestParties:
    def test_made_up_ids_of_the_right_form_are_said_again(self):
        sender = PLAIN.sender.dpid.value.encode()
        source = write(order(), ERN_43).replace(sender, b"PADPIDA67890")
        assert read_message(convert(source, ERN_411).content).header.sender.dpid == "PADPIDA67890"

    def test_others_have_to_be_named(self):
        sender = PLAIN.sender.dpid.value.encode()
        source = write(order(), ERN_43).replace(sender, b"the label")
        with pytest.raises(ReleaseError) as raised:
            convert(source, ERN_411)
        (finding,) = raised.value.findings
        assert (finding.rule, finding.observed) == ("ERN-CNV-003", "Sender")
        made = convert(source, ERN_411, sender=Partner(PLAIN.sender.dpid, "Label"))
        assert read_message(made.content).header.sender.dpid == str(PLAIN.sender.dpid)


class TestRefused:
    def test_a_release_without_a_code_needs_one(self, ddex_folder):
        sample = ddex_folder / "samples/ern43/4 SimpleAudioSingle.xml"
        with pytest.raises(ReleaseError) as raised:
            convert(sample, ERN_411)
        (finding,) = raised.value.findings
        assert (finding.rule, finding.path, finding.hint) == ("ERN-READ-003", "icpn", "name it: --icpn")
        assert read_message(convert(sample, ERN_411, icpn=CODE).content).release.icpn == CODE

    def test_a_code_the_message_has_is_not_replaced(self):
        made = convert(write(order(), ERN_43), ERN_411, icpn=Gtin("00094631432057"))
        assert read_message(made.content).release.icpn == product().icpn

    @pytest.mark.parametrize(
        ("source", "rule"),
        [
            (b"", "ERN-XML-001"),
            (b"<!DOCTYPE a><a/>", "ERN-XML-002"),
            (b"<a/>", "ERN-READ-002"),
            (write(order(), ERN_43)[:9000], "ERN-XML-001"),
            (build_purge(order(kind=OrderKind.TAKEDOWN), PLAIN), "ERN-CNV-004"),
        ],
    )
    def test_what_is_no_message_is_told(self, source, rule):
        with pytest.raises(ReleaseError) as raised:
            convert(source, ERN_411)
        assert [finding.rule for finding in raised.value.findings] == [rule]
