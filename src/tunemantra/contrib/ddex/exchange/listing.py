"""The reading side: which folders of a listing are complete, in the order they must be read.

A batch without its completion file and a release without its message are left alone: they are still on their way.

============== =========================================================================================
rule           finding
============== =========================================================================================
ERNC-PATH-001  a path that leaves the exchange or that no name of the choreography can have
ERNC-BAT-001   a folder whose name is no batch (release by release: no release) of the choreography
ERNC-BAT-002   a folder whose stamp is no moment of any calendar
ERNC-BAT-003   a batch without its completion file: open, not read
ERNC-BAT-004   a completion file that names another batch: it completes nothing
ERNC-BAT-005   several completion files in one batch
ERNC-BAT-006   an empty completion file where a manifest is agreed: somebody stepped in by hand
ERNC-BAT-007   a file still under its temporary name in a completed folder: not read
ERNC-BAT-008   a release twice in one batch: neither is read
ERNC-BAT-009   a release in two open batches
ERNC-REL-001   a release folder without its message: not read
ERNC-REL-002   a message under another name than the agreed one
ERNC-REL-003   several messages in one release folder: none is read
============== =========================================================================================
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import evolve

from tunemantra.contrib.ddex.exchange import contents
from tunemantra.contrib.ddex.exchange.choreography import Choreography, Completion, Mode, Priority
from tunemantra.contrib.ddex.exchange.incoming import Folder, IncomingFolder, IncomingRelease, ListedFile, Survey
from tunemantra.contrib.ddex.exchange.release_ids import release_key
from tunemantra.contrib.ddex.exchange.stamps import read_stamp
from tunemantra.contrib.ddex.exchange.templates import Template
from tunemantra.core.finding import Finding, Severity, error, warning

_TEMPORARY = re.compile(r"\.(?:partial|part|filepart|tmp|uploading)$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def survey(choreography: Choreography, files: Iterable[ListedFile]) -> Survey:
    """Return the complete folders of a listing, oldest stamp first, and what is wrong with the others.

    The findings are those above. Folders with and without a prefix are read, whatever the choreography writes; so
    are the completion files of older versions. Acknowledgements are left out.
    """
    findings: list[Finding] = []
    ready: list[IncomingFolder] = []
    open_ones: list[Folder] = []
    for folder in _folders(choreography, files, findings):
        if choreography.mode is Mode.FILE_BY_FILE:
            ready += _loose(choreography, folder)
            continue
        named = _named(choreography, folder)
        if isinstance(named, Finding):
            findings.append(named)
            continue
        read = _batch if choreography.mode is Mode.BATCHED else _release_folder
        found, remarks = read(choreography, folder, named)
        findings += remarks
        if found is None:
            open_ones.append(folder)
        else:
            ready.append(found)
    ready.sort(key=lambda one: (one.at, one.path, one.batch))
    findings += _in_two_open(choreography, open_ones)
    return Survey(tuple(ready), tuple(folder.name for folder in open_ones), tuple(findings))


def _folders(choreography: Choreography, files: Iterable[ListedFile], findings: list[Finding]) -> Iterator[Folder]:
    grouped: defaultdict[str, dict[str, ListedFile]] = defaultdict(dict)
    acknowledgements = choreography.ack_folder.strip("/")
    for file in files:
        path = file.path.removeprefix("./").lstrip("/")
        steps = path.split("/")
        if _CONTROL.search(path) or not all(steps) or {".", ".."} & set(steps):
            findings.append(error("ERNC-PATH-001", repr(file.path), "The path leaves the exchange; it is not read."))
            continue
        top, inner = (steps[0], "/".join(steps[1:])) if len(steps) > 1 else ("", path)
        if acknowledgements and (path == acknowledgements or path.startswith(f"{acknowledgements}/")):
            continue
        if choreography.mode is Mode.FILE_BY_FILE:
            grouped[""][path] = file
        elif top:
            grouped[top][inner] = file
    for name in sorted(grouped):
        yield Folder(name, dict(sorted(grouped[name].items())))


def _named(choreography: Choreography, folder: Folder) -> IncomingFolder | Finding:
    """Return what the name of a folder says, or why it is not read."""
    reading = _reading(choreography.folder)
    fields = reading.match(folder.name)
    if fields is None:
        message = f"The name is none of {choreography.key}; the folder is not read."
        return warning("ERNC-BAT-001", folder.name, message, expected=reading.text)
    batch = fields.get("batch") or fields["stamp"]
    at = read_stamp(batch.partition("_")[0])
    if at is None:
        return error("ERNC-BAT-002", folder.name, "The stamp is no moment; the folder is not read.")
    priority = Priority(fields["priority"]) if fields.get("priority") else None
    return IncomingFolder(folder.name, batch, at, (), priority, release_id=fields.get("release_id", ""))


def _reading(folder: Template | None) -> Template:
    """Return a folder's template with a prefix that may be there."""
    text = folder.text if folder else ""
    return Template(text if "{priority}" in text else f"[{{priority}}_]{text}")


