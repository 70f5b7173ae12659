"""The paths of a delivery in the order they go up: resources, their message, and the completion file last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from tunemantra.contrib.ddex.exchange.choreography import Choreography, Mode, Priority
from tunemantra.contrib.ddex.exchange.release_ids import ReleaseIds
from tunemantra.errors import TuneMantraError

_PLAIN = re.compile(r"(?!\.{1,2}$)[^/\\\x00-\x1f\x7f]+")
_BATCH = re.compile(r"([0-9]{17}|[0-9]{14})(_[A-Za-z0-9-]+)?")


class Part(StrEnum):
    """What a file of an exchange is."""

    RESOURCE = "resource"
    MESSAGE = "message"
    COMPLETION = "completion"


@frozen
class Outgoing:
    """One release to be placed.

    Args:
        ids: its identifiers.
        resources: names of its files without folders, in the order they are to go up.
    """

    ids: ReleaseIds
    resources: tuple[str, ...] = ()


@frozen
class Upload:
    """One file to be placed.

    Args:
        path: from the root of the exchange, forward slashes.
        part: what it is.
        release_id: as in the names; empty for a completion file.
    """

    path: str
    part: Part
    release_id: str = ""


def uploads(
    choreography: Choreography, batch: str, releases: Iterable[Outgoing], priority: Priority = Priority.NONE
) -> tuple[Upload, ...]:
    """Return every file of a delivery in upload order.

    Args:
        choreography: how the partners exchange.
        batch: stamp of the batch (see `stamp_of`), with a suffix `_…` where one is agreed.
        releases: in the order they go up, each once.
        priority: what the prefix says, where the partner wants one.

    Raises:
        TuneMantraError: no release, one twice, a name that cannot stand in a path, the same path twice, a batch that
            is no stamp, or a mixed priority for a single release.
    """
    outgoing = tuple(releases)
    _refuse_repeats(outgoing, batch)
    if choreography.mode is Mode.RELEASE_BY_RELEASE and priority is Priority.MIXED:
        raise TuneMantraError("one release cannot be of mixed priority", hint="P or N")
    files = [file for one in outgoing for file in _release(choreography, batch, one, priority)]
    if choreography.completion_name is not None:
        name = choreography.completion_name.fill(batch=batch, stamp=_stamp(choreography, batch))
        files.append(Upload(_join(_folder(choreography, batch, "", priority), name), Part.COMPLETION))
    _refuse_collisions(files)
    return tuple(files)


def message_url(choreography: Choreography, batch: str, ids: ReleaseIds) -> str:
    """Return where a manifest says a message is: relative to the batch folder, `./<ReleaseId>/<ReleaseId>.xml`.

    Raises:
        TuneMantraError: as `uploads`.
    """
    release_id = choreography.release_id(ids)
    return "./" + _join(_inner(choreography, release_id), _message(choreography, batch, release_id))


def acknowledgement_path(choreography: Choreography, stamp: str, release_id: str = "", message_id: str = "") -> str:
    """Return where the recipient puts an acknowledgement.

    Args:
        choreography: how the partners exchange.
        stamp: of the batch where names carry that (1.7 and older), else of the acknowledgement.
        release_id, message_id: of what is acknowledged; which one the name carries is the choreography's matter.

    Raises:
        TuneMantraError: the name wants an identifier that is not given or cannot stand in it.
    """
    given = {"stamp": stamp, "release_id": release_id, "message_id": message_id}
    name = choreography.ack_name.fill(**{key: value for key, value in given.items() if value})
    return _join(choreography.ack_folder, name)


def hierarchy(*places: int) -> str:
    """Return where a resource stands in the release for its name: `hierarchy(8, 15)` is `008_015`."""
    return "_".join(f"{place:03d}" for place in places)


def _release(choreography: Choreography, batch: str, one: Outgoing, priority: Priority) -> Iterator[Upload]:
    release_id = choreography.release_id(one.ids)
    folder = _join(_folder(choreography, batch, release_id, priority), _inner(choreography, release_id))
    for name in one.resources:
        if not _PLAIN.fullmatch(name):
            raise TuneMantraError(f"{name!r} cannot be the name of a resource", hint="a plain name without folders")
        yield Upload(_join(folder, choreography.resources, name), Part.RESOURCE, release_id)
    yield Upload(_join(folder, _message(choreography, batch, release_id)), Part.MESSAGE, release_id)


def _inner(choreography: Choreography, release_id: str) -> str:
    folder = choreography.release_folder
    return folder.fill(release_id=release_id) if folder is not None else ""


def _message(choreography: Choreography, batch: str, release_id: str) -> str:
    return choreography.message.fill(release_id=release_id, stamp=_stamp(choreography, batch))


def _folder(choreography: Choreography, batch: str, release_id: str, priority: Priority) -> str:
    if choreography.folder is None:
        return ""
    stamp = _stamp(choreography, batch)
    return choreography.folder.fill(batch=batch, stamp=stamp, release_id=release_id, priority=priority.value)


def _stamp(choreography: Choreography, batch: str) -> str:
    found = _BATCH.fullmatch(batch)
    if found is None or len(found[1]) != choreography.stamp_digits:
        hint = f"{choreography.stamp_digits} digits, and a suffix after _ where one is agreed"
        raise TuneMantraError(f"{batch!r} names no batch of {choreography.key}", hint=hint)
    return found[1]


def _join(*parts: str) -> str:
    return "/".join(filter(None, parts))


def _refuse_repeats(outgoing: tuple[Outgoing, ...], batch: str) -> None:
    if not outgoing:
        raise TuneMantraError(f"batch {batch} has no release", hint="an empty batch is not sent")
    seen: set[str] = set()
    for one in outgoing:
        repeated = seen & one.ids.keys
        if repeated:
            raise TuneMantraError(
                f"release {min(repeated)} stands twice in batch {batch}", hint="send it in two batches"
            )
        seen |= one.ids.keys


def _refuse_collisions(files: Iterable[Upload]) -> None:
    seen: set[str] = set()
    for file in files:
        # Servers that do not tell capitals apart would let one file overwrite the other.
        if file.path.casefold() in seen:
            raise TuneMantraError(f"{file.path} would be placed twice", hint="give every file a name of its own")
        seen.add(file.path.casefold())


__all__ = ["Outgoing", "Part", "Upload", "acknowledgement_path", "hierarchy", "message_url", "uploads"]
