"""The page of containers says what the code says."""

from __future__ import annotations

import re
import tomllib

from tunemantra.contrib.containers import FIELDS, Container, Layout, Limits
from tunemantra.host.boxes import read_layout


def page(repo_root):
    return (repo_root / "docs/reference/containers.md").read_text(encoding="utf-8")


def test_the_example_is_a_layout(repo_root, tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", page(repo_root), re.DOTALL)
    (tmp_path / "layout.toml").write_text(example, encoding="utf-8")
    assert read_layout(tmp_path / "layout.toml") == Layout.from_mapping(tomllib.loads(example))


def test_every_field_is_explained(repo_root):
    rows = re.findall(r"^\| (`.*?) \|", page(repo_root).partition("| field |")[2], re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(FIELDS_IN_ORDER)
    assert set(FIELDS_IN_ORDER) == set(FIELDS)


def test_every_container_and_limit_is_named(repo_root):
    text = page(repo_root)
    assert all(f".{one}" in text for one in set(Container) - {Container.FOLDER})
    assert f"{Limits().files:,}".replace(",", " ") in text
    assert f"{Limits().size >> 30} GiB" in text


FIELDS_IN_ORDER = ("upc", "grid", "catalog_number", "title", "artist", "label", "disc", "track", "index", "isrc")
FIELDS_IN_ORDER += ("track_title", "name", "stem", "ext")
