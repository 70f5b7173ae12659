"""The files of a message: there, whole, the right ones, as long as stated; and what lengths are read from."""

from __future__ import annotations

import hashlib
import math
import struct
import wave
from decimal import Decimal

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import order, release, write
from tunemantra.contrib.ddex import ERN_43, VERSIONS
from tunemantra.contrib.ddex.validation import RULES, Step, validate_message
from tunemantra.contrib.ddex.validation.audio_length import audio_length

RATE = 8000


def sound(path, seconds):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(int(seconds * RATE)))


def element(root, path):
    found = root.find(path)
    assert found is not None, path
    return found


def delivered(folder, version=ERN_43):
    """A message in a folder with its files, each stated as it is."""
    root = etree.fromstring(write(order(release()), version))
    for file in root.iter("File"):
        name = file.findtext("URI") or f"{file.findtext('FilePath') or ''}{file.findtext('FileName')}"
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if name.endswith(".wav"):
            sound(path, 205.123)
        else:
            path.write_bytes(b"\xff\xd8\xff" + name.encode())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        # The sum stands in HashSumValue, in ERN 3 in a HashSum within the HashSum.
        (file.find("HashSum/HashSumValue") if version.family == 4 else file.find("HashSum/HashSum")).text = digest
        if file.find("FileSize") is not None:
            file.find("FileSize").text = f"{Decimal(path.stat().st_size).scaleb(-3):f}"
    for duration in root.iter("Duration"):
        duration.text = "PT3M25.123S" if duration.getparent().tag != "Release" else duration.text
    return root


def found(root, folder):
    xml = etree.tostring(root)
    report = validate_message(xml, None, folder=folder)
    assert Step.FILES not in {step.step for step in report.skipped}
    files = {rule.id for rule in RULES if rule.id.startswith("ERN-BIN")}
    return [(one.rule, one.file) for one in report.findings if one.rule in files]


@pytest.mark.parametrize("number", VERSIONS)
def test_a_delivery_that_is_whole_has_no_finding(tmp_path, number):
    assert found(delivered(tmp_path, VERSIONS[number]), tmp_path) == []


WAV = "resources/tracks[0].audio.wav"


@pytest.mark.parametrize("number", VERSIONS)
def test_a_file_that_is_not_there_is_named(tmp_path, number):
    root = delivered(tmp_path, VERSIONS[number])
    (tmp_path / WAV).unlink()
    assert found(root, tmp_path) == [("ERN-BIN-001", WAV)]


def test_a_file_in_another_case_is_not_there_and_the_hint_says_why(tmp_path):
    root = delivered(tmp_path)
    (tmp_path / WAV).rename(tmp_path / WAV.upper().replace("RESOURCES", "resources"))
    report = validate_message(etree.tostring(root), folder=tmp_path)
    (missing,) = [one for one in report.findings if one.rule == "ERN-BIN-001"]
    assert "the case counts" in missing.hint
    assert missing.message.startswith("Line ")


@pytest.mark.parametrize("number", VERSIONS)
def test_another_byte_is_another_hash(tmp_path, number):
    root = delivered(tmp_path, VERSIONS[number])
    path = tmp_path / WAV
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    assert found(root, tmp_path) == [("ERN-BIN-003", WAV)]


def test_a_file_that_was_cut_has_another_size_hash_and_length(tmp_path):
    root = delivered(tmp_path)
    sound(tmp_path / WAV, 100)
    assert [rule for rule, _ in found(root, tmp_path)] == ["ERN-BIN-003", "ERN-BIN-005", "ERN-BIN-006"]


@pytest.mark.parametrize("size", ["1640.984", "1641.0", "1641", "1602.57", "1602"])
def test_a_size_may_be_rounded_and_a_kilobyte_of_either_kind(tmp_path, size):
    root = delivered(tmp_path)
    assert (tmp_path / WAV).stat().st_size == 1_641_028
    element(root, f".//File[URI='{WAV}']/FileSize").text = size
    right = size != "1640.984"
    assert (("ERN-BIN-005", WAV) in found(root, tmp_path)) is not right


