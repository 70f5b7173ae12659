"""Writes the reference pages that say what the code says: `python -m docs.build [--check]`."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path

import typer
from attrs import NOTHING, Attribute, fields

from docs import feed_page, hook_pages, kit_pages, rule_tables
from tunemantra import TuneMantra
from tunemantra.contrib.ddex.dsr import RULES as SALES_REPORTS
from tunemantra.core.batch import BatchRule
from tunemantra.core.circuit import CircuitRule
from tunemantra.core.ease import EaseRule
from tunemantra.core.pace import Pace
from tunemantra.core.rules import RULES
from tunemantra.core.status import SUBSTATES, Status, may_step
from tunemantra.errors import Category
from tunemantra.host.cli.lazy import LazyGroup
from tunemantra.host.cli.program import app
from tunemantra.host.rehearsal import steps_of
from tunemantra.host.settings import LimitSettings, PaceSettings, RetrySettings, Settings, SlaSettings
from tunemantra.host.template import value_text
from tunemantra.host.transfers import TransferSettings
from tunemantra.pipeline.retry import Limit, RetryPolicy
from tunemantra.ports.runtime import SecretRef

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by `make docs` from the code; what is changed here is overwritten. -->\n"
ABOUT_SETTINGS = """\
A TOML file: the one named with `--settings`, else in `TUNEMANTRA_SETTINGS`, else `tunemantra.toml` where you are.
Every setting has a default. `tunemantra init settings` writes a file to start from, `tunemantra doctor` says whether
it is right. A secret is written as a reference, never as itself: `env:NAME`, `file:PATH`, `keyring:NAME`."""
ABOUT_TRANSFERS = """\
When and how fast the files of one platform are sent; [Deliver files](../how-to/deliver-files.md) explains it. Each
process keeps these bounds for itself: with several, divide."""
ADAPTERS = ("notifiers", "storages", "transcoders")
ABOUT_ADAPTERS = """\
`[notifiers.<name>]` has a notifier hear of every event; an empty table is enough where it has no settings. What an
adapter that `storage` or `transcoder` names has to be told stands in `[storages.<scheme>]` or `[transcoders.<name>]`.
The keys are those of the plugin; `tunemantra plugins list` shows what each offers, and `tunemantra doctor` whether it
is told enough. [Write an adapter](../how-to/write-an-adapter.md) says how to make one."""
TABLES = ("retry", "breaker", "ease", "platforms", "fallbacks", "paces", "transfers", "sla", "after", *ADAPTERS)
CATEGORIES = tuple(category.value.replace("-", "_") for category in Category)
ABOUT_CATEGORIES = f"""\
Other limits for one category of failures: {", ".join(f"`{name}`" for name in CATEGORIES)}. A key that is left out is as
in `[retry]`."""
ABOUT_BATCHES = """\
When a batch of several orders closes, whichever comes first, for a platform that takes them; without this table each
order is a batch of its own. [Several releases in one batch](../how-to/plan-and-order.md) explains it."""
ABOUT_LOUDNESS = """\
To which loudness each recording is brought for a platform, by gain alone: `loudness = -16`, in LUFS from -60 to 0,
beside the platform's own keys. Without it recordings are as loud as their masters. [Gain](audio.md#gain) says how."""
ABOUT_AFTER = """\
By platform, where a release has to be before it is sent there, if it goes to both or went there before:
`beatport = ["tiktok:live", "spotify:delivered"]`.
[One platform after another](../how-to/plan-and-order.md) explains it."""
ABOUT_SLA = """\
Within what time a platform has to acknowledge an order, instead of what its profile says.
[When a platform is late](../how-to/run-workers-and-webhooks.md) says what happens then."""
ABOUT_FALLBACKS = """\
Another route to a platform, taken while an endpoint of the first does not answer: another address, another login,
another profile. It has the keys of `[platforms.<platform>]`, and only those that differ."""
ABOUT_COMMANDS = """\
Every command ends with 0 when all is well, with 1 when something was refused or did not go well, with 2 when it was
called wrongly or the settings are wrong, and with 130 after Ctrl-C, 143 after SIGTERM. With `--json` standard output
holds one JSON document and nothing else; an error is `{error, message, hint, findings}`. A character of a text that
would steer the terminal (a control, a turn of direction) is shown written out, `\\u202e`; JSON has it as it is."""
ABOUT_REHEARSALS = """\
What `tunemantra rehearse PLATFORM` delivers, one order after the other, with a small album of six tracks: first to the
simulator, then, with `--configured`, to the test account of the settings. Each step is held against where the release
should stand. The report (`--report FILE.md`, `.html` or `.json`) is for the store: for each step the order, its
reference, the store's own words in order, where it stands, and how many bytes of media were sent. `tunemantra rehearse
--list` shows the steps, also those of platforms that a table of the settings makes.

Spotify's sequence is public. Apple's follows a public checklist of a partner that tests for the store. No public
document states one for the others: theirs show every kind of order that the store takes, to be put beside its own
papers. Steps are data, `REHEARSAL` in a platform's `profile.py`."""
ABOUT_STATES = """\
Where a release stands on a platform. *Delivered* is proof of receipt, *Live* proof of availability, *Taken Down*
proof of removal. A platform's own word is kept beside the state; a word nobody knows is `Error:
unknown-native-state`."""
ABOUT_RULES = """\
What `tunemantra check` asks, and what every delivery is asked again. A finding names its rule; an error stops the
delivery, a warning or note does not."""
HOUSE = {
    "DOC-SYN-001": "The document can be read: one `release.toml` or `release.json`, UTF-8, at most 1 MiB.",
    "DOC-KEY-001": "Each key is one that somebody reads.",
    "DOC-KEY-002": "Each key that is needed is there.",
    "DOC-VAL-001": "Each value has the right form.",
    "DOC-REF-001": "What refers to something else in the document or the folder finds it.",
    "TM-SET-001": "Each setting is known and has the right form.",
    "TM-PLT-001": "Each platform asked for is installed.",
    "TM-PLT-002": "Each platform asked for is configured, where all are asked.",
    "TM-PLT-003": "The secrets and files that a platform's settings name can be had on this machine.",
    "TM-PLG-001": "Every plugin with house rules could be asked.",
    "TM-CHK-001": "The platform's own checks could be run.",
    "TM-ANA-001": "Every master could be listened to, and the cover looked at, where somebody here does that.",
    "TM-ANA-002": "Every file could be measured.",
    "TM-PKG-001": "Every file of the release is in the package once.",
}
"""Rules about the document and the installation, which have no function of their own."""
ABOUT_BOOKLETS = """\
Asked as CMN-BKL-001. A platform that takes booklets refuses a release with a wrong one; of any other they are asked as
iTunes asks them, and only warn, as do faults in immersive mixes and canvases that a platform does not take."""
ABOUT_LEFT_OUT = "Stores and distributors ask this as well; here nobody does."
FURTHER = {
    "apple": ("immersive",),
    "itunes": ("package", "pricing", "selling"),
    "spotify": ("canvas",),
    "youtube": ("eligibility",),
}
"""Modules of rules that a platform has beside `rules`."""
LEFT_OUT = {
    "CMN-COV-001": "A release has no place for licence documents; what is a cover is asked for by TTK-CML-001.",
    "CMN-EXP-001": "Nobody listens to words, and a list of bad ones would flag half of the catalogue.",
    "CMN-GEN-001": "Which genres a platform knows is its own list: BEAT-GEN-001, ITUNES-GEN-001.",
    "CMN-ID-006": "Who else has delivered a product is known to the store alone, which says so (Rejected: duplicate).",
    "YT-ID-001": "A recording without an ISRC is no release here: CMN-ID-001.",
}
"""Rules that stores and distributors have and we do not, with the reason."""
_OWN_RULE = re.compile(r"([A-Z]+-[A-Z0-9]+-\d+): (.*)", re.DOTALL)


