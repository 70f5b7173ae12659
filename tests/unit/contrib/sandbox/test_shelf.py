from __future__ import annotations

import hashlib

import pytest
from attrs import define, field

from tunemantra.contrib.sandbox import Journal
from tunemantra.contrib.sandbox.shelf import Shelf

SHA = hashlib.sha256(b"bytes").hexdigest()


@define
class Product:
    code: str
    words: list[str] = field(factory=list)


class Acme(Shelf[Product]):
    def __init__(self, folder):
        super().__init__(folder / "products", Journal(folder), Product, lambda product: product.code)

    def made(self, code):
        return self._products.setdefault(code, Product(code))


@pytest.fixture
def shelf(tmp_path):
    return Acme(tmp_path)


def arrive(shelf, product, name):
    part = shelf.part(product, name)
    part.write_bytes(b"bytes")
    shelf.receive(product, name, SHA, part)
    return part


def test_everything_is_there_after_a_restart_but_what_was_on_its_way(shelf, tmp_path):
    for code in ("2", "1"):
        product = shelf.made(code)
        product.words.append("日本")
        shelf.save(product)
    half = shelf.part(product, "a.wav")
    half.write_bytes(b"half")
    again = Acme(tmp_path)
    assert again.products() == [Product("1", ["日本"]), Product("2", ["日本"])]
    assert again.product("1") == product
    assert again.product("3") is None
    assert not half.exists()


def test_the_same_bytes_twice_are_received_once(shelf, tmp_path):
    product = shelf.made("1")
    assert not any(arrive(shelf, product, name).exists() for name in ("a.wav", "b.wav"))
    assert list(shelf.asset(product, "").iterdir()) == [shelf.asset(product, SHA)]
    (entry,) = Journal(tmp_path).entries("asset-received")
    assert (entry["path"], entry["sha256"], entry["size"], entry["icpn"]) == ("1/a.wav", SHA, 5, "1")


def test_only_the_files_that_count_are_shown(shelf):
    product = shelf.made("1")
    shelf.save(product)
    arrive(shelf, product, "a.wav")
    for files in ({"a.wav": SHA, "b.wav": SHA}, {"b.wav": SHA}):
        shelf.lay_out(product, files)
        shown = {path.name for path in shelf.home(product).iterdir() if not path.name.startswith(".")}
        assert shown == files.keys()
