"""A Hindi film song, orders of it, and the settings of an account."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Contributor, ContributorRole
from tunemantra.core.release import Genre
from tunemantra.core.text import Title
from tunemantra.plugins.jiosaavn.driver import JioSaavnDriver
from tunemantra.plugins.jiosaavn.profile import REQUIREMENT
from tunemantra.plugins.jiosaavn.settings import JioSaavnSettings
from tunemantra.testing.factories import make_order, make_release, make_track

CAST = Contributor("Asha Rao", (ContributorRole.ACTOR,))
COMPOSER = Contributor("R. Varma", (ContributorRole.COMPOSER,))
WRITER = Contributor("Imran; Q", (ContributorRole.LYRICIST,))
SINGER = Contributor("Ada Lund", (ContributorRole.VOCALIST,))


def settings(**changes):
    return JioSaavnSettings(**({"host": "sftp.jio.test", "user": "label", "host_key": "ssh-ed25519 AAAA"} | changes))


def song(**changes):
    titles = (Title("नदी", language="hi"), Title("Nadi", language="hi-Latn"))
    fields = {"titles": titles, "language": "hi", "contributors": (COMPOSER, WRITER, SINGER)}
    return make_track(**(fields | changes))


def film(*tracks, **changes):
    fields = {
        "titles": (Title("Nadi Ke Paar", language="hi-Latn"), Title("नदी के पार", language="hi")),
        "genre": Genre("Bollywood"),
        "language": "hi",
        "contributors": (CAST,),
        "extras": (("jiosaavn", "film_name", "Nadi Ke Paar"),),
    }
    tracks = changes.pop("tracks", tracks) or (song(),)
    return evolve(make_release(tracks=len(tracks), **(fields | changes)), tracks=tracks)


def order(release=None, kind=OrderKind.INSERT, **changes):
    return make_order(release or film(), kind=kind, requirement=REQUIREMENT, **changes)


def with_facts(given, **changes):
    """Return an order whose first recording is something else."""
    made = given.renditions["tracks[0].audio"]
    made = evolve(made, facts=evolve(made.facts, **changes))
    return evolve(given, renditions={**given.renditions, "tracks[0].audio": made})


def driver(**changes):
    return JioSaavnDriver(settings(**changes))
