"""The program: global options, and errors as one clear message with an exit code."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from tunemantra import __version__
from tunemantra.core.finding import Finding
from tunemantra.errors import FindingsError, ReleaseError, TuneMantraError
from tunemantra.host.cli.lazy import MARKUP, Home, LazyGroup
from tunemantra.host.cli.state import State
from tunemantra.host.logs import LogForm, set_up_logs

HOMES: Final = (
    Home(
        "releases",
        {
            "check": "Say everything that would stop or mar a distribution; nothing is sent.",
            "distribute": "Distribute a release to some platforms and follow it until it is Live.",
            "takedown": "Take a release down from some platforms and follow it until it is gone.",
        },
    ),
    Home(
        "watch",
        {
            "status": "Show where releases stand on every platform.",
            "timeline": "Show everything that ever happened to a release.",
            "package": "Write the files a delivery sends (or sent) into a folder or one file, to look at or pass on.",
            "retry": "Let a failed delivery go on where it stopped (a worker does the rest).",
            "cancel": "Cancel an order that was not handed over yet.",
        },
    ),
    Home(
        "controls",
        {
            "pause": "Let nobody work on an order until it is resumed.",
            "resume": "Let an order that was paused go on (a worker does the rest).",
            "force": "Let an order that waits be tried now; an endpoint that does not answer is still left alone.",
            "prioritise": "Put an order into another lane.",
            "breakers": "Show and close the circuits of endpoints that do not answer.",
        },
    ),
    Home("batch", {"batch": "Orders that are handed over together, where the settings gather them."}),
    Home("worker", {"worker": "Work on what is due, here, until Ctrl-C or SIGTERM."}),
    Home("doctor", {"doctor": "Say what is there, what is missing and what to do about it."}),
    Home("errors", {"errors": "Show orders that failed, by root cause, and act on them."}),
    Home("lessons", {"lessons": "Make checks of rejections, and switch them on and off."}),
    Home("audit", {"audit": "Prove that the timelines are what was written."}),
    Home(
        "init",
        {
            "init": "Write commented starting points.",
            "schema": "Write the JSON Schema of release.toml to standard output.",
        },
    ),
    Home("media", {"media": "Look at audio and pictures, listen to recordings, convert them."}),
    Home(
        "ddex",
        {"ddex": "Build, read, check, compare and convert DDEX messages; read acknowledgements and sales reports."},
    ),
    Home("new", {"new": "Write the beginnings of a plugin."}),
    Home("plugins", {"plugins": "The installed plugins."}),
    Home("sandbox", {"sandbox": "Simulators of the platforms, on this machine alone."}),
    Home(
        "rehearse",
        {
            "rehearse": (
                "Run the deliveries a store asks for before it goes live, one after the other, "
                "and report what became of them."
            ),
        },
    ),
    Home(
        "demo",
        {"demo": "Make a small release, deliver it to simulators of all platforms twice, and show what became of it."},
    ),
)
"""Of every command, in the order of the help."""


class Program(LazyGroup):
    """Every command."""

    homes = HOMES


app = typer.Typer(
    name="tunemantra",
    cls=Program,
    help="Deliver music releases to digital service providers, and know what became of them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
)

REFUSED = 1
WRONG = 2


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", "-s", help="TOML file; else TUNEMANTRA_SETTINGS, else ./tunemantra.toml."),
    ] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the ledger and the asset store.")] = None,
    safe_mode: Annotated[bool, typer.Option("--safe-mode", help="Load the bundled plugins alone.")] = False,
    log: Annotated[LogForm, typer.Option(help="How the log looks: json is one object a line.")] = LogForm.TEXT,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what happens, on standard error.")] = False,
    _version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Keep the global options for the commands."""
    set_up_logs(log, logging.INFO if verbose else logging.WARNING)
    if not verbose:
        logging.getLogger("paramiko").setLevel(logging.ERROR)
    context.obj = State(settings, home, safe_mode)


def run() -> None:
    """Run the command line; it ends with SystemExit."""
    # Pillow warns of pictures that are refused anyway, or are large and welcome.
    warnings.filterwarnings("ignore", message="Image size .* exceeds limit")
    try:
        app()
    except FindingsError as problem:
        _report(problem)
        sys.exit(WRONG if problem.code == "settings" else REFUSED)
    except TuneMantraError as problem:
        _report(problem)
        sys.exit(REFUSED)
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        _tell("os", f"{where}{problem.strerror or problem}")
        sys.exit(REFUSED)


def _report(problem: TuneMantraError) -> None:
    from tunemantra.contrib.formats.keys import written

    findings = problem.findings if isinstance(problem, FindingsError) else ()
    if isinstance(problem, ReleaseError):
        findings = written(findings)
    _tell(problem.code, problem.message, problem.hint, findings)


def _tell(code: str, message: str, hint: str = "", findings: Sequence[Finding] = ()) -> None:
    from tunemantra.host.cli.findings import print_findings
    from tunemantra.host.cli.views import print_json, problem_line

    if "--json" in sys.argv:
        print_json({"error": code, "message": message, "hint": hint, "findings": findings})
        return
    sys.stderr.write(problem_line(message, hint) + "\n")
    if findings:
        print_findings(findings, to_stderr=True)


__all__ = ["app", "run"]
