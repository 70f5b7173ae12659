"""`media watermark`, `detect`, `encrypt` and `decrypt`: copies that say whose they are, and that only some can open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from tunemantra.contrib.media.converting import refuse_target
from tunemantra.contrib.runtime import SecretResolver
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, stderr_console
from tunemantra.ports.runtime import SecretRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.contrib.media.watermark import Watermarks

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Key = Annotated[str, typer.Option(help="The key, by reference: env:NAME, file:PATH or keyring:NAME.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there; never the one that is read.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(watermark)
    app.command()(detect)
    app.command()(encrypt)
    app.command()(decrypt)


def watermark(
    context: typer.Context,
    master: Annotated[Path, typer.Argument(help="WAV, FLAC or AIFF.")],
    key: Key,
    recipient: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The recipient's number.")],
    out: Out,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write a copy of a master, as WAV, that says without being heard who it was made for."""
    if out.suffix.lower() != ".wav":
        raise typer.BadParameter("a marked copy is a WAV: name a file that ends with .wav", param_hint="'--out'")
    refuse_target(master, out, force=force)
    with _bar("mark") as progress:
        done = _watermarks(context, key).mark(master, out, recipient, progress)
    if as_json:
        print_json(done)
        return
    held = f", {done.clipped} samples held at full scale" if done.clipped else ""
    console.print(f"written: {done.path} for recipient {recipient}{held}", highlight=False, markup=False)


def detect(
    context: typer.Context,
    recording: Annotated[Path, typer.Argument(help="A recording, lossless or lossy.")],
    key: Key,
    as_json: Json = False,
) -> None:
    """Say whose copy a recording is; exit code 1 where it has no mark of this key."""
    found = _watermarks(context, key).detect(recording)
    if as_json:
        print_json({"recipient": found and found.recipient, "strength": found and found.strength})
    elif found is None:
        console.print("no mark of this key")
    else:
        said = f"recipient {found.recipient}  (stands out {found.strength:g} standard deviations; 6 are believed)"
        console.print(said, highlight=False)
    raise typer.Exit(0 if found else 1)


def encrypt(
    file: Annotated[Path, typer.Argument(help="The package, as one file.")],
    to: Annotated[list[str] | None, typer.Option(help="A recipient's public key, age1…; may be repeated.")] = None,
    passphrase: Annotated[str, typer.Option(help="Instead: a passphrase, by reference.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; FILE.age unless stated.")] = None,
    force: Force = False,
) -> None:
    """Encrypt a package in the age format; `age --decrypt` opens it."""
    from tunemantra.contrib import security

    if bool(to) == bool(passphrase):
        raise typer.BadParameter("state --to or --passphrase, one of them")
    target = out or file.with_name(f"{file.name}.age")
    refuse_target(file, target, force=force)
    if to:
        security.encrypt(file, target, to)
    else:
        security.encrypt_with_passphrase(file, target, _reference(passphrase), SecretResolver())
    console.print(f"written: {target}", highlight=False, markup=False, soft_wrap=True)


def decrypt(
    file: Annotated[Path, typer.Argument(help="A package in the age format.")],
    key: Annotated[str, typer.Option(help="An identity (AGE-SECRET-KEY-1…) or a passphrase, by reference.")],
    out: Out,
    force: Force = False,
) -> None:
    """Open an encrypted package."""
    from tunemantra.contrib import security

    refuse_target(file, out, force=force)
    security.decrypt(file, out, _reference(key), SecretResolver())
    console.print(f"written: {out}", highlight=False, markup=False, soft_wrap=True)


def _watermarks(context: typer.Context, key: str) -> Watermarks:
    from tunemantra.contrib.media.watermark import Watermarks

    return Watermarks(_reference(key), SecretResolver(), state_of(context).settings().ffmpeg or None)


def _reference(text: str) -> SecretRef:
    try:
        return SecretRef(text)
    except ValueError:
        # What was given may be the secret itself.
        raise typer.BadParameter("a secret is named, never given: env:NAME, file:PATH or keyring:NAME") from None


@contextmanager
def _bar(what: str) -> Iterator[Callable[[float], None]]:
    with Progress(console=stderr_console(), transient=True) as bars:
        task = bars.add_task(what, total=1.0)
        yield lambda share: bars.update(task, completed=share)


__all__ = ["decrypt", "detect", "encrypt", "register", "watermark"]
