from __future__ import annotations

from functools import cache

import pytest
import xmlschema

from tunemantra.contrib.ddex import SchemaSet, version_of


@pytest.fixture(scope="session")
def schemas(ddex_folder):
    return SchemaSet(ddex_folder)


@pytest.fixture(scope="session")
def opinions(ddex_folder):
    """`opinions(version)`: its schema, compiled by another implementation, which also follows the references."""

    @cache
    def compiled(number):
        return xmlschema.XMLSchema(ddex_folder / version_of(number).schema_path, allow="local")

    return lambda version: compiled(version.number)


@pytest.fixture(scope="session")
def second_opinion(opinions):
    """The schema of ERN 4.3, compiled by another implementation."""
    return opinions(version_of("43"))
