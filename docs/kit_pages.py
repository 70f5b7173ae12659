"""The pages about the conformance kits and the platforms, from the code."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tunemantra.core.requirement import Capability
from tunemantra.core.rules.terms import NAMES
from tunemantra.core.status import Channel
from tunemantra.core.terms import Term
from tunemantra.plugins import load
from tunemantra.plugins.ddex_feed.directory import directory
from tunemantra.plugins.ddex_feed.plugin import derive
from tunemantra.ports.platform import Platform
from tunemantra.testing import AssetStoreConformance, BoardConformance, FileTransportConformance, LedgerConformance
from tunemantra.testing._rules import KIT_RULES

Rows = Iterable[Sequence[str]]
_PROMISE = re.compile(r"(?P<id>[A-Z]{2,3}-\d+):? (?P<asks>.*)", re.DOTALL)
ABOUT_KITS = """\
What an author inherits and runs: the same for a stranger's package as for those that come with tunemantra. A rule that
fails begins its message with its id and ends with what to do. Each rule of the platform kit has a saboteur, a platform
with one fault that this rule finds and no other does.

```
pip install 'tunemantra[demo,testing]'
pytest -p tunemantra.testing.plugin --conformance conformance.json
```

`--conformance` writes down versions, rules, scenarios and outcomes; the matrix of platforms and questions is printed at
the end, a skip with what the platform lacks. [Write a platform](../how-to/write-a-platform.md) and [Write an
adapter](../how-to/write-an-adapter.md) say which classes to inherit and which fixtures to fill in."""
ABOUT_GROUPS: Mapping[str, str] = {
    "PLT-00": "The descriptor and the settings (`PlatformConformance`).",
    "PLT-01": "Checks (`PlatformConformance`).",
    "PLT-02": "Packages (`PlatformConformance`).",
    "PLT-03": "Code (`PlatformConformance`).",
    "PLT-04": "Deliveries to a folder (`FileDeliveryConformance`).",
    "PLT-06": "The driver against its simulator (`SandboxConformance`).",
    "PLT-07": "",
}
ADAPTERS: Mapping[str, type] = {
    "Ledgers (`LedgerConformance`)": LedgerConformance,
    "Asset stores (`AssetStoreConformance`)": AssetStoreConformance,
    "File transports (`FileTransportConformance`)": FileTransportConformance,
    "Boards (`BoardConformance`)": BoardConformance,
}
ABOUT_PLATFORMS = """\
What each bundled platform declares; the conformance kit proves each of it, and that what is not declared is refused
before anything is sent. `tunemantra check RELEASE --to all` holds a release against all of them."""


ABOUT_WAYS = """\
Which bundled platform goes over which kind of connection, and over which channel its words come back; `ddex_feed/name`
is a profile of the [DDEX feed](platform-ddex_feed.md) that goes another way than the common practice. The kit holds
each against what its driver really opens (PLT-005) and really hears (PLT-068)."""
CONNECTIONS: Mapping[str, tuple[str, ...]] = {
    "REST": ("https",),
    "SOAP": ("soap+https",),
    "SFTP": ("sftp",),
    "direct S3": ("s3",),
    "specialised (a store's own tool)": ("tool",),
    "legacy (FTPS, SCP)": ("ftps", "scp"),
}
CHANNELS: Mapping[str, frozenset[Channel]] = {
    "poll": frozenset({Channel.API}),
    "webhook": frozenset({Channel.WEBHOOK}),
    "e-mail": frozenset({Channel.MAIL}),
    "portal or file drop": frozenset({Channel.PORTAL, Channel.FILE}),
    "queue": frozenset({Channel.QUEUE}),
}


def ways(known: Iterable[Platform]) -> Iterator[Sequence[str]]:
    """Yield a row for each kind of connection: who goes over it, by the channel that tells."""
    every = {platform.key: platform for platform in known}
    common = every["ddex_feed"]
    for name in directory():
        made = derive(common, f"ddex_feed/{name}", {"profile": name})
        if made.hears_by and (made.delivers_over, made.hears_by) != (common.delivers_over, common.hears_by):
            every[made.key] = made
    for kind, schemes in CONNECTIONS.items():
        goes = [platform for platform in every.values() if {*schemes} & {*platform.delivers_over}]
        cells = ([f"`{one.key}`" for one in goes if one.hears_by & channels] for channels in CHANNELS.values())
        yield kind, *(", ".join(cell) or "–" for cell in cells)


def promises_of(kit: type) -> Mapping[str, str]:
    """Return the rules of a kit by id: the first words of its tests' docstrings."""
    found = {}
    for name, test in inspect.getmembers(kit, inspect.isfunction):
        told = _PROMISE.fullmatch(inspect.getdoc(test) or "")
        if name.startswith("test_") and told:
            asks = re.sub(r"\s+", " ", told["asks"])
            found[told["id"]] = asks[0].upper() + asks[1:]
    return dict(sorted(found.items()))


def conformance() -> Iterator[str | tuple[Sequence[str], Rows]]:
    """Yield the parts of the page of all kits: a section a rule for platforms, a table for each kind of adapter."""
    yield "# Conformance"
    yield ABOUT_KITS
    group = ""
    for rule, kit in KIT_RULES.items():
        if rule[:6] != group:
            group = rule[:6]
            if ABOUT_GROUPS[group]:
                yield f"## {ABOUT_GROUPS[group]}"
        yield f"### {rule}"
        yield f"{kit.asks}\n\n*Where it fails:* {kit.cure}"
    for heading, kind in ADAPTERS.items():
        yield f"## {heading}"
        yield ("Rule", "Asks that"), promises_of(kind).items()


def platforms() -> Iterator[str | tuple[Sequence[str], Rows]]:
    """Yield the parts of the page of what each bundled platform can do and can be told."""
    known = load(safe_mode=True).platforms
    head = ("", *(platform.label for platform in known.values()))
    yield "# Platforms"
    yield ABOUT_PLATFORMS
    yield "## What it takes"
    yield head, _taken(known.values())
    yield "## What it can do"
    yield head, ([one.value, *(_sign(one in p.capabilities) for p in known.values())] for one in Capability)
    yield "## How it is reached, and how it tells"
    yield ABOUT_WAYS
    yield ("", *CHANNELS), ways(known.values())
    yield "## What it can be told"
    yield head, ([NAMES[one][1], *(_sign(one in p.requirement.terms.says) for p in known.values())] for one in Term)


def _taken(known: Iterable[Platform]) -> Rows:
    every = list(known)
    for name in ("audio", "image", "film", "immersive", "canvas", "motion_square", "motion_tall", "booklet"):
        yield name, *(str(getattr(p.requirement, name) or "–") for p in every)
    yield "territories as", *(f"`{p.requirement.territory_encoding}`" for p in every)
    yield "lead time", *(_span(p.requirement.lead) for p in every)
    yield "until Live", *(_span(p.sla) for p in every)
    yield "native words", *(str(len(p.status_map)) for p in every)
    yield "interface", *("public" if p.contract == "public" else "sandbox contract" for p in every)


def _span(lead: object) -> str:
    if lead is None:
        return "–"
    least, most, unit = (getattr(lead, name) for name in ("min", "max", "unit"))
    return f"{least} to {most} {str(unit).replace('_', ' ')}"


def _sign(there: bool) -> str:
    return "●" if there else "–"


__all__ = ["conformance", "platforms", "promises_of"]
