"""Draft: the package of an order that nobody has given, with stand-ins for what is still to be made."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from tunemantra.core.finding import Finding, error
from tunemantra.core.media import Facts
from tunemantra.core.plan import PlannedFile, Size
from tunemantra.core.release import Asset
from tunemantra.errors import TuneMantraError
from tunemantra.pipeline.foresight import size_of, stand_in
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.wishes import Wishes, is_up_to_date, rendition
from tunemantra.ports.package import Document, Order, Placed, Rendition


@frozen
class Drafted:
    """A package as far as it can be foreseen.

    Args:
        files: of the release that the platform gets.
        documents: names and sizes of what the driver writes.
        findings: why there is none.
    """

    files: tuple[PlannedFile, ...]
    documents: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()


@frozen
class Foreseen:
    """A file of a release and the rendition of it, or what stands for that."""

    file: PlannedFile
    rendition: Rendition | None = field(default=None)


def drafted(tools: Tools, order: Order, platform: str, facts: Mapping[str, Facts], *, build: bool) -> Drafted:
    """Return the package a driver would build.

    Args:
        tools: the ports, as an onlooker has them.
        order: without renditions.
        platform: key.
        facts: of the files of the release, by path in it.
        build: whether the driver is asked; else only what would be made is told.
    """
    demand = tools.platforms.platform(platform).requirement
    wishes = Wishes(tools, order.release, demand)
    every = [_foreseen(tools, wishes, *named, facts.get(named[0])) for named in demand.files(order.release)]
    files = tuple(one.file for one in every)
    if not build:
        return Drafted(files)
    made = {one.file.path: one.rendition for one in every if one.rendition is not None}
    try:
        order = evolve(order, renditions=made)
        draft = tools.platforms.driver(platform).build(order)
    except TuneMantraError as problem:
        message = f"the package for {platform} cannot be built: {problem.message}"
        return Drafted(files, findings=(error("TM-CHK-001", "", message, hint=problem.hint, platform=platform),))
    names = {entry.rendition.subject: entry.path for entry in draft.files if isinstance(entry, Placed)}
    documents = tuple((entry.path, len(entry.content)) for entry in draft.files if isinstance(entry, Document))
    return Drafted(tuple(_placed(one, names, order) for one in every), documents)


def _foreseen(tools: Tools, wishes: Wishes, path: str, asset: Asset, facts: Facts | None) -> Foreseen:
    form = None if facts is None or facts.problem else wishes.form(path, facts)
    if facts is None or form is None:
        return Foreseen(PlannedFile(path, asset.sha256, None))
    made, gain = rendition(tools, asset.sha256, form), wishes.gain(path, facts)
    if made is not None and is_up_to_date(tools, made):
        size = Size(made.size, exact=True)
        file = PlannedFile(path, asset.sha256, form, cached=True, size=size, gain=gain)
        return Foreseen(file, evolve(made, subject=path, gain=gain))
    size = size_of(form, facts, asset)
    file = PlannedFile(path, asset.sha256, form, size=size, gain=gain)
    return Foreseen(file, stand_in(path, asset, form, facts, size))


def _placed(one: Foreseen, names: Mapping[str, str], order: Order) -> PlannedFile:
    there = one.file.cached and order.unchanged(one.file.path)
    return evolve(one.file, name=names.get(one.file.path, ""), held=there)


__all__ = ["Drafted", "drafted"]
