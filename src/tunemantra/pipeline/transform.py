"""Transform: renditions for all platforms asked for, from one decode of each master, keyed by content."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Lock, Semaphore

from attrs import define, evolve, field, frozen

from tunemantra.core.distribution import Delivery, OrderKind, Stage
from tunemantra.core.media import Facts
from tunemantra.core.release import Asset, Part, Release
from tunemantra.core.requirement import AudioForm, Form, ImageForm, Requirement, VideoForm, rendition_key
from tunemantra.errors import AssetMissingError, LeaseLostError, MediaError
from tunemantra.pipeline.loudness import listen, unheard
from tunemantra.pipeline.measure import films, header, headers, measured, recalled_all, recalled_facts, remember_facts
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.steps import Step, passed, waits
from tunemantra.pipeline.timeline import hasten
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.wishes import RENDITION, Wishes, is_up_to_date, made_before, of_all, writing
from tunemantra.ports.package import Rendition
from tunemantra.ports.storage import Stored
from tunemantra.ports.transcoding import Progress

PAUSE = 0.5
"""Seconds until a delivery looks again whether another worker has made its renditions; it is woken when it has."""

_THERE = "renditions are there"
WAITING = "another delivery is making the same renditions"

NEVER = datetime.min.replace(tzinfo=UTC)


@frozen
class Job:
    """One master and the forms that are still to be made of it; no form means it is only measured."""

    path: str
    part: Part
    asset: Asset
    forms: tuple[Form, ...]


def transform(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Make what is missing of the renditions of all open orders of this revision, or wait for who is making it."""
    return at_hand(tools, delivery) or _made(tools, delivery, alive)


def at_hand(tools: Tools, delivery: Delivery) -> Step | None:
    """Return the step of a delivery for which nothing has to be measured or made; None for any other."""
    if delivery.waiting == WAITING or not _is_all_there(tools, delivery):
        return None
    return passed(delivery, Stage.VALIDATE, tools.clock.now(), _THERE)


