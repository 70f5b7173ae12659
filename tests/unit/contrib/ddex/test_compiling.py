"""The official schemas say the same in another order."""

from __future__ import annotations

import shutil

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import build, order
from tunemantra.contrib.ddex import VERSIONS, SchemaSet
from tunemantra.contrib.ddex.compiling import XS, compile_schema, put_first

FOLDERS = sorted(VERSIONS)


def sets(root):
    """Return the values of every set of a schema, in order."""
    found = [[one.get("value") for one in r.iter(f"{XS}enumeration")] for r in root.iter(f"{XS}restriction")]
    return [values for values in found if values]


@pytest.mark.parametrize("version", FOLDERS)
def test_no_set_gains_or_loses_a_value_and_nothing_else_changes(ddex_folder, version):
    for path in sorted((ddex_folder / "ern" / version).glob("*.xsd")):
        before, after = (etree.parse(path).getroot() for _ in range(2))
        put_first(after)
        assert [sorted(values) for values in sets(after)] == [sorted(values) for values in sets(before)]
        for root in (before, after):
            for one in list(root.iter(f"{XS}enumeration")):
                one.getparent().remove(one)
        assert etree.tostring(after, method="c14n") == etree.tostring(before, method="c14n")


@pytest.mark.parametrize("version", FOLDERS)
def test_worldwide_is_found_at_once(ddex_folder, version):
    found = []
    for path in (ddex_folder / "ern" / version).glob("*.xsd"):
        root = etree.parse(path).getroot()
        put_first(root)
        found += [values.index("Worldwide") for values in sets(root) if "Worldwide" in values and len(values) > 100]
    assert set(found) == {0}


def test_a_small_set_keeps_the_order_in_which_a_finding_tells_it():
    values = "".join(f'<xs:enumeration value="{word}"/>' for word in ("B", "Worldwide", "A"))
    text = f'<xs:restriction xmlns:xs="http://www.w3.org/2001/XMLSchema">{values}</xs:restriction>'
    root = etree.fromstring(text)
    put_first(root)
    assert [one.get("value") for one in root] == ["B", "Worldwide", "A"]


def test_a_folder_may_have_any_name(ddex_folder, tmp_path):
    folder = tmp_path / "schemas of ours & Söhne 100%20"
    shutil.copytree(ddex_folder / "ern/43", folder / "ern/43")
    message = build(order())
    assert SchemaSet(folder).validate(message) == ()
    broken = message.replace(b"<UseType>OnDemandStream", b"<UseType>Telepathy")
    assert [one.rule for one in SchemaSet(folder).validate(broken)] == ["ERN-AVS-001"]


def test_a_schema_that_is_not_there_is_missed(tmp_path):
    with pytest.raises(FileNotFoundError):
        compile_schema(tmp_path / "none.xsd")
