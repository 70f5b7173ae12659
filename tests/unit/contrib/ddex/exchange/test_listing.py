"""The reading side of the choreographies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunemantra.contrib.ddex.exchange import (
    VARIANTS,
    Completion,
    ListedFile,
    Mode,
    Outgoing,
    Part,
    Priority,
    ReleaseIds,
    survey,
    uploads,
    variants,
)

STAMP = "20260115093000123"
LATER = "20260115093000124"
ICPN = "4006381333931"
OTHER = "0036000291452"
BATCHED = variants.ICPN_BATCHED
BY_RELEASE = variants.ERN_18_RELEASE_BY_RELEASE


def listed(*paths, empty=()):
    return [ListedFile(path, 0 if path in empty else 10) for path in paths]


def batch(stamp=STAMP, release=ICPN, completion="BatchComplete_{}.xml"):
    return [
        f"{stamp}/{release}/resources/a.wav",
        f"{stamp}/{release}/{release}.xml",
        f"{stamp}/{completion.format(stamp)}",
    ]


def rules(found):
    return [finding.rule for finding in found.findings]


@pytest.mark.parametrize("choreography", VARIANTS.values(), ids=VARIANTS)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_a_delivery_is_complete_with_its_last_file_and_not_before(choreography, data):
    stamp = STAMP[: choreography.stamp_digits]
    ids = data.draw(st.lists(st.sampled_from([ICPN, OTHER, "9780201379624"]), min_size=1, max_size=3, unique=True))
    priority = data.draw(st.sampled_from([Priority.ALL, Priority.NONE]))
    sent = uploads(choreography, stamp, [Outgoing(ReleaseIds(icpn=one), (f"{one}.wav",)) for one in ids], priority)
    files = [ListedFile(file.path, 0 if file.part is Part.COMPLETION and _empty(choreography) else 9) for file in sent]
    order = data.draw(st.permutations(files))

    whole = survey(choreography, order)
    assert sorted(release.release_id for folder in whole.ready for release in folder.releases) == sorted(ids)
    assert whole.findings == ()
    assert whole.waiting == ()

    arrived = data.draw(st.integers(0, len(files) - 1))
    partly = survey(choreography, files[:arrived])
    done = [release.message for folder in partly.ready for release in folder.releases]
    if choreography.completion is Completion.MESSAGE:
        assert set(done) == {file.path for file in sent[:arrived] if file.part is Part.MESSAGE}
    else:
        assert done == []


def _empty(choreography):
    return choreography.completion is Completion.ZERO_BYTE


def test_a_release_is_read_with_its_message_and_its_resources():
    (folder,) = survey(BATCHED, listed(*batch())).ready
    (release,) = folder.releases
    assert (folder.path, folder.batch, folder.priority, folder.zero_byte) == (STAMP, STAMP, None, False)
    assert folder.completion == f"{STAMP}/BatchComplete_{STAMP}.xml"
    assert release.message == f"{STAMP}/{ICPN}/{ICPN}.xml"
    assert release.resources == (f"{STAMP}/{ICPN}/resources/a.wav",)


def test_a_batch_without_its_completion_file_is_left_alone():
    found = survey(BATCHED, listed(*batch()[:-1]))
    assert (found.ready, found.waiting, rules(found)) == ((), (STAMP,), ["ERNC-BAT-003"])


def test_a_release_folder_without_its_message_is_left_alone():
    found = survey(BATCHED, listed(*batch(), f"{STAMP}/{OTHER}/resources/b.wav"))
    assert [release.release_id for release in found.ready[0].releases] == [ICPN]
    assert rules(found) == ["ERNC-REL-001"]


@given(st.permutations(["20251231235959999", STAMP, LATER, "20260116"]))
def test_folders_are_read_in_the_order_of_their_stamps(stamps):
    files = [file for stamp in stamps for file in listed(*batch(stamp))]
    assert [folder.path for folder in survey(BATCHED, files).ready] == ["20251231235959999", STAMP, LATER]


def test_the_prefix_has_no_part_in_the_order():
    files = listed(f"N_{ICPN}_{STAMP}/{ICPN}.xml", f"P_{ICPN}_{LATER}/{ICPN}.xml", f"{OTHER}_{LATER}/{OTHER}.xml")
    found = survey(BY_RELEASE, files)
    assert [(folder.batch, folder.priority) for folder in found.ready] == [
        (STAMP, Priority.NONE),
        (LATER, None),
        (LATER, Priority.ALL),
    ]


@pytest.mark.parametrize("prefix", ["", "P_", "M_", "N_"])
@pytest.mark.parametrize("choreography", [variants.ERN_18_BATCHED, variants.ERN_15_BATCHED], ids=["1.8", "1.5"])
def test_folders_with_and_without_a_prefix_are_read(choreography, prefix):
    files = listed(*(prefix + path for path in batch()))
    (folder,) = survey(choreography, files).ready
    assert folder.path == prefix + STAMP
    assert folder.batch == STAMP


@pytest.mark.parametrize(
    "name",
    ["BatchComplete_{}.xml", "BatchComplete_N_{}.xml", "BatchComplete_{}", "batch_complete_{}.xml", "Manifest_{}.xml"],
)
def test_completion_files_of_every_version_are_taken(name):
    found = survey(variants.ERN_18_BATCHED, listed(*batch(completion=name)))
    assert found.ready[0].completion == f"{STAMP}/{name.format(STAMP)}"
    assert found.findings == ()


def test_a_store_of_its_own_has_completion_files_of_its_own():
    files = listed(*batch(completion="delivery.complete"), empty=(f"{STAMP}/delivery.complete",))
    assert survey(variants.YOUTUBE_BATCHED, files).ready[0].zero_byte
    assert survey(BATCHED, files).ready == ()


def test_a_completion_file_of_another_batch_completes_nothing():
    found = survey(BATCHED, listed(*batch()[:-1], f"{STAMP}/BatchComplete_{LATER}.xml"))
    assert found.ready == ()
    assert rules(found) == ["ERNC-BAT-004", "ERNC-BAT-003"]


def test_of_several_completion_files_the_agreed_one_counts():
    found = survey(BATCHED, listed(*batch(), f"{STAMP}/Manifest_{STAMP}.xml"))
    assert found.ready[0].completion == f"{STAMP}/BatchComplete_{STAMP}.xml"
    assert rules(found) == ["ERNC-BAT-005"]


def test_an_empty_completion_file_is_flagged_where_a_manifest_is_agreed():
    files = listed(*batch(), empty=(f"{STAMP}/BatchComplete_{STAMP}.xml",))
    assert rules(survey(BATCHED, files)) == ["ERNC-BAT-006"]
    assert survey(BATCHED, files).ready[0].zero_byte
    assert rules(survey(variants.ICPN_BATCHED_ZERO_BYTE, files)) == []


@pytest.mark.parametrize("ending", ["part", "partial", "filepart", "tmp", "TMP"])
def test_a_completed_batch_with_a_file_on_its_way_is_not_read(ending):
    found = survey(BATCHED, listed(*batch(), f"{STAMP}/{ICPN}/resources/b.wav.{ending}"))
    assert found.ready == ()
    assert rules(found) == ["ERNC-BAT-007"]


def test_a_release_twice_in_one_batch_is_read_from_neither_folder():
    twice = [f"{STAMP}/{release}/{release}.xml" for release in (OTHER, OTHER[1:])]
    found = survey(BATCHED, listed(*batch(), *twice))
    assert [release.release_id for release in found.ready[0].releases] == [ICPN]
    assert rules(found) == ["ERNC-BAT-008"]


def test_a_release_in_two_open_batches_is_said():
    open_batches = [path for stamp in (STAMP, LATER) for path in batch(stamp)[:-1]]
    found = survey(BATCHED, listed(*open_batches))
    assert rules(found) == ["ERNC-BAT-003", "ERNC-BAT-003", "ERNC-BAT-009"]


def test_a_release_in_an_open_and_a_complete_batch_is_an_update():
    assert rules(survey(BATCHED, listed(*batch(), *batch(LATER)[:-1]))) == ["ERNC-BAT-003"]


def test_a_message_under_another_name_is_read_and_said():
    found = survey(BATCHED, listed(f"{STAMP}/{ICPN}/MSG-1.xml", f"{STAMP}/BatchComplete_{STAMP}.xml"))
    assert found.ready[0].releases[0].message == f"{STAMP}/{ICPN}/MSG-1.xml"
    assert rules(found) == ["ERNC-REL-002"]


def test_several_messages_in_one_folder_are_not_guessed_between():
    two = [f"{STAMP}/{ICPN}/MSG-1.xml", f"{STAMP}/{ICPN}/MSG-2.xml", f"{STAMP}/BatchComplete_{STAMP}.xml"]
    found = survey(BATCHED, listed(*two))
    assert found.ready[0].releases == ()
    assert rules(found) == ["ERNC-REL-003"]


def test_the_agreed_name_counts_beside_other_documents():
    found = survey(BATCHED, listed(*batch(), f"{STAMP}/{ICPN}/notes.xml"))
    assert found.ready[0].releases[0].message == f"{STAMP}/{ICPN}/{ICPN}.xml"
    assert found.findings == ()


def test_a_folder_of_another_kind_is_passed_by():
    found = survey(BATCHED, listed("lost+found/x", *batch()))
    assert (len(found.ready), found.waiting) == (1, ())
    assert rules(found) == ["ERNC-BAT-001"]


def test_a_stamp_that_is_no_moment_is_an_error():
    assert rules(survey(BATCHED, listed(*batch("20261301000000000")))) == ["ERNC-BAT-002"]


@pytest.mark.parametrize("path", ["../x.xml", f"{STAMP}/../../x", "a//b", f"{STAMP}\\x", "a/\x00", "", f"{STAMP}/"])
def test_a_path_that_leaves_the_exchange_is_an_error(path):
    assert rules(survey(BATCHED, listed(path))) == ["ERNC-PATH-001"]


def test_acknowledgements_and_files_in_the_root_are_no_batches():
    found = survey(BATCHED, listed(f"acknowledgements/ACK_M-1_{STAMP}.xml", "readme.txt", *batch()))
    assert (len(found.ready), found.findings) == (1, ())


def test_a_release_on_its_way_waits():
    files = listed(f"N_{ICPN}_{STAMP}/resources/a.wav.part", f"N_{ICPN}_{STAMP}/{ICPN}.xml")
    found = survey(BY_RELEASE, files)
    assert (found.ready, found.waiting) == ((), (f"N_{ICPN}_{STAMP}",))


def test_files_that_stand_alone_are_complete_each():
    files = listed(f"MEAD_{ICPN}_{LATER}.xml", f"MEAD_{ICPN}_{STAMP}.xml", f"ACK_{ICPN}_{STAMP}.xml", "MEAD_x.xml")
    found = survey(variants.MEAD_FILE_BY_FILE, files)
    assert [folder.batch for folder in found.ready] == [STAMP, LATER]
    assert variants.MEAD_FILE_BY_FILE.mode is Mode.FILE_BY_FILE


@given(st.lists(st.text(max_size=30), max_size=8))
@settings(max_examples=50, deadline=None)
def test_no_listing_breaks_the_survey(paths):
    for choreography in (BATCHED, BY_RELEASE, variants.TIKTOK_BATCHED, variants.MEAD_FILE_BY_FILE):
        assert survey(choreography, listed(*paths)).ready == ()


def test_a_completion_file_is_no_message():
    folder = STAMP[:14]
    found = survey(variants.TIKTOK_BATCHED, listed(f"{folder}/{ICPN}.xml", f"{folder}/BatchComplete_{folder}.xml"))
    assert [release.release_id for release in found.ready[0].releases] == [ICPN]
    assert found.ready[0].completion == f"{folder}/BatchComplete_{folder}.xml"


def test_a_folder_that_its_message_completes_waits_for_files_on_their_way():
    folder = STAMP[:14]
    found = survey(variants.TIKTOK_BATCHED, listed(f"{folder}/{ICPN}.xml", f"{folder}/resources/1_1.flac.part"))
    assert (found.ready, found.waiting, found.findings) == ((), (folder,), ())
