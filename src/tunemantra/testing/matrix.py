"""What was asked of which platform, and what became of it: the printed matrix and `conformance.json`."""

from __future__ import annotations

import json
import platform as machine
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from attrs import asdict, define, field, frozen

from tunemantra.ports.platform import API_VERSION

_SIGNS: Final = {"passed": "●", "failed": "✗", "skipped": "–"}
_LIBRARIES: Final = ("tunemantra", "attrs", "pytest", "pytest-bdd")


@frozen
class Asked:
    """One question to one platform.

    Args:
        platform: key.
        kind: `rule` or `scenario`.
        what: the rule's id, or the feature and the scenario with its example.
        outcome: `passed`, `failed`, `skipped`.
        reason: why it was skipped: what the platform lacks.
        seconds: of the call.
    """

    platform: str
    kind: str
    what: str
    outcome: str
    reason: str = ""
    seconds: float = 0.0


@define
class Matrix:
    """Everything that was asked; a later word about the same question is worse or the same."""

    asked: dict[tuple[str, str, str], Asked] = field(factory=dict)

    def add(self, one: Asked) -> None:
        """Note what became of a question; a failure is never overwritten."""
        key = (one.platform, one.kind, one.what)
        known = self.asked.get(key)
        if known is None or known.outcome != "failed":
            self.asked[key] = one

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms that were asked, sorted."""
        return tuple(sorted({one.platform for one in self.asked.values()}))

    def lines(self) -> Iterable[str]:
        """Yield the matrix for people: a line a question, a column a platform, and every skip with its reason."""
        columns = self.platforms
        width = max(map(len, columns), default=0) + 2
        yield " " * 4 + "".join(key.ljust(width) for key in columns)
        for kind, what in dict.fromkeys((one.kind, one.what) for one in sorted(self.asked.values(), key=_order)):
            cells = [self.asked.get((key, kind, what)) for key in columns]
            signs = "".join((_SIGNS[cell.outcome] if cell else " ").ljust(width) for cell in cells)
            yield f"    {signs}{what}"
        skipped = [one for one in sorted(self.asked.values(), key=_order) if one.outcome == "skipped"]
        for one in skipped:
            yield f"  – {one.platform}: {one.what}: {one.reason}"
        silent = sum(1 for one in skipped if not one.reason)
        yield f"  {len(self.asked)} questions, {len(skipped)} skipped, {silent} of them without a reason"

    def written(self) -> str:
        """Return `conformance.json`: versions, and every platform's answers."""
        answers: Mapping[str, object] = {
            key: [asdict(one) for one in sorted(self.asked.values(), key=_order) if one.platform == key]
            for key in self.platforms
        }
        head = {"contract": API_VERSION, "python": machine.python_version(), "versions": _versions()}
        return json.dumps({**head, "platforms": answers}, ensure_ascii=False, indent=1) + "\n"

    def write(self, path: Path) -> None:
        """Write `conformance.json`."""
        path.write_text(self.written(), "utf-8")


def question_of(name: str, doc: str, platform: str) -> tuple[str, str]:
    """Return the kind of a question and what it is called; both are empty where a test is neither rule nor scenario.

    Args:
        name: of the test, with its parameters.
        doc: of the test: `deliver.feature: A single` for a scenario.
        platform: key.
    """
    if rule := re.match(r"test_plt_(\d{3})_", name):
        return "rule", f"PLT-{rule[1]}"
    scenario = re.fullmatch(r"(?:.*/)?([\w-]+)\.feature: (.+)", doc)
    if scenario is None:
        return "", ""
    example = name.partition("[")[2].removesuffix("]")
    example = example.removeprefix(platform).removesuffix(platform).strip("-")
    return "scenario", f"{scenario[1]}: {scenario[2]}" + (f" ({example})" if example else "")


def _order(one: Asked) -> tuple[str, str, str]:
    return (one.kind, one.what, one.platform)


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


__all__ = ["Asked", "Matrix", "question_of"]
