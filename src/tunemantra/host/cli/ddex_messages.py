"""`ddex build`, `read`, `convert` and `diff`: messages as releases, and releases as messages."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from tunemantra.contrib.ddex import VERSIONS, ErnVersion, Partner, version_of
from tunemantra.contrib.ddex.convert import convert
from tunemantra.contrib.ddex.reading import ReadMessage, read_message
from tunemantra.contrib.formats import release_document
from tunemantra.contrib.media import PdfBooklet
from tunemantra.core.difference import Change
from tunemantra.core.finding import blocking
from tunemantra.core.identifiers import Dpid, Gtin
from tunemantra.errors import ConflictError, ReleaseError, TuneMantraError
from tunemantra.host.cli.ddex_views import show_apart, show_changes, show_losses, show_message, show_written
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import print_json
from tunemantra.host.comparing import compare
from tunemantra.host.messages import Measuring, build_message
from tunemantra.host.wishes import MessageKind, Wish

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Message = Annotated[Path, typer.Argument(help="An ERN message, XML.")]
Version = Annotated[str, typer.Option("--version", help=f"Of ERN: {', '.join(VERSIONS)}.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="File to write; standard output unless stated.")]
Sender = Annotated[str, typer.Option(help="Your DDEX party identifier, PADPIDA….")]
Recipient = Annotated[str, typer.Option(help="The recipient's DDEX party identifier, PADPIDA….")]

FILE: Final = "release.json"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(build)
    app.command()(read)
    app.command(name="convert")(convert_message)
    app.command()(diff)


def build(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder with release.toml (or .json), audio and artwork.")],
    sender: Sender,
    recipient: Recipient,
    version: Version = "43",
    kind: Annotated[str, typer.Option(help=f"What it is for: {', '.join(MessageKind)}.")] = MessageKind.INSERT,
    territories: Annotated[
        str | None, typer.Option(help="Of a takedown: where, comma-separated, as in release.toml; else everywhere.")
    ] = None,
    tracks: Annotated[
        str | None, typer.Option(help="Of a takedown: which tracks, by number from 1 or ISRC; else the whole release.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Of a takedown: the last day of availability; else it ends at once.")
    ] = None,
    message_id: Annotated[str, typer.Option(help="Unique for ever; made from the content unless stated.")] = "",
    created: Annotated[str, typer.Option(help="Moment of the message; now unless stated.")] = "",
    test: Annotated[bool, typer.Option("--test", help="Mark it as a TestMessage.")] = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Write the message of a release folder; its files are stated as they lie there.

    A takedown of some territories or tracks, or of a day to come, states all terms with those that end; a metadata-only
    update sends no file.
    """
    wish = Wish(
        version=_version(version),
        sender=Partner(Dpid.parse(sender)),
        recipient=Partner(Dpid.parse(recipient)),
        kind=kind,
        territories=_named("territories", territories),
        tracks=_named("tracks", tracks),
        until=_day(until),
        message_id=message_id,
        created_at=_moment(created),
        test=test,
    )
    with state_of(context).host() as host:
        built = build_message(folder, wish, Measuring(*host.processors(), host.films(), PdfBooklet()))
    _write(built.content, out, as_json=as_json)
    if as_json:
        print_json({"kind": wish.kind, **_content_json(built.content, out), "findings": built.findings})
    else:
        show_losses(built.findings)
        show_written(out)


def read(
    message: Message,
    folder: Annotated[Path | None, typer.Option(help="New folder for a release.json of what was read.")] = None,
    as_json: Json = False,
) -> None:
    """Say what a message says: the release, its terms, its files, and what found no place."""
    found = read_message(message)
    document = release_document(found.release) if found.release else None
    if document is not None and "icpn" in found.assumed:
        # The number that stands in for it is nobody's: whoever goes on with the release has to state the real one.
        del document["upc"]
    if folder is not None:
        if document is None:
            raise ReleaseError("there is no release in the message", found.findings)
        _save(folder, document)
    if as_json:
        print_json({**_read_json(found, document), "written": folder / FILE if folder else None})
    else:
        show_message(found, folder / FILE if folder else None)
    if blocking(found.findings):
        raise typer.Exit(1)


def convert_message(
    message: Message,
    version: Version,
    sender: Sender = "",
    recipient: Recipient = "",
    icpn: Annotated[str, typer.Option(help="UPC or EAN of the product, where the message has none.")] = "",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Write a message again in another version, and list what is lost."""
    made = convert(
        message,
        _version(version),
        sender=_partner(sender),
        recipient=_partner(recipient),
        icpn=Gtin.parse(icpn) if icpn else None,
    )
    _write(made.content, out, as_json=as_json)
    if as_json:
        print_json({**_content_json(made.content, out), "lost": made.findings})
    else:
        show_losses(made.findings)
        show_written(out)


def diff(
    before: Annotated[Path, typer.Argument(help="A message or a release folder: what was said.")],
    after: Annotated[Path, typer.Argument(help="A message or a release folder: what is said now.")],
    as_json: Json = False,
) -> None:
    """Say what changes for listeners and rights from one statement of a release to the next.

    What a release folder says and the message beside it has no place for is no change: it is listed apart.
    """
    found = compare(before, after)
    if as_json:
        print_json(
            {"changes": [*map(_change_json, found.changes)], "not_compared": found.apart, "findings": found.doubts}
        )
        return
    if found.doubts:
        print_findings(found.doubts, to_stderr=True)
    show_changes(found.changes)
    show_apart(found.apart)


def _partner(dpid: str) -> Partner | None:
    return Partner(Dpid.parse(dpid)) if dpid else None


def _version(text: str) -> ErnVersion:
    """Return a version as people call it: `43`, `4.3`, `ERN 4.3`."""
    return version_of(text.upper().removeprefix("ERN").strip(" /").replace(".", ""))


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no moment"
        raise TuneMantraError(message, hint="write it like 2026-03-01T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _named(what: str, text: str | None) -> tuple[str, ...]:
    """Return what a comma-separated option names: an empty one is not everything."""
    names = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    if text is not None and not names:
        message = f"--{what} names nothing"
        raise TuneMantraError(message, hint="leave the option out to mean all of them")
    return names


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day"
        raise TuneMantraError(message, hint="write it like 2026-03-01") from None


def _write(content: bytes, out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    elif not as_json:
        typer.echo(content.decode(), nl=False)


def _content_json(content: bytes, out: Path | None) -> dict[str, object]:
    """Return what becomes of a message: the file it is in, else the message itself."""
    return {"written": out, "bytes": len(content), "message": None if out else content.decode()}


def _save(folder: Path, document: dict[str, object]) -> None:
    target = folder / FILE
    if target.exists():
        message = f"{target} is there already; nothing was written"
        raise ConflictError(message)
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _read_json(found: ReadMessage, document: dict[str, object] | None) -> dict[str, object]:
    return {
        "kind": found.kind,
        "version": found.version,
        "header": found.header,
        "profile": found.profile,
        "variant": found.variant,
        "order": found.order_kind,
        "release": document,
        "files": found.files,
        "assumed": found.assumed,
        "purged": found.purged,
        "unmapped": found.unmapped,
        "findings": found.findings,
    }


def _change_json(change: Change) -> dict[str, object]:
    territories = sorted(change.territories) if change.territories is not None else None
    return {
        "concern": change.concern,
        "path": change.path,
        "message": change.message,
        "before": change.before,
        "after": change.after,
        "territories": territories,
    }


__all__ = ["build", "convert_message", "diff", "read", "register"]
