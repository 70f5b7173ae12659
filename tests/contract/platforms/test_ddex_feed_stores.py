"""Stores made of one plugin by settings alone, side by side in one host: FTPS, S3 and SFTP, in three dialects."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest
from attrs import define

from tunemantra import Settings, TuneMantra
from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.core.status import Status
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.testing.folders import Masters, draft_release

pytestmark = pytest.mark.integration

STORES = {
    "by_release": {
        "transport": "ftps",
        "choreography": "ern-1.7-release-by-release",
        "marker": "message",
        "ack": "1.7",
        "ern": "382",
        "audio": "flac-16-44.1",
    },
    "bucket": {
        "transport": "s3",
        "choreography": "icpn-batched-zero-byte",
        "marker": "zero-byte",
        "takedown": "purge",
        "ern": "42",
        "audio": "flac-16-44.1",
    },
    "older": {"profile": "sourceaudio", "audio": "wav-16-44.1"},
}


@define
class Street:
    """The stores, and a host that delivers to all of them."""

    host: TuneMantra
    folder: Path
    release: Path
    icpn: str
    tables: dict

    def journal(self, key):
        return Journal(self.folder / key)

    def state(self, key):
        (standing,) = self.host.status(self.icpn, key)
        return standing.distribution.state

    def finish(self, orders):
        ended = self.host.work_until_done(orders, seconds=60)
        return {one.platform: f"{one.outcome.value}{one.reason and f': {one.reason}'}" for one in ended}


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    folder = tmp_path_factory.mktemp("street")
    plain = {"platforms": {key: {"plugin": "ddex_feed", **table} for key, table in STORES.items()}}
    with ExitStack() as stack:
        asked = stack.enter_context(TuneMantra(Settings.from_mapping(plain)))
        running = [stack.enter_context(RunningSandbox(asked.platform(key), folder / key, speed=50)) for key in STORES]
        tables = {one.address.platform: one.address.settings for one in running}
        settings = {"home": str(folder / "home"), "poll_seconds": 0.1, "platforms": tables}
        host = stack.enter_context(TuneMantra(Settings.from_mapping(settings)))
        draft = draft_release(Masters(folder / "masters"), tracks=1)
        draft.write(folder / "release")
        yield Street(host, folder, folder / "release", draft.icpn, tables)


def test_they_take_a_release_and_make_it_available_whatever_breaks_on_the_way(street):
    Faults(street.folder / "by_release").order("drop-connection", "30000")
    Faults(street.folder / "bucket").order("unavailable", times=2)
    opened = street.host.distribute(street.release, ["by_release", "bucket"])

    assert street.finish(opened) == {"by_release": "done", "bucket": "done"}
    assert {street.state(key).status for key in ("by_release", "bucket")} == {Status.LIVE}
    assert [street.journal(key).count("live") for key in ("by_release", "bucket")] == [1, 1]
    assert [street.journal(key).count("asset-received") for key in ("by_release", "bucket")] == [2, 2]
    assert street.journal("by_release").count("connection-dropped") == 1
    assert not Faults(street.folder / "bucket").due()


def test_what_completes_a_delivery_came_last(street):
    last = {key: list(street.journal(key).entries("document-received"))[-1]["path"] for key in ("by_release", "bucket")}

    assert last["by_release"].endswith(f"/{street.icpn}.xml")
    assert last["by_release"].startswith(f"N_{street.icpn}_")
    assert "/BatchComplete_" in last["bucket"]
    assert all(street.journal(key).count("written-in-place") == 0 for key in ("by_release", "bucket"))


def test_what_was_put_into_the_bucket_is_what_another_client_reads(street, tmp_path):
    if shutil.which("aws") is None:
        pytest.skip("no AWS CLI: what lies in the bucket is not read by a second client; apt-get install awscli")
    table = street.tables["bucket"]
    keys = {name: Path(str(table[name]).removeprefix("file:")).read_text() for name in ("key_id", "secret")}
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": keys["key_id"],
        "AWS_SECRET_ACCESS_KEY": keys["secret"],
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    command = ["aws", "--endpoint-url", table["service"], "s3", "sync", "--quiet", f"s3://{table['bucket']}", "copy"]
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, timeout=60)

    names = sorted(path.name for path in (tmp_path / "copy").rglob("*") if path.suffix in {".flac", ".jpg"})
    assert len(names) == 2
    sent = {entry["path"]: entry["size"] for entry in street.journal("bucket").entries("asset-received")}
    assert {path: (tmp_path / "copy" / path).stat().st_size for path in sent} == sent


def test_they_take_it_down_each_in_its_own_dialect(street):
    assert street.finish(street.host.takedown(street.icpn, ["by_release", "bucket"])) == {
        "by_release": "done",
        "bucket": "done",
    }
    assert {street.state(key).status for key in ("by_release", "bucket")} == {Status.TAKEN_DOWN}
    messages = {key: _messages(street.folder / key, street.icpn) for key in ("by_release", "bucket")}
    assert sum("PurgeReleaseMessage" in text for text in messages["bucket"]) == 1
    assert sum("PurgeReleaseMessage" in text for text in messages["by_release"]) == 0
    assert sum("<DealTerms>" not in text for text in messages["by_release"]) == 1


def test_an_older_store_says_that_the_file_is_well_and_nothing_more(street):
    (order,) = street.host.distribute(street.release, ["older"])
    street.host.work(lambda: street.state("older").status is Status.DELIVERED, workers=1)

    assert str(street.state("older")) == "Delivered: acknowledged"
    assert street.host.service.delivery(order.id).open


def _messages(folder, icpn):
    return [path.read_text("utf-8") for path in folder.rglob(f"{icpn}.xml")]
