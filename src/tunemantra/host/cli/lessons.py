"""`lessons`: a rejection becomes a check before the next order is sent."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table

from tunemantra.core.lesson import Ask, Condition, Lesson
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, plain, print_json, print_table
from tunemantra.pipeline.lessons import Replayed

app = typer.Typer(no_args_is_help=True, help="Make checks of rejections, and switch them on and off.")

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Id = Annotated[str, typer.Argument(metavar="LESSON", help="Id of the lesson (see lessons list).")]
Actor = Annotated[str, typer.Option(help="Who does it.")]


class Position(StrEnum):
    """Of a switch."""

    ON = "on"
    OFF = "off"


@app.command("list")
def list_lessons(context: typer.Context, as_json: Json = False) -> None:
    """Show the checks that were made of rejections."""
    with state_of(context).reader() as host:
        found = host.lessons.listed()
    if as_json:
        print_json([_plain(lesson) for lesson in found])
        return
    if not found:
        typer.echo("Nothing was learned from a rejection yet.")
        return
    table = Table(title="Checks made of rejections", title_justify="left", expand=False)
    for column in ("Lesson", "Platform", "Switch", "Asks", "Message", "Problem"):
        table.add_column(column, overflow="fold")
    for lesson in found:
        asks = " ".join((lesson.condition.path, lesson.condition.ask.value, ", ".join(lesson.condition.values)))
        table.add_row(lesson.id, lesson.platform, lesson.switch.value, asks.strip(), lesson.message, lesson.problem)
    print_table(table, console)


@app.command()
def learn(
    context: typer.Context,
    problem: Annotated[str, typer.Argument(metavar="PROBLEM", help="Id of the rejection (see errors list).")],
    path: Annotated[str, typer.Option(help="Field of the release: language, tracks[].titles[].text.")],
    ask: Annotated[Ask, typer.Option(help="What is asked of each value there.")],
    message: Annotated[str, typer.Option(help="What is wrong then, one sentence.")],
    value: Annotated[list[str] | None, typer.Option(help="What it is compared with; several words one by one.")] = None,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Make a check of a rejection and replay it over all orders there were; `lessons switch` turns it on."""
    condition = Condition(path, ask, value or ())
    with state_of(context).reader() as host:
        lesson = host.lessons.learn(problem, condition, message, actor=actor)
        _tell(lesson, host.lessons.replay(lesson.id), as_json=as_json)


@app.command()
def replay(context: typer.Context, lesson: Id, as_json: Json = False) -> None:
    """Ask a check of all orders there were; nothing is changed."""
    with state_of(context).reader() as host:
        replayed = host.lessons.replay(lesson)
        found = next(one for one in host.lessons.listed() if one.id == lesson)
    _tell(found, replayed, as_json=as_json)


@app.command()
def switch(
    context: typer.Context,
    lesson: Id,
    position: Annotated[Position, typer.Argument(help="on or off.")],
    reason: Annotated[str, typer.Option(help="Why it is not asked any more.")] = "",
    despite: Annotated[
        bool, typer.Option("--despite-false-hits", help="Though it finds fault with orders that were taken.")
    ] = False,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Have a check asked from now on, by `check` and before anything is sent, or no more."""
    if position is Position.OFF and not reason.strip():
        problem = "say why it is not asked any more"
        raise typer.BadParameter(problem, param_hint="'--reason'")
    with state_of(context).reader() as host:
        if position is Position.ON:
            done = host.lessons.switch_on(lesson, actor=actor, despite=despite)
        else:
            done = host.lessons.switch_off(lesson, actor=actor, reason=reason)
    if as_json:
        print_json(_plain(done))
    else:
        typer.echo(f"{done.id} is {done.switch.value}")


def _tell(lesson: Lesson, replayed: Replayed, *, as_json: bool) -> None:
    if as_json:
        print_json({"lesson": _plain(lesson), "replayed": replayed})
        return
    typer.echo(f"{lesson.id} is {lesson.switch.value}; asked of {replayed.asked} orders of {lesson.platform}:")
    for ids, what in (
        (replayed.hits, "rejected so and found"),
        (replayed.missed, "rejected so and not found"),
        (replayed.false_hits, "taken by the platform and found: false hits"),
        (replayed.others, "found besides"),
    ):
        typer.echo(f"  {len(ids)} {what}")
        for one in ids[:20]:
            typer.echo(f"    {one}")


def _plain(lesson: Lesson) -> dict[str, Any]:
    return {"id": lesson.id, **plain(lesson)}


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="lessons")


__all__ = ["register"]
