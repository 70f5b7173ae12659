from __future__ import annotations

import pytest
from lxml import etree

from tests.unit.contrib.ddex.mead.model import Sets
from tunemantra.contrib.ddex.mead import MeadSchemas


@pytest.fixture(scope="session")
def mead(ddex_folder):
    return MeadSchemas(ddex_folder)


@pytest.fixture(scope="session")
def sample(ddex_folder):
    """The only official sample of MEAD 1.1."""
    return (ddex_folder / "samples/mead11/award.xml").read_bytes()


@pytest.fixture(scope="session")
def schema_file(ddex_folder):
    return ddex_folder / "mead/11/media-enrichment-and-description.xsd"


@pytest.fixture(scope="session")
def schema_tree(schema_file):
    return etree.parse(schema_file).getroot()


@pytest.fixture(scope="session")
def second_mead_opinion(schema_file, compiled):
    """The same schema, compiled by another implementation, which also follows the references."""
    return compiled(schema_file)


@pytest.fixture(scope="session")
def sets(mead):
    """The sets of allowed values, to draw from."""
    return Sets(mead.value_sets())
