"""Settings as text: tables of values, and a commented file to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from attrs import NOTHING, Attribute, fields

from tunemantra.ports.platform import Platform
from tunemantra.ports.runtime import SecretRef

_HEAD = """\
# Settings of tunemantra. `tunemantra doctor` says whether they are right.

# Folder of the ledger and the asset store; a relative path counts from this file.
home = "tunemantra-data"

# SQLAlchemy URL of the ledger; SQLite in `home` where it is left out.
# database = "postgresql+psycopg://user@host/tunemantra"  # with a password in it: "env:NAME" or "file:PATH"

# Secrets are references, never the secrets themselves: env:NAME, file:PATH, keyring:NAME.
"""


def value_text(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_text(inner) for inner in value) + "]"
    # JSON's escapes of a text are TOML's escapes of a basic string; TOML also wants DEL escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def table_of(platform: str, values: Mapping[str, object]) -> str:
    """Return `[platforms.<key>]` with some values."""
    lines = [f"[platforms.{platform}]", *(f"{key} = {value_text(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def settings_template(platforms: Sequence[Platform]) -> str:
    """Return a commented settings file with every platform's table, all of it still to be filled in."""
    return _HEAD + "".join("\n" + _commented(platform) for platform in platforms)


def _commented(platform: Platform) -> str:
    lines = [f"# {platform.label}", f"# [platforms.{platform.key}]"]
    lines += [_line(attribute) for attribute in fields(platform.settings)]
    return "\n".join(lines) + "\n"


def _line(attribute: Attribute[object]) -> str:
    default: object = attribute.default
    factory = getattr(default, "factory", None)
    if callable(factory):
        default = factory()
    if default is NOTHING:
        secret = "SecretRef" in str(attribute.type)
        return f"# {attribute.name} = {value_text(SecretRef('env:NAME') if secret else '')}  # needed"
    if default is None:
        return f"# {attribute.name} ="
    return f"# {attribute.name} = {value_text(default)}"


__all__ = ["settings_template", "table_of", "value_text"]
