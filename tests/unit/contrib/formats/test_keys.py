"""What a place in a release is called in its document."""

import pytest

from tunemantra.contrib.formats.fields import RELEASE
from tunemantra.contrib.formats.keys import key_of, written
from tunemantra.contrib.formats.tables import Either, ListOf, Table
from tunemantra.core.finding import error


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("icpn", "upc"),
        ("label", "label"),
        ("titles[0].text", "title"),
        ("titles[0].version", "version"),
        ("titles[0]", "title"),
        ("titles[0].language", "title"),
        ("titles[2].text", "titles[1].title"),
        ("titles", "titles"),
        ("genre", "genre"),
        ("genre.name", "genre"),
        ("genre.subgenre", "subgenre"),
        ("parental_warning", "parental_warning"),
        ("components[1].icpn", "discs[1].upc"),
        ("further_p_lines[0].year", "p_lines[0].year"),
        ("extras", "platforms"),
        ("deals[0].prices[1].amount", "deals[0].price[1].amount"),
        ("tracks[3].isrc", "tracks[3].isrc"),
        ("tracks[3].audio", "tracks[3].file"),
        ("tracks[3].titles[0].text", "tracks[3].title"),
        ("tracks[3].editions[0].audio", "tracks[3].immersive[0].file"),
        ("tracks[3].mixed[1].titles[0].text", "tracks[3].mixed[1].title"),
        ("tracks[3].p_line.owner", "tracks[3].p_line.owner"),
        ("platforms.apple.genre", "platforms.apple.genre"),
        ("tracks", "tracks"),
        ("", ""),
        ("to.spotify", "to.spotify"),
        ("row 4", "row 4"),
        ("/ern:NewReleaseMessage/icpn", "/ern:NewReleaseMessage/icpn"),
    ],
)
def test_a_place_is_called_by_the_key_of_the_document(path: str, key: str) -> None:
    assert key_of(path) == key


def _places(table: Table, path: str = "", key: str = "", depth: int = 0):
    """Yield every place the reader can name, with the key it stands under."""
    for one in table.fields:
        here, written_as = path + (one.path or one.key), key + one.key
        yield one, here, written_as
        inner: object = one.kind
        if isinstance(inner, ListOf):
            here, written_as, inner = f"{here}[{1 + inner.first}]", f"{written_as}[1]", inner.kind
            yield one, here, written_as
        inner = inner.table if isinstance(inner, Either) else inner
        if isinstance(inner, Table):
            yield from _places(inner, f"{here}.", f"{written_as}.", depth + 1)


def test_every_key_the_reader_knows_is_found_again() -> None:
    places = list(_places(RELEASE))
    assert len(places) > 200
    same = {"explicit": "parental_warning"}  # two keys of one place
    for _, path, key in places:
        head, _, last = key.rpartition(".")
        assert key_of(path) == ".".join(filter(None, (head, same.get(last, last))))


def test_a_finding_keeps_all_but_its_path() -> None:
    (shown,) = written([error("CMN-ID-002", "icpn", "wrong", observed="1", file="release.toml")])
    assert shown == error("CMN-ID-002", "upc", "wrong", observed="1", file="release.toml")
