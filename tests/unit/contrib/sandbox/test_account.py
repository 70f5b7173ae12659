"""An account notes what arrives, and what befalls uploads befalls media only."""

from __future__ import annotations

import pytest

from tunemantra.contrib.sandbox import Account, Faults, Journal

OFFERED = ("corrupt-upload", "drop-connection")


@pytest.fixture
def account(tmp_path):
    root = tmp_path / "label"
    root.mkdir()
    return Account("label", root, Journal(tmp_path), Faults(tmp_path, OFFERED), media=(".flac",))


@pytest.mark.parametrize(("name", "event"), [("01.flac", "asset-received"), ("it.xml", "document-received")])
def test_a_file_that_got_its_name_is_noted_and_told(account, name, event):
    told = []
    account.arrived = told.append
    path = account.root / name
    path.write_bytes(b"x")
    account.note(path)
    account.note(account.root / "gone.flac")
    assert (account.journal.count(event, path=name, size=1), told) == (1, [path])


def test_only_media_are_spoilt_or_cut_whatever_they_are_called_while_written(account):
    account.faults.order("corrupt-upload")
    account.faults.order("drop-connection", "10")
    assert (account.spoils("b/it.xml"), account.drop_at("b/it.xml")) == (False, None)
    assert (account.spoils("b/.01.flac.part"), account.drop_at("b/.01.flac.part")) == (True, 10)
    assert (account.spoils("b/01.flac"), account.drop_at("b/01.flac")) == (False, None)


def test_a_final_name_that_was_written_is_told_apart_from_a_part(account):
    for name in ("b/01.flac", "b/it.xml", "b/.01.flac.part"):
        account.closed(name)
    assert account.journal.count("written-in-place") == 2
