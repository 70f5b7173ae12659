"""The generated pages say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import fields

from docs import build, hook_pages
from tests.support import SOURCE
from tunemantra import ports
from tunemantra.contrib.ddex.validation import FOUNDATIONS, RULES


def test_the_pages_are_up_to_date() -> None:
    assert build.main(["--check"]) == 0, "make docs"


def test_a_page_that_differs_is_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "REFERENCE", tmp_path)
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    (tmp_path / "states.md").write_text("seven, I think")
    assert build.main(["--check"]) == 1
    assert "docs/reference/states.md: out of date" in capsys.readouterr().out
    assert (tmp_path / "states.md").read_text() == "seven, I think"
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0


def test_every_rule_a_finding_can_name_is_explained() -> None:
    sources = [path for path in SOURCE.rglob("*.py") if not {"testing", "sandbox"} & set(path.parts)]
    named = {rule for path in sources for rule in re.findall(r'"([A-Z]+-[A-Z]+-\d{3})"', path.read_text("utf-8"))}
    pages = build.rules() + build.ddex_rules()
    explained = set(re.findall(r"^\| ([A-Z]+-[A-Z]+-\d{3}) \|", pages, re.MULTILINE))
    assert named - explained == set()


ASKED = {
    "CMN-ART": 3,
    "CMN-AUD": 9,
    "CMN-COV": 1,
    "CMN-CRD": 1,
    "CMN-DAT": 2,
    "CMN-EXP": 1,
    "CMN-GEN": 1,
    "CMN-ID": 7,
    "CMN-IMG": 8,
    "CMN-LNG": 2,
    "CMN-TER": 2,
    "CMN-TTL": 6,
    "SPOT-ART": 1,
    "SPOT-AUD": 2,
    "SPOT-CNV": 6,
    "SPOT-TER": 1,
    "APPL-ATM": 6,
    "APPL-AUD": 1,
    "APPL-IMG": 1,
    "APPL-LYR": 1,
    "APPL-MOT": 1,
    "APPL-TTL": 3,
    "AMZN-AUD": 2,
    "AMZN-MET": 1,
    "AMZN-S3": 2,
    "ITUNES-AUD": 1,
    "ITUNES-CMA": 1,
    "ITUNES-PKG": 5,
    "ITUNES-PRC": 1,
    "BEAT-DJ": 2,
    "BEAT-GEN": 1,
    "BEAT-ID": 1,
    "BEAT-LBL": 1,
    "BEAT-TTL": 1,
    "YT-ID": 1,
    "YT-IMG": 1,
    "YT-OWN": 1,
    "YT-REF": 6,
    "YT-VID": 1,
    "TTK-CLP": 1,
    "TTK-CML": 1,
    "TTK-FRD": 4,
    "JIO-AUD": 1,
    "JIO-BOL": 1,
    "JIO-LNG": 2,
    "QQ-EXP": 1,
    "QQ-HAN": 1,
    "QQ-LYR": 1,
    "QQ-POL": 1,
    "QQ-TER": 1,
    "GN-AUD": 1,
    "GN-MET": 1,
    "MB-BOT": 1,
    "MB-LIC": 1,
    "MB-REL": 1,
    "MB-STY": 1,
}
"""How many rules of each family the platforms and the trade ask, as the fact sheet counts them (sections 3 to 13)."""


def test_every_rule_of_the_fact_sheet_is_asked_or_left_out_with_a_reason() -> None:
    wanted = {f"{family}-{number:03}" for family, count in ASKED.items() for number in range(1, count + 1)}
    asked = set(re.findall(r"^\| ([A-Z]+-[A-Z0-9]+-\d{3}) \|", build.rules().partition("## Left out")[0], re.MULTILINE))
    assert wanted - asked == build.LEFT_OUT.keys()
    assert all(build.LEFT_OUT.values())


def test_the_source_of_every_rule_is_public_or_a_page_of_ours() -> None:
    public = re.compile(r"(Part [12]|KB|XSD|AVS|Schematron|GS1|ISO|Common Release Types|XML) ?|ern-notes ([\d.]+)(,|$)")
    clauses = [clause for clause, _ in FOUNDATIONS.values()] + [rule.clause for rule in RULES]
    assert [clause for clause in clauses if not public.match(clause)] == []
    told = set(re.findall(r"^## ([\d.]+) ", build.ddex_notes(), re.MULTILINE))
    named = {found[2] for clause in clauses if (found := public.match(clause)) and found[2]}
    assert told == named


def test_every_kind_of_loss_is_named() -> None:
    sources = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    lost = {what for text in sources for what in re.findall(r"lose\(\s*\"([A-Z0-9-]+)\"", text)}
    assert len(lost) > 10
    assert lost == set(re.findall(r"`ERN-LOST-([A-Z0-9-]+)`", build.ddex_rules()))


def test_every_setting_is_explained() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", build.settings(), re.MULTILINE)
    assert len(rows) > 30
    assert all(meaning for _, _, meaning in rows)


def test_every_command_and_option_is_explained() -> None:
    page = build.commands()
    assert "## `tunemantra distribute RELEASE`" in page
    rows = re.findall(r"^\| `--[^|]*\|[^|]*\| *(.*?) *\|$", page, re.MULTILINE)
    assert len(rows) > 30
    assert all(rows)
    assert not re.search(r"^- `\w+`: $", page, re.MULTILINE)


def test_every_hook_is_told_with_what_it_returns() -> None:
    page = build.hooks()
    assert set(re.findall(r"^## `(\w+)`$", page, re.MULTILINE)) == set(hook_pages.hooks())
    returned = ("Platform", "TransportProvider", "StorageProvider", "TranscoderProvider", "NotifierProvider")
    assert re.findall(r"^A `(\w+)` has:$", page, re.MULTILINE) == list(returned)
    for kind in returned:
        told = page.partition(f"A `{kind}` has:")[2].partition("\n## ")[0]
        first_cells = " ".join(re.findall(r"^\| (`[^|]*) \|", told, re.MULTILINE))
        assert {one.name for one in fields(getattr(ports, kind))} == set(re.findall(r"`(\w+)`", first_cells))