def _loose(choreography: Choreography, folder: Folder) -> Iterator[IncomingFolder]:
    for name in folder.files:
        fields = choreography.message.match(name)
        at = read_stamp(fields.get("stamp", "")) if fields else None
        if fields and at:
            yield IncomingFolder("", fields["stamp"], at, (IncomingRelease(fields["release_id"], name),))


def _release_folder(
    choreography: Choreography, folder: Folder, named: IncomingFolder
) -> tuple[IncomingFolder | None, list[Finding]]:
    if _unfinished(folder):
        return None, []
    group = contents.Group(named.release_id, "", tuple(folder.files))
    release, findings = contents.release_of(choreography, folder, group)
    return (evolve(named, releases=(release,)) if release else None), findings


def _batch(
    choreography: Choreography, folder: Folder, named: IncomingFolder
) -> tuple[IncomingFolder | None, list[Finding]]:
    completions, findings = _completions(choreography, folder, named.batch)
    if not completions and choreography.completion is not Completion.MESSAGE:
        findings.append(Finding("ERNC-BAT-003", Severity.NOTE, folder.name, "The batch is open: it is not read yet."))
        return None, findings
    unfinished = _unfinished(folder)
    if unfinished:
        message = "A file has its temporary name in a completed batch; the batch is not read."
        early = [error("ERNC-BAT-007", folder.path(name), message) for name in unfinished] if completions else []
        return None, [*findings, *early]
    releases, remarks = contents.releases(choreography, folder)
    findings += remarks
    if not releases and not completions:
        return None, findings
    completion = completions[0] if completions else ""
    zero_byte = bool(completion) and folder.files[completion].size == 0
    path = folder.path(completion) if completion else ""
    if zero_byte and choreography.completion is Completion.MANIFEST:
        message, hint = "The completion file is empty where a manifest is agreed.", "ask the sender who stepped in"
        findings.append(warning("ERNC-BAT-006", path, message, hint=hint))
    return evolve(named, releases=releases, completion=path, zero_byte=zero_byte), findings


def _unfinished(folder: Folder) -> list[str]:
    return [name for name in folder.files if _TEMPORARY.search(name)]


def _completions(choreography: Choreography, folder: Folder, batch: str) -> tuple[list[str], list[Finding]]:
    beside = [name for name in folder.files if "/" not in name]
    found: list[str] = []
    findings: list[Finding] = []
    for template in choreography.completions:
        for name in beside:
            fields = template.match(name)
            if fields is None or name in found:
                continue
            said = fields.get("batch", "")
            if said and said.partition("_")[0] != batch.partition("_")[0]:
                message = "The completion file names another batch; it completes nothing."
                findings.append(error("ERNC-BAT-004", folder.path(name), message, observed=said, expected=batch))
            else:
                found.append(name)
    if len(found) > 1:
        message = f"The batch has several completion files; {found[0]} counts."
        findings.append(warning("ERNC-BAT-005", folder.name, message, observed=", ".join(found)))
    return found, list(dict.fromkeys(findings))


def _in_two_open(choreography: Choreography, waiting: Iterable[Folder]) -> Iterator[Finding]:
    if choreography.mode is not Mode.BATCHED:
        return
    batches: defaultdict[str, list[str]] = defaultdict(list)
    for folder in waiting:
        for release in {release_key(group.release_id) for group in contents.groups(choreography, folder)}:
            batches[release].append(folder.name)
    for release, names in sorted(batches.items()):
        if len(names) > 1:
            message = "The release stands in several open batches: their order is not defined."
            yield warning("ERNC-BAT-009", release, message, observed=", ".join(names))


__all__ = ["survey"]
