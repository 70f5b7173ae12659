"""Releases that come in one file, and packages that are put into one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.contrib.formats.release_folder import DOCUMENTS
from tunemantra.core.finding import error
from tunemantra.errors import NotFoundError, ReleaseError
from tunemantra.pipeline.orders import package_of
from tunemantra.pipeline.service import Service

if TYPE_CHECKING:
    from tunemantra.contrib.containers import Layout

LARGEST: Final = 64 * 1024
"""Bytes a layout may have."""


@contextmanager
def release_folder(release: Path) -> Iterator[Path]:
    """Yield the folder of a release: what was named, or what is in the ZIP or TAR that was named.

    Raises:
        AssetError: it is a container that is not opened.
    """
    if not release.is_file():
        yield release
        return
    from tunemantra.contrib.containers import is_container, unpack

    if not is_container(release):
        yield release
        return
    with TemporaryDirectory(prefix="tunemantra-") as room:
        yield _inner(unpack(release, Path(room) / "release"))


def _inner(folder: Path) -> Path:
    """Return where the document is: many put the folder itself into the container."""
    entries = list(folder.iterdir())
    if len(entries) == 1 and entries[0].is_dir() and any((entries[0] / name).is_file() for name in DOCUMENTS):
        return entries[0]
    return folder


def read_layout(file: Path) -> Layout:
    """Return the layout of a TOML file.

    Raises:
        ReleaseError: it cannot be read, or is no layout; all findings at once.
    """
    from tunemantra.contrib.containers import Layout

    try:
        with file.open("rb") as stream:
            text = stream.read(LARGEST + 1)
        table = tomllib.loads(text.decode("utf-8-sig"))
    except (OSError, ValueError) as problem:
        raise _unreadable(file, getattr(problem, "strerror", None) or str(problem)) from problem
    if len(text) > LARGEST:
        raise _unreadable(file, "it is larger than 64 KiB")
    try:
        return Layout.from_mapping(table)
    except ReleaseError as problem:
        findings = [evolve(finding, file=file.name) for finding in problem.findings]
        raise ReleaseError(f"{file}: {problem.message}", findings) from None


def _unreadable(file: Path, reason: str) -> ReleaseError:
    finding = error("DOC-SYN-001", "", "the layout cannot be read", observed=reason, file=file.name)
    return ReleaseError(f"{file}: {reason}", [finding])


def box(service: Service, delivery_id: str, target: Path, layout: Layout | None) -> Path:
    """Write the package of a delivery into a ZIP, TAR, `.itmsp` or new folder, as the target's name says.

    Args:
        service: the use cases.
        delivery_id: whose package.
        target: what to make.
        layout: names for the files; None for the platform's.

    Raises:
        NotFoundError: there is no package yet.
        AssetError: the container cannot be made.
        ReleaseError: the layout does not fit the release.
    """
    from tunemantra.contrib.containers import Container, container_of, pack

    container = container_of(target.name)
    if layout is None and container is Container.FOLDER:
        return service.package(delivery_id, target)
    delivery = service.delivery(delivery_id)
    if not delivery.package:
        raise NotFoundError(f"delivery {delivery_id} has no package yet", stage=delivery.stage.value)
    package = package_of(service.tools, delivery)
    named = {file.path: file for file in package.files}
    placed = layout.place(package, service.release(delivery_id)) if layout else named
    files = {name: service.tools.assets.path(file.sha256) for name, file in placed.items()}
    return pack(files, target, container)


__all__ = ["box", "read_layout", "release_folder"]
