"""`ddex`: messages, acknowledgements and sales reports of the standard, from the command line."""

from __future__ import annotations

from typing import Final

import typer

from tunemantra.host.cli.lazy import Home, LazyGroup

HOMES: Final = (
    Home(
        "ddex_messages",
        {
            "build": "Write the message of a release folder; its files are stated as they lie there.",
            "read": "Say what a message says: the release, its terms, its files, and what found no place.",
            "convert": "Write a message again in another version, and list what is lost.",
            "diff": "Say what changes for listeners and rights from one statement of a release to the next.",
        },
    ),
    Home(
        "ddex_validate",
        {
            "validate": "Judge documents of the standard; everything that is wrong is told at once.",
            "schemas": "Say which official schemas are here, and how to get the rest.",
        },
    ),
    Home(
        "ddex_ack",
        {"ack": "Say what acknowledgements mean: the state of each release and track, and what to do next."},
    ),
    Home(
        "ddex_dsr",
        {"dsr": "Check a sales report and add it up, by terms and by recording, territory and use."},
    ),
)


class Messages(LazyGroup):
    """Commands about messages."""

    homes = HOMES


app: typer.Typer = typer.Typer(
    cls=Messages,
    help="Build, read, check, compare and convert DDEX messages; read acknowledgements and sales reports.",
    no_args_is_help=True,
)


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="ddex")


__all__ = ["register"]
