"""What is special to YouTube Music."""

from __future__ import annotations

import json
import subprocess

import imageio_ffmpeg
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tunemantra.testing.folders import draft_release

scenarios("youtube.feature")


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "youtube"]
    return found


@pytest.fixture
def known(desk):
    """What the store has written down of the release at hand: its assets, references and Art Tracks."""

    def look():
        state = json.loads((desk.store.folder / "state.json").read_bytes())
        assets = [one for one in state["assets"].values() if one["metadata"]["upc"] == desk.icpn]
        ids = {one["id"] for one in assets}
        references = [one for one in state["references"].values() if one["asset_id"] in ids]
        return {"assets": assets, "references": references, "release": state["releases"][desk.icpn]}

    return look


@then("the upload went on where it was cut off")
def went_on(desk):
    assert [entry for entry in desk.store.journal.entries("upload-resumed") if int(entry["offset"]) >= 60_000]


@when("it is distributed until it waits")
def until_it_waits(desk):
    desk.release.write(desk.folder)
    (order,) = desk.host.distribute(desk.folder, [desk.platform.key], actor="label")
    desk.host.work(lambda: desk.host.service.delivery(order.id).attempts > 0)
    desk.order = desk.host.service.delivery(order.id)


@then("it waits for the next midnight in Los Angeles")
def waits_for_midnight(desk):
    (retry,) = desk.events("delivery.retry")
    assert dict(retry.data)["code"] == "platform.quota"
    assert desk.delivery.due_at == desk.platform.quota_reset.after(retry.at), desk.story()


@then(parsers.parse("every recording is owned everywhere but in {territories}"))
def owned_but_in(known, territories):
    for asset in known()["assets"]:
        (share,) = asset["ownership"]["general"]
        assert (share["ratio"], share["type"], share["territories"]) == (100, "exclude", territories.split(", "))


@then(parsers.parse("matches are monetized everywhere but in {territories}"))
def monetized_but_in(known, territories):
    for asset in known()["assets"]:
        (rule,) = asset["policy"]["rules"]
        reach = {"type": "exclude", "territories": territories.split(", ")}
        assert (rule["action"], rule["conditions"]) == ("monetize", {"requiredTerritories": reach})


@then("nothing of it is owned or matched")
def nothing_left(known):
    for asset in known()["assets"]:
        assert [share["ratio"] for share in asset["ownership"]["general"]] == [0]
        assert asset["policy"] == {"rules": []}
    assert known()["release"]["status"] == "deleted"


@then("nothing is matched with it")
def nothing_matched(known):
    assert [asset["policy"] for asset in known()["assets"]] == [{"rules": []}]


@given("its track is a karaoke version")
def karaoke(desk):
    desk.release.tracks[0]["version"] = "Karaoke Version"


@when("another single of the artist is distributed", target_fixture="first_topics")
def another(desk, known):
    topics = known()["release"]["topics"]
    desk.draft = draft_release(desk.masters, tracks=1)
    desk.distribute()
    return topics


@then("both are on one topic channel")
def one_channel(known, first_topics):
    assert known()["release"]["topics"] == first_topics
    assert list(first_topics) == ["Ada Strand"]


@given("a music video")
def music_video(desk, tmp_path):
    film = tmp_path / "film.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=2", "-f", "lavfi", "-i", "sine=r=48000:d=2"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *source]
    subprocess.run([*command, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", str(film)], check=True)
    desk.draft = draft_release(desk.masters, tracks=1)
    desk.release.table["kind"] = "VideoSingle"
    (track,) = desk.release.tracks
    desk.release.files.pop(str(track["file"]))
    desk.release.files["film.mp4"] = film
    track.update(file="film.mp4", medium="video")


@then("a film of it is a reference")
def film_is_reference(known):
    assert [(one["content_type"], one["status"]) for one in known()["references"]] == [("audiovisual", "active")]
    assert [asset["type"] for asset in known()["assets"]] == ["music_video"]
