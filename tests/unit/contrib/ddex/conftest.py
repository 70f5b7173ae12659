from __future__ import annotations

import os
import pickle
from functools import cache

import pytest
import xmlschema

from tunemantra.contrib.ddex import SchemaSet, version_of


@pytest.fixture(scope="session")
def schemas(ddex_folder):
    return SchemaSet(ddex_folder)


@pytest.fixture(scope="session")
def opinions(ddex_folder, tmp_path_factory):
    """`opinions(version)`: its schema, compiled by another implementation, which also follows the references.

    Compiling one takes seconds: the processes that run the tests share what one of them has compiled.
    """
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine

    @cache
    def compiled(number):
        kept = shared / f"ern-{number}.schema"
        if kept.exists():
            return pickle.loads(kept.read_bytes())
        made = xmlschema.XMLSchema(ddex_folder / version_of(number).schema_path, allow="local")
        part = mine / kept.name.replace("schema", "part")
        part.write_bytes(pickle.dumps(made))
        part.replace(kept)
        return made

    return lambda version: compiled(version.number)


@pytest.fixture(scope="session")
def second_opinion(opinions):
    """The schema of ERN 4.3, compiled by another implementation."""
    return opinions(version_of("43"))
