from __future__ import annotations

import pytest
from lxml import etree


@pytest.fixture(scope="session")
def structure(ddex_folder):
    """The structure of the choreography's messages, version 1.8."""
    return etree.XMLSchema(etree.parse(ddex_folder / "choreography/18/ern-choreography-sftp.structural.xsd"))


@pytest.fixture(scope="session")
def examples(ddex_folder):
    return ddex_folder / "choreography/examples"
