"""`ddex validate` and `ddex schemas`: whether documents are as the standard wants them, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer
from attrs import Factory, frozen
from lxml import etree
from rich.table import Table
from rich.text import Text

from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.exchange import (
    AckDialect,
    IncomingFolder,
    IncomingRelease,
    Manifest,
    check_listing,
    check_manifest,
    read_acknowledgement,
    read_manifest,
)
from tunemantra.contrib.ddex.mead import MeadSchemas, validate_mead
from tunemantra.contrib.ddex.schema import EXCHANGE_SPACE, parse
from tunemantra.contrib.ddex.validation import LIMITS, Step, inventory, validate_message
from tunemantra.contrib.formats.release_folder import DOCUMENTS
from tunemantra.core.finding import Finding, blocking, error
from tunemantra.errors import TuneMantraError
from tunemantra.host.cli.ddex_views import ern
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.tables import print_hanging
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.host.container import schemas_of
from tunemantra.host.schemas import WITHOUT, looked_in, standard_of

MEAD: Final = "MeadMessage"
MANIFEST: Final = "ManifestMessage"
_UNASKED: Final = {"files": "no folder was named"}
_NAME_ONE: Final = (
    "make a folder, put the schemas into it as above, and name it in TUNEMANTRA_DDEX_SCHEMAS or in the setting "
    "ddex_schemas"
)
_SOME_FOLDER: Final = Path("<folder>")
"""Stands for the folder that nobody has named, to say where in it a schema belongs."""
MOST_FILES: Final = 10_000
"""So many messages of a batch or a folder are looked into."""

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@frozen
class Judged:
    """A document, and what was found in it.

    Args:
        file: where it is.
        kind: of document, as its root is called; empty where it cannot be told.
        version, profile, variant: as it states them; empty for none.
        skipped: why a part of the judgement did not run, by its name.
        findings: everything, in order.
        valid: whether none of them is an error.
    """

    file: Path
    kind: str
    findings: tuple[Finding, ...]
    version: str = ""
    profile: str = ""
    variant: str = ""
    skipped: Mapping[str, str] = Factory(dict[str, str])
    valid: bool = Factory(lambda self: not blocking(self.findings), takes_self=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(validate)
    app.command()(schemas)


def validate(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="ERN messages of any version, MEAD messages, manifests, acknowledgements; or folders with such XML."
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Option("--files", help="Folder where the files of the messages begin; they are measured and hashed."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Judge documents of the standard; everything that is wrong is told at once."""
    if folder is not None and not folder.is_dir():
        message = f"{folder} is no folder"
        raise TuneMantraError(message, hint="name the folder in which the paths of the message begin")
    here = schemas_of(state_of(context).settings())
    judged = [one for path in files for one in _all_judged(path, here, folder)]
    if as_json:
        print_json({"valid": all(one.valid for one in judged), "documents": judged})
    else:
        for one in judged:
            _show(one)
    if not all(one.valid for one in judged):
        raise typer.Exit(1)


def schemas(context: typer.Context, as_json: Json = False) -> None:
    """Say which official schemas are here, and how to get the rest."""
    settings = state_of(context).settings()
    here, looked = schemas_of(settings), looked_in(settings)
    if as_json:
        found = inventory(here)
        without = {standard_of(one): WITHOUT[standard_of(one)] for one in found if not one.present}
        print_json({"folder": here.folder, "looked": looked, "schemas": found, "without": without})
        return
    print_hanging(console, Text(""), Text(looked))
    found = inventory(here if here.folder else SchemaSet(_SOME_FOLDER))
    table = Table(title="Official schemas", title_justify="left", expand=False)
    for column in ("Standard", "Version", "Here", "To do"):
        table.add_column(column, overflow="fold")
    for one in found:
        mark = Text("yes", "green") if one.present else Text("no", "yellow")
        table.add_row(one.standard, one.version, mark, Text(one.note))
    print_table(table, console)
    missing = dict.fromkeys(standard_of(one) for one in found if not one.present)
    for standard in missing:
        print_hanging(console, Text(f"without {standard}: "), Text(WITHOUT[standard]))
    if missing and not here.folder:
        print_hanging(console, Text("to do: "), Text(_NAME_ONE))


def _all_judged(path: Path, schemas: SchemaSet, folder: Path | None) -> Iterator[Judged]:
    """Yield what was found in a document, or in each of a folder."""
    if not path.is_dir():
        yield judge(path, schemas, folder)
        return
    there = (one for one in path.rglob("*") if one.suffix.lower() == ".xml" and one.is_file())
    documents = sorted(islice(there, MOST_FILES + 1))
    if not documents:
        check = f"judge a release folder before its message is made: tunemantra check {path}"
        hint = check if any((path / name).is_file() for name in DOCUMENTS) else "name a folder with messages, or a file"
        yield Judged(path, "", (error("ERN-XML-001", "", "There is no XML in this folder.", hint=hint),))
    for one in documents[:MOST_FILES]:
        yield judge(one, schemas, folder)
    if len(documents) > MOST_FILES:
        said = f"The folder has more documents than are judged at once: the first {MOST_FILES} are."
        yield Judged(path, "", (error("ERN-XML-002", "", said, hint="judge its folders one by one"),))


