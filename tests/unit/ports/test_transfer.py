from __future__ import annotations

from attrs import define, field

from tunemantra.ports.transfer import SupportsPace, Traits, traits_of


@define
class Plain:
    traits: Traits = field(factory=lambda: Traits(resumes=False))


def test_who_says_nothing_can_do_everything():
    assert traits_of(object()) == Traits(resumes=True, chunk=0, cuts=True, hides=True, browses=True)


def test_who_says_what_it_can_is_believed():
    assert not traits_of(Plain()).resumes


def test_who_has_no_pace_cannot_be_slowed_down():
    assert not isinstance(Plain(), SupportsPace)
