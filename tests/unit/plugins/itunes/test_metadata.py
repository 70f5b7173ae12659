"""The document: its elements in order, what they say, and what they leave out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.itunes.samples import SETTINGS, download, order, release
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.text import Title
from tunemantra.plugins.itunes.driver import ItunesDriver
from tunemantra.plugins.itunes.package import Bundle, Held, check_bundle, sealed
from tunemantra.plugins.itunes.sandbox import document as store
from tunemantra.plugins.itunes.sandbox.store import Product
from tunemantra.testing.factories import make_full_release, make_package, make_update

DRIVER = ItunesDriver(SETTINGS)
IN = {"i": "http://apple.com/itunes/importer"}


def written(album=None):
    draft = DRIVER.build(order(album))
    return etree.fromstring(draft.files[-1].content)


def texts(root, path):
    return [node.text for node in root.iterfind("/".join(f"i:{part}" for part in path.split("/")), IN)]


def children(root, path):
    node = root.find("/".join(f"i:{part}" for part in path.split("/")), IN) if path else root
    return [etree.QName(child).localname for child in node]


def test_the_elements_stand_in_the_public_order():
    root = written()
    assert (root.get("version"), children(root, "")) == ("music5.3", ["language", "provider", "album"])
    assert children(root, "album") == [
        *("vendor_id", "upc", "title", "locales", "original_release_date", "label_name", "genres"),
        *("copyright_pline", "copyright_cline", "artwork_files", "track_count", "products", "artists", "tracks"),
    ]
    assert children(root, "album/tracks/track") == [
        *("vendor_id", "isrc", "title", "original_release_date", "genres", "products", "label_name"),
        *("copyright_pline", "explicit_content", "volume_number", "track_number", "audio_file", "artists"),
        "audio_language",
    ]


def test_the_store_reads_it_as_it_is_meant():
    made = order(make_full_release(deals=(download(),), artists=(Artist("Ada Lund", ids=(("itunes", "77"),)),)))
    draft = DRIVER.build(made)
    package = make_package(draft)
    md5s = {file.path: "0" * 32 for file in package.files[:-1]}
    document = sealed(draft.files[-1].content, md5s)
    reading, troubles = store.read(document)
    assert troubles == []
    assert list(store.judge(reading, Product(reading.vendor, "1"))) == []
    assert {file.name: int(file.size) for file in reading.files} == {f.path: f.size for f in package.files[:-1]}
    assert [file.owner for file in reading.files][-2:] == ["cover", "booklet"]
    lying = {file.path: Held(file.size, "0" * 32) for file in package.files[:-1]}
    assert list(check_bundle(Bundle(draft.reference, document, lying))) == []


@pytest.mark.parametrize(
    ("kind", "title", "said"),
    [
        (ReleaseKind.SINGLE, "Tidal", "Tidal - Single"),
        (ReleaseKind.EP, "Tidal", "Tidal - EP"),
        (ReleaseKind.EP, "Tidal - EP", "Tidal - EP"),
        (ReleaseKind.ALBUM, "Tidal", "Tidal"),
    ],
)
def test_a_short_product_says_what_it_is(kind, title, said):
    assert texts(written(release(kind=kind, titles=(Title(title),))), "album/title") == [said]


def test_versions_and_further_languages_have_places_of_their_own():
    root = written(release(titles=(Title("Tidal", "Live"), Title("潮", "ライブ", "ja"))))
    assert texts(root, "album/title_version") == ["Live"]
    assert texts(root, "album/locales/locale/title") == ["潮 (ライブ)"]
    assert root.find("i:album/i:locales/i:locale", IN).get("name") == "ja"


def test_text_is_composed_and_what_is_empty_is_left_out():
    root = written(release(label="Tra\u0308ume"))
    assert texts(root, "album/label_name") == ["Träume"]
    assert all(len(node) or node.text or node.attrib for node in root.iter())


def test_everybody_stands_once_with_all_their_roles():
    album = release(
        artists=(Artist("Ada"), Artist("Ben", ArtistRole.FEATURED)),
        contributors=(
            Contributor("Ada", (ContributorRole.COMPOSER, ContributorRole.PHOTOGRAPHER)),
            Contributor("Cy", (ContributorRole.MIXER, ContributorRole.MIXING_ENGINEER)),
            Contributor("Di", (ContributorRole.PHOTOGRAPHER,)),
        ),
    )
    root = written(album)
    assert texts(root, "album/artists/artist/artist_name") == ["Ada", "Ben", "Cy"]
    assert texts(root, "album/artists/artist/roles/role") == ["Performer", "Composer", "Featuring", "Mixing Engineer"]
    assert texts(root, "album/artists/artist/primary") == ["true", "false", "false"]


def test_dates_prices_and_previews():
    album = release(deals=(download(tier="mid", end="2027-01-01"),), original_release_date=date(1999, 1, 1))
    first, *others = album.tracks
    track = evolve(first, preview_start=Decimal("30.7"), parental_warning=ParentalWarning.UNKNOWN)
    root = written(evolve(album, tracks=(track, *others)))
    product = "album/products/product"
    assert texts(root, f"{product}/territory") == ["WW"]
    assert texts(root, f"{product}/wholesale_price_tier") == ["32"]
    assert texts(root, f"{product}/sales_start_date") == ["2026-04-24"]
    assert texts(root, f"{product}/sales_end_date") == ["2027-01-01"]
    assert texts(root, "album/original_release_date") == ["1999-01-01"]
    assert texts(root, "album/tracks/track/preview_start_index") == ["30"]
    assert texts(root, "album/tracks/track/explicit_content") == ["none"]


def test_a_pre_order_is_the_products_and_its_kind_the_tracks():
    plain = release()
    early = download("2026-04-10", end="2026-04-23", pre_order=True, instant_gratification=(plain.tracks[0].isrc,))
    root = written(evolve(plain, deals=(download(), early)))
    assert texts(root, "album/products/product/preorder_sales_start_date") == ["2026-04-10"]
    assert texts(root, "album/tracks/track/preorder_type") == ["instant-gratification", "standard"]
    assert texts(root, "album/tracks/track/products/product/preorder_sales_start_date") == []
    assert texts(root, "album/tracks/track/products/product/sales_start_date") == ["2026-04-10", "2026-04-24"]


def test_an_update_names_the_files_that_changed_and_no_other():
    made = order()
    held = make_package(DRIVER.build(made))
    quiet = DRIVER.build(make_update(made, held))
    assert [entry.path for entry in quiet.files] == ["metadata.xml"]
    assert b"file_name" not in quiet.files[0].content
    cover = evolve(made.renditions["artwork"], sha256="5a" * 32)
    changed = DRIVER.build(make_update(made, held, renditions={**made.renditions, "artwork": cover}))
    assert [entry.path for entry in changed.files] == ["4006381333931.jpg", "metadata.xml"]
    assert changed.files[-1].content.count(b"file_name") == 2


def test_a_takedown_clears_the_product_nowhere():
    draft = DRIVER.build(order(kind=OrderKind.TAKEDOWN))
    root = etree.fromstring(draft.files[0].content)
    assert (draft.reference, children(root, "album")) == ("4006381333931.itmsp", ["vendor_id", "products"])
    assert texts(root, "album/products/product/territory") == ["WW"]
    assert texts(root, "album/products/product/cleared_for_sale") == ["false"]
