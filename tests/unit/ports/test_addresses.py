from __future__ import annotations

import pytest
from attrs import field, frozen

from tunemantra.ports.addresses import web_address, without_slash


@frozen
class Table:
    url: str = field(validator=web_address, converter=without_slash)
    other: str = field(default="", validator=web_address)


@pytest.mark.parametrize("url", ["https://store.example/api/", "http://127.0.0.1:1/api", "http://localhost/api"])
def test_an_address_loses_its_last_slash(url: str) -> None:
    assert Table(url).url == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["", "store", "ftp://store.example", "https://", "http://store.example", "https://me:secret@store.example"]
)
def test_what_is_no_address_or_would_tell_a_secret_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^url: "):
        Table(url)


def test_an_address_that_need_not_be_there_may_be_empty() -> None:
    assert Table("https://store.example", "").other == ""
    with pytest.raises(ValueError, match=r"^other: "):
        Table("https://store.example", "store")