def settings() -> str:
    """Return the page of all settings."""
    out = [
        "# Settings",
        ABOUT_SETTINGS,
        "## The host",
        _table(
            ("Key", "Default", "Meaning"),
            _keys(Settings, leave_out=TABLES),
        ),
        "## `[retry]`",
        "How failures are tried again.",
        _table(("Key", "Default", "Meaning"), _keys(RetrySettings, leave_out=CATEGORIES, told_by=RetryPolicy)),
        "## `[retry.<category>]`",
        ABOUT_CATEGORIES,
        _table(("Key", "Default", "Meaning"), _keys(LimitSettings, told_by=Limit)),
        "## `[transfers.<platform>]`",
        ABOUT_TRANSFERS,
        _table(("Key", "Default", "Meaning"), _keys(TransferSettings)),
        "## `[breaker]`",
        "When nobody connects any more to an endpoint that does not answer.",
        _table(("Key", "Default", "Meaning"), _keys(CircuitRule)),
        "## `[ease]`",
        "How uploads and time-outs follow what an endpoint has shown, one step at a visit.",
        _table(("Key", "Default", "Meaning"), _keys(EaseRule)),
        "## `[paces.<platform>]`",
        "How fast a platform may be called by all workers together; what is left out is as its profile says.",
        _table(("Key", "Default", "Meaning"), _keys(PaceSettings, told_by=Pace)),
        "## `[sla.<platform>]`",
        ABOUT_SLA,
        _table(("Key", "Default", "Meaning"), _keys(SlaSettings)),
        "## `[platforms.<platform>.batch]`",
        ABOUT_BATCHES,
        _table(("Key", "Default", "Meaning"), _keys(BatchRule)),
        "## `loudness` in `[platforms.<platform>]`",
        ABOUT_LOUDNESS,
        "## `[after]`",
        ABOUT_AFTER,
        "## `[fallbacks.<platform>]`",
        ABOUT_FALLBACKS,
    ]
    out += ["## Adapters of plugins", ABOUT_ADAPTERS]
    with TuneMantra(Settings(safe_mode=True)) as host:
        for platform in host.platforms():
            out += [
                f"## `[platforms.{platform.key}]`",
                f"{platform.label}; read when the platform is first asked for.",
                _table(("Key", "Default", "Meaning"), _keys(platform.settings)),
            ]
    return _page(out)


