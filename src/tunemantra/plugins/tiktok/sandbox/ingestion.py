"""From submitted sounds to the app, step by step, each after a while."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.sandbox import Agenda
from tunemantra.plugins.tiktok.sandbox import judge
from tunemantra.plugins.tiktok.sandbox.store import (
    DONE,
    FAILED,
    OPEN,
    REVIEWED,
    SUBMITTED,
    TRANSCODED,
    Product,
    SoundWord,
    Store,
    Task,
    isrcs_of,
    sounds_of,
    wanted_files,
)

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox import Faults, Journal

STEP: Final = 0.4
"""Seconds each step takes at speed 1."""


class Ingestion:
    """Works through orders in the background; what it had begun before it was ended, it begins again.

    Args:
        store, journal, faults: of the simulator.
        delay: from usual seconds to seconds here.
        page: address that proves that sounds are online.
    """

    def __init__(
        self,
        store: Store,
        journal: Journal,
        faults: Faults,
        *,
        delay: Callable[[float], float],
        page: Callable[[], str],
    ) -> None:
        self._store, self._journal, self._faults = store, journal, faults
        self._delay, self._page = delay, page
        self._agenda = Agenda(journal)

    def resume(self) -> None:
        """Go on with every order that is not at its end."""
        for product in self._store.products():
            for task in product.tasks:
                if not task.ended and task.stage != OPEN:
                    self._begin(product, task)

    def accepted(self, product: Product, task: Task) -> None:
        """Say that a new order is there, whole, and begin to work on it."""
        if task.kind == "sounds":
            self._store.happened(product, task, "transcoding", keep=product.online)
        self._begin(product, task)

    def _begin(self, product: Product, task: Task) -> None:
        steps = {SUBMITTED: self._transcode, TRANSCODED: self._review, REVIEWED: self._publish}
        step = self._remove if task.kind == "offline" else steps[task.stage]
        self._agenda.later(self._delay(STEP), lambda: self._step(step, product, task))

    def _step(self, step: Callable[[Product, Task], None], product: Product, task: Task) -> None:
        with self._store.lock:
            if task.ended:
                return
            step(product, task)
            self._store.save(product)
            if not task.ended:
                self._begin(product, task)

    def _transcode(self, product: Product, task: Task) -> None:
        document = task.document()
        cover, *_ = wanted_files(document)
        faults = judge.cover_faults(self._store.asset(product, cover.sha256))
        for index, sound in enumerate(sounds_of(document)):
            audio = sound["audio"]
            if isinstance(audio, dict):
                path = self._store.asset(product, str(audio["sha256"]))
                faults += judge.audio_faults_of(path, index, audio.get("duration_ms"))
        if not self._rejected(product, task, faults):
            task.stage = TRANSCODED
            self._store.happened(product, task, "reviewing", keep=product.online)

    def _review(self, product: Product, task: Task) -> None:
        document = task.document()
        if not self._rejected(product, task, judge.review(dict(document))):
            task.stage = REVIEWED
            unknown = self._faults.take("unknown-status")
            if unknown is not None:
                self._store.happened(product, task, unknown or "Simmering", keep=True)
            self._store.show(product, document)
            self._store.happened(product, task, "approved", keep=product.online)
            self._journal.write("ingested", icpn=product.upc, reference=task.id)

    def _rejected(self, product: Product, task: Task, faults: list[judge.Fault]) -> bool:
        if not faults:
            return False
        task.stage = FAILED
        word = next(word for word in judge.WORST_FIRST if word in {fault.word for fault in faults})
        reasons = [
            {"rule": fault.rule, "path": fault.path, "message": f"{fault.path}: {fault.message}"} for fault in faults
        ]
        own = {int(found[1]): fault for fault in faults if (found := re.match(r"sounds\[(\d+)\]", fault.path))}
        sounds = [
            SoundWord(isrc, own[index].word, own[index].message) if index in own else SoundWord(isrc, "reviewing")
            for index, isrc in enumerate(isrcs_of(task.document()))
        ]
        self._store.happened(product, task, word, reasons=reasons, sounds=sounds, keep=product.online)
        reason = "; ".join(one["message"] for one in reasons)
        self._journal.write("rejected", icpn=product.upc, reference=task.id, reason=reason)
        return True

    def _publish(self, product: Product, task: Task) -> None:
        document = task.document()
        withheld = self._faults.take("reject-track")
        sounds = [
            SoundWord(isrc, "muted", "muted by moderation") if isrc == withheld else SoundWord(isrc, "online")
            for isrc in isrcs_of(document)
        ]
        task.stage = DONE
        page = f"{self._page()}/#{product.id}"
        partial = judge.ended_in_part(dict(document))
        self._store.happened(product, task, "online", sounds=sounds, partial=partial, url=page)
        if product.offered:
            pending = [
                SoundWord(one, "cml_pending" if one in product.offered else "online") for one in isrcs_of(document)
            ]
            self._store.happened(product, task, "cml_pending", sounds=pending, partial=partial, url=page)
        self._journal.write("live", icpn=product.upc, reference=task.id)

    def _remove(self, product: Product, task: Task) -> None:
        task.stage, product.offered = DONE, []
        self._store.happened(product, task, "offline")
        self._journal.write("taken-down", icpn=product.upc, reference=task.id)
