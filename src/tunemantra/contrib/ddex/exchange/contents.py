"""The releases of one folder; the rules are those of `listing`."""

from __future__ import annotations

from collections import defaultdict

from attrs import evolve, frozen

from tunemantra.contrib.ddex.exchange.choreography import Choreography
from tunemantra.contrib.ddex.exchange.incoming import Folder, IncomingRelease
from tunemantra.contrib.ddex.exchange.release_ids import release_key
from tunemantra.core.finding import Finding, error, warning


@frozen
class Group:
    """Files that belong to one release.

    Args:
        release_id: as in the names.
        home: folder of its message within the folder; empty for the folder itself.
        names: of its files, from the folder.
    """

    release_id: str
    home: str
    names: tuple[str, ...]


def groups(choreography: Choreography, folder: Folder) -> tuple[Group, ...]:
    """Return the files of a batch by release, whether they are complete or not."""
    if choreography.release_folder is None:
        messages = ((name, choreography.message.match(name)) for name in folder.files)
        return tuple(
            Group(fields["release_id"], "", (name,))
            for name, fields in messages
            if fields and not any(template.match(name) for template in choreography.completions)
        )
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for name in folder.files:
        top, slash, _ = name.partition("/")
        if slash:
            grouped[top].append(name)
    return tuple(Group(top, top, tuple(names)) for top, names in grouped.items())


def releases(choreography: Choreography, folder: Folder) -> tuple[tuple[IncomingRelease, ...], list[Finding]]:
    """Return the releases of a batch that can be read, and what is wrong with the others."""
    findings: list[Finding] = []
    once: defaultdict[str, list[IncomingRelease]] = defaultdict(list)
    # Messages without folders of their own share what lies beside them.
    alone = choreography.release_folder is not None
    shared = () if alone else tuple(folder.path(name) for name in folder.files if "/" in name)
    for group in groups(choreography, folder):
        release, remarks = release_of(choreography, folder, group)
        findings += remarks
        if release is not None:
            once[release_key(release.release_id)].append(release if alone else evolve(release, resources=shared))
    message = "The release stands twice in the batch; neither is read."
    hint = "ask the sender which one is right"
    for same in once.values():
        if len(same) > 1:
            observed = ", ".join(release.message for release in same)
            findings.append(error("ERNC-BAT-008", folder.name, message, observed=observed, hint=hint))
    return tuple(same[0] for same in once.values() if len(same) == 1), findings


def release_of(
    choreography: Choreography, folder: Folder, group: Group
) -> tuple[IncomingRelease | None, list[Finding]]:
    """Return the release of these files, or None and why it cannot be read."""
    prefix = f"{group.home}/" if group.home else ""
    beside = [name.removeprefix(prefix) for name in group.names if "/" not in name.removeprefix(prefix)]
    documents = [name for name in beside if name.lower().endswith(".xml")]
    agreed = [name for name in documents if _agreed(choreography, name, group.release_id)]
    where = folder.path(group.home)
    if not documents:
        return None, [warning("ERNC-REL-001", where, "The release has no message yet; it is not read.")]
    if len(documents) > 1 and len(agreed) != 1:
        said = "Several messages lie in one release folder; none is read."
        return None, [error("ERNC-REL-003", where, said, observed=", ".join(documents))]
    message = prefix + (agreed or documents)[0]
    findings = [] if agreed else [_misnamed(choreography, folder.path(message))]
    resources = tuple(folder.path(name) for name in group.names if name != message)
    return IncomingRelease(group.release_id, folder.path(message), resources), findings


def _agreed(choreography: Choreography, name: str, release_id: str) -> bool:
    fields = choreography.message.match(name)
    # Only a name that can be read in several ways is read once more, for this release.
    return fields is not None and (
        fields.get("release_id") == release_id or choreography.message.match(name, release_id=release_id) is not None
    )


def _misnamed(choreography: Choreography, path: str) -> Finding:
    expected = choreography.message.text
    return warning("ERNC-REL-002", path, "The message has another name than agreed.", expected=expected)


__all__ = ["Group", "groups", "release_of", "releases"]
