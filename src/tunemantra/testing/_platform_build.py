"""The rules of `check` and `build`: pure functions of an order."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import ClassVar
from unittest.mock import patch
from xml.parsers.expat import ExpatError, ParserCreate

import pytest
from attrs import evolve

from tunemantra.core.batch import Batch
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, blocking
from tunemantra.core.requirement import Capability
from tunemantra.core.rules import Case, judge
from tunemantra.core.rules.terms import NAMES
from tunemantra.core.terms import Term, stated
from tunemantra.errors import PlatformError
from tunemantra.ports.package import Document, Draft, Order, Placed, Role
from tunemantra.ports.platform import Platform, PlatformDriver, SupportsBatches
from tunemantra.testing._expect import expect, kept, named
from tunemantra.testing._platform_code import CodeRules
from tunemantra.testing.factories import make_full_release, make_order, make_package, make_release, make_update
from tunemantra.testing.stating import with_and_without


class BuildRules(CodeRules):
    """Rules PLT-010 to PLT-029.

    Args:
        metadata_last: False where the platform wants the document before the media.
        update_lists_held_media: True where a package lists all media and `deliver` asks what is there.
    """

    metadata_last: ClassVar[bool] = True
    update_lists_held_media: ClassVar[bool] = False

    @pytest.fixture
    def orders(self, platform: Platform) -> tuple[Order, ...]:
        """Return inserts the platform should take; override it where its rules want more of a release."""
        shapes = ((1, 1), (3, 1), (2, 2))
        releases = [make_release(tracks=tracks, discs=discs) for tracks, discs in shapes]
        return tuple(
            make_order(release, requirement=platform.requirement) for release in (*releases, make_full_release())
        )

    def test_plt_010_check_says_the_same_twice(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-010."""
        for order in orders:
            said = _findings("PLT-010", driver, order)
            values: list[object] = [*said]
            foreign = [type(finding).__name__ for finding in values if not isinstance(finding, Finding)]
            expect("PLT-010", not foreign, f"check yields a {', '.join(foreign)}")
            expect("PLT-010", _findings("PLT-010", driver, order) == said, f"two checks of {named(order)} differ")

    def test_plt_011_check_lets_a_good_release_pass(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-011."""
        for order in orders:
            faults = [
                f"{fault.rule} at {fault.path}: {fault.message}"
                for fault in blocking(_findings("PLT-011", driver, order))
            ]
            expect("PLT-011", not faults, f"{named(order)} is refused: {'; '.join(faults)}")

    def test_plt_012_check_takes_an_order_without_renditions(
        self, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-012."""
        for order in orders:
            for kind in OrderKind:
                _findings("PLT-012", driver, evolve(order, kind=kind, renditions={}))

    def test_plt_013_check_and_build_open_no_connection(
        self, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-013."""
        with _no_network() as tried:
            for order in orders:
                _findings("PLT-013", driver, order)
                _draft("PLT-013", driver, order)
        expect("PLT-013", not tried, f"a connection was opened to {tried}")

    def test_plt_014_terms_are_said_or_refused(
        self, platform: Platform, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-014."""
        terms, order = platform.requirement.terms, orders[0]
        for term in Term:
            without, stating = with_and_without(order.release, term)
            if term in terms.says:
                drafts = [_draft("PLT-014", driver, evolve(order, release=one)) for one in (without, stating)]
                said = _documents(drafts[0]) != _documents(drafts[1])
                expect("PLT-014", said, f"{term.value} is declared, and no document says it")
                continue
            lost = [one for one in stated(stating, terms) if one.term is term]
            case = Case(stating, platform.key, platform.requirement, order.created_at)
            told = {(finding.rule, finding.path) for finding in judge(case)}
            named = all((NAMES[term][0], one.path) in told for one in lost)
            expect("PLT-014", named, f"{term.value} is not declared, and its loss is not told")

    def test_plt_020_build_is_reproducible(
        self, platform: Platform, settings: object, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-020."""
        for order in orders:
            first = _draft("PLT-020", driver, order)
            turned = evolve(order, renditions=dict(reversed(tuple(order.renditions.items()))))
            for other in (driver, platform.driver(settings)):
                second = _draft("PLT-020", other, turned)
                expect("PLT-020", second == first, f"{named(order)}: {_difference(first, second)}")

    def test_plt_021_documents_do_not_know_the_day(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-021."""
        today = date.today()  # noqa: DTZ011 - whatever a driver may have asked
        spellings = {today.isoformat(), today.strftime("%Y%m%d")}
        for order in orders:
            own = {order.created_at.date(), order.release.release_date}
            if today in own:
                continue
            draft = _draft("PLT-021", driver, order)
            for path, content in [(draft.reference, b""), *((d.path, d.content) for d in _documents(draft))]:
                text = path + content.decode("utf-8", "replace")
                said = [spelling for spelling in spellings if spelling in text]
                expect("PLT-021", not said, f"{path} says {', '.join(said)}; an order has only its own `created_at`")

    def test_plt_022_paths_are_unique_and_inside(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-022."""
        for order in orders:
            draft = _draft("PLT-022", driver, order)
            twice = [path for path, count in Counter(entry.path for entry in draft.files).items() if count > 1]
            expect("PLT-022", not twice, f"{named(order)} uses {', '.join(twice)} twice")
            for entry in draft.files:
                expect("PLT-022", _inside(entry.path), f"{entry.path!r} is not inside the package")
                expect("PLT-022", entry.media_type, f"{entry.path!r} has no media type")

    def test_plt_023_the_completion_mark_is_last(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-023."""
        for order in orders:
            roles = _roles(_draft("PLT-023", driver, order))
            marks = roles.count(Role.MARKER)
            expect("PLT-023", marks <= 1, f"{named(order)} has {marks} completion marks")
            expect("PLT-023", not marks or roles[-1] is Role.MARKER, f"{named(order)} sends a file after the mark")

    def test_plt_024_metadata_follows_the_media(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-024."""
        for order in orders:
            roles = _roles(_draft("PLT-024", driver, order))
            expect("PLT-024", Role.METADATA in roles, f"{named(order)} has no metadata document")
            media = [place for place, role in enumerate(roles) if role not in {Role.METADATA, Role.MARKER}]
            last = roles.index(Role.METADATA) > max(media, default=-1)
            expect("PLT-024", last or not self.metadata_last, f"{named(order)} sends metadata before media")

    def test_plt_025_an_insert_holds_every_file_once(
        self, platform: Platform, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-025."""
        for order in orders:
            placed = [entry.rendition for entry in _placed(_draft("PLT-025", driver, order))]
            count = Counter(rendition.subject for rendition in placed)
            wanted = {subject for subject, _ in platform.requirement.files(order.release)}
            expect("PLT-025", set(count) >= wanted, f"{named(order)} lacks {', '.join(sorted(wanted - set(count)))}")
            expect("PLT-025", max(count.values()) == 1, f"{named(order)} holds a file twice")
            strange = [made.subject for made in placed if made != order.renditions.get(made.subject)]
            expect("PLT-025", not strange, f"{', '.join(strange)} are not the order's renditions")

    def test_plt_026_an_update_sends_what_changed(
        self, platform: Platform, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-026."""
        for order in orders:
            held = make_package(_draft("PLT-026", driver, order))
            update = make_update(order, held, release=evolve(order.release, label="Quay Records Ltd"))
            if Capability.UPDATE not in platform.capabilities:
                _refused("PLT-026", driver, update)
                continue
            again = [entry.path for entry in _placed(_draft("PLT-026", driver, update))]
            quiet = not again or self.update_lists_held_media
            expect("PLT-026", quiet, f"media did not change, and {', '.join(again)} would be sent")
            cover = evolve(order.renditions["artwork"], sha256="5a" * 32)
            changed = evolve(update, renditions={**order.renditions, "artwork": cover})
            sent = [entry.rendition for entry in _placed(_draft("PLT-026", driver, changed))]
            expect("PLT-026", cover in sent, "the cover changed and would not be sent")

    def test_plt_027_a_takedown_is_a_document(
        self, platform: Platform, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-027."""
        for order in orders:
            held = make_package(_draft("PLT-027", driver, order))
            takedown = make_update(order, held, kind=OrderKind.TAKEDOWN, renditions={})
            if Capability.TAKEDOWN not in platform.capabilities:
                _refused("PLT-027", driver, takedown)
                continue
            draft = _draft("PLT-027", driver, takedown)
            expect("PLT-027", _documents(draft), "a takedown without any document says nothing")
            expect("PLT-027", not _placed(draft), "a takedown sends media")

    def test_plt_028_documents_are_well_formed(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-028."""
        for order in orders:
            for document in _documents(_draft("PLT-028", driver, order)):
                problem = _malformed(document)
                expect("PLT-028", not problem, f"{document.path}: {problem}")

    def test_plt_029_a_batch_is_completed_by_one_mark(
        self, platform: Platform, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-029."""
        rule = "PLT-029"
        if Capability.BATCHES not in platform.capabilities:
            return
        assert isinstance(driver, SupportsBatches), f"{rule}: batches are declared and not implemented"
        for order in (evolve(one, batch=_BATCH.id) for one in orders):
            _completed(rule, driver, _draft(rule, driver, order), named(order))


_BATCH = Batch("20261130140015123", "", datetime(2026, 11, 30, 14, 0, 15, 123000, tzinfo=UTC))


def _completed(rule: str, driver: SupportsBatches, draft: Draft, what: str) -> None:
    """Expect of an order in a batch, and of the mark of a batch of it alone, what a driver promises."""
    expect(rule, Role.MARKER not in _roles(draft), f"{what} has a mark of its own in a batch")
    expect(rule, draft.entry, f"{what} says nothing for its mark")
    completion, again = (
        kept(rule, "complete_with", lambda: driver.complete_with(_BATCH, [draft.entry])) for _ in range(2)
    )
    expect(rule, completion == again, "what completes a batch differs when it is asked for again")
    marks = _documents(completion)
    last = [one.role for one in marks][-1:] == [Role.MARKER]
    expect(rule, last and len(marks) == len(completion.files), "a batch is completed by documents, the mark last")
    listed = dict(kept(rule, "listed", lambda: driver.listed(marks[-1].path, marks[-1].content)))
    ours = {file.path: file.sha256 for file in make_package(draft).of(Role.METADATA)}
    expect(rule, listed in ({}, ours), f"{marks[-1].path} lists {listed}, not {ours}")


def _findings(rule: str, driver: PlatformDriver, order: Order) -> list[Finding]:
    return kept(rule, f"check of {named(order)}", lambda: list(driver.check(order)))


def _draft(rule: str, driver: PlatformDriver, order: Order) -> Draft:
    return kept(rule, f"build of {named(order)}", lambda: driver.build(order))


def _refused(rule: str, driver: PlatformDriver, order: Order) -> None:
    try:
        driver.build(order)
    except PlatformError:
        return
    except Exception as problem:  # noqa: BLE001 - anything else is no refusal
        expect(rule, holds=False, message=f"{order.kind.value} is not declared and raises {type(problem).__name__}")
    expect(rule, holds=False, message=f"{order.kind.value} is not declared and builds")


def _documents(draft: Draft) -> list[Document]:
    return [entry for entry in draft.files if isinstance(entry, Document)]


def _placed(draft: Draft) -> list[Placed]:
    return [entry for entry in draft.files if isinstance(entry, Placed)]


def _roles(draft: Draft) -> list[Role]:
    return [file.role for file in make_package(draft).files]


def _inside(path: str) -> bool:
    pure = PurePosixPath(path)
    clean = path.isprintable() and "\\" not in path and str(pure) == path
    return clean and bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts


def _difference(first: Draft, second: Draft) -> str:
    before, after = [entry.path for entry in first.files], [entry.path for entry in second.files]
    if before != after:
        return f"{before} became {after}"
    differing = [a.path for a, b in zip(first.files, second.files, strict=True) if a != b]
    return f"{', '.join(differing) or 'the reference'} differs"


def _malformed(document: Document) -> str:
    try:
        if document.media_type.endswith("json"):
            json.loads(document.content)
        elif document.media_type.endswith("xml"):
            ParserCreate().Parse(document.content, True)
    except (ValueError, ExpatError) as problem:
        return str(problem)
    return ""


@contextmanager
def _no_network() -> Iterator[list[object]]:
    tried: list[object] = []

    def connect(_socket: object, address: object, *_: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError("check and build are pure")

    with patch.object(socket.socket, "connect", connect), patch.object(socket.socket, "connect_ex", connect):
        yield tried


__all__ = ["BuildRules"]
