"""What the DDEX commands show to people: a message, what changes, what is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.table import Table
from rich.text import Text

from tunemantra.contrib.ddex.reading import EXAMPLES, PartyLine, ReadMessage, StatedFile, UnmappedKind
from tunemantra.core.difference import Change, Concern
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.release import Release
from tunemantra.core.rights import Deal
from tunemantra.core.territory import TerritorySet
from tunemantra.host.cli.findings import grouped, people_path, place_of, print_findings, values_of
from tunemantra.host.cli.tables import print_hanging
from tunemantra.host.cli.views import console, print_table, stderr_console
from tunemantra.host.comparing import Apart

COLOURS: Final = {
    Concern.RIGHTS: "bold red",
    Concern.LISTENERS: "cyan",
    Concern.CREDITS: "yellow",
    Concern.IDENTITY: "magenta",
}
LONGEST: Final = 160
"""Characters of a value in a table."""

_LOST: Final = ("ERN-LOST-", "ERN-CNV-")
_UNMAPPED: Final = "ERN-CNV-001"
_STEPS: Final = 4
_ENTRY: Final = 2
_BRIEF: Final = 40


def ern(version: str) -> str:
    """Return a version as people call it: `ERN 4.3` of `43`."""
    return f"ERN {'.'.join(version)}" if version.isdigit() else version


def show_message(found: ReadMessage, written: Path | None) -> None:
    """Show what a message says.

    Args:
        found: the message.
        written: the file its release was written to; None for none.
    """
    header, release = found.header, found.release
    kind = found.kind.value if found.kind else "no message of ERN"
    said = "  ".join(filter(None, (ern(found.version), found.profile, found.variant)))
    console.print(Text.assemble((kind, "bold"), f"  {said}"))
    if header.id:
        recipients = ", ".join(map(_party, header.recipients))
        console.print(f"{header.id}  from {_party(header.sender)} to {recipients}", highlight=False, markup=False)
    if release is not None:
        _show_release(release, found.order_kind.value if found.order_kind else "")
    if found.purged is not None:
        titles = ", ".join(title.display for title in found.purged.titles)
        console.print(f"purged: {found.purged.icpn or found.purged.grid}  {titles}", highlight=False, markup=False)
    if found.files:
        print_table(_files_table(found.files), console)
    if found.unmapped and (release or found.purged):
        print_table(_unmapped_table(found), console)
    if found.findings:
        print_findings(found.findings)
    show_written(written)


def show_written(path: Path | None) -> None:
    """Say which file was written; nothing for None."""
    if path is not None:
        console.print(f"written: {path}", highlight=False, markup=False, soft_wrap=True)


def show_changes(changes: Sequence[Change]) -> None:
    """Show what changes, one thing a row."""
    if not changes:
        console.print("nothing changes")
        return
    table = _table(f"{len(changes)} change{'s' * (len(changes) != 1)}", "Concerns", "Where", "What", "Before", "After")
    for change in changes:
        where = people_path(change.path)
        where += "" if change.territories is None else f"\n{_places(change.territories)}"
        mark = Text(change.concern.value, COLOURS[change.concern])
        table.add_row(mark, Text(where), Text(change.message), Text(_clip(change.before)), Text(_clip(change.after)))
    print_table(table, console)


def show_apart(apart: Sequence[Apart]) -> None:
    """Show what was not compared; nothing for nothing."""
    if apart:
        table = _table(f"{len(apart)} not compared", "Where", "What", "Why")
        for alike in grouped(Finding("", Severity.NOTE, one.path, one.why, one.value) for one in apart):
            table.add_row(
                *map(Text, (place_of(alike), _clip(values_of(one.observed for one in alike)), alike[0].message))
            )
        print_table(table, console)


def show_losses(findings: Sequence[Finding]) -> None:
    """Show on standard error what a message lacks: findings of its reading one by one, what is lost as a table."""
    lost = [finding for finding in findings if finding.rule.startswith(_LOST)]
    others = [finding for finding in findings if not finding.rule.startswith(_LOST)]
    if others:
        print_findings(others, to_stderr=True)
    parts = [finding for finding in lost if finding.rule != _UNMAPPED]
    if parts:
        table = _table(f"{len(parts)} lost", "Rule", "Where", "What", "Why")
        for alike in grouped(parts):
            said = _clip(values_of(one.observed for one in alike))
            table.add_row(*map(Text, (alike[0].rule, place_of(alike), said, alike[0].message)))
        print_table(table, stderr_console())
    unmapped = [finding for finding in lost if finding.rule == _UNMAPPED]
    if unmapped:
        kinds: dict[str, list[Finding]] = {}
        for one in unmapped:
            kinds.setdefault(_kind(one.path), []).append(one)
        title = f"{len(unmapped)} without a place in a release ({_UNMAPPED}; each one with --json)"
        table = _table(title, "Element or attribute", "Times", "The first says")
        for kind, found in kinds.items():
            table.add_row(Text(kind), str(len(found)), Text(_clip(found[0].observed)))
        print_table(table, stderr_console())


def _kind(path: str) -> str:
    """Return the list an XPath is in and its last steps, without positions: `ResourceList … PartyName/KeyName`."""
    steps = [step.partition("[")[0].removeprefix("ern:") for step in path.split("/")[2:]]
    return "/".join(steps) if len(steps) <= _STEPS else f"{steps[0]} … {'/'.join(steps[-3:])}"


def _party(one: PartyLine) -> str:
    return one.name or one.dpid or "nobody"


def _show_release(release: Release, order: str) -> None:
    said = (f"{release.credit}: {release.title.display}", str(release.icpn), release.kind.value, order)
    console.print(Text("  ".join(filter(None, said)), "bold"), soft_wrap=True)
    terms = [tuple(map(_terms, release.deals_of(track))) for track in release.tracks]
    together = len(set(terms)) == 1
    table = _table("", "No.", "ISRC", "Title", *(() if together else ("Terms",)))
    for track, stated in zip(release.tracks, terms, strict=True):
        cells = [f"{track.disc}-{track.number}", str(track.isrc), track.title.display]
        table.add_row(*map(Text, cells if together else [*cells, "\n".join(stated) or "none"]))
    print_table(table, console)
    if together:
        for line in terms[0] or ("no terms",):
            print_hanging(console, Text("  "), Text(line))


def _terms(deal: Deal) -> str:
    uses, models = (", ".join(one.value for one in many) for many in (deal.uses, deal.models))
    until = f" to {deal.end}" if deal.end else ""
    return f"{uses} ({models}): {_places(deal.territories)}, from {deal.start}{until}"


def _places(territories: TerritorySet) -> str:
    text = str(territories)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(frozenset(territories))} territories)"


def _files_table(files: Mapping[str, StatedFile]) -> Table:
    many = f"{len(files)} file{'s' * (len(files) != 1)}, as the message states them"
    table = _table(many, "Of", "File", "Kind", "Hash", "Bytes")
    for path, file in files.items():
        uri = file.uri or "not named"
        uri += "" if file.provided is not False else " (does not come with the message)"
        kind = " ".join(filter(None, (file.container, file.codec, file.audio_codec)))
        digest = file.algorithm or "unnamed" if file.digest else "none"
        size = str(file.size) if file.size else "not stated"
        table.add_row(*map(Text, (people_path(path), uri, kind or "not stated", digest, size)))
    return table


def _unmapped_table(found: ReadMessage) -> Table:
    """Return a table of what has no place: an element a row, and in it each of its texts and attributes once."""
    rows: dict[str, list[UnmappedKind]] = {}
    composites = {"/".join(steps[: _place(steps)]) for steps in map(_steps, found.unmapped_kinds)}
    for one in found.unmapped_kinds:
        steps = _steps(one)
        own = "/".join(steps)
        rows.setdefault(own if own in composites else "/".join(steps[: _place(steps)]), []).append(one)
    title = f"{len(found.unmapped)} without a place in a release (each one with --json)"
    table = _table(title, "Element", "Says, how often, for example")
    for element, kinds in rows.items():
        table.add_row(Text(element), Text("\n").join(_said(one, element) for one in kinds))
    return table


def _steps(one: UnmappedKind) -> list[str]:
    return [step for step in one.kind.split("/") if not step.startswith("@")]


def _place(steps: list[str]) -> int:
    """Return how many steps lead to the composite a text stands in: of an entry, or of what it says by territory."""
    entry = _ENTRY + any(step.endswith("ByTerritory") for step in steps[_ENTRY : _ENTRY + 1])
    return entry + (len(steps) > entry + 1)


def _said(one: UnmappedKind, element: str) -> Text:
    name = one.kind.removeprefix(element).lstrip("/") or element.rpartition("/")[2]
    more = " …" if one.count > len(one.examples) and len(set(one.examples)) == EXAMPLES else ""
    examples = ", ".join(map(_brief, one.examples))
    return Text.assemble((name, "cyan"), f" x {one.count}: ", (f"{examples}{more}", "dim"))


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]} …"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title or None, title_justify="left", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "Times" else "left")
    return table


def _clip(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


__all__ = ["COLOURS", "LONGEST", "ern", "show_apart", "show_changes", "show_losses", "show_message", "show_written"]
