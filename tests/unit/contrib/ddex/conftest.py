from __future__ import annotations

from functools import cache

import pytest
import xmlschema

from tunemantra.contrib.ddex import SchemaSet, version_of


@pytest.fixture(scope="session")
def schemas(ddex_folder):
    return SchemaSet(ddex_folder)


@pytest.fixture(scope="session")
def compiled():
    """`compiled(path)`: a schema, compiled by another implementation, which also follows the references.

    It does not judge the schema first, which takes seconds: `schemas` compiles the same files and would refuse them.
    """
    return cache(lambda path: xmlschema.XMLSchema(path, allow="local", validation="skip"))


@pytest.fixture(scope="session")
def opinions(ddex_folder, compiled):
    """`opinions(version)`: what that other implementation says of a message of this version."""
    return lambda version: compiled(ddex_folder / version.schema_path)


@pytest.fixture(scope="session")
def second_opinion(opinions):
    """The schema of ERN 4.3, compiled by another implementation."""
    return opinions(version_of("43"))
