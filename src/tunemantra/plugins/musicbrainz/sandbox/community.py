"""Those who enter, vote and look things up: what a seed becomes, and when."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import define, field

from tunemantra.contrib.sandbox import Agenda, Faults, Journal
from tunemantra.plugins.musicbrainz.sandbox import forms
from tunemantra.plugins.musicbrainz.sandbox.store import Edit, Recording, Release, Seed, Store, mbid, now

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY, LOOKING, INDEXING = 0.15, 0.3, 0.3
"""Seconds that a day takes at speed 1, until somebody looks at an edit, and until a search finds a release."""
OPEN_DAYS, EARLY_DAYS, ENOUGH = 7, 2, 3
_FEATURING = re.compile(r"[(\[ ](feat|ft|featuring)\b\.? ", re.IGNORECASE)


@define
class Community:
    """People and their clock.

    Args:
        store, journal, faults: of the simulator.
        delay: from usual seconds to seconds here.
        agenda: what is due later.
    """

    store: Store
    journal: Journal
    faults: Faults
    delay: Callable[[float], float]
    agenda: Agenda
    away: bool = False
    _since: float = field(factory=time.monotonic)

    def day(self) -> float:
        """Return the day it is on the site's clock."""
        return self.store.state.days + (time.monotonic() - self._since) / self.delay(DAY)

    def advance(self, days: float) -> None:
        """Let days pass at once."""
        self.store.state.days += days
        self.settle()

    def seeded(self, seed: Seed) -> None:
        """Confirm a seed, if somebody sits there; or after a while, or never."""
        wait = self.faults.number("slow-ack", 5)
        if wait is not None:
            self.agenda.later(wait, lambda: self.confirm(seed))
        elif not self.away:
            self.confirm(seed)

    def confirm(self, seed: Seed) -> None:
        """Enter what a seed says: a release, and an edit under vote."""
        with self.store.lock:
            if seed.state != "waiting":
                return
            fields = dict(seed.fields)
            discs = [[Recording(mbid(), title) for title in disc] for disc in forms.titles(seed.fields)]
            group, barcode = fields.get("release_group") or mbid(), fields.get("barcode", "")
            release = Release(mbid(), group, fields["name"], forms.credit(seed.fields), barcode, discs)
            word = self.faults.take("unknown-status")
            opened = {"status": "Open" if word is None else word or "Simmering", "at": now(), "note": ""}
            edit = Edit(str(len(self.store.state.edits) + 1), release.id, self.day(), [opened], why=_objection(fields))
            seed.state, seed.release_id, seed.edit_id = "entered", release.id, edit.id
            self.store.state.releases[release.id] = release
            self.store.state.edits[edit.id] = edit
            self.store.save()
            self._show(release, fields, seed)
        self.journal.write("delivery-complete", icpn=barcode, reference=edit.id)
        self._watch(edit)

    def resume(self) -> None:
        """Go on with every edit that is open, and with what no search finds yet."""
        for edit in self.store.state.edits.values():
            self._watch(edit)

    def vote(self, edit: Edit, vote: str) -> None:
        """Vote on an edit."""
        edit.votes.append(vote)
        self.settle()

    def settle(self) -> None:
        """End every edit whose time has come."""
        for edit in list(self.store.state.edits.values()):
            with self.store.lock:
                verdict = self._verdict(edit) if edit.open else ""
                if verdict:
                    self._end(edit, verdict)

    def _verdict(self, edit: Edit) -> str:
        age, yes, no = self.day() - edit.born, edit.votes.count("yes"), edit.votes.count("no")
        if no >= ENOUGH and not yes:
            return "Failed vote"
        if yes >= ENOUGH and not no and age > EARLY_DAYS:
            return "Applied"
        if age < OPEN_DAYS:
            return ""
        return "Applied" if yes > no or not edit.votes else "Failed vote"

    def _end(self, edit: Edit, verdict: str) -> None:
        failed = verdict != "Applied"
        edit.history.append({"status": verdict, "at": now(), "note": edit.why if failed else ""})
        release = self.store.state.releases[edit.release_id]
        if failed:
            self.journal.write("rejected", icpn=release.barcode, reference=edit.id, reason=edit.why or "voted down")
        else:
            self.journal.write("ingested", icpn=release.barcode, reference=edit.id)
            self.agenda.later(self.delay(INDEXING), lambda: self._list(edit))
        self.store.save()

    def _list(self, edit: Edit) -> None:
        release = self.store.state.releases[edit.release_id]
        with self.store.lock:
            if release.listed:
                return
            release.listed = True
            self.store.save()
        self.journal.write("live", icpn=release.barcode, reference=edit.id)

    def _watch(self, edit: Edit) -> None:
        if edit.open and edit.why:
            self.agenda.later(self.delay(LOOKING), lambda: self._object(edit))
        elif edit.open:
            self.agenda.later(self.delay(DAY) * OPEN_DAYS, self.settle)
        elif edit.status == "Applied":
            self.agenda.later(self.delay(INDEXING), lambda: self._list(edit))

    def _object(self, edit: Edit) -> None:
        edit.votes += ["no"] * ENOUGH
        self.settle()

    def _show(self, release: Release, fields: Mapping[str, str], seed: Seed) -> None:
        told = json.dumps({"release": release.id, "edit": seed.edit_id, **fields}, ensure_ascii=False, indent=2)
        (self.store.home(release.barcode) / "release.json").write_text(told, encoding="utf-8")


def _objection(fields: Mapping[str, str]) -> str:
    """Return why voters will be against it; empty where they have nothing against it."""
    for name, value in fields.items():
        if (name == "name" or name.endswith(".name")) and "credit" not in name and _FEATURING.search(f"{value} "):
            return f"style: {value!r} names a guest, who belongs into the artist credit"
    return ""