def _keys(kind: type, *, leave_out: Sequence[str] = (), told_by: type | None = None) -> Iterator[Sequence[str]]:
    meanings = _arguments(told_by or kind)
    for one in fields(kind):
        if one.name not in leave_out:
            yield f"`{one.name}`", _default(one), meanings[one.name]


def _arguments(kind: type) -> Mapping[str, str]:
    """Return what the docstrings of a class and of those it inherits from say of its arguments."""
    told: dict[str, str] = {}
    for one in reversed(inspect.getmro(kind)):
        _, _, text = inspect.cleandoc(one.__doc__ or "").partition("Args:\n")
        found = re.findall(r"^    (\w+): (.*(?:\n        .*)*)", text, re.MULTILINE)
        told |= {name: re.sub(r"\s+", " ", meaning) for name, meaning in found}
    return told


def _default(one: Attribute[object]) -> str:
    default: object = one.default
    if default is NOTHING:
        return "needed, a secret" if "SecretRef" in str(one.type) else "needed"
    factory = getattr(default, "factory", None)
    if callable(factory):
        default = factory()
    if default is None:
        return "none"
    return f"`{value_text(str(default) if isinstance(default, Path | SecretRef) else default)}`"


def commands() -> str:
    """Return the page of all commands."""
    program = typer.main.get_command(app)
    out = [
        "# Commands",
        ABOUT_COMMANDS,
        "## `tunemantra`",
        "Options of every command; they stand before its name.",
        _table(("Option", "Default", "Meaning"), _options(program)),
    ]
    for name, command in sorted(_leaves(program)):
        arguments = [one for one in command.params if not one.opts[0].startswith("-")]
        named = " ".join(f"{one.name.upper()}" if one.required else f"[{one.name.upper()}]" for one in arguments)
        options = list(_options(command))
        out += [f"## `{f'tunemantra {name} {named}'.strip()}`", str(command.help)]
        if arguments:
            out.append("\n".join(f"- `{one.name.upper()}`: {getattr(one, 'help', '')}" for one in arguments))
        if options:
            out.append(_table(("Option", "Default", "Meaning"), options))
    return _page(out)


def _leaves(group: object, path: str = "") -> Iterator[tuple[str, typer.core.TyperCommand]]:
    for name, listed in getattr(group, "commands", {}).items():
        inner = f"{path} {name}".strip()
        command = group.loaded(name) if isinstance(group, LazyGroup) else listed
        if hasattr(command, "commands"):
            yield from _leaves(command, inner)
        else:
            yield inner, command


def _options(command: object) -> Iterator[Sequence[str]]:
    for one in getattr(command, "params", ()):
        if one.opts[0].startswith("-") and one.name != "help" and not getattr(one, "hidden", False):
            ways = "/".join(f"`{way}`" for way in (*one.opts, *one.secondary_opts))
            yield ways, _shown(one.default, needed=one.required), one.help or ""


def _shown(default: object, *, needed: bool) -> str:
    if needed:
        return "needed"
    if isinstance(default, bool):
        return "on" if default else ""
    if default is None or default == "":
        return ""
    return f"`{default.value if isinstance(default, Enum) else default}`"


