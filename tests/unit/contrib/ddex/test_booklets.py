"""A booklet is a text of the message, linked to the whole, with the hash of the bytes that leave."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import ATMOS, BOOKLET, PLAIN, media, order, release, root_of, texts, write
from tunemantra.contrib.ddex import VERSIONS, build_new_release, files_to_send
from tunemantra.contrib.ddex.convert import convert
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.core.distribution import OrderKind
from tunemantra.core.form import BookletForm
from tunemantra.core.release import Asset, Medium
from tunemantra.errors import ReleaseError
from tunemantra.ports.package import Package, PackageFile, Rendition, Role

ALBUM = release(booklet=Asset("booklet.pdf"))
each_version = pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)


@each_version
@pytest.mark.parametrize("kind", OrderKind)
@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("medium", Medium)
def test_messages_with_a_booklet_are_valid_and_come_back(schemas, version, kind, single, medium):
    whole = release(size=1 if single else 2, booklet=Asset("booklet.pdf"))
    whole = evolve(whole, tracks=tuple(evolve(track, medium=medium) for track in whole.tracks))
    message = write(order(whole, kind), version, simple_single=single)
    assert schemas.validate(message, version.number) == ()
    read = read_message(message)
    assert (read.unmapped, read.findings) == ((), ())
    assert read.release.booklet is not None


@each_version
def test_it_is_told_as_the_bytes_are(version):
    one = order(ALBUM)
    stated = read_message(write(one, version)).files["booklet"]
    entry = media(one)["booklet"]
    assert (stated.uri, stated.sha256, stated.codec) == (entry.uri, entry.sha256, "PDF")
    assert stated.size == (entry.size if version.family == 4 else 0)


@pytest.mark.parametrize(("version", "word"), [("411", "UserDefined"), ("42", "UserDefined"), ("43", "Booklet")])
def test_it_is_linked_to_the_whole_in_the_words_of_the_version(version, word):
    root = root_of(write(order(ALBUM), VERSIONS[version]))
    links = root.findall("ReleaseList/Release/ResourceGroup/LinkedReleaseResourceReference")
    assert [(link.text, link.get("LinkDescription")) for link in links] == [("A3", "CoverArt"), ("A4", word)]
    assert texts(root, "ResourceList/Text/Type") == ["NonInteractiveBooklet"]


@each_version
def test_a_dialect_without_booklets_writes_none(version):
    one = order(ALBUM)
    bare = evolve(one, release=release())
    assert write(one, version, booklets=False) == write(bare, version)
    lost = evolve(PLAIN, version=version, booklets=False).express(ALBUM).findings
    assert [(finding.rule, finding.path) for finding in lost] == [("ERN-LOST-BOOKLET", "booklet")]
    assert evolve(PLAIN, version=version).express(ALBUM).findings == ()


def test_a_first_delivery_needs_its_file_and_an_update_does_not():
    one = order(ALBUM)
    files = media(one)
    wrong = evolve(files["booklet"], facts=ATMOS)
    for entries, rule in ((files | {"booklet": wrong}, "ERN-FILE-002"), (without_booklet(files), "ERN-FILE-001")):
        with pytest.raises(ReleaseError) as fault:
            build_new_release(one, entries, PLAIN)
        assert [(finding.rule, finding.path) for finding in fault.value.findings] == [(rule, "booklet")]
    update = build_new_release(evolve(one, kind=OrderKind.UPDATE), without_booklet(files), PLAIN)
    assert texts(root_of(update), "ResourceList/Text/TechnicalDetails") == []


def test_a_changed_booklet_travels_alone():
    one = order(ALBUM)
    held = Package(
        tuple(PackageFile(name, Role.AUDIO, of.sha256, of.size, name) for name, of in one.renditions.items())
    )
    new = Rendition("booklet", "f" * 64, BOOKLET.size, BookletForm(), BOOKLET)
    sent = evolve(one, kind=OrderKind.UPDATE, renditions={**one.renditions, "booklet": new}, previous=held)
    assert files_to_send(sent) == {"booklet"}


@each_version
def test_it_is_converted(schemas, version):
    source = write(order(ALBUM), VERSIONS["43"])
    made = convert(source, version)
    assert schemas.validate(made.content, version.number) == ()
    assert read_message(made.content).files["booklet"].uri == "resources/booklet.pdf"
    assert "ERN-LOST-BOOKLET" not in {finding.rule for finding in made.findings}


def test_of_several_booklets_the_linked_one_is_read_and_the_others_are_listed():
    message = write(order(ALBUM), VERSIONS["43"])
    other = b"<Text><ResourceReference>A9</ResourceReference><Type>NonInteractiveBooklet</Type></Text>"
    read = read_message(message.replace(b"<Text>", other + b"<Text>", 1))
    assert read.files["booklet"].uri == "resources/booklet.pdf"
    assert "A9" in {one.text for one in read.unmapped} | {finding.observed for finding in read.findings}


def test_a_stranger_may_place_it_as_a_bonus_item():
    message = write(order(ALBUM), VERSIONS["43"]).decode()
    start = message.index('<LinkedReleaseResourceReference LinkDescription="Booklet">')
    end = message.index("</ResourceGroup>", start)
    item = (
        "<ResourceGroupContentItem><ReleaseResourceReference>A4</ReleaseResourceReference></ResourceGroupContentItem>"
    )
    read = read_message(f"{message[:start]}{item}{message[end:]}".encode())
    assert read.findings == ()
    assert read.files["booklet"].codec == "PDF"
    assert len(read.release.tracks) == 2


def without_booklet(files):
    return {subject: entry for subject, entry in files.items() if subject != "booklet"}
