"""The page about the hooks, from their specification and from the descriptors they return."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tunemantra.ports.hooks import HookSpecification

Rows = Iterable[Sequence[str]]
ABOUT = """\
What a plugin may implement: a module or an object that the entry-point group `tunemantra.plugins` names, with
functions marked `@hookimpl`. Each is called by its name and takes any of its arguments; further arguments may come,
none goes. Plugins are asked one by one, sorted by the name of their entry point. One that cannot be imported, raises,
or returns something else is out of use with everything it offers, the others go on, and `tunemantra plugins list` and
`tunemantra doctor` say why."""
FURTHER: Mapping[str, str] = {
    "tunemantra_platforms": "[Write a platform](../how-to/write-a-platform.md) builds one; "
    "[your first platform](../tutorial/first-platform.md) does so in an hour.",
    "tunemantra_check_release": "What it yields is shown with the platforms' own findings, in `check` and before "
    "anything is sent. [The README](../../README.md) has one of ten lines.",
    "tunemantra_delivery_changed": "Called after the commit, so what it sees is true; a notifier is the same with "
    "settings, secrets and an end.",
}
ADAPTER = "[Write an adapter](../how-to/write-an-adapter.md) shows one."
_ARGUMENT = re.compile(r"^    ([a-z_, ]+): (.*(?:\n        .*)*)", re.MULTILINE)


def hooks() -> Mapping[str, inspect.Signature]:
    """Return the hooks with their signatures, in the order of the specification."""
    names = [name for name in vars(HookSpecification) if name.startswith("tunemantra_")]
    return {name: inspect.signature(getattr(HookSpecification, name), eval_str=True) for name in names}


def parts() -> Iterator[str | tuple[Sequence[str], Rows]]:
    """Yield the parts of the page: a section a hook, with what the descriptor it returns holds."""
    yield "# Hooks"
    yield ABOUT
    for name, signature in hooks().items():
        written = inspect.signature(getattr(HookSpecification, name))
        arguments = ", ".join(str(one) for key, one in written.parameters.items() if key != "self").replace("'", "")
        returns = str(written.return_annotation).strip("'")
        yield f"## `{name}`"
        yield f"```text\n{name}({arguments}) -> {returns}\n```"
        yield f"{inspect.getdoc(getattr(HookSpecification, name))} {FURTHER.get(name, ADAPTER)}"
        for kind in typing.get_args(signature.return_annotation):
            if rows := list(_fields(kind)):
                yield f"A `{kind.__name__}` has:"
                yield ("Field", "What it is"), rows


def _fields(kind: type) -> Iterator[Sequence[str]]:
    if not kind.__module__.startswith("tunemantra.ports"):
        return
    told = (inspect.getdoc(kind) or "").partition("Args:\n")[2]
    for names, meaning in _ARGUMENT.findall(told):
        yield ", ".join(f"`{name}`" for name in names.split(", ")), re.sub(r"\s+", " ", meaning)
