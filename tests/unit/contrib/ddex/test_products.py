"""Whatever kind of product is drawn, in whichever version and for whichever order: its message is valid, and whole."""

from __future__ import annotations

import io

import attrs
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.messages import FULL, PLAIN, VERSIONS_4, media, root_of
from tunemantra.contrib.ddex import VERSIONS, build_new_release, express
from tunemantra.core import Isrc, LocalText, OrderKind, ReleaseKind, Scope, Title, withdraw
from tunemantra.testing.products import products
from tunemantra.testing.strategies import orders, territory_sets

# A product takes minutes to shrink.
drawn = {"phases": [Phase.explicit, Phase.generate], "deadline": None, "suppress_health_check": list(HealthCheck)}
each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
each_kind = pytest.mark.parametrize("kind", ReleaseKind)


@st.composite
def orders_of_any_kind(draw, release):
    """An insert, a full or a metadata-only update, a takedown of all, of territories or of a track."""
    what = draw(st.sampled_from(("insert", "update", "words", "takedown", "territories", "track")))
    kind = OrderKind(what) if what in {"insert", "update", "takedown"} else OrderKind.UPDATE
    if what == "territories":
        release = withdraw(release, Scope(draw(territory_sets())), release.release_date)
    elif what == "track":
        release = withdraw(release, Scope(isrcs=(release.tracks[0].isrc,)), release.release_date)
    order = draw(orders(release=release, kind=kind))
    return order, {} if what in {"words", "takedown"} else media(order, provided=draw(st.booleans()))


def valid(order, files, dialect, schemas, opinions):
    message = build_new_release(order, files, dialect)
    version = dialect.version
    assert schemas.validate(message, version.number) == ()
    assert [str(error) for error in opinions(version).iter_errors(io.BytesIO(message))] == []
    return message


def dialects(draw, version):
    base = draw(st.sampled_from((PLAIN, FULL)))
    return evolve(base, version=version, simple_single=draw(st.booleans()), streams_on_release=draw(st.booleans()))


@each_version
@each_kind
@given(data=st.data())
@settings(max_examples=draws(3), **drawn)
def test_every_message_is_valid_for_two_implementations(schemas, opinions, version, kind, data):
    order, files = data.draw(orders_of_any_kind(data.draw(products(kind=kind))))
    dialect = dialects(data.draw, version)
    message = valid(order, files, dialect, schemas, opinions)
    assert build_new_release(evolve(order), dict(reversed(files.items())), dialect) == message


def grown(release, count):
    """The release with its tracks repeated, each a recording of its own, on one disc."""
    own = release.tracks
    tracks = tuple(
        evolve(own[number % len(own)], isrc=Isrc(f"USXXX24{number:05d}"), number=number + 1, disc=1)
        for number in range(count)
    )
    deals = tuple(evolve(deal, instant_gratification=(tracks[0].isrc,)) for deal in release.deals)
    return evolve(release, tracks=tracks, deals=deals, components=())


@each_version
@given(data=st.data())
@settings(max_examples=1, **drawn)
def test_a_hundred_tracks_are_valid(schemas, opinions, version, data):
    kind = data.draw(st.sampled_from((ReleaseKind.BOX_SET, ReleaseKind.CLASSICAL_ALBUM, ReleaseKind.MULTIMEDIA_ALBUM)))
    release = grown(data.draw(products(kind=kind, tracks=3)), 100)
    order = data.draw(orders(release=release, kind=OrderKind.INSERT))
    message = valid(order, media(order), evolve(PLAIN, version=version), schemas, opinions)
    assert len(root_of(message).findall(".//ReleaseList/Release//ResourceGroupContentItem")) == 100


@pytest.mark.nightly
@pytest.mark.timeout(4 * 3600)
@given(data=st.data())
@settings(max_examples=500, **drawn)
def test_five_hundred_releases_are_valid_in_all_six_versions(schemas, opinions, data):
    release = data.draw(products())
    count = data.draw(st.sampled_from((0, 0, 0, 0, 12, 25, 50, 100)))
    if count and len(release.tracks) > 1:
        release = grown(release, count)
    order, files = data.draw(orders_of_any_kind(release))
    for version in VERSIONS.values():
        valid(order, files, dialects(data.draw, version), schemas, opinions)


def said(value):
    """Yield every text of a release that listeners see."""
    if isinstance(value, (Title, LocalText)):
        yield value.display if isinstance(value, Title) else value.text
    elif attrs.has(type(value)):
        for name in ("name", "owner", "printed", "text", "subtitle", "subgenre", "label", "work", "tier"):
            yield from filter(None, [getattr(value, name, "")])
        for item in attrs.fields(type(value)):
            yield from said(getattr(value, item.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from said(item)


@each_version
@given(data=st.data())
@settings(max_examples=draws(12), **drawn)
def test_nothing_is_lost_in_silence(version, data):
    release = data.draw(products())
    dialect = evolve(PLAIN, version=version)
    order = data.draw(orders(release=release, kind=OrderKind.UPDATE))
    root = root_of(build_new_release(order, {}, dialect))
    written = {element.text for element in root.iter()} | {value for e in root.iter() for value in e.attrib.values()}
    expressed = express(release, version)
    assert set(said(expressed.release)) - written == set()
    lost = " ".join(finding.observed for finding in expressed.findings)
    assert {text for text in set(said(release)) - written if text not in lost} == set()


@each_version
@given(data=st.data())
@settings(max_examples=draws(15), **drawn)
def test_what_was_expressed_is_expressed_without_a_loss(version, data):
    release = data.draw(products())
    once = express(release, version)
    assert express(once.release, version) == evolve(once, findings=())
