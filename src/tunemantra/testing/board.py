"""What every board promises, as a test class to inherit: supply a fixture `board`, a fresh and empty one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tunemantra.ports.board import Board


class BoardConformance:
    """Inherit, and supply a fixture `board`."""

    @pytest.fixture
    def board(self) -> Board:
        """Return the board under test."""
        raise NotImplementedError("supply a fixture named board")

    def test_nothing(self, board: Board) -> None:
        """BRD-001 What nobody wrote is an empty text, and on no page."""
        assert board.read("a", "b") == ""
        assert list(board.page("a")) == []

    def test_a_document_comes_back(self, board: Board) -> None:
        """BRD-002 A document comes back as it was written, under its own kind and key alone."""
        assert board.change("a", "ключ", lambda before: before + "Živě ✓") == "Živě ✓"
        assert board.read("a", "ключ") == "Živě ✓"
        assert board.read("ключ", "a") == board.read("a", "b") == board.read("b", "ключ") == ""

    def test_removed(self, board: Board) -> None:
        """BRD-003 An empty text removes a document; it can come again."""
        board.change("a", "b", lambda _: "1")
        board.change("a", "b", lambda _: "")
        assert (board.read("a", "b"), list(board.page("a"))) == ("", [])
        assert board.change("a", "b", lambda before: f"{before}2") == "2"

    def test_no_change_is_lost(self, board: Board) -> None:
        """BRD-004 Of many changes at once none is lost, the first ones of a document included."""
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: board.change("a", "b", lambda before: str(int(before or 0) + 1)), range(40)))
        assert board.read("a", "b") == "40"

    def test_a_change_that_fails(self, board: Board) -> None:
        """BRD-005 A change that raises writes nothing."""
        board.change("a", "b", lambda _: "1")
        with pytest.raises(ZeroDivisionError):
            board.change("a", "b", lambda _: str(1 // 0))
        assert board.change("a", "b", lambda before: before + "!") == "1!"

    def test_pages(self, board: Board) -> None:
        """BRD-006 Pages go through all documents of a kind once, in the order of the keys' code points."""
        keys = ["B", "a", "a/1", "a_1", "b", "é"]
        for key in reversed(keys):
            board.change("a", key, lambda _: "x")
            board.change("other", key, lambda _: "y")
        seen: list[str] = []
        while page := board.page("a", after=seen[-1] if seen else "", limit=4):
            assert len(page) <= 4
            seen += [key for key, _ in page]
        assert seen == keys


__all__ = ["BoardConformance"]
