"""The program: global options, and errors as one clear message with an exit code."""

from __future__ import annotations

import logging
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tunemantra import __version__
from tunemantra.core.finding import Finding
from tunemantra.errors import FindingsError, TuneMantraError
from tunemantra.host.cli import (
    audit,
    controls,
    ddex,
    demo,
    doctor,
    errors,
    media,
    new,
    plugins,
    rehearse,
    releases,
    sandbox,
    watch,
    worker,
)
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import State
from tunemantra.host.cli.views import print_json, problem_line
from tunemantra.host.logs import LogForm, set_up_logs

app = typer.Typer(
    name="tunemantra",
    help="Deliver music releases to digital service providers, and know what became of them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
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


for module in (releases, watch, controls, worker, demo, doctor, rehearse):
    module.register(app)
app.add_typer(audit.app, name="audit")
app.add_typer(ddex.app, name="ddex")
app.add_typer(errors.app, name="errors")
app.add_typer(media.app, name="media")
app.add_typer(new.app, name="new")
app.add_typer(plugins.app, name="plugins")
app.add_typer(sandbox.app, name="sandbox")


def main() -> None:
    """Run the command line and end the process: 0 well, 1 refused or failed, 2 wrong settings or usage, 130 Ctrl-C."""
    # Pillow warns of pictures that are refused anyway, or are large and welcome.
    warnings.filterwarnings("ignore", message="Image size .* exceeds limit")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
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
    except _Interrupted:
        sys.stderr.write("\ninterrupted; nothing is lost, `tunemantra worker` goes on\n")
        sys.exit(130)


class _Interrupted(BaseException):
    """Ctrl-C. The library takes a KeyboardInterrupt for itself and says `Aborted!`."""


def _interrupt(_number: int, _frame: object) -> None:
    raise _Interrupted


def _report(problem: TuneMantraError) -> None:
    findings = problem.findings if isinstance(problem, FindingsError) else ()
    _tell(problem.code, problem.message, problem.hint, findings)


def _tell(code: str, message: str, hint: str = "", findings: Sequence[Finding] = ()) -> None:
    if "--json" in sys.argv:
        print_json({"error": code, "message": message, "hint": hint, "findings": findings})
        return
    sys.stderr.write(problem_line(message, hint) + "\n")
    if findings:
        print_findings(findings, to_stderr=True)


__all__ = ["app", "main"]
