"""`media`: audio and pictures, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer

from tunemantra.host.cli.lazy import Home, LazyGroup
from tunemantra.host.cli.main import Interrupted

if TYPE_CHECKING:
    from typer._click import Context

HOMES: Final = (
    Home(
        "media_probe",
        {
            "probe": (
                "Say what files are, from their own bytes, decoded to their end; exit code 1 where one is not whole."
            ),
        },
    ),
    Home(
        "media_look",
        {
            "analyse": "Listen to recordings and look at pictures, and say what is wrong with them and where.",
            "waveform": "Draw the waveform of recordings as SVG, faults marked.",
        },
    ),
    Home(
        "media_clips",
        {
            "clip": "Cut a faded preview clip.",
        },
    ),
    Home(
        "media_compare",
        {
            "compare": (
                "Say whether two files hold the same bytes, samples or recording, and how they differ; "
                "exit code 1 if not."
            ),
        },
    ),
    Home(
        "media_convert",
        {
            "convert": (
                "Convert recordings, pictures and films; nothing is upsampled, enlarged, encoded twice or "
                "overwritten unasked."
            ),
        },
    ),
    Home(
        "media_protect",
        {
            "watermark": "Write a copy of a master, as WAV, that says without being heard who it was made for.",
            "detect": "Say whose copy a recording is; exit code 1 where it has no mark of this key.",
            "encrypt": "Encrypt a package in the age format; `age --decrypt` opens it.",
            "decrypt": "Open an encrypted package.",
        },
    ),
)


class Media(LazyGroup):
    """Commands about media."""

    homes = HOMES

    def invoke(self, ctx: Context) -> object:
        """Run a command; one that is interrupted leaves nothing to a worker."""
        try:
            return super().invoke(ctx)
        except Interrupted as ended:
            ended.told = "what is finished stays"
            raise


app: typer.Typer = typer.Typer(
    cls=Media, help="Look at audio and pictures, listen to recordings, convert them.", no_args_is_help=True
)


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="media")


__all__ = ["register"]