def states() -> str:
    """Return the page of the seven states."""
    out = [
        "# States",
        ABOUT_STATES,
        "## Substates",
        _table(
            ("State", "Substates"), ((str(one), ", ".join(f"`{s}`" for s in sorted(SUBSTATES[one]))) for one in Status)
        ),
        "## Steps",
        "From the state on the left to the state above. A report of a platform takes such a step or changes nothing.",
        _table(
            ("", *map(str, Status)),
            ((f"**{before}**", *("●" if may_step(before, after) else "" for after in Status)) for before in Status),
        ),
    ]
    return _page(out)


def rules() -> str:
    """Return the page of all rules."""
    out = [
        "# Rules",
        ABOUT_RULES,
        "## The document and the installation",
        _table(("Rule", "Asks that"), HOUSE.items()),
        "## Every platform",
        _table(("Rule", "Asks that"), sorted((rule.id, rule.summary) for rule in RULES)),
        "## Digital booklets",
        ABOUT_BOOKLETS,
        _table(("Rule", "Asks that"), sorted(_own_rules("tunemantra.core.rules.booklet"))),
    ]
    out += ["## DDEX", "What is asked of DDEX documents stands in [a page of its own](ern-rules.md)."]
    out += ["## DDEX sales reports", _table(("Rule", "Asks that"), SALES_REPORTS.items())]
    with TuneMantra(Settings(safe_mode=True)) as host:
        for platform in host.platforms():
            modules = [
                f"tunemantra.plugins.{platform.key}.{name}" for name in ("rules", *FURTHER.get(platform.key, ()))
            ]
            found = sorted(one for module in modules for one in _own_rules(module))
            out += [f"## {platform.label}", _table(("Rule", "Asks that"), found)]
    out += ["## Left out", ABOUT_LEFT_OUT, _table(("Rule", "Why it is not asked"), LEFT_OUT.items())]
    return _page(out)


def ddex_rules() -> str:
    """Return the page of all rules about DDEX documents."""
    return _page([part if isinstance(part, str) else _table(*part) for part in rule_tables.parts()])


def ddex_notes() -> str:
    """Return the page of the rules about DDEX documents that no single clause states."""
    return _page([part if isinstance(part, str) else _table(*part) for part in rule_tables.notes()])


def conformance() -> str:
    """Return the page of all conformance kits."""
    return _page([part if isinstance(part, str) else _table(*part) for part in kit_pages.conformance()])


def platforms() -> str:
    """Return the page of what each bundled platform can do."""
    return _page([part if isinstance(part, str) else _table(*part) for part in kit_pages.platforms()])


def rehearsals() -> str:
    """Return the page of what each bundled platform is rehearsed with."""
    parts = ["# Rehearsals", ABOUT_REHEARSALS]
    with TuneMantra(Settings(safe_mode=True)) as host:
        for platform in host.platforms():
            steps = enumerate(steps_of(platform), 1)
            rows = [(str(number), one.asks, one.kind.value, str(one.expects.value)) for number, one in steps]
            parts += [f"## {platform.label} (`{platform.key}`)"]
            parts += [] if platform.rehearsal else ["No sequence of its own: everything it can do, once."]
            parts += [_table(("Step", "Asked for", "Order", "Expected"), rows)]
    return _page(parts)


def feed() -> str:
    """Return the page of the DDEX feed and its directory of stores."""
    return _page([part if isinstance(part, str) else _table(*part) for part in feed_page.parts()])


def hooks() -> str:
    """Return the page of the hooks a plugin may implement."""
    return _page([part if isinstance(part, str) else _table(*part) for part in hook_pages.parts()])


def _own_rules(module: str) -> Iterator[tuple[str, str]]:
    for _, function in inspect.getmembers(importlib.import_module(module), inspect.isfunction):
        told = _OWN_RULE.match(inspect.getdoc(function) or "")
        if told and function.__module__ == module:
            summary = re.sub(r"\s+", " ", told[2])
            yield told[1], summary[0].upper() + summary[1:]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(parts: Sequence[str]) -> str:
    return NOTE + "\n" + "\n\n".join(parts) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings,
    "commands.md": commands,
    "states.md": states,
    "rules.md": rules,
    "conformance.md": conformance,
    "hooks.md": hooks,
    "platforms.md": platforms,
    "rehearsals.md": rehearsals,
    "platform-ddex_feed.md": feed,
    "ern-rules.md": ddex_rules,
    "ern-notes.md": ddex_notes,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` say which are out of date; return the exit code."""
    stale = []
    for name, make in PAGES.items():
        file, text = REFERENCE / name, make()
        if not file.exists() or file.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                file.write_text(text, "utf-8")
    words = "out of date, run `make docs`" if "--check" in arguments else "written"
    print("\n".join(f"docs/reference/{name}: {words}" for name in stale) or "the reference is up to date")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
