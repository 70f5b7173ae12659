"""What is built and sent, and where news is looked for."""

from __future__ import annotations

from attrs import evolve

from tests.unit.plugins.jiosaavn import material
from tunemantra.core.distribution import OrderKind
from tunemantra.core.schedule import latest_delivery
from tunemantra.plugins.jiosaavn.profile import CALENDAR, REQUIREMENT
from tunemantra.testing import make_package
from tunemantra.testing.factories import CREATED, make_update
from tunemantra.testing.session import MemorySession, blobs_of

DRIVER = material.driver()
TWO = material.film(material.song(), material.song(index=1, number=2))


def paths(order):
    draft = DRIVER.build(order)
    return [file.path.removeprefix(f"{draft.reference}/") for file in draft.files]


def test_audio_comes_first_then_cover_manifest_checksums_and_the_mark():
    assert paths(material.order(TWO)) == [
        *("audio/USS1Z2600001.mp3", "audio/USS1Z2600002.mp3", "art/4006381333931.jpg"),
        *("manifest.csv", "checksums.md5", "DONE"),
    ]


def test_an_update_sends_the_one_recording_that_changed():
    order = material.order(TWO)
    update = make_update(order, make_package(DRIVER.build(order)))
    assert paths(update) == ["manifest.csv", "checksums.md5", "DONE"]
    anew = evolve(update.renditions["tracks[1].audio"], sha256="5a" * 32)
    changed = evolve(update, renditions={**update.renditions, "tracks[1].audio": anew})
    assert paths(changed)[0] == "audio/USS1Z2600002.mp3"
    assert len(paths(changed)) == 4


def test_a_takedown_is_rows_alone():
    assert paths(material.order(TWO, OrderKind.TAKEDOWN)) == ["manifest.csv", "checksums.md5", "DONE"]


def test_the_acknowledgement_in_the_outbox_is_heard():
    order = material.order()
    draft = DRIVER.build(order)
    package = make_package(draft)
    session = MemorySession(blobs_of(order, draft, package))
    receipt = DRIVER.deliver(order, package, session)
    assert list(DRIVER.report("4006381333931", receipt, session)) == []
    whole = '"0","4006381333931","","HOLD_RIGHTS","","2026-03-02T10:00:00+00:00","1"\r\n'
    head = '"row","upc","isrc","status","reason","at","sequence"\r\n'
    session.folder.content[f"outbox/{receipt.reference}_ack.csv"] = (head + whole).encode()
    (report,) = DRIVER.report("4006381333931", receipt, session)
    assert (report.native, report.reference) == ("HOLD_RIGHTS", receipt.reference)


def test_nobody_works_at_diwali():
    monday = CREATED.replace(year=2026, month=11, day=23)
    lead = REQUIREMENT.lead
    assert lead is not None
    gandhi = CREATED.replace(year=2026, month=10, day=9)
    assert latest_delivery(gandhi, lead, CALENDAR) < latest_delivery(gandhi, lead)
    assert latest_delivery(monday, lead, CALENDAR).date() == latest_delivery(monday, lead).date()
