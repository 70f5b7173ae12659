"""Groups of commands that load the module of a command when it is called: to list it, a name and a line are enough."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

import typer
from attrs import frozen
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context

MARKUP: Final = "rich"
"""How help is marked up, in every group."""


@frozen
class Home:
    """Where commands are.

    Args:
        module: of this package; its `register(app)` adds them to a Typer application.
        commands: their names, and the line that the help of the group shows of each: the first of their own help.
    """

    module: str
    commands: Mapping[str, str]


class LazyGroup(TyperGroup):
    """A group of commands that are listed by name and loaded when called."""

    homes: ClassVar[tuple[Home, ...]]
    """Of its commands, in the order of the help."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for home in self.homes:
            for name, line in home.commands.items():
                self.add_command(TyperCommand(name, help=line, rich_markup_mode=MARKUP))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that was called, loaded, and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, self.loaded(name) if name and command else None, rest

    def loaded(self, name: str) -> Command:
        """Return a command with everything that belongs to it."""
        return self.brought(next(home for home in self.homes if name in home.commands))[name]

    @staticmethod
    def brought(home: Home) -> Mapping[str, Command]:
        """Return the commands that a module adds."""
        app = typer.Typer(rich_markup_mode=MARKUP)
        import_module(f"{__package__}.{home.module}").register(app)
        return typer.main.get_group(app).commands


__all__ = ["Home", "LazyGroup"]