@pytest.mark.parametrize("duration", ["PT3M25S", "PT3M26S", "PT205.123S"])
def test_a_duration_may_be_rounded_to_seconds(tmp_path, duration):
    root = delivered(tmp_path)
    element(root, ".//SoundRecording/Duration").text = duration
    assert found(root, tmp_path) == []


def test_a_duration_of_another_track_is_found(tmp_path):
    root = delivered(tmp_path)
    element(root, ".//SoundRecording/Duration").text = "PT3M20S"
    assert found(root, tmp_path) == [("ERN-BIN-006", WAV)]


def test_a_file_nobody_names_is_told(tmp_path):
    root = delivered(tmp_path)
    (tmp_path / "resources" / "old.wav").write_bytes(b"")
    assert found(root, tmp_path) == [("ERN-BIN-009", "resources/old.wav")]


@pytest.mark.parametrize(
    "name", ["../secret.wav", "/etc/hostname", "a/../../b.wav", "C:\\x.wav", "file:///etc/hostname", "x" * 300]
)
def test_a_path_that_leads_out_is_not_opened(tmp_path, name):
    inner = tmp_path / "inner"
    inner.mkdir()
    root = delivered(inner)
    sound(tmp_path / "secret.wav", 1)
    element(root, f".//File[URI='{WAV}']/URI").text = name
    rules = [rule for rule, _ in found(root, inner)]
    assert rules[0] == "ERN-BIN-002"
    assert not {"ERN-BIN-003", "ERN-BIN-005", "ERN-BIN-006"} & set(rules)


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    root = delivered(inner)
    sound(tmp_path / "secret.wav", 1)
    (inner / WAV).unlink()
    (inner / WAV).symlink_to(tmp_path / "secret.wav")
    assert {"ERN-BIN-003", "ERN-BIN-005", "ERN-BIN-006"} & {rule for rule, _ in found(root, inner)} == set()


def test_a_file_on_a_server_is_not_looked_for(tmp_path):
    root = delivered(tmp_path)
    element(root, f".//File[URI='{WAV}']/URI").text = "https://media.example/a.wav"
    assert [rule for rule, _ in found(root, tmp_path)] == ["ERN-BIN-009"]


def test_an_update_without_files_needs_none(tmp_path):
    assert (
        found(etree.fromstring(write(order(release()), ERN_43).replace(b"Delivery>true", b"Delivery>false")), tmp_path)
        == []
    )


def flac(samples, rate=44100):
    packed = rate << 44 | 1 << 41 | 15 << 36 | samples
    return b"fLaC\x80\x00\x00\x22" + bytes(10) + struct.pack(">Q", packed) + bytes(16)


def aiff(frames, rate=44100):
    fraction, exponent = math.frexp(rate)
    common = struct.pack(">hIhHQ", 2, frames, 16, exponent + 16382, int(fraction * 2**64))
    return b"FORM\0\0\0\0AIFF" + b"NAME\0\0\0\x03abc\0" + b"COMM" + struct.pack(">I", len(common)) + common


@pytest.mark.parametrize(("content", "seconds"), [(flac(44100 * 7), 7), (flac(0), None), (aiff(44100 * 9), 9)])
def test_lengths_are_read_from_the_head(tmp_path, content, seconds):
    path = tmp_path / "sound"
    path.write_bytes(content)
    assert audio_length(path) == seconds


@pytest.mark.parametrize("cut", [4, 12, 16, 20, 30, 40])
@pytest.mark.parametrize("content", [flac(1000), aiff(1000), b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + bytes(40)])
def test_a_damaged_head_has_no_length(tmp_path, content, cut):
    path = tmp_path / "sound"
    path.write_bytes(content[:cut])
    assert audio_length(path) is None


def test_a_wav_whose_size_was_not_known_has_no_length(tmp_path):
    path = tmp_path / "sound.wav"
    sound(path, 1)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"data" + struct.pack("<I", RATE), b"data\xff\xff\xff\xff"))
    assert audio_length(path) is None
    path.write_bytes(content)
    assert audio_length(path) == 1
