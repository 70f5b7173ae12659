from __future__ import annotations

import pytest
import xmlschema

from tunemantra.contrib.ddex import SchemaSet


@pytest.fixture(scope="session")
def schemas(ddex_folder):
    return SchemaSet(ddex_folder)


@pytest.fixture(scope="session")
def second_opinion(ddex_folder):
    """The same schema, compiled by another implementation, which also follows the references."""
    return xmlschema.XMLSchema(ddex_folder / "ern/43/release-notification.xsd", allow="local")
