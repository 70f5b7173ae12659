"""Words are said as wrongly as the faults ask for, and never lost."""

from __future__ import annotations

import pytest

from tunemantra.contrib.sandbox import Faults, Muddle


@pytest.mark.parametrize(
    ("ordered", "said"),
    [
        ((), ["a", "b", "c"]),
        (("out-of-order-status",), ["b", "a", "c"]),
        (("duplicate-status",), ["a", "a", "b", "c"]),
        (("late-status",), ["a", "b", "c", "a"]),
    ],
)
def test_each_fault_muddles_the_words_in_its_own_way(tmp_path, ordered, said):
    faults, heard = Faults(tmp_path), []
    for name in ordered:
        faults.order(name)
    muddle = Muddle(faults, heard.append)
    for word in "abc":
        muddle.say(word, last=word == "c", first=lambda: "a")
    assert heard == said
