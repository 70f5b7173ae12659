"""Profiles read from their descriptions."""

from __future__ import annotations

import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.dsr.reports import PROFILES
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import CellKind, Descriptions, RecordKind
from tunemantra.errors import TuneMantraError

each_profile = pytest.mark.parametrize(("name", "version"), PROFILES)


def test_every_shipped_profile_is_known(descriptions):
    assert sorted((one.name, one.version) for one in descriptions.profiles()) == sorted(PROFILES)


@each_profile
def test_a_profile_has_all_parts_of_a_report(descriptions, name, version):
    profile = descriptions.profile(name, version)
    assert profile.records["HEAD"].places["RepresentedRepertoire"] == 15
    assert profile.foot.code == ("SRFO" if name.endswith("SRB") else "FOOT")
    assert profile.single is name.endswith("SRB")
    assert profile.of_kind(RecordKind.SUMMARY)
    assert profile.of_kind(RecordKind.SINGLE if profile.single else RecordKind.BLOCK)
    for record in profile.records.values():
        assert all(re.compile(cell.form) for cell in record.cells)
        assert record.kind in {RecordKind.HEAD, RecordKind.FOOT} or record.code[:4] in profile.records or record.code


def test_cells_are_what_the_description_says(descriptions):
    profile = descriptions.profile("BasicAudioProfile", "1.2")
    summary = profile.records["SY02.02"]
    assert len(summary.cells) == 22
    territory = summary.cells[summary.places["Territory"]]
    assert (territory.kind, territory.optional, territory.many) == (CellKind.CODE, False, False)
    assert {"DE", "US", "2136"} <= territory.allowed
    assert "Germany" not in territory.allowed
    usage = profile.records["SU02"]
    assert [cell.name for cell in usage.cells if not cell.optional] == [
        "RecordType",
        "BlockId",
        "SummaryRecordId",
        "SalesTransactionId",
        "NumberOfStreams",
    ]
    recording = profile.records["AS02.02"]
    isrc = recording.cells[recording.places["ISRC"]]
    assert (isrc.kind, isrc.optional, isrc.many) == (CellKind.PATTERN, True, True)


def test_a_record_has_the_name_of_its_cell_and_of_its_revision(descriptions):
    profile = descriptions.profile("RoyaltyReportingProfile", "1.0.1")
    assert profile.records["LI01"] is profile.records["LI01.01"]


def test_blocks_for_people_and_for_the_machine(descriptions):
    profile = descriptions.profile("BasicAudioProfile", "1.2")
    assert profile.block == "RE01?, ((AS01.01, MW01.01+ | AS02.02)+)+, RE02*, (SU01 | SU02)+"

    def is_block(*codes):
        return profile.is_block("".join(profile.letters[code] for code in codes))

    assert is_block("AS02.02", "SU02")
    assert is_block("RE01", "AS01.01", "MW01.01", "MW01.01", "AS02.02", "RE02", "SU01", "SU02")
    assert not is_block("SU02", "AS02.02")
    assert not is_block("AS02.02")
    assert not is_block("AS01.01", "SU02")
    assert not is_block("AS02.02", "RE01", "SU02")


@pytest.mark.parametrize(("name", "version"), [one for one in PROFILES if not one[0].endswith("SRB")])
@given(data=st.data())
@settings(max_examples=draws(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_looking_once_at_each_record_tells_as_much_as_trying_every_way(descriptions, name, version, data):
    profile = descriptions.profile(name, version)
    every_way = profile.block_form.replace("++", "+").replace("*+", "*").replace("?+", "?")
    right = data.draw(st.from_regex(every_way, fullmatch=True))
    assert profile.is_block(right)
    some = st.text(st.sampled_from(sorted(set(profile.letters.values()))), max_size=8)
    other = data.draw(some | some.map(lambda more: right[:4] + more))
    assert profile.is_block(other) == (re.fullmatch(every_way, other) is not None)


def test_a_long_wrong_block_is_told_at_once(descriptions):
    profile = descriptions.profile("BasicAudioProfile", "1.2")
    assert not profile.is_block(profile.letters["AS02.02"] * 500_000)


@pytest.mark.parametrize(
    ("name", "version", "taken"),
    [
        ("UGCProfile", "1.0", "UgcProfile 1.0"),
        ("UgcProfile", "1.1", "UgcProfile 1.1.1"),
        ("basicaudioprofile", "1.7", "BasicAudioProfile 1.2"),
        ("BasicAudioProfileSRB", "1.2", "BasicAudioProfileSRB 1.2"),
        ("BasicAudioProfile", "2.0", None),
        ("BasicAudioProfile", "", None),
        ("NoProfile", "1.0", None),
        ("", "", None),
        ("../../ern", "1.0", None),
    ],
)
def test_the_nearest_version_is_taken(descriptions, name, version, taken):
    found = descriptions.find(name, version)
    assert (str(found.id) if found else None) == taken


def test_to_write_it_must_be_the_very_version(descriptions):
    with pytest.raises(TuneMantraError, match=r"UgcProfile 1\.1 "):
        descriptions.profile("UgcProfile", "1.1")


def test_without_a_folder_no_profile_is_known(tmp_path):
    assert Descriptions(SchemaSet(None)).profiles() == ()
    assert Descriptions(SchemaSet(tmp_path)).find("BasicAudioProfile", "1.2") is None


@pytest.fixture
def own(tmp_path, ddex_folder):
    """A folder with one profile alone."""
    place = tmp_path / "dsr/BasicAudioProfile/1.2"
    place.mkdir(parents=True)
    shutil.copyfile(
        ddex_folder / "dsr/BasicAudioProfile/1.2/BasicAudioProfile.xsd", file := place / "BasicAudioProfile.xsd"
    )
    file.chmod(0o644)
    return file


def test_without_the_value_sets_codes_are_texts(own):
    profile = Descriptions(SchemaSet(own.parents[3])).profile("BasicAudioProfile", "1.2")
    record = profile.records["SY02.02"]
    assert record.cells[record.places["Territory"]].kind is CellKind.TEXT


def test_a_damaged_description_says_so(own):
    own.write_bytes(own.read_bytes()[:5000])
    with pytest.raises(TuneMantraError, match=r"BasicAudioProfile\.xsd"):
        Descriptions(SchemaSet(own.parents[3])).profiles()


def test_a_description_loads_nothing_from_outside(own):
    own.write_text('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>')
    assert Descriptions(SchemaSet(own.parents[3])).profiles() == ()
