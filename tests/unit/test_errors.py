"""The error tree: drawn as it is, alike for callers, and whole after pickling."""

import copy
import inspect
import pickle
import re

import pytest

from tunemantra import errors
from tunemantra.core.finding import error
from tunemantra.errors import (
    Category,
    Disposition,
    EmptyTerritoryError,
    FindingsError,
    IdentifierError,
    RefusedError,
    TerritoryError,
    TuneMantraError,
)

CLASSES = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, TuneMantraError) and kind.__module__ == errors.__name__
]
FINDINGS = (error("CMN-ID-001", "tracks[0].isrc", "wrong"),)


def made(kind):
    if issubclass(kind, FindingsError | RefusedError):
        return kind("it was refused", FINDINGS, hint="look")
    if issubclass(kind, IdentifierError):
        return kind("ISRC", "XX", "is too short", hint="look")
    if issubclass(kind, EmptyTerritoryError):
        return kind()
    if issubclass(kind, TerritoryError):
        return kind("UK", "is not in use", hint="use GB")
    return kind("it broke", hint="look", retry_after=2.5, disposition=Disposition.IGNORE, where="here", count=3)


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_survives_pickling_whole(kind):
    before = made(kind)
    for after in (pickle.loads(pickle.dumps(before)), copy.copy(before)):
        assert type(after) is kind
        assert str(after) == str(before)
        assert after.args == before.args
        assert vars(after) == vars(before)


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_says_what_to_do_next(kind):
    fault = made(kind)
    assert isinstance(fault.disposition, Disposition)
    assert isinstance(fault.category, Category)
    assert fault.hint
    assert str(fault) == f"{fault.message} ({fault.hint})"


def test_without_a_hint_an_error_is_its_message():
    assert str(TuneMantraError("it broke")) == "it broke"


def test_codes_are_stable_words_and_unique():
    codes = {kind.code for kind in CLASSES if kind is not FindingsError}
    assert len(codes) == len(CLASSES) - 1
    assert all(re.fullmatch(r"[a-z]+([.-][a-z]+)*", code) for code in codes)


def test_what_a_caller_passes_goes_before_the_class():
    fault = errors.ConnectError("no", disposition=Disposition.STOP, category=Category.PLATFORM, host="h", retry_after=3)
    assert (fault.disposition, fault.category, fault.retry_after) == (Disposition.STOP, Category.PLATFORM, 3)
    assert fault.facts == {"host": "h"}


@pytest.mark.parametrize(
    ("kind", "disposition", "category"),
    [
        (errors.ConnectError, Disposition.RETRY, Category.TECHNICAL),
        (errors.AuthError, Disposition.STOP, Category.TECHNICAL),
        (errors.HostKeyError, Disposition.STOP, Category.TECHNICAL),
        (errors.LeaseLostError, Disposition.IGNORE, Category.TECHNICAL),
        (errors.QuotaError, Disposition.RETRY, Category.PLATFORM),
        (errors.OutageError, Disposition.RETRY, Category.PLATFORM),
        (errors.RefusedError, Disposition.STOP, Category.PLATFORM),
        (errors.ReleaseError, Disposition.STOP, Category.METADATA),
        (errors.MediaError, Disposition.STOP, Category.CONTENT),
    ],
)
def test_retrying_depends_on_what_went_wrong(kind, disposition, category):
    assert (made_default(kind).disposition, made_default(kind).category) == (disposition, category)


def made_default(kind):
    return kind("m", ()) if issubclass(kind, FindingsError) else kind("m")


def test_findings_are_kept_in_reading_order():
    assert errors.SettingsError("wrong", iter(FINDINGS)).findings == FINDINGS
    assert RefusedError("no", iter(FINDINGS)).findings == FINDINGS


def test_the_drawing_shows_every_class_under_its_parent():
    drawn = {}
    parents = [(-1, "")]
    for line in errors.__doc__.splitlines():
        found = re.search(r"[A-Z]\w+Error\b", line)
        if not found or ("──" not in line and found[0] != "TuneMantraError"):
            continue
        while parents[-1][0] >= found.start():
            parents.pop()
        drawn[found[0]] = parents[-1][1]
        parents.append((found.start(), found[0]))
    shown = {kind.__name__: kind.__mro__[1].__name__ for kind in CLASSES if kind is not FindingsError}
    shown = {name: "TuneMantraError" if parent == "FindingsError" else parent for name, parent in shown.items()}
    shown["TuneMantraError"] = ""
    assert drawn == shown


def test_everything_is_public():
    assert {kind.__name__ for kind in CLASSES} <= set(errors.__all__)
