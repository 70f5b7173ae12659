"""JioSaavn's own rules (`platform-facts` section 11); pure functions of an order, every fault a finding."""

from __future__ import annotations

from collections.abc import Iterator

from tunemantra.contrib.batches import unsaid_notes
from tunemantra.core.analysis import SoundAnalysis, SoundFaultKind
from tunemantra.core.finding import Finding, error, warning
from tunemantra.core.media import AudioFacts
from tunemantra.core.release import ParentalWarning, Track
from tunemantra.plugins.jiosaavn import profile, words
from tunemantra.plugins.jiosaavn.availability import availability
from tunemantra.plugins.jiosaavn.metadata import neutral, rows
from tunemantra.ports.package import Order

_LATIN = "Latn"
_INSTRUMENTAL = "zxx"


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything JioSaavn would refuse, or take only with a loss."""
    for finding in _all(order):
        yield finding.on(profile.KEY)


def _all(order: Order) -> Iterator[Finding]:
    for index, track in enumerate(order.release.tracks):
        path = f"tracks[{index}]"
        yield from language(order, track, path)
        yield from scripts(order, track, path)
        yield from film(order, track, path)
        yield from category(order, track, path)
        yield from cast(order, track, path)
        yield from credited(order, track, path)
        yield from audio(order, track, path)
        yield from explicit(order, track, path)
        yield from one_span(order, track, path)
    yield from formulas(order)
    yield from no_column(order)


def language(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-LNG-001: each track has a language, and the store has a name for it."""
    tag, known = order.release.language_of(track), ", ".join(sorted(profile.LANGUAGES))
    if words.language_of(order.release, track) in {"", "und", "mul"}:
        yield error(
            "JIO-LNG-001",
            f"{path}.language",
            "The store needs the language of each track.",
            observed=tag or "none",
            expected=f"one of {known}",
            hint="set the language that is sung, zxx for an instrumental",
        )
    elif words.language_of(order.release, track) not in profile.LANGUAGES:
        yield warning(
            "JIO-LNG-001",
            f"{path}.language",
            "The store has no name for this language; it gets the tag as it is.",
            observed=tag,
            expected=f"one of {known}",
        )


