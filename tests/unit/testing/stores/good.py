"""A driver with no fault in it."""

from __future__ import annotations

import json
from functools import partial

from tunemantra.core import OrderKind, error
from tunemantra.ports import Document, Draft, Placed, Receipt, Role


class GoodDriver:
    """Sends audio, cover, metadata, completion mark."""

    def check(self, order):
        if not order.release.tracks:
            yield error("GOOD-001", "tracks", "No tracks.")

    def build(self, order):
        home = f"{order.release.icpn}/{order.delivery_id}"
        media = [] if order.kind is OrderKind.TAKEDOWN else self.media(order, home)
        return Draft((*media, *self.documents(order, home)), order.delivery_id)

    def media(self, order, home):
        subjects = [subject for subject, _ in order.release.assets() if subject in order.renditions]
        return [
            Placed(f"{home}/{index:03d}", order.renditions[subject], "application/octet-stream")
            for index, subject in enumerate(subjects)
            if not order.unchanged(subject)
        ]

    def documents(self, order, home):
        text = json.dumps({"kind": order.kind, "titles": [track.title.text for track in order.release.tracks]})
        return [
            Document(f"{home}/release.json", Role.METADATA, text.encode(), "application/json"),
            Document(f"{home}/done", Role.MARKER, b"", "text/plain"),
        ]

    def deliver(self, order, package, session):
        went = [(file, self.put(file, session)) for file in package.files]
        return self.receipt(package, session, sum(moved for file, moved in went if file.subject))

    def put(self, file, session):
        with session.open(file) as source:
            sent = partial(session.progress, file)
            return session.files().put(source, file.path, size=file.size, sha256=file.sha256, sent=sent)

    def receipt(self, package, session, sent):
        held = tuple((file.path, file.sha256) for file in package.files)
        return Receipt(package.reference, "received", session.clock.now(), sent, files=held)

    def report(self, icpn, receipt, session):
        return ()
