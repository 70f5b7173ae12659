from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from tunemantra.contrib.sandbox import Faults
from tunemantra.errors import ConflictError
from tunemantra.host.cli.sandbox import asked, order_faults, watch
from tunemantra.host.sandboxes import Address


@pytest.fixture
def addresses(tmp_path):
    made = []
    for key, faults in (("acme", ("quota", "late-status")), ("bolt", ("late-status",))):
        (tmp_path / key).mkdir()
        made.append(Address(key, "http://127.0.0.1:1/", {}, tmp_path / key, faults))
    return made


@pytest.mark.parametrize(
    ("lists", "wanted"),
    [
        (("spotify, beatport", ""), ["spotify", "beatport"]),
        (("", "spotify"), ["spotify"]),
        (("", ""), []),
        (("all", ""), []),
    ],
)
def test_simulators_are_named_as_platforms_are_elsewhere(lists, wanted):
    assert asked(*lists) == wanted


def test_a_misbehaviour_is_ordered_of_those_that_can(addresses):
    assert order_faults(addresses, ["quota=3:2", "late-status"]) == {
        "acme": "quota=3:2, late-status",
        "bolt": "late-status",
    }
    due = Faults(addresses[0].folder).due()
    assert (due["quota"].value, due["quota"].times, "late-status" in due) == ("3", 2, True)
    assert list(Faults(addresses[1].folder).due()) == ["late-status"]


@pytest.mark.parametrize("fault", ["no-such", "Not a name"])
def test_a_misbehaviour_nobody_has_is_refused_with_what_there_is(addresses, fault):
    with pytest.raises(ConflictError) as refused:
        order_faults(addresses, [fault])
    assert "late-status, quota" in refused.value.hint


def test_a_simulator_that_ends_by_itself_is_named_once_and_the_others_stay(capsys):
    told, looks = threading.Event(), []

    class Falling:
        platform = SimpleNamespace(label="Bolt")

        @property
        def ended(self):
            return "see bolt/sandbox.log: KeyError: 'files'"

    class Standing:
        platform = SimpleNamespace(label="Acme")

        @property
        def ended(self):
            looks.append(1)
            if len(looks) == 3:
                told.set()
            return ""

    watch([Falling(), Standing()], told, 0.001)

    said = capsys.readouterr().err
    assert said == "error: the simulator of Bolt has ended: see bolt/sandbox.log: KeyError: 'files'\n"
