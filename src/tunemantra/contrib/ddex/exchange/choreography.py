"""How two partners exchange files, as data (`ddex-facts` section 12)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import field, frozen

from tunemantra.contrib.ddex.exchange.release_ids import ReleaseIdKind, ReleaseIds
from tunemantra.contrib.ddex.exchange.stamps import MILLISECONDS
from tunemantra.contrib.ddex.exchange.templates import Template, template
from tunemantra.errors import TuneMantraError


class Mode(StrEnum):
    """What belongs together on the server."""

    BATCHED = "batched"
    RELEASE_BY_RELEASE = "release-by-release"
    FILE_BY_FILE = "file-by-file"


class Priority(StrEnum):
    """What a folder's prefix says of the releases in it; what priority means is agreed by the partners."""

    ALL = "P"
    MIXED = "M"
    NONE = "N"


class Completion(StrEnum):
    """What says that a folder is complete; whatever it is, it goes up last."""

    MANIFEST = "manifest"
    ZERO_BYTE = "zero-byte"
    MESSAGE = "message"


STANDARD_RESOURCE: Final = Template("[{label}_]{release_id}[_{technical_id}][_{kind}][_{hierarchy}].{ext}")
TRACK_RESOURCE: Final = Template("{release_id}_{disc:2}_{track:3}.{ext}")
COMPLETIONS_MET: Final = tuple(
    map(
        Template,
        (
            "BatchComplete_[{priority}_]{batch}.xml",
            "BatchComplete_[{priority}_]{batch}",
            "BatchComplete.xml",
            "batch_complete_{batch}.xml",
            "Manifest_{batch}.xml",
        ),
    )
)
"""Names of completion files met since version 1.2: a reader takes them all."""


def _templates(names: tuple[str | Template, ...]) -> tuple[Template, ...]:
    return tuple(map(template, names))


def _named(choreography: Choreography, _attribute: object, name: Template | None) -> None:
    if (name is None) != (choreography.completion is Completion.MESSAGE):
        hint = "a folder that its message completes has no completion file, every other has one"
        raise TuneMantraError(f"{choreography.key}: {choreography.completion} and {name} do not fit", hint=hint)


def _optional(name: str | Template | None) -> Template | None:
    return None if name is None else template(name)


@frozen
class Choreography:
    """Everything in which one exchange of files differs from another.

    A change for one partner is `attrs.evolve(ERN_18_BATCHED, ack_folder="acks")`.

    Args:
        key: stable name, `ern-1.8-batched`.
        mode: what belongs together.
        folder: of a batch or, release by release, of a release; None where files lie in the root. A field
            `{priority}` in it says that the partner wants the prefix; readers take folders with and without.
        release_folder: within a batch; None where messages lie in the batch folder itself.
        message: name of a message.
        resources: folder of the resources beside the message; empty for the message's own folder.
        resource: name of an audio, video or text file.
        cover: name of the main image.
        release_ids: kinds of identifier for names, the preferred one first.
        completion: what says that a batch is complete.
        completion_name: its name; None where the message says it.
        accepted: other names of it that are taken on input.
        ack_folder: where the recipient puts acknowledgements; empty for the acknowledged file's own folder.
        ack_name: name of an acknowledgement.
        stamp_digits: 17, or 14 where a store leaves the milliseconds out.
    """

    key: str
    mode: Mode
    folder: Template | None = field(converter=_optional)
    release_folder: Template | None = field(default=Template("{release_id}"), converter=_optional)
    message: Template = field(default=Template("{release_id}.xml"), converter=template)
    resources: str = "resources"
    resource: Template = field(default=STANDARD_RESOURCE, converter=template)
    cover: Template = field(default=STANDARD_RESOURCE, converter=template)
    release_ids: tuple[ReleaseIdKind, ...] = (ReleaseIdKind.GRID, ReleaseIdKind.ICPN, ReleaseIdKind.AGREED)
    completion: Completion = Completion.MANIFEST
    completion_name: Template | None = field(
        default=Template("BatchComplete_{batch}.xml"), converter=_optional, validator=_named
    )
    accepted: tuple[Template, ...] = field(default=COMPLETIONS_MET, converter=_templates)
    ack_folder: str = "acknowledgements"
    ack_name: Template = field(default=Template("ACK_{message_id}_{stamp}.xml"), converter=template)
    stamp_digits: int = MILLISECONDS

    @property
    def prefixed(self) -> bool:
        """Whether folders are written with the prefix of their priority."""
        return self.folder is not None and "{priority}" in self.folder.text

    @property
    def completions(self) -> tuple[Template, ...]:
        """Every name of a completion file, the agreed one first."""
        return (*filter(None, (self.completion_name,)), *self.accepted)

    def release_id(self, ids: ReleaseIds) -> str:
        """Return the identifier that names a release's folder and files.

        Raises:
            TuneMantraError: the release has none of the agreed kinds.
        """
        for kind in self.release_ids:
            if ids.get(kind):
                return ids.get(kind)
        kinds = ", ".join(self.release_ids)
        raise TuneMantraError("the release has no identifier for its folder", hint=f"give it one of: {kinds}")


__all__ = [
    "COMPLETIONS_MET",
    "STANDARD_RESOURCE",
    "TRACK_RESOURCE",
    "Choreography",
    "Completion",
    "Mode",
    "Priority",
]
