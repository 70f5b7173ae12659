from __future__ import annotations

import inspect
import sys

import pluggy
import pytest

WHAT = {
    "tunemantra_platforms": [],
    "tunemantra_transports": [],
    "tunemantra_storages": [],
    "tunemantra_transcoders": [],
    "tunemantra_notifiers": [],
    "tunemantra_check_release": ["release", "platform"],
    "tunemantra_delivery_changed": ["event"],
}


@pytest.fixture
def hooks(monkeypatch):
    # imported here, so that what the module runs when it is imported is seen
    monkeypatch.delitem(sys.modules, "tunemantra.ports.hooks", raising=False)
    import tunemantra.ports.hooks as module

    return module


def test_the_hooks_and_their_arguments_are_these(hooks):
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks.HookSpecification)
    assert set(vars(manager.hook)) == set(WHAT)
    for name, arguments in WHAT.items():
        assert list(inspect.signature(getattr(hooks.HookSpecification, name)).parameters)[1:] == arguments


def test_an_implementation_is_heard(hooks):
    class House:
        @hooks.hookimpl
        def tunemantra_platforms(self):
            return ["acme"]

    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks.HookSpecification)
    manager.register(House())
    assert manager.hook.tunemantra_platforms() == [["acme"]]
