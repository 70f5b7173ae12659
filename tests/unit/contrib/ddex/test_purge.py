"""A purge names the product and nothing that could be sold."""

from __future__ import annotations

import io

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings

from tests.unit.contrib.ddex.messages import PLAIN, order, release, root_of, texts
from tunemantra.contrib.ddex import VERSIONS, build_purge
from tunemantra.core import OrderKind
from tunemantra.errors import ReleaseError
from tunemantra.testing.products import products

each_version = pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)


@each_version
def test_it_says_which_release_and_whose(version):
    root = root_of(build_purge(order(kind=OrderKind.TAKEDOWN), evolve(PLAIN, version=version)))
    assert root.tag == f"{{{version.namespace}}}PurgeReleaseMessage"
    purged = root.find("PurgedRelease")
    assert purged.findtext("ReleaseId/ICPN") == "4006381333931"
    assert texts(purged, "Title/TitleText") == ["Night Songs", "夜の歌", "أغاني الليل"]
    assert texts(purged, "*/PartyName/FullName") == ["Saeko Shu", "Guest"]
    assert root.findtext("MessageHeader/MessageId") == "d-0001"


@each_version
@given(of=products())
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_it_is_valid_for_two_implementations(schemas, opinions, version, of):
    purged = order(of, OrderKind.TAKEDOWN)
    message = build_purge(purged, evolve(PLAIN, version=version))
    assert schemas.validate(message, version.number) == ()
    assert [str(error) for error in opinions(version).iter_errors(io.BytesIO(message))] == []
    assert build_purge(purged, evolve(PLAIN, version=version)) == message


def test_a_text_that_xml_cannot_hold_is_named():
    with pytest.raises(ReleaseError) as refused:
        build_purge(order(release(catalog_number="nul\x00")), PLAIN)
    assert [finding.path for finding in refused.value.findings] == ["catalog_number"]
