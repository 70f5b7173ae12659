"""Beatport over its real protocols: SFTP into the sandbox's own process, status by mail and portal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from attrs import evolve

from tests import support
from tests.unit.contrib.sandbox import samples
from tests.unit.plugins.beatport import material
from tests.unit.plugins.beatport.session import Killed, Label, Sandbox, eventually
from tunemantra.contrib.runtime.secret import SecretResolver
from tunemantra.contrib.transports import open_files
from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import Genre
from tunemantra.core.status import Channel, Reported, State, Status, advance
from tunemantra.core.text import Title
from tunemantra.errors import AuthError, HostKeyError, OutageError, ProtocolError, QuotaError, TransportError
from tunemantra.plugins.beatport.plugin import PLATFORM
from tunemantra.plugins.beatport.settings import connections
from tunemantra.ports.package import Role
from tunemantra.ports.runtime import SecretRef

pytestmark = pytest.mark.integration

NUMBERS = iter(range(1, 10_000))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    running = Sandbox(tmp_path_factory.mktemp("beatport"), "--speed", "10")
    yield running
    assert running.close() == 0
    assert running.journal.count("written-in-place") == 0
    assert running.journal.count("store-failed") == 0


@pytest.fixture
def label(sandbox):
    return Label(sandbox, next(NUMBERS))


@pytest.fixture
def fault(sandbox):
    """Order misbehaviours of the running sandbox; they end with the test."""
    from tunemantra.contrib.sandbox import Faults
    from tunemantra.plugins.beatport.sandbox.__main__ import OFFERED

    faults = Faults(sandbox.folder, OFFERED)
    yield faults.order
    faults.clear()


def state_of(reports):
    """The state a distribution reaches through some reports."""
    state = State()
    for report in reports:
        meaning = PLATFORM.status_map.get(report.native, (None, ""))
        state, _ = advance(state, Reported(*meaning, report.native, report.at, report.sequence, report.channel))
    return state


def on_store(label, **how):
    order = label.order(**how)
    package = label.packed(order)
    receipt = label.deliver(order, package)
    return package, receipt, label.until("on store", receipt)


def test_the_sandbox_says_where_it_is_in_one_line(sandbox):
    assert sandbox.line["platform"] == "beatport"
    assert set(sandbox.line) == {"platform", "page", "settings", "faults"}
    assert sandbox.line["settings"]["key"].startswith("file:")


def test_a_release_goes_from_upload_to_on_store(sandbox, label):
    package, receipt, _ = on_store(label)
    label.until("on store", receipt, evolve(sandbox.settings, portal_url=""))
    reports = label.reports(receipt)
    assert receipt.reference == package.reference
    words = list(dict.fromkeys(report.native for report in reports))
    assert words == ["received", "Pending", "Delivered", "on store"]
    assert {report.channel for report in reports} == {Channel.MAIL, Channel.PORTAL}
    state = state_of(reports)
    assert (state.status, state.substate) == (Status.LIVE, "all-territories")
    assert [report.external_ids for report in reports if report.external_ids]
    media = [file.path for file in package.files if file.role in {Role.AUDIO, Role.ARTWORK}]
    assert [path for path in sandbox.received() if label.icpn in path] == media


def test_mail_alone_is_enough(sandbox, label):
    _, receipt, _ = on_store(label)
    by_mail = evolve(sandbox.settings, portal_url="")
    reports = label.until("on store", receipt, by_mail)
    assert {report.channel for report in reports} == {Channel.MAIL}
    assert state_of(reports).status is Status.LIVE
    assert len({report.report_id for report in reports}) == len(reports) == 4


def test_delivering_a_finished_batch_again_moves_nothing(sandbox, label):
    order = label.order()
    package = label.packed(order)
    first = label.deliver(order, package)
    assert first.proofs == tuple((file.path, "read back") for file in package.files)
    label.until("on store", first)
    seen = len(sandbox.received())
    assert label.deliver(order, package).bytes_sent == 0
    assert len(sandbox.received()) == seen
    assert sandbox.journal.count("ingested", icpn=label.icpn) == 1


def test_interrupted_at_every_file_no_file_arrives_twice(sandbox, label):
    order = label.order()
    package = label.packed(order)
    total = sum(file.size for file in package.files)
    moved = 0
    for victim in package.files:
        reached = []

        def stop(path, sent, victim=victim, reached=reached):
            reached.append((path, sent))
            if path == victim.path and sent > 0:
                raise Killed

        with pytest.raises(Killed):
            label.deliver(order, package, stop)
        assert reached[-1][0] == victim.path
    receipt = label.deliver(order, package)
    moved += receipt.bytes_sent
    label.until("on store", receipt)
    paths = [path for path in sandbox.received() if label.icpn in path]
    assert sorted(paths) == sorted(set(paths))
    assert len(paths) == len(label.media)
    assert moved < total
    assert sandbox.journal.count("delivery-complete", icpn=label.icpn) == 1


KILLED = """
import sys
sys.path.insert(0, {root!r})
from tests.unit.plugins.beatport.session import deliver_forked
deliver_forked({folder!r})
"""


def test_a_sender_killed_with_sigkill_is_continued(sandbox, label, fault, tmp_path):
    """Three children are killed while a slow line carries the first recording; the fourth try is left alone."""
    label.set("tracks[0].audio", samples.wav(samples.samples(12.0) + 7))
    order = label.order()
    package = label.packed(order)
    label.keep(tmp_path, order, package)
    code = KILLED.format(root=str(support.REPO_ROOT), folder=str(tmp_path))
    part = sandbox.folder / "users" / "label" / (package.files[0].path + ".partial")
    fault("throttle", "1024", -1)
    sizes = []
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", code])
        before = part.stat().st_size if part.exists() else 0
        eventually(lambda before=before: part.exists() and part.stat().st_size > before + 200_000)
        child.send_signal(signal.SIGKILL)
        child.wait()
        sizes.append(part.stat().st_size)
    fault("throttle", "", 0)
    receipt = label.deliver(order, package)
    label.until("on store", receipt)
    assert sizes == sorted(sizes)
    assert receipt.bytes_sent <= sum(file.size for file in package.files) - sizes[-1]
    paths = [path for path in sandbox.received() if label.icpn in path]
    assert len(paths) == len(set(paths)) == len(label.media)


def test_a_dropped_connection_is_resumed_where_it_broke(sandbox, label, fault):
    fault("drop-connection", "200000")
    order = label.order()
    package = label.packed(order)
    receipt = label.deliver(order, package)
    assert sandbox.journal.count("connection-dropped") >= 1
    whole = sum(file.size for file in package.files)
    assert receipt.bytes_sent < whole + 300_000
    label.until("on store", receipt)


def test_an_answer_that_got_lost_costs_no_second_upload(sandbox, label, fault):
    fault("drop-answer")
    _, _, reports = on_store(label)
    assert state_of(reports).status is Status.LIVE
    paths = [path for path in sandbox.received() if label.icpn in path]
    assert len(paths) == len(set(paths))


def test_a_byte_spoilt_on_the_way_never_gets_its_final_name(sandbox, label, fault):
    fault("corrupt-upload")
    order = label.order()
    package = label.packed(order)
    try:
        receipt = label.deliver(order, package)
    except TransportError:
        receipt = label.deliver(order, package)
    label.until("on store", receipt)
    first = package.files[0]
    arrived = [e["sha256"] for e in sandbox.journal.entries("asset-received", path=first.path)]
    assert arrived == [first.sha256]


def test_an_update_of_words_moves_no_audio(sandbox, label):
    package, _, _ = on_store(label)
    seen = len(sandbox.received())
    label.release = evolve(label.release, titles=(Title("Night Works, Revisited"),))
    order = label.order(OrderKind.UPDATE, 2, package)
    receipt = label.deliver(order)
    reports = label.until("on store", receipt)
    assert len(sandbox.received()) == seen
    assert receipt.bytes_sent < 50_000
    assert {report.reference for report in reports} == {receipt.reference}


def test_an_update_of_one_recording_sends_the_set(sandbox, label):
    package, _, _ = on_store(label)
    label.set("tracks[1].audio", samples.wav(samples.samples(3.0) + 4321))
    receipt = label.deliver(label.order(OrderKind.UPDATE, 2, package))
    label.until("on store", receipt)
    assert len([path for path in sandbox.received() if receipt.reference in path]) == 3


def test_a_takedown_ends_in_removed_and_the_page_is_gone(sandbox, label):
    import urllib.error
    import urllib.request

    _, _, reports = on_store(label)
    url = next(report.evidence for report in reports if report.evidence)
    with urllib.request.urlopen(url) as page:
        assert page.status == 200
    receipt = label.deliver(label.order(OrderKind.TAKEDOWN, 2))
    after = label.until("removed", receipt)
    assert list(dict.fromkeys(report.native for report in after)) == ["received", "removal requested", "removed"]
    assert state_of([*reports, *after]).status is Status.TAKEN_DOWN
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(url)
    assert sandbox.journal.count("taken-down", icpn=label.icpn) == 1


def test_after_a_takedown_it_can_be_delivered_again(label):
    on_store(label)
    label.until("removed", label.deliver(label.order(OrderKind.TAKEDOWN, 2)))
    _, receipt, reports = on_store(label, sequence=3)
    assert state_of(reports).status is Status.LIVE
    assert receipt.bytes_sent > 1_000_000


def test_a_takedown_of_something_unknown_is_rejected(label):
    receipt = label.deliver(label.order(OrderKind.TAKEDOWN))
    assert label.until("rejected", receipt)[-1].native == "rejected: package"


@pytest.mark.parametrize(
    ("subject", "content", "word"),
    [
        ("tracks[0].audio", lambda: samples.wav(samples.samples(3.0, rate=48_000), 48_000), "rejected: audio"),
        ("tracks[1].audio", lambda: samples.wav(samples.samples(3.0, channels=1)), "rejected: audio"),
        ("artwork", lambda: material.cover(mode="CMYK"), "rejected: artwork"),
        ("artwork", lambda: material.cover(side=2999), "rejected: artwork"),
    ],
    ids=["48 kHz", "mono", "CMYK", "2999 pixels"],
)
def test_media_a_store_cannot_take_is_rejected_with_the_reason(sandbox, label, subject, content, word):
    label.set(subject, content())
    receipt = label.deliver(label.order())
    reports = label.until("rejected", receipt)
    assert reports[-1].native == word
    assert reports[-1].reasons
    assert state_of(reports).status is Status.REJECTED
    assert sandbox.journal.count("live", icpn=label.icpn) == 0


def test_a_genre_the_store_does_not_have_is_rejected_with_every_track_named(label):
    label.release = evolve(label.release, genre=Genre("Polka"))
    receipt = label.deliver(label.order())
    last = label.until("rejected", receipt)[-1]
    assert last.native == "rejected: genre"
    assert {track.isrc for track in last.tracks} == {str(track.isrc) for track in label.release.tracks}
    assert PLATFORM.status_map[last.native] == (Status.REJECTED, "metadata")


def test_a_message_that_lies_about_a_hash_is_an_error_and_no_decision(label):
    order = label.order()
    right = label.media["tracks[0].audio"].sha256.encode()
    receipt = label.deliver(order, label.tampered(order, lambda xml: xml.replace(right, b"0" * 64)))
    last = label.until("failed", receipt)[-1]
    assert PLATFORM.status_map[last.native] == (Status.ERROR, "checksum")


def test_a_message_against_the_schema_is_rejected(label, ddex_folder):
    assert ddex_folder
    order = label.order()
    package = label.tampered(order, lambda xml: xml.replace(b"<Type>FrontCoverImage<", b"<Type>Doodle<"))
    last = label.until("rejected", label.deliver(order, package))[-1]
    assert "schema" in last.reasons[0]


def test_a_message_that_is_not_the_announced_one_is_rejected(label):
    order = label.order()
    package = label.packed(order)
    other = label.tampered(order, lambda xml: xml + b"\n")
    mixed = evolve(package, files=(*other.files[:-1], package.files[-1]))
    last = label.until("rejected", label.deliver(order, mixed))[-1]
    assert "differs from the manifest" in last.reasons[0]


def test_a_batch_without_its_mark_is_not_read(sandbox, label):
    order = label.order()
    package = label.packed(order)
    label.deliver(order, evolve(package, files=package.files[:-1]))
    after = Label(sandbox, next(NUMBERS))
    on_store(after)
    assert sandbox.journal.count("delivery-complete", icpn=label.icpn) == 0
    label.until("on store", label.deliver(order, package))


def test_the_same_message_in_another_batch_is_ignored(sandbox, label):
    _, receipt, _ = on_store(label)
    again = label.order(delivery_id=f"{label.icpn}-1")
    second = label.deliver(again)
    assert second.reference != receipt.reference
    sandbox.until("duplicate-message", icpn=label.icpn)
    assert sandbox.journal.count("ingested", icpn=label.icpn) == 1


def test_a_completion_mark_put_again_changes_nothing(sandbox, label):
    package, receipt, _ = on_store(label)
    endpoint = connections(sandbox.settings)["files"]
    with open_files(endpoint, SecretResolver()) as files:
        files.remove(package.files[-1].path)
    order = label.order(delivery_id=f"{label.icpn}-1")
    assert label.deliver(order, package).bytes_sent == 0  # the mark is not media
    sandbox.until("duplicate-batch", reference=receipt.reference)
    assert sandbox.journal.count("ingested", icpn=label.icpn) == 1


def test_an_update_may_overtake_the_street_date(sandbox, label, fault):
    """What was accepted and is not on store yet counts as held."""
    fault("label-unapproved", label.release.label, -1)
    package = label.packed(order := label.order())
    label.until("awaiting", label.deliver(order, package))
    receipt = label.deliver(label.order(OrderKind.UPDATE, 2, package))
    label.until("awaiting", receipt)
    fault("label-unapproved", "", 0)
    assert state_of(label.until("on store", receipt)).status is Status.LIVE
    assert sandbox.journal.count("live", icpn=label.icpn) == 1


def test_a_label_waits_for_its_approval(label, fault):
    fault("label-unapproved", label.release.label, -1)
    receipt = label.deliver(label.order())
    state = state_of(label.until("awaiting", receipt))
    assert (state.status, state.substate) == (Status.PENDING, "awaiting-platform-approval")
    fault("label-unapproved", "", 0)
    assert state_of(label.until("on store", receipt)).status is Status.LIVE


def test_an_unknown_word_becomes_an_error_and_the_next_word_mends_it(label, fault):
    fault("unknown-status", "Contemplating")
    _, _, reports = on_store(label)
    words = list(dict.fromkeys(report.native for report in reports))
    assert words == ["received", "Pending", "Contemplating", "Delivered", "on store"]
    until_then = reports[: [report.native for report in reports].index("Contemplating") + 1]
    assert state_of(until_then).substate == "unknown-native-state"
    assert state_of(reports).status is Status.LIVE


@pytest.mark.parametrize(
    "name",
    ["mail-html-only", "mail-non-ascii-subject", "duplicate-status", "late-status", "out-of-order-status"],
)
def test_odd_mail_still_leads_to_live(sandbox, label, fault, name):
    fault(name, times=4)
    _, receipt, _ = on_store(label)
    by_mail = evolve(sandbox.settings, portal_url="")
    label.until("on store", receipt, by_mail)
    reports = label.until("received", receipt, by_mail)  # which may come after it
    assert state_of(reports).status is Status.LIVE


@pytest.mark.parametrize("name", ["mail-malformed", "mail-unknown-template"])
def test_mail_nobody_understands_is_ignored(sandbox, label, fault, name):
    fault(name, times=2)
    _, receipt, _ = on_store(label)
    assert label.words(receipt, evolve(sandbox.settings, portal_url=""))[0] == "received"


def test_mail_nobody_vouches_for_changes_nothing(sandbox, label, fault):
    fault("mail-unauthenticated", times=-1)
    _, receipt, _ = on_store(label)
    assert label.words(receipt, evolve(sandbox.settings, portal_url="")) == []


def test_the_word_of_another_mail_server_does_not_count(sandbox, label):
    _, receipt, _ = on_store(label)
    elsewhere = evolve(sandbox.settings, portal_url="", mail_server="mx.elsewhere.test")
    assert label.words(receipt, elsewhere) == []


def test_mail_of_a_sender_who_is_not_on_the_list_changes_nothing(sandbox, label):
    _, receipt, _ = on_store(label)
    strangers = evolve(sandbox.settings, portal_url="", mail_senders=("boss@beatport.test",))
    assert label.words(receipt, strangers) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [("unavailable", OutageError), ("too-many-requests", QuotaError), ("broken-answer", ProtocolError)],
)
def test_a_portal_in_trouble_raises_our_own_error(sandbox, label, fault, name, kind):
    _, receipt, _ = on_store(label)
    portal_only = evolve(sandbox.settings, maildir="")
    fault(name)
    with pytest.raises(kind):
        label.reports(receipt, portal_only)
    assert state_of(label.reports(receipt, portal_only)).status is Status.LIVE


def test_a_server_with_another_key_is_not_talked_to(sandbox, label):
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0NlQhzZ3mUvUgQPEtZJ1bEwYjSKrGwXcMAnBMHw8h9"
    endpoint = connections(evolve(sandbox.settings, host_key=other))["files"]
    with open_files(endpoint, SecretResolver()) as files, pytest.raises(HostKeyError):
        files.stat("tunemantra")


def test_a_key_the_server_does_not_know_is_refused(sandbox, tmp_path):
    import asyncssh

    key = tmp_path / "stranger"
    key.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    key.chmod(0o600)
    endpoint = connections(evolve(sandbox.settings, key=SecretRef(f"file:{key}")))["files"]
    with open_files(endpoint, SecretResolver()) as files, pytest.raises(AuthError):
        files.stat("tunemantra")


def test_the_account_is_locked_into_its_folder(sandbox):
    endpoint = evolve(connections(sandbox.settings)["files"], url=f"sftp://127.0.0.1:{sandbox.settings.port}/")
    with open_files(endpoint, SecretResolver()) as files:
        assert {entry.name for entry in files.list("")} <= {"tunemantra"}


def test_a_restarted_sandbox_goes_on_where_it_was(tmp_path):
    first = Sandbox(tmp_path, "--speed", "0.2")
    label = Label(first, 900)
    order = label.order()
    package = label.packed(order)
    label.deliver(order, package)
    first.until("ingested", icpn=label.icpn)
    assert first.close() == 0
    second = Sandbox(tmp_path, "--speed", "20")
    label.sandbox = second
    started = time.monotonic()
    receipt = label.deliver(order, package)
    assert receipt.bytes_sent == 0
    label.until("on store", receipt)
    assert time.monotonic() - started < 60
    assert second.journal.count("ingested", icpn=label.icpn) == 1
    assert second.close() == 0
