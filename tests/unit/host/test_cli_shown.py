"""Texts of strangers steer no terminal."""

from __future__ import annotations

import io
import logging

import pytest
from rich.table import Table
from rich.text import Text

from tunemantra.host.cli.tables import print_hanging, print_table
from tunemantra.host.cli.views import print_json, problem_line
from tunemantra.host.shown import SafeConsole, SafeLines, shown, shown_text

WRITTEN_OUT = {
    "\x1b[2J": r"\x1b[2J",
    "\x07": r"\x07",
    "\r": r"\x0d",
    "\x9b": r"\x9b",
    "\u202e": r"\u202e",
    "\u2066": r"\u2066",
    "\u2028": r"\u2028",
    "\udc80": r"\udc80",
}
each = pytest.mark.parametrize("steering", WRITTEN_OUT, ids=WRITTEN_OUT.values())


def console(width: int = 60) -> SafeConsole:
    return SafeConsole(file=io.StringIO(), width=width, force_terminal=True, color_system=None, legacy_windows=False)


def said(out: SafeConsole) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@each
def test_what_steers_is_written_out(steering: str) -> None:
    assert shown(f"a{steering}b") == f"a{WRITTEN_OUT[steering]}b"
    assert problem_line(f"no {steering}").endswith(WRITTEN_OUT[steering])


@pytest.mark.parametrize("word", ["夜の橋", "أغاني\u200f", "نمی\u200cخواهم", "👩\u200d🎤", "a\tb\nc", "Ö"])
def test_words_of_any_language_stay(word: str) -> None:
    assert shown(word) == word
    assert shown_text(text := Text(word)) is text


@each
def test_no_table_lets_it_through_and_its_frame_stays_straight(steering: str) -> None:
    table = Table("Title", "What")
    table.add_row(f"Har{steering}bour", Text(f"x{steering}y", "red"))
    out = console()
    print_table(table, out)
    assert steering not in said(out).replace("\r\n", "\n")
    assert len({len(line) for line in said(out).splitlines()}) == 1


@each
def test_no_line_lets_it_through(steering: str) -> None:
    out = console()
    print_hanging(out, Text("title "), Text(f"Har{steering}bour"))
    out.print(f"Har{steering}bour", markup=False)
    assert steering not in said(out)


def test_what_is_written_out_keeps_the_style_around_it() -> None:
    text = shown_text(Text.assemble(("a", "red"), "\u202e", ("b", "bold")))
    assert (text.plain, [(span.start, span.end) for span in text.spans]) == (r"a\u202eb", [(0, 1), (7, 8)])


def test_a_line_of_a_log_steers_nothing() -> None:
    record = logging.LogRecord("a", logging.WARNING, "", 1, "no \x1b[2J", (), None)
    assert SafeLines("%(message)s").format(record) == r"no \x1b[2J"


def test_machines_get_the_text_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": "a\u202eb", "file": "n\udc80"})
    assert "a\u202eb" in (out := capsys.readouterr().out)
    assert r"n\udc80" in out
