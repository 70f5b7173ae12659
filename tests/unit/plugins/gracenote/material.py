"""Orders of an album, and the settings of an account."""

from __future__ import annotations

from tunemantra.core.analysis import Loudness, SoundAnalysis
from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.gracenote.driver import GracenoteDriver
from tunemantra.plugins.gracenote.profile import REQUIREMENT
from tunemantra.plugins.gracenote.settings import GracenoteSettings
from tunemantra.testing.factories import make_order, make_release

ICPN = "4006381333931"
LOUDNESS = Loudness(-14.0, 5.0, -9.0, -10.0, -1.0, -1.0)


def settings(**changes):
    return GracenoteSettings(**({"host": "sftp.gn.test", "user": "label", "host_key": "ssh-ed25519 AAAA"} | changes))


def order(release=None, kind=OrderKind.INSERT, **changes):
    return make_order(release or make_release(), kind=kind, requirement=REQUIREMENT, **changes)


def heard(*words):
    return {"tracks[0].audio": SoundAnalysis(1, 183.0, LOUDNESS, fingerprint=words)}


def driver(**changes):
    return GracenoteDriver(settings(**changes))
