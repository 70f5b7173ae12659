"""What a plan adds up."""

from __future__ import annotations

from datetime import UTC, datetime

from tunemantra.core.finding import error
from tunemantra.core.form import BookletForm, ImageForm
from tunemantra.core.plan import Action, Plan, PlannedFile, PlatformPlan, Size

AT = datetime(2026, 5, 1, tzinfo=UTC)
COVER = ImageForm("JPEG", 3000)


def planned(path: str, form: ImageForm | BookletForm | None = COVER, **more: object) -> PlannedFile:
    return PlannedFile(path, path, form, **{"name": path, **more})  # type: ignore[arg-type]


def test_what_the_platform_has_or_the_driver_leaves_out_adds_no_bytes() -> None:
    files = (
        planned("a", size=Size(7, exact=True)),
        planned("b", size=Size(5), held=True),
        planned("c", size=Size(3), name=""),
        planned("d"),
    )
    one = PlatformPlan("x", "X", Action.INSERT, files=files, documents=(("d.xml", 100),))
    assert (one.bytes, one.unknown, one.goes) == (107, 1, True)


def test_what_several_platforms_want_alike_is_made_once() -> None:
    wants = PlatformPlan("x", "X", Action.INSERT, files=(planned("a"), planned("b"), planned("c", None)))
    other = PlatformPlan("y", "Y", Action.UPDATE, files=(planned("a"), planned("b", cached=True)))
    idle = PlatformPlan("z", "Z", Action.NOTHING, files=(planned("e"),))
    assert Plan(AT, platforms=(wants, other, idle)).to_make == 1


def test_a_plan_is_refused_for_its_document_or_for_one_platform() -> None:
    assert not Plan(AT, platforms=(PlatformPlan("x", "X", Action.NOTHING),)).refused
    assert Plan(AT, platforms=(PlatformPlan("x", "X", Action.REFUSED),)).refused
    assert Plan(AT, findings=(error("CMN-DAT-001", "", "no"),)).refused