def judge(path: Path, schemas: SchemaSet, folder: Path | None = None) -> Judged:
    """Judge a document by the reader of its kind; one that cannot be opened is a finding too.

    Args:
        path: of the document.
        schemas: the official schemas.
        folder: where the paths of a message or a manifest begin; None leaves files alone.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LIMITS.size + 1)
        return _judged(path, data, schemas, folder)
    except OSError as fault:
        said = error("ERN-XML-001", "", f"It cannot be read: {fault.strerror or fault}.", hint="name a file of XML")
        return Judged(path, "", (said,))


def _judged(path: Path, data: bytes, schemas: SchemaSet, folder: Path | None) -> Judged:
    kind = _root(BytesIO(data))
    if kind == MEAD:
        return Judged(path, kind, validate_mead(data, MeadSchemas(schemas.folder)))
    if kind == MANIFEST:
        manifest, findings = read_manifest(data)
        held, skipped = _structure(data, schemas)
        if manifest:
            held += _held_against(manifest, path, folder) if folder else check_listing(manifest)
        version = manifest.version.number if manifest else ""
        return Judged(path, kind, (*findings, *held), version, skipped=skipped | ({} if folder else _UNASKED))
    if kind in set(AckDialect):
        _, findings = read_acknowledgement(data)
        held, skipped = _structure(data, schemas)
        return Judged(path, kind, (*findings, *held), skipped=skipped)
    report = validate_message(data, schemas, folder=folder)
    return Judged(
        path,
        report.kind.value if report.kind else kind,
        report.findings,
        report.version,
        report.profile,
        report.variant,
        {one.step.value: one.skipped for one in report.skipped},
    )


def _structure(data: bytes, schemas: SchemaSet) -> tuple[tuple[Finding, ...], dict[str, str]]:
    """Return what the schema says of a manifest or an acknowledgement, and why it was not asked."""
    root, _ = parse(data)
    if root is None:
        return (), {Step.SCHEMA.value: "the document cannot be read"}
    if etree.QName(root).namespace != EXCHANGE_SPACE:
        return (), {Step.SCHEMA.value: "only that of the choreography 1.8 is known"}
    if not schemas.has_exchange():
        return (), {Step.SCHEMA.value: "the schema of the choreography 1.8 is not here"}
    return schemas.check_exchange(root), {}


def _root(stream: BinaryIO) -> str:
    """Return the name of the root; empty where there is none, or it cannot be read safely."""
    try:
        events = etree.iterparse(
            stream, events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        return next((etree.QName(element).localname for _, element in events), "")
    except etree.XMLSyntaxError:
        return ""


def _held_against(manifest: Manifest, path: Path, folder: Path) -> tuple[Finding, ...]:
    """Return where a manifest and the folder it lies in do not agree."""
    candidates = (one for one in sorted(folder.rglob("*.xml")) if one.is_file() and not one.samefile(path))
    name = folder.resolve().name
    messages = _Messages(
        {f"{name}/{one.relative_to(folder).as_posix()}": one for one in islice(candidates, MOST_FILES) if _listed(one)}
    )
    releases = tuple(IncomingRelease(Path(message).stem, message) for message in messages)
    batch = IncomingFolder(name, name, manifest.created or datetime.fromtimestamp(0, UTC), releases)
    return check_manifest(manifest, batch, messages)


def _listed(path: Path) -> bool:
    """Tell whether a document is one that a manifest lists."""
    with path.open("rb") as stream:
        return _root(stream) not in {MANIFEST, *AckDialect}


@frozen
class _Messages(Mapping[str, bytes]):
    """The messages of a batch, each of them read when it is looked into: together they may be gigabytes."""

    paths: Mapping[str, Path]

    def __getitem__(self, name: str) -> bytes:
        with self.paths[name].open("rb") as stream:
            return stream.read(LIMITS.size + 1)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def _show(one: Judged) -> None:
    profile = " ".join(filter(None, (one.profile, one.variant)))
    said = "  ".join(filter(None, (one.kind or "no document of DDEX", ern(one.version), profile)))
    mark = ("valid", "bold green") if one.valid else ("not valid", "bold red")
    console.print(Text.assemble((str(one.file), "bold"), f"  {said}  ", mark), soft_wrap=True)
    for why in dict.fromkeys(one.skipped.values()):
        names = ", ".join(name for name, reason in one.skipped.items() if reason == why)
        lacking = names == Step.SCHEMA.value and why.endswith("is not here")
        more = "; `tunemantra ddex schemas` says how to get it" if lacking else ""
        print_hanging(console, Text("  not asked: "), Text(f"{names}: {why}{more}", "dim"))
    if one.findings:
        print_findings(one.findings)
    console.print()


__all__ = ["Judged", "judge", "register", "schemas", "validate"]
