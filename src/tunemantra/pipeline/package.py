"""Package: files, names, order and hashes; building it twice gives the same bytes."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path, PurePosixPath

from attrs import evolve

from tunemantra.core.batch import ALONE, BatchState
from tunemantra.core.distribution import Delivery, OrderKind, Stage
from tunemantra.core.finding import Finding, blocking, error, ordered
from tunemantra.core.release import Release
from tunemantra.core.requirement import Requirement
from tunemantra.core.status import Status
from tunemantra.errors import PluginError
from tunemantra.pipeline import batches
from tunemantra.pipeline.gate import gate, newer, overtaken
from tunemantra.pipeline.orders import order_of, package_of
from tunemantra.pipeline.steps import Step, becomes, passed
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.validate import refused
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Placed, Role


def package(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Build the package through the platform's driver, judge its documents and keep them in the asset store.

    An order that has to wait for another one, or for its batch, waits here: what it needs is made, and it may still be
    cancelled.
    """
    alive()
    held = gate(tools, delivery)
    if held is not None:
        return held
    batch = batches.joined(tools, delivery)
    gathering = batch is not None and batch.state is BatchState.OPEN
    if gathering and newer(tools, delivery):
        return overtaken(tools, delivery)
    place = batch.id if batch is not None else (ALONE if delivery.batch == ALONE else "")
    if not delivery.package or delivery.batch != place:
        delivery = _built(tools, evolve(delivery, batch=place))
        if blocking(delivery.findings):
            return refused(delivery, delivery.findings, at=tools.clock.now())
    if batch is not None and gathering:
        return batches.gathers(tools, delivery, batch)
    at, files = tools.clock.now(), package_of(tools, delivery).files
    change = becomes(delivery, at, Status.PROCESSING, "uploading", "the package is ready")
    size = sum(file.size for file in files)
    gains = "; ".join(f"{file.subject} {file.gain}" for file in files if file.gain is not None)
    told = f"{len(files)} files, {size} bytes" + (f"; {gains}" if gains else "")
    return passed(delivery, Stage.DELIVER, at, told, change=change, data={"gain": gains} if gains else None)


def _built(tools: Tools, delivery: Delivery) -> Delivery:
    """Return an order with its package, and everything that is found wrong with that."""
    order = order_of(tools, delivery)
    draft = tools.platforms.driver(delivery.platform).build(order)
    built = keep(tools, draft, order.release)
    requirement = tools.platforms.platform(delivery.platform).requirement
    missing = incomplete(order, built, requirement)
    found = [*delivery.findings, *missing, *judged(tools, draft, delivery.platform)]
    # Built once more for another batch, it is found the same.
    findings = ordered(dict.fromkeys(found) if delivery.package else found)
    return evolve(delivery, package=tools.codec.dump(built), findings=findings)


def keep(tools: Tools, draft: Draft, release: Release | None = None) -> Package:
    """Return the package of a draft, its documents kept by content.

    Args:
        tools: the use cases' tools.
        draft: what a driver made.
        release: whose media it places; None where there are none, as in what completes a batch.

    Raises:
        PluginError: two files share a path, or a path leads out of the package.
    """
    files = tuple(_kept(tools, entry, release) for entry in draft.files)
    for path, count in Counter(file.path for file in files).items():
        if count > 1 or _leads_out(path):
            message = f"package path {path!r} is " + ("used twice" if count > 1 else "not inside the package")
            raise PluginError(message, hint="this is a fault of the platform's plugin", path=path)
    return Package(files, draft.reference, draft.entry)


def _kept(tools: Tools, entry: Document | Placed, release: Release | None) -> PackageFile:
    if isinstance(entry, Placed):
        made = entry.rendition
        role = Role.of(made.form)
        isrc = str((release and release.isrc_of(made.subject)) or "")
        return PackageFile(entry.path, role, made.sha256, made.size, made.subject, entry.media_type, isrc, made.gain)
    stored = tools.assets.put_bytes(entry.content)
    return PackageFile(entry.path, entry.role, stored.sha256, stored.size, "", entry.media_type)


def _leads_out(path: str) -> bool:
    pure = PurePosixPath(path)
    return pure.is_absolute() or ".." in pure.parts or "\\" in path or not pure.parts


def incomplete(order: Order, built: Package, requirement: Requirement) -> tuple[Finding, ...]:
    """Return a finding for each file of the release that is neither in the package nor with the platform (A-068).

    Of the files only some platforms take, those are meant that were made for this one.
    """
    if order.kind is OrderKind.TAKEDOWN:
        return ()
    present = {file.subject for file in built.files}
    release = order.release
    first = [(path, asset) for path, asset in release.assets() if requirement.takes(release.part(path))]
    more = [(path, asset) for path, asset in release.additions() if path in order.renditions]
    return tuple(
        error(
            "TM-PKG-001",
            path,
            "the file is missing from the package",
            file=asset.path,
            expected="every file once",
        )
        for path, asset in (*first, *more)
        if path not in present and not order.unchanged(path)
    )


def judged(tools: Tools, draft: Draft, platform: str) -> tuple[Finding, ...]:
    """Return what the standards say of the documents a driver wrote."""
    return tuple(
        evolve(finding, platform=platform, file=document.path)
        for document in draft.files
        if isinstance(document, Document)
        for judge in tools.judges
        for finding in judge.judge(document.content, document.media_type)
    )


def export(tools: Tools, delivery: Delivery, folder: Path) -> Path:
    """Write a delivery's package as files below `folder` and return where it is; it may be repeated.

    They are copies: whoever edits one must not change what is delivered.
    """
    for file in package_of(tools, delivery).files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            target.unlink()
        shutil.copyfile(tools.assets.path(file.sha256), target)
    return folder


__all__ = ["export", "incomplete", "judged", "keep", "package"]
