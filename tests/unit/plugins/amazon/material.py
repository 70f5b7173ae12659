"""An account, orders and a session of this platform's driver."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.analysis import Loudness, SoundAnalysis
from tunemantra.plugins.amazon.driver import AmazonDriver
from tunemantra.plugins.amazon.profile import REQUIREMENT
from tunemantra.plugins.amazon.settings import AmazonSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import make_order
from tunemantra.testing.session import MemorySession

SILENCE = Loudness(None, 0.0, None, None, None, None)


def settings(**changes):
    values = {"bucket": "label-deliveries", "partner": "quay", "key_id": SecretRef("env:ID")}
    return AmazonSettings(**{**values, "secret": SecretRef("env:SECRET"), **changes})


def driver(**changes):
    return AmazonDriver(settings(**changes))


def order(release=None, *, heard=None, **changes):
    """Return an order of 16 bits; `heard` is the number of bits that are really used in every track."""
    made = deep(make_order(release, requirement=REQUIREMENT, **changes), bit_depth=16)
    if heard is None:
        return made
    found = {subject: SoundAnalysis(1, 1.0, SILENCE, bits=heard) for subject in made.renditions if "audio" in subject}
    return evolve(made, analyses=found)


def deep(made, **facts):
    """Return an order whose recordings have 24 bits."""
    renditions = {
        subject: evolve(one, facts=evolve(one.facts, **{"bit_depth": 24, **facts})) if "audio" in subject else one
        for subject, one in made.renditions.items()
    }
    return evolve(made, renditions=renditions)


class Desk:
    """An `ApiTransport` that gives one answer."""

    def __init__(self, status, body):
        self.answer, self.asked = ApiResponse(status, {}, body), []

    def send(self, request, *, sent=None):
        self.asked.append(request.path)
        return self.answer

    def close(self):
        pass


class Session(MemorySession):
    """A session whose status API answers."""

    desk = None

    def api(self, name="api"):
        return self.desk if name == "status" and self.desk else super().api(name)
