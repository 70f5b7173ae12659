"""The reference page says what the code says."""

from __future__ import annotations

import re

import pytest

from tests.support import SOURCE
from tunemantra.contrib.ddex.exchange import MANIFEST_VERSIONS, PROPOSALS, VARIANTS, WORDS


@pytest.fixture(scope="module")
def rows(repo_root):
    page = (repo_root / "docs/reference/ddex-exchange.md").read_text("utf-8")
    cells = (line[1:-1].split("|") for line in page.splitlines() if line.startswith("| "))
    return {row[0].strip(" `"): [cell.strip(" `") for cell in row[1:]] for row in cells}


@pytest.mark.parametrize("choreography", VARIANTS.values(), ids=VARIANTS)
def test_every_choreography_is_there_with_its_names(rows, choreography):
    folder, release, message, completion, by, ack = rows[choreography.key]
    assert folder == (choreography.folder.text if choreography.folder else "")
    assert release == (choreography.release_folder.text if choreography.release_folder else "")
    assert message == choreography.message.text
    assert completion == (choreography.completion_name.text if choreography.completion_name else "")
    assert by == choreography.completion
    assert ack == "/".join(filter(None, (choreography.ack_folder, choreography.ack_name.text)))


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_there_with_its_meaning(rows, word):
    meaning = WORDS[word]
    category = meaning.category.value if meaning.category else ""
    assert rows[word] == [f"{meaning.status.value}: {meaning.substate}", category, meaning.action]


def test_every_proposal_is_there(rows):
    assert {word: rows[word][0].partition(",")[0] for word in PROPOSALS} == dict(PROPOSALS)


def test_every_version_of_a_manifest_is_there(rows):
    for version in MANIFEST_VERSIONS.values():
        assert rows[version.number] == [version.namespace, version.declared, version.hash_tag, version.avs or "none"]


def test_every_rule_is_there_with_its_severity_and_no_other(rows):
    sources = "\n".join(path.read_text("utf-8") for path in (SOURCE / "contrib/ddex/exchange").glob("*.py"))
    named = re.findall(r'(error|warning|Finding)\(\s*"(ERNC-[A-Z]+-\d{3})"', sources)
    assert {rule for _, rule in named} == set(re.findall(r'"(ERNC-[A-Z]+-\d{3})"', sources))
    expected = {(rule, "note" if how == "Finding" else how) for how, rule in named}
    assert expected == {(key, row[0]) for key, row in rows.items() if key.startswith("ERNC-")}
