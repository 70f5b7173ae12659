from __future__ import annotations

import pytest
from lxml import etree

VERSIONS = {"382": "avs_20161006.xsd", "383": "avs_20200108.xsd"}
XS = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="session")
def value_sets(ddex_folder):
    """The words of every official value set by version and name."""
    return {number: words(ddex_folder / "ern" / number / avs) for number, avs in VERSIONS.items()}


@pytest.fixture(scope="session")
def structures(ddex_folder):
    """The schema itself by version, as a tree."""
    return {n: etree.parse(ddex_folder / "ern" / n / "release-notification.xsd").getroot() for n in VERSIONS}


def words(path):
    root = etree.parse(path).getroot()
    return {
        one.get("name"): {value.get("value") for value in one.iter(f"{XS}enumeration")}
        for one in root.findall(f"{XS}simpleType")
    }
