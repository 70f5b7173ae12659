"""Two entries with one reference: the second is an error, and all it says is listed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest

from tests.unit.contrib.ddex.messages import release, track
from tests.unit.contrib.ddex.reading.test_lenient import changed
from tunemantra.contrib.ddex.versions import ERN_43, ERN_383
from tunemantra.core.rights import Visibility
from tunemantra.core.schedule import ReleaseMoment

SHOWN = ReleaseMoment.local(date(2026, 4, 1))


def twin(path):
    """Add an entry once more, with another word in every text but its reference."""

    def change(root):
        first = root.find(path)
        second = deepcopy(first)
        for number, one in enumerate(second.iter()):
            if one.text and one.text.strip() and not one.tag.endswith(("Reference", "Type")):
                one.text = f"twin {number}"
        first.addnext(second)

    return change


@pytest.mark.parametrize(
    ("version", "path"),
    [
        (ERN_43, "PartyList/Party"),
        (ERN_43, "ResourceList/SoundRecording"),
        (ERN_43, "ResourceList/Image"),
        (ERN_43, "ReleaseList/TrackRelease"),
        (ERN_43, "DealList/ReleaseVisibility"),
        (ERN_383, "ResourceList/SoundRecording"),
        (ERN_383, "ResourceList/Image"),
        (ERN_383, "ReleaseList/Release[2]"),
    ],
    ids=lambda value: getattr(value, "number", value),
)
def test_a_second_entry_with_the_same_reference_is_an_error(version, path):
    product = release(tracks=(track(1), track(2)), visibility=(Visibility(release=SHOWN),))
    plain, read = (changed(change, product, version) for change in (lambda _: None, twin(path)))
    doubled = [finding for finding in read.findings if finding.rule == "ERN-READ-012"]
    assert [finding.blocks for finding in doubled] == [True]
    assert read.release == plain.release
    root = []
    changed(lambda tree: (twin(path)(tree), root.append(tree)), product, version)
    words = {one.text for one in root[0].iter() if (one.text or "").startswith("twin")}
    assert words
    assert words <= {one.text for one in read.unmapped}


def test_a_second_track_release_of_one_recording_is_told_with_its_terms():
    def change(root):
        second = root.findall("ReleaseList/TrackRelease")[1]
        second.find("ReleaseResourceReference").text = "A1"
        second.find("Genre/GenreText").text = "Polka"
        root.findall("DealList/ReleaseDeal")[-1].find("DealReleaseReference").text = "R2"

    read = changed(change, release(tracks=(track(1), track(2))))
    assert "R2" in {finding.observed for finding in read.findings if finding.rule == "ERN-READ-009"}
    said = [one.text for one in read.unmapped]
    assert "name: Polka" in said
    assert any(text.startswith("territories: ") for text in said)