def scripts(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-LNG-002: a track in an Indian language has a title in Latin letters, and should have one in its script."""
    script, titles = words.wanted_script(order.release, track), words.titles_of(order.release, track)
    name = words.language_name(order.release, track)
    indian = script not in {"", _LATIN}
    if titles.latin is None:
        yield (error if indian else warning)(
            "JIO-LNG-002",
            f"{path}.titles",
            "There is no title in Latin letters, which listeners who do not read the script search for.",
            observed=titles.native.text,
            expected="a title in Latin letters beside it",
            hint=f'add it to titles, with the language "{order.release.language_of(track)}-Latn"',
        )
    if indian and words.script_of(titles.native.text) != script:
        yield warning(
            "JIO-LNG-002",
            f"{path}.titles",
            f"There is no title in the script of {name}.",
            observed=titles.native.text,
            expected=f"a title in {script} beside it",
            hint="add it to titles",
        )


def film(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-BOL-001: a song of the category Film names its film and its music director."""
    if words.category_of(order.release, track) != profile.FILM:
        return
    if not words.film_of(order.release, track):
        yield error(
            "JIO-BOL-001",
            f"{path}.extras",
            "The song is of a film, and the film is not named.",
            observed="no film_name",
            expected="the name of the film",
            hint="set film_name in the table platforms.jiosaavn of the release or the track",
        )
    if not words.credited(order.release, track, "music_director"):
        yield error(
            "JIO-BOL-001",
            f"{path}.contributors",
            "The song is of a film, and nobody is credited as its music director.",
            observed="no Composer",
            expected="who composed the music",
            hint="add a contributor with the role Composer or ComposerLyricist",
        )


def category(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-BOL-002: the category is one of the store's own words."""
    own = words.category_of(order.release, track)
    if own not in profile.CATEGORIES:
        yield error(
            "JIO-BOL-002",
            f"{path}.extras",
            "The store has no such category.",
            observed=own,
            expected=f"one of {', '.join(profile.CATEGORIES)}",
            hint="set bollywood_category in the table platforms.jiosaavn to one of them, or leave it out",
        )


def cast(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-CRD-001: who only acts in the film is no artist of the song."""
    made = {one.name for one in words.contributors_of(order.release, track) if {*one.roles} - _ACTING}
    acted = {*words.credited(order.release, track, "star_cast")} - made
    for artist in order.release.artists_of(track):
        if artist.name in acted:
            yield warning(
                "JIO-CRD-001",
                f"{path}.artists",
                "Somebody of the film's cast is named as an artist of the song.",
                observed=artist.name,
                expected="singers, musicians, the music director",
                hint="take the actor out of artists, or add what they did in the song to contributors",
            )


_ACTING = profile.CREDIT_COLUMNS["star_cast"]


def credited(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-CRD-002: music director, lyricist and singers, whom the store displays, should be credited."""
    wanted = ["music_director"]
    if words.language_of(order.release, track) != _INSTRUMENTAL:
        wanted += ["lyricist", "singers"]
    missing = [column for column in wanted if not words.credited(order.release, track, column)]
    if missing:
        roles = sorted(role.value for column in missing for role in profile.CREDIT_COLUMNS[column])
        yield warning(
            "JIO-CRD-002",
            f"{path}.contributors",
            "The store displays these credits, and they stay empty.",
            observed=f"no {', '.join(missing)}",
            expected="a name for each",
            hint=f"add contributors with the roles {', '.join(roles)}",
        )


def audio(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-AUD-001: MP3, MPEG-1 Layer III at constant 320 kbit/s, made of a lossless master; its peaks should fit."""
    subject = f"{path}.audio"
    made, heard = order.renditions.get(subject), order.analyses.get(subject)
    facts = made.facts if made is not None else None
    if made is not None and isinstance(facts, AudioFacts):
        found = (facts.container, facts.sample_rate, facts.bitrate, facts.variable)
        if found != ("mp3", 44_100, profile.BITRATE, False):
            yield error(
                "JIO-AUD-001",
                subject,
                "The audio that would be sent is not what the store takes.",
                observed=f"{facts.container}, {facts.sample_rate} Hz, {facts.bitrate} bit/s"
                + (", varying" if facts.variable else ""),
                expected=f"mp3, 44100 Hz, {profile.BITRATE} bit/s throughout",
                hint="deliver it again; if that does not help, tell whoever supplies the audio processor",
            )
    master = order.masters.get(subject)
    itself = isinstance(master, AudioFacts) and master.lossy
    if itself or (made is not None and made.sha256 == track.audio.sha256):
        yield _lossy(subject, "the master itself is lossy")
    if isinstance(heard, SoundAnalysis):
        if any(fault.kind is SoundFaultKind.LOSSY_ANCESTRY for fault in heard.faults):
            yield _lossy(subject, "the master sounds as if it had been an MP3 before")
        peak = heard.loudness.true_peak
        if peak is not None and peak + profile.PEAK_ROOM > 0:
            yield warning(
                "JIO-AUD-001",
                subject,
                "Coded to MP3 its peaks may be cut off.",
                observed=f"{peak:.1f} dBTP in the master",
                expected=f"at most {-profile.PEAK_ROOM} dBTP",
                hint="have it mastered with more room",
            )


def _lossy(subject: str, observed: str) -> Finding:
    return error(
        "JIO-AUD-001",
        subject,
        "The MP3 would not be the first lossy copy.",
        observed=observed,
        expected="a lossless master, coded once",
        hint="deliver the WAV, AIFF or FLAC it was made of",
    )


def explicit(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-EXP-001: an explicit track may be kept back in India."""
    if track.parental_warning is not ParentalWarning.EXPLICIT:
        return
    if "IN" in availability(order.release.deals_of(track)).spans:
        yield warning(
            "JIO-EXP-001",
            f"{path}.parental_warning",
            "Explicit tracks may be kept back in India.",
            observed="Explicit, and open in IN",
            expected="a version for all ages",
            hint="deliver the edited version as well",
        )


def one_span(order: Order, track: Track, path: str) -> Iterator[Finding]:
    """JIO-TER-001: a track is available in one span of days in each territory."""
    broken = availability(order.release.deals_of(track)).broken
    if broken:
        yield error(
            "JIO-TER-001",
            f"{path}.deals" if track.deals else "deals",
            "The manifest has one span of days for each territory, and here there are several with time between.",
            observed=f"in {', '.join(broken[:10])}" + (f" and {len(broken) - 10} more" if len(broken) > 10 else ""),  # noqa: PLR2004
            expected="one first and one last day",
            hint="send the later span as an update when the first one is over",
        )


def formulas(order: Order) -> Iterator[Finding]:
    """JIO-CSV-001: a text that a spreadsheet would take for a formula reaches the store with an apostrophe ahead."""
    told = set()
    for number, row in enumerate(rows(order, "", {}), 1):
        for column, cell in row.items():
            if neutral(cell) != cell and (column, cell) not in told:
                told.add((column, cell))
                yield warning(
                    "JIO-CSV-001",
                    f"tracks[{number - 1}]",
                    f"The store will show an apostrophe ahead of this text in the column {column}.",
                    observed=cell,
                    expected=f"a text that does not begin with one of {' '.join('=+-@')}",
                    hint="nothing has to be done if that is acceptable",
                )


def no_column(order: Order) -> Iterator[Finding]:
    """JIO-CSV-002: what the manifest has no column for is not sent, and a note says so."""
    yield from unsaid_notes(order.release, profile.CARRIED, "JIO-CSV-002", "The store's manifest has no column")


__all__ = [
    "audio",
    "cast",
    "category",
    "check_order",
    "credited",
    "explicit",
    "film",
    "formulas",
    "language",
    "no_column",
    "one_span",
    "scripts",
]
