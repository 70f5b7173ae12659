"""Settings, orders and folders of stores that take a feed."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.ddex_feed.driver import FeedDriver
from tunemantra.plugins.ddex_feed.requirements import requirement_of
from tunemantra.plugins.ddex_feed.settings import FeedSettings
from tunemantra.ports.package import Document, Package, PackageFile, Role
from tunemantra.ports.runtime import SecretRef
from tunemantra.testing import make_order, make_release

STORE = "PADPIDA2012073007R"
LOGIN = {
    "sftp": {
        "host": "sftp.example",
        "user": "quay",
        "host_key": "ssh-ed25519 AAAA",
        "key": SecretRef("file:/keys/quay"),
    },
    "ftps": {"host": "ftps.example", "user": "quay", "password": SecretRef("env:PASSWORD")},
    "s3": {"bucket": "drop", "folder": "label", "key_id": SecretRef("env:ID"), "secret": SecretRef("env:SECRET")},
}


def settings(**facts):
    login = LOGIN[facts.get("transport", "sftp")]
    return FeedSettings(**{"sender": "PADPIDA2011072101T", "dpid": STORE, **login, **facts})


def driver(**facts):
    return FeedDriver(settings(**facts))


def order(kind=OrderKind.INSERT, release=None, **facts):
    requirement = requirement_of(settings(**facts).store)
    return make_order(release or make_release(), kind=kind, requirement=requirement)


def update(**facts):
    first = order(**facts)
    held = tuple(
        PackageFile(subject, Role.AUDIO, made.sha256, made.size, subject) for subject, made in first.renditions.items()
    )
    return evolve(first, kind=OrderKind.UPDATE, sequence=2, previous=Package(held))


def paths(draft):
    return [file.path for file in draft.files]


def message(draft):
    (found,) = [file for file in draft.files if isinstance(file, Document) and file.role is Role.METADATA]
    return found.content
