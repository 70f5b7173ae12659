"""What people read in a terminal of 80 columns, and in a file: nothing of a table is lost."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Outcome
from tunemantra.core.finding import Finding, error, warning
from tunemantra.core.status import State, Status
from tunemantra.host.cli import findings as view
from tunemantra.host.cli.findings import grouped, print_findings
from tunemantra.host.cli.tables import print_hanging, print_table
from tunemantra.host.cli.views import (
    deliveries_table,
    late_table,
    overdue_table,
    print_standings,
    standings_table,
    tally_table,
    timeline_table,
)
from tunemantra.pipeline.service import Standing, Summary
from tunemantra.pipeline.sla import Late, Level
from tunemantra.ports.storage import Tally

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NATIVE = "ProcessedByTheReleaseProcessorOfTheStore"
WHY = "rejected by Beatport: the catalogue number of the release is one that another release has already"


def written(table: Table, width: int, *, terminal: bool = True) -> str:
    out = Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=None, legacy_windows=False)
    print_table(table, out)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def order(**more: object) -> Delivery:
    return Delivery(
        **{"id": "01J8", "reason": WHY, **more},
        distribution_id="d1",
        platform="beatport",
        icpn="200000000011",
        revision_id="r",
        kind=OrderKind.INSERT,
        sequence=1,
        created_at=NOON,
        due_at=NOON,
    )


def tables() -> list[Table]:
    found = Distribution("d1", "200000000011", "beatport", State(Status.REJECTED, "metadata", NATIVE))
    event = Event("d1", NOON, "status.changed", WHY, status="Rejected", substate="metadata")
    return [
        standings_table([Standing(found, order())], {"200000000011": "Ferrum – Between Two Rivers"}),
        timeline_table([event], {"d1": "beatport"}),
        tally_table([Tally("beatport", Status.LIVE, 1_000_000), Tally("spotify", Status.ERROR, 2)]),
        overdue_table(Summary(NOON + timedelta(days=3), (), (order(waiting=WHY),))),
        deliveries_table([order(outcome=Outcome.REJECTED)]),
    ]


ID = "01a228c9-11b5-7491-b236-70335accfe3c"
ANOTHER = "01a228c9-11b5-7491-b236-70335accfe3d"


def standing(width: int, *, ordered: bool = True) -> str:
    found = [
        Standing(
            Distribution("d1", "200000000011", one, State(Status.REJECTED, "metadata")),
            order(id=key) if ordered else None,
        )
        for one, key in (("beatport", ID), ("spotify", ANOTHER))
    ]
    out = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, legacy_windows=False)
    print_standings(found, {"200000000011": "Ferrum"}, out)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@pytest.mark.parametrize(("width", "titles"), [(80, 1), (200, 0)])
def test_the_id_that_cancel_and_retry_take_is_in_the_table_or_below_it(width: int, titles: int) -> None:
    text = standing(width)
    assert text.count("Their last orders") == titles
    for key in (ID, ANOTHER):
        assert text.count(key) == 1
    assert max(map(len, text.splitlines())) <= width


def test_without_an_order_there_is_no_id_to_tell() -> None:
    assert "Their last orders" not in standing(60, ordered=False)


def words_of(table: Table) -> set[str]:
    return {word for column in table.columns for cell in column.cells for word in str(cell).split()}


@pytest.mark.parametrize("width", [30, 60, 80, 120])
@pytest.mark.parametrize("number", range(3))
def test_no_word_of_a_table_is_lost_or_broken(width: int, number: int) -> None:
    table = tables()[number]
    said = written(table, width)
    assert {word for word in words_of(table) if len(word) < min(width, 40) - 14 and word not in said.split()} == set()
    assert max(map(len, said.splitlines())) <= width


def test_an_empty_column_takes_no_room() -> None:
    table = Table("Release", "Why", "Next")
    table.add_row("1", "", "wait")
    assert "Why" not in written(table, 80)


def test_a_long_word_of_the_free_text_is_broken_before_the_table_is() -> None:
    table = Table("Release", "What")
    table.add_row("1", f"handed over as {'x' * 60}")
    said = written(table, 40)
    assert said.count("x") == 60
    assert "┃ Release ┃" in said


def test_no_letter_of_a_word_longer_than_the_line_is_lost() -> None:
    table = Table("Id", "What")
    table.add_row("x" * 200, "it")
    assert written(table, 40).count("x") == 200


def test_in_a_file_every_row_is_one_line() -> None:
    table = Table("Id", "What")
    table.add_row("a", "word " * 100)
    said = written(table, 10_000, terminal=False)
    assert len(said.splitlines()) == 5


def test_a_row_below_the_other_leaves_empty_cells_out() -> None:
    table = Table("Release", "Why", "Next", title="Titled")
    table.add_row("1" * 22, "", Text("ask the platform's staff about it"))
    table.add_row("2", "rejected", "wait")
    assert written(table, 44).splitlines() == [
        "Titled",
        "",
        f"Release  {'1' * 22}",
        "Next     ask the platform's staff about it",
        "",
        "Release  2",
        "Why      rejected",
        "Next     wait",
    ]


def test_a_line_that_does_not_fit_goes_on_below_its_beginning() -> None:
    out = Console(file=io.StringIO(), width=40, color_system=None)
    print_hanging(out, Text("do     "), Text("write the ISRC as twelve characters, without hyphens"))
    assert isinstance(out.file, io.StringIO)
    first, second = out.file.getvalue().splitlines()
    assert (first, second) == ("do     write the ISRC as twelve", "       characters, without hyphens")


def test_the_style_of_a_label_ends_with_it() -> None:
    out = Console(file=io.StringIO(), width=40, force_terminal=True, color_system="standard")
    print_hanging(out, Text("do ", "bold"), Text("it"))
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue() == "\x1b[1mdo \x1b[0mit\n"


def test_where_an_indent_costs_too_much_there_is_none() -> None:
    out = Console(file=io.StringIO(), width=20, color_system=None)
    print_hanging(out, Text("warning  "), Text("a few words of it"))
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue().split() == ["warning", "a", "few", "words", "of", "it"]


class TestFindings:
    def said(self, monkeypatch: pytest.MonkeyPatch, *found: Finding, width: int = 80) -> str:
        out = Console(file=io.StringIO(), width=width, color_system=None)
        monkeypatch.setattr(view, "console_of", lambda *, stderr: out)
        print_findings(found)
        assert isinstance(out.file, io.StringIO)
        return out.file.getvalue()

    def test_the_same_of_many_tracks_is_said_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [warning("BP-005", f"tracks[{n}].genre", "no genre", hint="state one") for n in (*range(12), 14)]
        said = self.said(monkeypatch, *found)
        assert said.count("no genre") == 1
        assert "tracks 1-12, 15: genre" in said
        assert "0 errors, 13 warnings" in said

    def test_one_track_is_counted_from_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "track 3: isrc\n" in self.said(monkeypatch, error("R", "tracks[2].isrc", "wrong"))
        assert "track 3\n" in self.said(monkeypatch, error("R", "tracks[2]", "wrong"))

    def test_what_differs_is_told_of_each_as_long_as_it_is_little(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [error("R", f"tracks[{n}].isrc", "wrong", observed=f"X{n}", file=f"{n}.wav") for n in range(7)]
        said = self.said(monkeypatch, *found)
        assert "found  X0; X1; X2; X3; X4; and 2 more (each one with --json)" in said
        assert "file   0.wav; 1.wav;" in said

    def test_two_numbers_are_not_made_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [error("R", f"tracks[{n}].artists[{m}].name", "wrong") for n in range(3) for m in range(2)]
        said = self.said(monkeypatch, *found)
        assert said.count("wrong") == 2
        assert "tracks 1-3: artists[0].name" in said
        assert "tracks 1-3: artists[1].name" in said

    def test_one_tracks_many_artists_are_one_track(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [error("R", f"tracks[4].artists[{m}].name", "wrong") for m in range(3)]
        assert "track 5: artists[0-2].name" in self.said(monkeypatch, *found)

    def test_paths_of_xml_keep_their_numbers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [error("R", f"/M/ResourceList/SoundRecording[{n}]/Title", "wrong") for n in (1, 2, 3, 7)]
        assert "/M/ResourceList/SoundRecording[1-3, 7]/Title" in self.said(monkeypatch, *found)

    def test_the_lines_of_the_same_are_told_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [error("R", f"/M/Deal[{n}]/UseType", f"Line {n + 500}: It is wrong.") for n in (1, 2, 3, 9)]
        said = self.said(monkeypatch, *found)
        assert "Lines 501-503, 509: It is wrong." in said
        assert "/M/Deal[1-3, 9]/UseType" in said
        assert "Line 501: It is wrong." in self.said(monkeypatch, found[0])

    def test_other_rules_words_platforms_and_weights_stay_apart(self) -> None:
        found = [error("R", "tracks[0]", "m"), error("S", "tracks[1]", "m"), error("R", "tracks[1]", "n")]
        found += [warning("R", "tracks[2]", "m"), error("R", "tracks[3]", "m", platform="p"), error("R", "upc", "m")]
        assert grouped(found) == tuple((one,) for one in found)

    def test_what_several_platforms_say_is_said_once_with_what_each_wants(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = [("p", "by May"), ("q", "by June"), ("r", "by May")]
        said = self.said(
            monkeypatch, *(warning("R", "date", "late", expected=want, platform=key) for key, want in late)
        )
        assert said.count("late") == 1
        assert "date  [p, q, r]" in said
        assert "wanted by May (p, r); by June (q)" in said
        assert "3 warnings" in said

    def test_a_wish_that_only_names_the_platform_is_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said = self.said(
            monkeypatch,
            *(warning("R", "to", "no", expected=f"[platforms.{key}]", platform=key) for key in "pq"),
        )
        assert "to  [p, q]" in said
        assert "wanted [platforms.<platform>]" in said

    def test_what_each_platform_found_otherwise_stays_apart(self) -> None:
        found = [warning("R", "upc", "m", observed=key, platform=key) for key in "pq"]
        found += [warning("R", "upc", "m")]
        assert [alike[0].platform for alike in grouped(found)] == ["p", "q", ""]

    def test_rows_of_a_report_are_said_together_file_by_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = [error("DSR-BLK-004", f"row {n}, column 2", "No block.", file="a.tsv") for n in (3, 4, 5, 9)]
        print_findings([*rows, error("DSR-BLK-004", "row 3, column 2", "No block.", file="b.tsv")])
        said = capsys.readouterr().out
        assert "a.tsv rows 3-5, 9, column 2" in said
        assert "b.tsv row 3, column 2" in said

    def test_of_many_places_the_first_are_said_and_how_many_more_there_are(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        print_findings([error("R-1", f"row {2 * n}, column 2", "No block.") for n in range(1, 101)])
        said = capsys.readouterr().out
        assert f"rows {', '.join(str(2 * n) for n in range(1, 11))} and 90 more, column 2" in said

    def test_of_many_findings_of_a_rule_the_first_are_said_and_the_rest_counted(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        many = [error("R-1", f"row {n}", f"Block {n} goes on.") for n in range(200)]
        print_findings([*many, warning("R-1", "", "Odd."), error("R-2", "", "Other.")])
        said = capsys.readouterr().out
        assert said.count("goes on.") == view.MOST_OF_A_RULE
        assert f"{200 - view.MOST_OF_A_RULE} more of R-1 (each one with --json)" in said
        assert ("Odd." in said, "Other." in said, "201 errors, 1 warning" in said) == (True, True, True)

    def test_a_long_message_goes_on_below_its_beginning(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said = self.said(monkeypatch, error("R", "upc", "word " * 30, hint="hint " * 30), width=60)
        assert {line[:9] for line in said.splitlines()[1:-2]} == {" " * 9}
        assert (said.count("word"), said.count("hint")) == (30, 30)


def test_the_summary_is_written_as_numbers() -> None:
    told = written(tally_table([Tally("beatport", Status.LIVE, 1_000_000), Tally("spotify", Status.ERROR, 2)]), 80)
    assert "1,000,000" in told
    assert [name for name in ("Live", "Error", "Pending") if name in told] == ["Live", "Error"]
    late = Summary(NOON + timedelta(days=3), (), (order(waiting="for rain"),))
    assert "3.0" in written(overdue_table(late), 80)


def test_what_a_platform_is_late_with_is_told_the_worst_first() -> None:
    late = [
        Late("d-2", "1", "tiktok", Level.WARNING, NOON),
        Late("d-1", "1", "spotify", Level.BREACH, NOON - timedelta(hours=1)),
    ]
    table = written(late_table(late), 80)
    assert table.index("d-1") < table.index("d-2")
    assert "breach" in table
