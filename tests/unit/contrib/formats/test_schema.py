"""The exported schema and the example, held against the reader they are made from."""

import json
import re
import tomllib
from datetime import UTC, datetime

import pytest

from tests.unit.core.rules.conftest import Bench
from tunemantra.contrib.formats import example_toml, json_schema
from tunemantra.contrib.formats.fields import RELEASE
from tunemantra.contrib.formats.tables import Table
from tunemantra.core.rules import Case, judge


def check(schema, value):
    """Judge a value by the words of JSON Schema that the exported schema uses; unknown words fail."""
    known = {
        "$schema", "$id", "title", "description", "type", "properties", "additionalProperties", "required", "items",
        "minItems", "maxItems", "anyOf", "enum", "pattern", "minLength", "minimum", "maximum", "format",
    }  # fmt: skip
    assert set(schema) <= known
    if "anyOf" in schema:
        return any(check(option, value) for option in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = any(isinstance(value, kinds[name]) and isinstance(value, bool) <= (name == "boolean") for name in names)
    return fits and all(test(schema, value) for test in (check_text, check_number, check_list, check_table))


def check_text(schema, value):
    if not isinstance(value, str):
        return True
    return len(value) >= schema.get("minLength", 0) and bool(re.search(schema.get("pattern", ""), value))


def check_number(schema, value):
    if isinstance(value, str | list | dict):
        return True
    return schema.get("minimum", value) <= value <= schema.get("maximum", value)


def check_list(schema, value):
    if not isinstance(value, list):
        return True
    return schema.get("minItems", 0) <= len(value) and all(check(schema["items"], item) for item in value)


def check_table(schema, value):
    if not isinstance(value, dict):
        return True
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    if any(key not in value for key in schema.get("required", [])):
        return False
    return all(
        check(known[key], part) if key in known else others is not False and (others is True or check(others, part))
        for key, part in value.items()
    )


def as_json(text):
    return json.loads(json.dumps(tomllib.loads(text), default=lambda value: value.isoformat()))


@pytest.mark.parametrize("tracks", [1, 2, 99])
def test_the_example_reads_with_nothing_missing_but_its_media(folder, tracks):
    submission = folder.write(example_toml(tracks)).read()
    assert {finding.rule for finding in submission.findings} == {"CMN-AUD-007", "CMN-IMG-001"}
    assert all(finding.message == "the file is not there" for finding in submission.findings)
    assert len(submission.release.tracks) == tracks
    case = Case(submission.release, "spotify", Bench().requirement, datetime(2026, 1, 1, tzinfo=UTC))
    assert judge(case) == ()


def test_what_the_example_keeps_in_comments_reads_too(folder):
    text = re.sub(r"^# (\[?\w[\w.]*\]?(?: =|\s+#).*)$", r"\1", example_toml(), flags=re.MULTILINE)
    assert text.count("\n# ") < example_toml().count("\n# ") - 10
    rules = {finding.rule for finding in folder.write(text).read().findings}
    assert rules == {"CMN-AUD-007", "CMN-BKL-001", "CMN-IMG-001", "CMN-VID-001"}


@pytest.mark.parametrize("tracks", [0, 100])
def test_an_example_has_tracks(tracks):
    with pytest.raises(ValueError, match="1 to 99"):
        example_toml(tracks)


def test_the_example_fits_the_schema():
    assert check(json_schema(), as_json(example_toml()))


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.update(lable="A"),
        lambda table: table.update(upc=36000291452),
        lambda table: table.pop("title"),
        lambda table: table.update(kind="LP"),
        lambda table: table.update(artists=[]),
        lambda table: table["tracks"][0].update(bmp=120),
        lambda table: table["deals"][0].update(price=[{"teir": "Mid"}]),
        lambda table: table.update(release_date="soon"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(folder, change):
    table = as_json(example_toml())
    change(table)
    assert not check(json_schema(), table)
    assert len(folder.json(table).findings) == 4


def test_the_schema_is_plain_json_and_says_its_draft():
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"].endswith("2020-12/schema")


def tables(table, seen):
    seen[table.name] = table
    for field in table.fields:
        kinds = [field.kind]
        while kinds:
            kind = kinds.pop()
            if isinstance(kind, Table) and kind.name not in seen:
                tables(kind, seen)
            kinds += [
                part for name in ("kind", "table") if (part := getattr(kind, name, None)) and not isinstance(part, type)
            ]
    return seen


def test_the_reference_page_explains_every_key(repo_root):
    page = (repo_root / "docs/reference/release-toml.md").read_text(encoding="utf-8")
    for table in tables(RELEASE, {}).values():
        for field in table.fields:
            assert re.search(rf"^\| `{field.key}` \|.*{re.escape(field.help)}", page, re.MULTILINE), (
                table.name,
                field.key,
            )


def test_the_examples_of_the_reference_page_read_without_a_fault(repo_root, folder):
    page = (repo_root / "docs/reference/release-toml.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(examples) >= 3
    whole, *parts = examples
    for part in ["", *parts]:
        submission = folder.write(whole + part).read()
        assert [finding for finding in submission.findings if finding.message != "the file is not there"] == []


def test_the_reference_page_names_every_rule_of_the_reader(repo_root):
    page = (repo_root / "docs/reference/release-toml.md").read_text(encoding="utf-8")
    source = (repo_root / "src/tunemantra/contrib/formats/findings.py").read_text(encoding="utf-8")
    assert set(re.findall(r"DOC-[A-Z]{3}-\d{3}", source)) == set(
        re.findall(r"^\| (DOC-[A-Z]{3}-\d{3})", page, re.MULTILINE)
    )
