"""What is special to JioSaavn."""

from __future__ import annotations

import csv
import subprocess
import time
from urllib.request import urlopen

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tunemantra.contrib.sandbox.mpeg import look_at_mp3
from tunemantra.testing.desk import PATIENCE

scenarios("jiosaavn.feature")


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "jiosaavn"]
    return found


def batch(desk):
    (path,) = desk.store.files(desk.icpn, ".csv")
    return path.parent


def row(desk, number):
    with (batch(desk) / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))[number - 1]


def single(desk, **changes):
    (track,) = desk.release.tracks
    singer = {"name": "Ada Strand", "roles": ["Vocalist"]}
    director = {"name": "R. Varma", "roles": ["Composer", "Lyricist"]}
    track.update(title="नदी", titles=[{"title": "Nadi", "language": "hi-Latn"}], contributors=[director, singer])
    desk.release.table.update(title="नदी", language="hi", genre="Bollywood", **changes)


@given(parsers.parse('it is the song "नदी" (Nadi) of the Hindi film "{film}", with {actor}'))
def film_song(desk, film, actor):
    people = [{"name": actor, "roles": ["Actor"]}]
    single(desk, contributors=people, platforms={"jiosaavn": {"film_name": film}})


@given('it is the song "नदी" (Nadi) of a Hindi film nobody names')
def nameless(desk):
    single(desk)


@given(parsers.parse('its title is "{title}"'))
def title_is(desk, title):
    desk.release.table["title"] = title
    desk.release.tracks[0]["title"] = title


@given("the second title names a guest, which the store's editors do not take")
def guest(desk):
    desk.release.tracks[1]["title"] = "Night Bridge (feat. Somebody)"


@when("the second title is corrected")
def title_corrected(desk):
    desk.release.tracks[1]["title"] = "Night Bridge"


@given("there is neither portal nor mail")
def ack_alone(desk):
    desk.table.update(portal_url="", maildir="")


@when("it is distributed and followed until the acknowledgement has come")
def followed(desk):
    desk.release.write(desk.folder)
    (order,) = desk.host.distribute(desk.folder, [desk.platform.key], actor="label")
    until = time.monotonic() + PATIENCE
    desk.host.work(lambda: time.monotonic() > until or any(event.native == "QC_PASS" for event in desk.events()))
    desk.order = desk.host.service.delivery(order.id)


@then("the batch holds manifest.csv, checksums.md5, DONE, two recordings and the cover")
def batch_holds(desk):
    folder = batch(desk)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    audio = {f"audio/{track['isrc']}.mp3" for track in desk.release.tracks}
    assert there == {"manifest.csv", "checksums.md5", "DONE", f"art/{desk.icpn}.jpg", *audio}


@then("the last document that arrived is the completion mark")
def mark_last(desk):
    entries = [entry for entry in desk.store.journal.entries() if f"{batch(desk).name}/" in str(entry.get("path"))]
    assert [entry["event"] for entry in entries] == ["asset-received"] * 3 + ["document-received"] * 3
    assert str(entries[-1]["path"]).endswith("/DONE")
    assert desk.store.journal.count("written-in-place") == 0


@then("md5sum finds nothing wrong with the batch")
def md5sum(desk):
    command = ["md5sum", "--check", "--strict", "checksums.md5"]
    run = subprocess.run(command, cwd=batch(desk), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count(": OK") == 4


@then("every recording is an MP3 of constant 320 kbit/s")
def constant(desk):
    files = desk.store.files(desk.icpn, ".mp3")
    assert [look_at_mp3(path).bitrates for path in files] == [{320}, {320}]


@then(parsers.parse("row {number:d} of the manifest says"))
def row_says(desk, number, datatable):
    cells = row(desk, number)
    wanted = dict(datatable[1:])
    assert {column: cells[column] for column in wanted} == wanted


@then("the store shows it as it came")
def shown(desk):
    with urlopen(f"{desk.store.address.page}/api/releases/{desk.icpn}", timeout=10) as answer:
        assert "'=1+1 Is Two" in answer.read().decode()


@then("the acknowledgement says QC_PASS of row 1 and QC_FAIL of row 2")
def acknowledged(desk):
    path = batch(desk).parent / "outbox" / f"{batch(desk).name}_ack.csv"
    with path.open(encoding="utf-8", newline="") as file:
        whole, first, second = csv.DictReader(file, strict=True)
    assert [one["status"] for one in (whole, first, second)] == ["QC_PASS", "QC_PASS", "QC_FAIL"]
    assert "guests belong into artists" in second["reason"]


@then(parsers.parse("it stood at {state} on the way"))
def stood_at(desk, state):
    assert state in {event.after for event in desk.events("status.changed")}, desk.story()
