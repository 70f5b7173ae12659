"""Releases as the store wants them, an account, and a driver."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.core.text import LocalText, Title
from tunemantra.plugins.qqmusic.driver import QQMusicDriver
from tunemantra.plugins.qqmusic.profile import REQUIREMENT
from tunemantra.plugins.qqmusic.settings import QQMusicSettings
from tunemantra.ports import SecretRef
from tunemantra.testing import make_order, make_release

CHINESE = Title("潮汐", language="zh-Hans")


def settings(**changes):
    return QQMusicSettings(
        **{"api_url": "https://open.qq.example", "app_id": "a", "app_secret": SecretRef("env:S"), **changes}
    )


def release(tracks=1, *, track=None, **changes):
    """Return an instrumental release with titles and names in Simplified Chinese; `track` changes its first track."""
    made = make_release(tracks=tracks)
    artists = tuple(evolve(one, names=(LocalText("阿达·伦德", "zh-Hans"),)) for one in made.artists)
    listed = [evolve(one, titles=(*one.titles, CHINESE), language="zxx") for one in made.tracks]
    listed[0] = evolve(listed[0], **(track or {}))
    whole = evolve(made, titles=(Title("Tidal"), CHINESE), artists=artists, tracks=tuple(listed))
    return evolve(whole, **changes)


def lyrics(*lines, language="", translations=()):
    """Return lyrics; each line may have a translation."""
    pairs = zip(lines, [*translations, *[""] * len(lines)], strict=False)
    made = [LyricsLine(line, translations=(LocalText(other, "zh-Hans"),) if other else ()) for line, other in pairs]
    return Lyrics((Stanza(tuple(made)),), language)


def order(made=None, **changes):
    return make_order(made or release(), requirement=REQUIREMENT, **changes)


def driver(**changes):
    return QQMusicDriver(settings(**changes))
