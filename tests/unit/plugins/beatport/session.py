"""What a host does around a driver, over the real transports, and the real sandbox in a process of its own."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

from attrs import evolve

from tests import support
from tests.unit.contrib.sandbox import samples
from tests.unit.plugins.beatport import material
from tunemantra.contrib.mailbox import open_mailbox
from tunemantra.contrib.runtime.clock import SystemClock
from tunemantra.contrib.runtime.secret import SecretResolver
from tunemantra.contrib.sandbox import Journal
from tunemantra.contrib.transports import open_api, open_files
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin
from tunemantra.plugins.beatport.driver import BeatportDriver
from tunemantra.plugins.beatport.metadata import batch_name, write_marker
from tunemantra.plugins.beatport.settings import BeatportSettings, connections
from tunemantra.ports.package import Role
from tunemantra.ports.runtime import SecretRef

PATIENCE = 60.0


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def unheard(path, sent):
    """Let progress pass."""


class HostSession:
    """A `Session` over the real transports; `on_progress` is called with the path and the bytes that have arrived."""

    def __init__(self, settings, contents, on_progress=unheard):
        self.clock = SystemClock()
        self.secrets = SecretResolver()
        self.endpoints = connections(settings)
        self.contents = contents
        self.on_progress = on_progress
        self.opened = []

    def files(self, name="files"):
        return self._kept(open_files(self.endpoints[name], self.secrets))

    def api(self, name="api"):
        return self._kept(open_api(self.endpoints[name], self.secrets))

    def mailbox(self, name="mail"):
        return self._kept(open_mailbox(self.endpoints[name], self.secrets))

    def secret(self, reference):
        return self.secrets.reveal(reference)

    def open(self, file):
        return io.BytesIO(self.contents[file.sha256])

    def progress(self, file, sent):
        self.on_progress(file.path, sent)

    def alive(self):
        pass

    def _kept(self, connection):
        self.opened.append(connection)
        return connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.opened:
            connection.close()


class Sandbox:
    """The simulator as a user starts it; ends with its standard input."""

    def __init__(self, folder, *arguments):
        self.folder = Path(folder)
        command = [sys.executable, "-m", "tunemantra.plugins.beatport.sandbox", "--folder", str(folder), *arguments]
        environment = {**os.environ}
        schemas = support.REPO_ROOT.parent / "shared" / "ddex"
        if schemas.is_dir():
            environment.setdefault("TUNEMANTRA_DDEX_SCHEMAS", str(schemas))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.line = json.loads(self.process.stdout.readline())
        told = self.line["settings"]
        self.settings = BeatportSettings(**{**told, "key": SecretRef(told["key"])})
        self.journal = Journal(self.folder)

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        return code

    def until(self, event, times=1, **facts):
        """Wait until the journal holds an event, and return its entries."""
        return eventually(
            lambda: entries if len(entries := list(self.journal.entries(event, **facts))) >= times else None
        )

    def received(self):
        """Return the paths that got their final name, in order, with repeats."""
        return [entry["path"] for entry in self.journal.entries("asset-received")]


class Label:
    """A label at work: orders of one product, their packages, and the bytes behind them."""

    def __init__(self, sandbox, number=0, size=2, **changes):
        self.sandbox = sandbox
        self.icpn = icpn(number)
        tracks = tuple(
            material.track(place, isrc=material.track(100 * number + place).isrc) for place in range(1, size + 1)
        )
        self.release = material.release(**{"icpn": Gtin(self.icpn), "tracks": tracks, **changes})
        self.contents = {}
        self.media = {}
        for place in range(size):
            pcm = samples.samples(3.0) + (8 * number + place)
            self.set(f"tracks[{place}].audio", samples.wav(pcm))
        self.set("artwork", material.cover())

    def set(self, subject, content):
        made = material.rendition(subject, content)
        self.contents[made.sha256] = content
        self.media[subject] = made

    def order(self, kind=OrderKind.INSERT, sequence=1, previous=None, delivery_id=None):
        return material.order(
            self.release,
            kind,
            delivery_id=delivery_id or f"{self.icpn}-{sequence}",
            sequence=sequence,
            created_at=SystemClock().now(),
            renditions={} if kind is OrderKind.TAKEDOWN else dict(self.media),
            previous=previous,
        )

    def packed(self, order, settings=None):
        package, documents = material.package_of(self.driver(settings).build(order))
        self.contents.update(documents)
        return package

    def driver(self, settings=None):
        return BeatportDriver(settings or self.sandbox.settings)

    def deliver(self, order, package=None, on_progress=unheard):
        with HostSession(self.sandbox.settings, self.contents, on_progress) as session:
            return self.driver().deliver(order, package or self.packed(order), session)

    def reports(self, receipt, settings=None):
        settings = settings or self.sandbox.settings
        with HostSession(settings, self.contents) as session:
            return list(self.driver(settings).report(self.icpn, receipt, session))

    def words(self, receipt, settings=None):
        return list(dict.fromkeys(report.native for report in self.reports(receipt, settings)))

    def until(self, word, receipt, settings=None):
        """Wait until the platform says a word, and return all reports."""

        def look():
            reports = self.reports(receipt, settings)
            return reports if any(report.native.startswith(word) for report in reports) else None

        return eventually(look)

    def tampered(self, order, change):
        """Return a package whose message was changed by `change(bytes)`, its completion mark made anew."""
        package = self.packed(order)
        message = change(self.contents[package.of(Role.METADATA)[0].sha256])
        new = {
            Role.METADATA: message,
            Role.MARKER: write_marker(order, batch_name(order), message, self.sandbox.settings),
        }
        files = [self._with(file, new[file.role]) if file.role in new else file for file in package.files]
        return evolve(package, files=tuple(files))

    def keep(self, folder, order, package):
        """Write everything a child process needs to deliver."""
        everything = (order, package, self.contents, self.sandbox.settings)
        (Path(folder) / "order.pickle").write_bytes(pickle.dumps(everything))

    def _with(self, file, content):
        digest = hashlib.sha256(content).hexdigest()
        self.contents[digest] = content
        return evolve(file, sha256=digest, size=len(content))


def icpn(number):
    """Return the 13-digit product code of a number, with its check digit."""
    body = f"400638{number:06d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def eventually(look):
    """Return what `look` finds as soon as it finds something; it fails loudly when patience ends."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        pause.wait(0.05)
    raise AssertionError("nothing came")


def deliver_forked(folder):
    """Deliver what `Label.keep` wrote down; run in a child that is going to be killed."""
    with (Path(folder) / "order.pickle").open("rb") as file:
        order, package, contents, settings = pickle.load(file)
    with HostSession(settings, contents) as session:
        BeatportDriver(settings).deliver(order, package, session)
