from __future__ import annotations

import pytest

from tests.unit.contrib.ddex.dsr.reports import place
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import Descriptions, validate_report


@pytest.fixture(scope="session")
def schemas(ddex_folder):
    return SchemaSet(ddex_folder)


@pytest.fixture(scope="session")
def descriptions(schemas):
    return Descriptions(schemas)


@pytest.fixture
def judged(tmp_path, schemas):
    """Judge a text as a report of one file."""

    def judge(content, **more):
        return validate_report(place(tmp_path, content), schemas, **more)

    return judge