def _made(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    lock, owner, at = f"media/{delivery.revision_id}", delivery.id, tools.clock.now()
    # The lock comes before the plan: who waits looks often, and a plan is a look at every master.
    if not tools.ledger.lock(lock, owner, at, tools.lease_seconds):
        return waits(delivery, at, PAUSE, WAITING)
    try:
        jobs = _worked(tools, delivery, alive, lock)
    finally:
        tools.ledger.unlock(lock, owner)
    _wake(tools, delivery)
    if not jobs:
        return passed(delivery, Stage.VALIDATE, tools.clock.now(), _THERE)
    made = sum(len(job.forms) for job in jobs)
    message = f"{made} renditions made of {len(jobs)} masters"
    return passed(delivery, Stage.VALIDATE, tools.clock.now(), message, data={"renditions": str(made)})


def _is_all_there(tools: Tools, delivery: Delivery) -> bool:
    """Return whether nothing is left to do: then nobody has to be kept from doing the same."""
    release, demands = release_of(tools, delivery), requirements(tools, delivery)
    files = dict.fromkeys(entry for demand in demands for entry in demand.files(release))
    known = recalled_all(tools, release, files)
    if unheard(tools, release, demands):
        return False
    return len(known) == len(files) and not _missing(tools, _looked(tools, release, demands, known, files), known)


def _worked(tools: Tools, delivery: Delivery, alive: Alive, lock: str) -> list[Job]:
    """Make what is missing and return what was worked on; a cover that goes into recordings comes before them."""
    release, demands = release_of(tools, delivery), requirements(tools, delivery)
    first = any(wish.cover_first for wish in of_all(tools, release, demands))
    still = unheard(tools, release, demands)
    if still:
        listen(tools, still, Shift(tools, delivery, alive, lock, len(still)).share)
    done: list[Job] = []
    for parts in ((Part.COVER,), tuple(Part)) if first else (tuple(Part),):
        jobs = plan(tools, release, demands, parts)
        run(tools, jobs, Shift(tools, delivery, alive, lock, len(jobs)))
        done += jobs
    return done


def _wake(tools: Tools, delivery: Delivery) -> None:
    """Have the deliveries looked at now that waited for the renditions of this one."""
    for other in tools.ledger.deliveries(revision_id=delivery.revision_id, open_only=True):
        if other.id != delivery.id and other.stage is Stage.TRANSFORM and other.waiting == WAITING:
            hasten(tools, other, "its renditions are there")


def requirements(tools: Tools, delivery: Delivery) -> tuple[Requirement, ...]:
    """Return what every platform demands that has an open order of this revision, this one's first."""
    siblings = tools.ledger.deliveries(revision_id=delivery.revision_id, open_only=True)
    keys = dict.fromkeys(
        [
            delivery.platform,
            *(sibling.platform for sibling in siblings if sibling.kind is not OrderKind.TAKEDOWN),
        ]
    )
    return tuple(tools.platforms.platform(key).requirement for key in keys)


def plan(
    tools: Tools, release: Release, demands: Sequence[Requirement], parts: Sequence[Part] = tuple(Part)
) -> tuple[Job, ...]:
    """Return the masters that still have to be decoded, each once, with all the forms wanted of it.

    Args:
        tools: the ports.
        release: content-addressed.
        demands: the first is of the delivery that plans: what only others want and nobody can read here is left to
            theirs.
        parts: what is looked at.
    """
    every = dict.fromkeys(entry for demand in demands for entry in demand.files(release))
    files = [(path, asset) for path, asset in every if release.part(path) in parts]
    remembered = recalled_all(tools, release, files)
    return _missing(tools, _looked(tools, release, demands, remembered, files), remembered)


def _looked(
    tools: Tools,
    release: Release,
    demands: Sequence[Requirement],
    remembered: Mapping[str, Facts],
    files: Iterable[tuple[str, Asset]],
) -> list[Job]:
    """Return every master with all forms that are wanted of it."""
    wishes, own = of_all(tools, release, demands), dict(demands[0].files(release))
    looked: list[Job] = []
    for path, asset in files:
        part = release.part(path)
        try:
            facts = remembered.get(path) or header(tools, part, asset)
        except (AssetMissingError, MediaError):
            if path in own:
                raise
            continue
        if facts.problem:
            remember_facts(tools, part, asset.sha256, facts)
            continue
        forms = dict.fromkeys(form for wish in wishes for form in wish.forms(path, facts))
        looked.append(Job(path, part, asset, tuple(forms)))
    return looked


def _missing(tools: Tools, looked: Sequence[Job], remembered: Mapping[str, Facts]) -> tuple[Job, ...]:
    """Return what is left to do when what was made before is taken away, each master once."""
    made = made_before(tools, ((job.asset.sha256, form) for job in looked for form in job.forms))
    made = {one: known for one, known in made.items() if is_up_to_date(tools, known)}
    jobs: dict[tuple[Part, str], Job] = {}
    for job in looked:
        sha256 = job.asset.sha256
        missing = [form for form in job.forms if (sha256, form) not in made]
        if missing or (job.path not in remembered and recalled_facts(tools, job.part, sha256) is None):
            # The same master in two places is decoded once, for the tags of both.
            known = jobs.get((job.part, sha256))
            wanted = dict.fromkeys([*(known.forms if known else ()), *missing])
            jobs[job.part, sha256] = evolve(job, forms=tuple(wanted))
    # What is seen takes longest: begun last, it would keep one core busy and all others waiting.
    return tuple(sorted(jobs.values(), key=lambda job: job.part.is_sound))


def renditions(
    tools: Tools, release: Release, demand: Requirement, known: Mapping[str, Facts] | None = None
) -> dict[str, Rendition]:
    """Return every rendition of a release one platform gets, by path in the release.

    Args:
        tools: the ports.
        release: content-addressed.
        demand: of the platform.
        known: facts of all files it gets, by path; looked up where it is None.
    """
    files, wish = tuple(demand.files(release)), Wishes(tools, release, demand)
    facts = headers(tools, release, files) if known is None else known
    forms = ((path, asset.sha256, wish.form(path, facts[path])) for path, asset in files)
    wanted = {path: (sha256, form) for path, sha256, form in forms if form is not None}
    made = made_before(tools, wanted.values())
    return {
        path: evolve(made[one], subject=path, gain=wish.gain(path, facts[path]))
        for path, one in wanted.items()
        if one in made
    }


@define
class Shift:
    """Keeps the claim and the media lock while masters are worked on, and adds up the progress of all of them."""

    tools: Tools
    delivery: Delivery
    alive: Alive
    lock: str
    masters: int
    shares: dict[str, float] = field(factory=dict)
    _renewed: datetime = field(default=NEVER, init=False)
    _renewing: Lock = field(factory=Lock, init=False)

    def share(self, path: str, done: float) -> None:
        """Note how far one master is, from 0 to 1."""
        self.alive()
        self._renew()
        self.shares[path] = done
        self.tools.show(self.delivery, Stage.TRANSFORM, path, int(1000 * done), 1000)

    def _renew(self) -> None:
        """Hold the lock for another lease, once a third of the last one is over: each time is a write to the disk."""
        now = self.tools.clock.now()
        with self._renewing:
            if now - self._renewed < timedelta(seconds=self.tools.lease_seconds / 3):
                return
            if not self.tools.ledger.lock(self.lock, self.delivery.id, now, self.tools.lease_seconds):
                message = "another worker has taken over the renditions"
                raise LeaseLostError(message, delivery=self.delivery.id)
            self._renewed = now


def run(tools: Tools, jobs: Sequence[Job], shift: Shift) -> None:
    """Work through the masters, several at a time; the first failure stops those that have not begun."""
    # Two more threads than masters at work: one is for the cover, and what is kept waits for the disk at its end.
    with ThreadPoolExecutor(max_workers=tools.media_workers + 2, thread_name_prefix="media") as pool:
        futures = [pool.submit(_make, tools, job, partial(shift.share, job.path)) for job in jobs]
        try:
            for future in futures:
                future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _turns(tools: Tools, part: Part) -> Semaphore:
    """Return whose turn a master waits for: one picture at a time goes beside the others, so no core idles at the end.

    A picture is one thread of this process and short; in a turn of its own it would leave another core without work
    for as long.
    """
    return tools.picture_turns if part is Part.COVER else tools.turns


def _make(tools: Tools, job: Job, progress: Progress) -> None:
    source = tools.assets.path(job.asset.sha256)
    with tools.assets.staging() as folder:
        try:
            with _turns(tools, job.part):
                facts, files = _process(tools, job, source, folder, progress)
            _unchanged(tools, job)
        except MediaError:
            facts = measured(tools, job.part, source)
            _unchanged(tools, job)
            if not facts.problem:
                raise  # the master is good: a full disk or a fault of ours must not be remembered against it
            remember_facts(tools, job.part, job.asset.sha256, facts)
            return
        for form, file in files.items():
            _keep(tools, job, form, file)
    remember_facts(tools, job.part, job.asset.sha256, facts)
    progress(1.0)


def _unchanged(tools: Tools, job: Job) -> None:
    """Let the store say whether the master is what it was when the work on it began: it may be linked."""
    tools.assets.path(job.asset.sha256)


def _process(
    tools: Tools, job: Job, source: Path, folder: Path, progress: Progress
) -> tuple[Facts, Mapping[AudioForm, Path] | Mapping[ImageForm, Path] | Mapping[VideoForm, Path] | Mapping[Form, Path]]:
    if job.part is Part.COVER:
        pictures = tools.images.process(source, [form for form in job.forms if isinstance(form, ImageForm)], folder)
        return pictures.facts, pictures.files
    if job.part.moves:
        wanted = [form for form in job.forms if isinstance(form, VideoForm)]
        film = films(tools).process(source, wanted, folder, progress)
        return film.facts, film.files
    if job.part is Part.BOOKLET:
        copy = folder / "booklet.pdf"
        shutil.copyfile(source, copy)
        return header(tools, job.part, job.asset), dict.fromkeys(job.forms, copy)
    return _sounds(tools, job, source, folder, progress)


def _sounds(
    tools: Tools, job: Job, source: Path, folder: Path, progress: Progress
) -> tuple[Facts, Mapping[AudioForm, Path]]:
    """Decode a recording for all its forms; once more for each further cover that goes into some of them."""
    forms = [form for form in job.forms if isinstance(form, AudioForm)]
    first, *others = dict.fromkeys(filter(None, map(_inner_cover, forms))) or [""]
    work = tools.audio.process(
        source,
        [form for form in forms if _inner_cover(form) in {"", first}],
        folder,
        progress,
        tools.assets.path(first) if first else None,
    )
    files = dict(work.files)
    for cover in others:
        wanted = [form for form in forms if _inner_cover(form) == cover]
        files.update(tools.audio.process(source, wanted, folder, progress, tools.assets.path(cover)).files)
    return work.facts, files


def _inner_cover(form: AudioForm) -> str:
    return form.tags.cover if form.tags is not None else ""


def _keep(tools: Tools, job: Job, form: Form, file: Path) -> None:
    facts = tools.audio.inspect(file) if job.part.is_sound else measured(tools, job.part, file)
    stored: Stored = tools.assets.adopt(file)
    made = Rendition(job.path, stored.sha256, stored.size, form, facts, edition=writing(tools, form))
    tools.ledger.remember(RENDITION, rendition_key(job.asset.sha256, form), tools.codec.dump(made))


__all__ = ["RENDITION", "Job", "at_hand", "plan", "renditions", "requirements", "transform"]
