from __future__ import annotations

from attrs import evolve

from tunemantra.core.identifiers import Isrc
from tunemantra.ports.package import Draft, Package, PackageFile, Placed, Role
from tunemantra.testing.factories import make_order, make_package, make_update


def test_a_package_gives_its_files_of_one_role_in_order():
    files = tuple(PackageFile(name, role, "0" * 64, 1) for name, role in (("b", Role.AUDIO), ("x", Role.METADATA)))
    more = PackageFile("a", Role.AUDIO, "0" * 64, 1)
    assert [file.path for file in Package((*files, more)).of(Role.AUDIO)] == ["b", "a"]


def test_what_the_platform_holds_byte_for_byte_is_unchanged():
    order = make_order()
    draft = Draft(tuple(Placed(path, made, "x/y") for path, made in order.renditions.items()))
    update = make_update(order, make_package(draft))
    assert all(update.unchanged(path) for path in order.renditions)
    assert not order.unchanged("artwork")
    assert not update.unchanged("tracks[99].audio")


def test_a_recording_under_another_isrc_is_another_one():
    order = make_order()
    draft = Draft(tuple(Placed(path, made, "x/y") for path, made in order.renditions.items()))
    update = make_update(order, make_package(draft, order.release))
    first, *others = order.release.tracks
    renamed = evolve(update, release=evolve(order.release, tracks=(evolve(first, isrc=Isrc("USS1Z9900099")), *others)))
    assert {path for path in order.renditions if not renamed.unchanged(path)} == {"tracks[0].audio"}
    assert all(update.unchanged(path) for path in order.renditions)


def test_what_was_packed_before_isrcs_were_kept_goes_by_its_bytes():
    order = make_order()
    draft = Draft(tuple(Placed(path, made, "x/y") for path, made in order.renditions.items()))
    files = tuple(evolve(file, isrc="") for file in make_package(draft, order.release).files)
    assert all(make_update(order, Package(files)).unchanged(path) for path in order.renditions)


def test_what_the_platform_never_got_is_not_unchanged():
    order = make_order()
    cover = Draft((Placed("artwork", order.renditions["artwork"], "x/y"),))
    update = make_update(order, make_package(cover, order.release))
    assert {path for path in order.renditions if update.unchanged(path)} == {"artwork"}


def test_what_is_known_of_a_file_is_what_its_rendition_is_or_else_its_master():
    order = make_order()
    made = order.renditions["artwork"].facts
    masters = {"artwork": evolve(made, format="TIFF"), "tracks[0].audio": order.renditions["tracks[0].audio"].facts}
    early = evolve(order, renditions={"artwork": order.renditions["artwork"]}, masters=masters)
    assert early.facts_of("artwork") == made
    assert early.facts_of("tracks[0].audio") == masters["tracks[0].audio"]
    assert early.facts_of("booklet") is None
