"""What platforms wish for: the forms of each file of a release, tags and the cover inside included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from attrs import evolve, frozen

from tunemantra.core.analysis import SoundAnalysis
from tunemantra.core.gain import Asker, Gain, bears, clips, gain_for
from tunemantra.core.media import AudioFacts, Facts, ImageFacts
from tunemantra.core.release import Part, Release
from tunemantra.core.requirement import AudioForm, Form, ImageForm, Requirement, TagSpec, VideoForm, rendition_key
from tunemantra.core.tags import tags_of
from tunemantra.errors import AssetCorruptError, AssetMissingError
from tunemantra.pipeline.analyse import recalled
from tunemantra.pipeline.loudness import loudness
from tunemantra.pipeline.measure import films, header
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.package import Rendition

RENDITION = "rendition"
"""A rendition, remembered by its key."""


@frozen(slots=False)
class Wishes:
    """The forms one platform wants of the files of a release.

    Args:
        tools: the ports.
        release: content-addressed.
        demand: what the platform takes.
    """

    tools: Tools
    release: Release
    demand: Requirement

    def form(self, path: str, facts: Facts) -> Form | None:
        """Return the form a file is sent in; None where it is not sent, or would be worse than none."""
        part = self.release.part(path)
        form = self.demand.form_for(part, facts)
        if part is not Part.RECORDING or not isinstance(form, AudioForm) or not isinstance(facts, AudioFacts):
            return form
        gain = self.gain(path, facts)
        if gain is not None and (not bears(facts) or self._clips(path, gain)):
            return None
        tags = None if self._tags is None else tags_of(self.release, _index(path), self._cover)
        return evolve(form, tags=tags, gain=0.0 if gain is None else gain.decibels)

    def gain(self, path: str, facts: Facts) -> Gain | None:
        """Return by how much a recording is made louder, listened to where that is asked; None where it is not."""
        spec, part = self.demand.audio, self.release.part(path)
        if spec is None or part is not Part.RECORDING or not isinstance(facts, AudioFacts) or facts.problem:
            return None
        track = self.release.tracks[_index(path)]
        asked = spec.loudness is not None and track.gain is None and bears(facts)
        heard = loudness(self.tools, path, track.audio) if asked else None
        return gain_for(track.gain, spec.loudness, facts, heard)

    def _clips(self, path: str, gain: Gain) -> bool:
        """Return whether the label's gain takes a recording above full scale, as far as it was listened to."""
        if gain.asker is not Asker.LABEL or gain.decibels <= 0:
            return False
        known = recalled(self.tools, path, self.release.tracks[_index(path)].audio.sha256)
        return isinstance(known, SoundAnalysis) and clips(gain.decibels, known.loudness)

    def forms(self, path: str, facts: Facts) -> tuple[Form, ...]:
        """Return all forms that are made of a file: what is sent, and the cover that goes into recordings."""
        wanted = (self.form(path, facts), self._inner(facts) if path == "artwork" else None)
        return tuple(form for form in wanted if form is not None)

    @property
    def cover_first(self) -> bool:
        """Return whether recordings can only be made once the cover is."""
        return self._tags is not None and self._tags.cover is not None

    @property
    def _tags(self) -> TagSpec | None:
        return self.demand.audio.tags if self.demand.audio is not None else None

    @cached_property
    def _cover(self) -> str:
        """Return the hash of the cover inside recordings; empty where there is none, or none can be made."""
        if not self.cover_first:
            return ""
        artwork = self.release.artwork
        form = self._inner(header(self.tools, Part.COVER, artwork))
        made = None if form is None else rendition(self.tools, artwork.sha256, form)
        return made.sha256 if made is not None else ""

    def _inner(self, facts: Facts) -> ImageForm | None:
        tags = self._tags
        if tags is None or tags.cover is None or not isinstance(facts, ImageFacts) or facts.problem:
            return None
        return tags.cover.form_for(facts)


def _index(path: str) -> int:
    return int(path.removeprefix("tracks[").partition("]")[0])


def of_all(tools: Tools, release: Release, demands: Sequence[Requirement]) -> tuple[Wishes, ...]:
    """Return the wishes of several platforms, in order."""
    return tuple(Wishes(tools, release, demand) for demand in demands)


def rendition(tools: Tools, sha256: str, form: Form) -> Rendition | None:
    """Return a rendition of some content that was made before and is still in the store, unharmed."""
    return made_before(tools, [(sha256, form)]).get((sha256, form))


def is_up_to_date(tools: Tools, made: Rendition) -> bool:
    """Return whether a rendition was made by the edition that would write it now: what another one wrote may differ.

    What an earlier one wrote is still what is sent where an order has its renditions already.
    """
    return made.edition == writing(tools, made.form)


def writing(tools: Tools, form: Form) -> str:
    """Return the edition of what writes a form; that of a booklet, which is copied, never changes."""
    if isinstance(form, AudioForm):
        return tools.audio.writing
    if isinstance(form, ImageForm):
        return tools.images.writing
    if isinstance(form, VideoForm):
        return films(tools).writing
    return "1"


def made_before(tools: Tools, wanted: Iterable[tuple[str, Form]]) -> dict[tuple[str, Form], Rendition]:
    """Return the renditions, of contents by hash and form, that were made before and are still in the store, unharmed.

    They are asked for at once.
    """
    keys = {(sha256, form): rendition_key(sha256, form) for sha256, form in wanted}
    known = tools.ledger.recall_many(RENDITION, keys.values())
    found = {one: tools.codec.load(known[key], Rendition) for one, key in keys.items() if key in known}
    return {one: made for one, made in found.items() if _unharmed(tools, made)}


def _unharmed(tools: Tools, made: Rendition) -> bool:
    try:
        tools.assets.path(made.sha256)
    except (AssetMissingError, AssetCorruptError):
        return False
    return True


__all__ = ["RENDITION", "Wishes", "is_up_to_date", "made_before", "of_all", "rendition", "writing"]
