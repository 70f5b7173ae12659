"""The page about ERN says of each version what the code says."""

from __future__ import annotations

import re

import pytest

from tests.support import REPO_ROOT
from tunemantra.contrib.ddex import VERSIONS
from tunemantra.contrib.ddex.versions import VisibilityPlace
from tunemantra.core.rights import UseType
from tunemantra.core.text import TitleKind

PAGE = (REPO_ROOT / "docs/reference/ern.md").read_text("utf-8")
SAYS = {
    "Further editions of a track, immersive ones too": lambda version: version.editions,
    "Disclosure about machines (AI)": lambda version: version.disclosures,
    "Rights to data mining and training": lambda version: UseType.DATA_MINING not in version.missing_uses,
    "Dates from which it may be shown, by territory": (
        lambda version: version.visibility is VisibilityPlace.LOCAL_LIST
    ),
    "Dates from which it may be shown": lambda version: version.visibility is not None,
    "Languages beyond bare codes": lambda version: version.free_languages,
    "Original and alternative titles": lambda version: TitleKind.ORIGINAL in version.titles,
    "Translated titles": lambda version: TitleKind.TRANSLATED in version.titles,
}


def rows(heading: str) -> list[list[str]]:
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\|.*\|$", section, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_version_and_its_schema_is_named() -> None:
    named = {row[0]: row[4] for row in rows("Versions")}
    for version in VERSIONS.values():
        assert named[".".join(version.number)] == f"`{version.schema_path}`"


@pytest.mark.parametrize("what", SAYS)
def test_what_a_version_can_say(what: str) -> None:
    head, _, *table = rows("What a version can say")
    assert head[1:] == [".".join(number) for number in VERSIONS]
    said = {row[0]: row[1:] for row in table}
    assert said.keys() == SAYS.keys()
    assert said[what] == ["yes" if SAYS[what](version) else "no" for version in VERSIONS.values()]
