from __future__ import annotations

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
