"""All common rules in one list, and the judgement they give together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.core.finding import Severity, ordered
from tunemantra.core.requirement import AudioSpec, ImageSpec, Requirement
from tunemantra.core.rules import (
    additions,
    artwork,
    audio,
    dates,
    ids,
    image,
    listening,
    loudness,
    lyrics,
    music,
    structure,
    terms,
    territories,
    titles,
    wording,
)
from tunemantra.core.rules.case import Case, Rule
from tunemantra.core.terms import Terms
from tunemantra.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tunemantra.core.analysis import Analysis
    from tunemantra.core.catalogue import Catalogued
    from tunemantra.core.finding import Finding
    from tunemantra.core.media import Facts
    from tunemantra.core.release import Release

_ANY: Final = "any"
_NOTHING_ASKED: Final = Requirement(
    AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 1, 1), terms=Terms.everything()
)
"""Stands where no platform asks; what depends on it is stamped with `_ANY` and left out."""

RULES: Final[tuple[Rule, ...]] = (
    Rule("CMN-ID-001", "Each ISRC has two letters, three letters or digits and seven digits.", ids.well_formed_isrcs),
    Rule("CMN-ID-002", "The GTIN has 8, 12, 13 or 14 digits and the right check digit.", ids.right_check_digit),
    Rule("CMN-ID-003", "No ISRC stands for two recordings of the catalogue.", ids.one_recording_an_isrc),
    Rule("CMN-ID-004", "No recording has two ISRCs, in the release or in the catalogue.", ids.one_isrc_for_a_sound),
    Rule("CMN-ID-005", "An immersive mix has an ISRC of its own.", ids.own_isrc_for_immersive),
    Rule("CMN-ID-007", "No ISRC stands twice in one release.", ids.one_isrc_a_recording),
    Rule("CMN-AUD-001", "Each master can give the platform's audio form without upsampling.", audio.deliverable_form),
    Rule("CMN-AUD-002", "No master was made from a lossy file.", listening.lossless_origin),
    Rule("CMN-AUD-003", "No master was made from a lower sample rate or fewer bits.", listening.true_resolution),
    Rule("CMN-AUD-004", "No master is clipped, or goes beyond 0 dBTP.", listening.headroom),
    Rule(
        "CMN-AUD-005", "No master is silent, silent for long at its start or end, or has holes.", listening.no_silence
    ),
    Rule("CMN-AUD-006", "Left and right differ, sound and do not cancel each other.", listening.sound_stereo),
    Rule("CMN-AUD-007", "Each master decodes to its end and is as long as stated.", audio.whole_recording),
    Rule("CMN-AUD-008", "Each WAV master has a plain header.", audio.clean_header),
    Rule("CMN-AUD-009", "Each track lasts 30 seconds or more.", audio.long_enough),
    Rule(
        "CMN-AUD-010",
        "No master has clicks, an offset or samples that are no numbers, or begins or ends in full swing alone.",
        listening.clean_sound,
    ),
    Rule("CMN-AUD-011", "The stated tempo is heard, or its half or double.", music.tempo_as_heard),
    Rule("CMN-AUD-012", "The stated key is heard, or one that is easily taken for it.", music.key_as_heard),
    Rule("CMN-AUD-013", "Each master bears the gain that the label or the platform asks for.", loudness.borne),
    Rule("CMN-IMG-001", "The cover is exactly square and large enough.", image.square_and_large),
    Rule("CMN-IMG-002", "The cover decodes and has RGB colours.", image.screen_colours),
    Rule("CMN-IMG-003", "The cover was not enlarged.", artwork.not_enlarged),
    Rule("CMN-IMG-004", "The cover is sharp, whole and upright, without borders.", artwork.well_made),
    Rule("CMN-IMG-005", "The cover carries no code, address, price, store or promotion.", artwork.nothing_to_sell),
    Rule("CMN-IMG-006", "The words on the cover are those of the release.", artwork.own_words),
    Rule("CMN-IMG-007", "The cover is no progressive, heavy or gigantic file.", image.light),
    Rule("CMN-IMG-008", "The cover bears the parental advisory mark where a track is explicit.", artwork.advised),
    Rule("CMN-ATM-001", "Each immersive mix decodes to its end, and is what the platform takes.", additions.whole_mix),
    Rule("CMN-ATM-002", "Each immersive mix is as long as its stereo recording.", additions.aligned_mix),
    Rule("CMN-ATM-003", "Each immersive mix is a file of its own.", additions.own_mix),
    Rule("CMN-VID-001", "Each film and canvas decodes to its end.", additions.whole_films),
    Rule("CMN-VID-002", "Each film and canvas can give the platform's film.", additions.deliverable_film),
    Rule("CMN-VID-003", "Each film is as long as stated.", additions.stated_length),
    Rule("CMN-BKL-001", "The booklet can be read, and meets CMN-BKL-002 to 009.", additions.sound_booklet),
    Rule("CMN-ADD-001", "What the platform does not take is not sent to it.", additions.not_taken),
    Rule("CMN-TTL-001", "No title names a featured artist.", titles.no_featuring),
    Rule("CMN-TTL-002", "Each title of Latin letters is written in the usual case.", wording.usual_case),
    Rule("CMN-TTL-003", "No version is a word that says nothing of the recording.", wording.telling_versions),
    Rule(
        "CMN-TTL-004",
        "No title has emoji, control characters, needless spaces, open brackets or its track number.",
        titles.clean_text,
    ),
    Rule("CMN-TTL-005", "No two tracks have the same title, version and artists.", titles.distinct_titles),
    Rule("CMN-TTL-006", "A release of one track has its title and its artists.", wording.single_as_its_track),
    Rule("CMN-ART-001", "Each artist's name is the name of one artist.", titles.one_artist_a_name),
    Rule("CMN-ART-002", "A release of many main artists stands under Various Artists.", wording.few_main_artists),
    Rule("CMN-ART-003", "No artist's name is a search word.", wording.names_of_artists),
    Rule("CMN-CRD-001", "Each track names a composer or lyricist in full.", structure.some_writer),
    Rule("CMN-LNG-001", "Each title is in a script of the language it states.", wording.script_of_language),
    Rule("CMN-LNG-002", "No instrumental has lyrics.", lyrics.sung_at_all),
    Rule("CMN-LYR-001", "Lyrics can be read, and their moments follow one another.", lyrics.moments_in_order),
    Rule("CMN-LYR-002", "No moment of lyrics is behind the end of the recording.", lyrics.within_the_recording),
    Rule("CMN-LYR-003", "Lyrics hold nothing that is not sung.", lyrics.words_alone),
    Rule("CMN-LYR-004", "There is one set of lyrics in each language.", lyrics.one_of_each_language),
    Rule(
        "CMN-DAT-001",
        "Original, pre-order, release and end dates follow one another, and none is older than recorded sound.",
        dates.dates_in_order,
    ),
    Rule("CMN-DAT-002", "There is enough time for the platform before the release.", dates.in_time),
    Rule("CMN-TER-001", "There is a deal, and each deal has a territory.", territories.somewhere),
    Rule("CMN-TER-002", "Each territory is one that exists today.", territories.known_territories),
    Rule("CMN-STR-001", "The release has a track.", structure.some_track),
    Rule("CMN-STR-002", "No two tracks have the same disc and number.", structure.unique_positions),
    Rule("CMN-STR-003", "Discs and tracks count from 1 without a gap.", structure.gapless_positions),
    Rule("CMN-STR-004", "The release and each track have a title.", structure.some_title),
    Rule("CMN-STR-005", "The release and each track have a main artist.", structure.some_main_artist),
    Rule("CMN-STR-006", "The platform takes this kind of release, and only films hold films.", structure.kind_taken),
    Rule("CMN-REQ-001", "What the platform requires is filled in.", structure.platform_fields),
    *terms.RULES,
)


def judge(case: Case) -> tuple[Finding, ...]:
    """Return everything the common rules find, errors first, each once.

    A finding that any platform would get has no `platform`, so that several platforms' findings collapse. One that
    depends on the platform, or whose severity the platform overrides, carries its key.

    Raises:
        PluginError: the platform's requirement names a severity or a field that does not exist.
    """
    severities = _overrides(case)
    return ordered(_weighed(finding, severities, case.platform) for rule in RULES for finding in rule.check(case))


def judge_for_any(
    release: Release,
    now: datetime,
    facts: Mapping[str, Facts],
    catalogued: Mapping[str, Catalogued],
    analyses: Mapping[str, Analysis],
) -> tuple[Finding, ...]:
    """Return what the common rules find whatever the platform; what depends on one is not asked.

    Args:
        release, now, facts, catalogued, analyses: as in `Case`.
    """
    case = Case(release, _ANY, _NOTHING_ASKED, now, facts, catalogued, analyses)
    return tuple(finding for finding in judge(case) if not finding.platform)


def _overrides(case: Case) -> Mapping[str, Severity]:
    overrides = {}
    for rule, severity in case.requirement.severities:
        try:
            overrides[rule] = Severity(severity)
        except ValueError:
            message = f"{case.platform} gives {rule} the severity {severity!r}"
            raise PluginError(message, hint=f"use {', '.join(Severity)}", platform=case.platform) from None
    return overrides


def _weighed(finding: Finding, severities: Mapping[str, Severity], platform: str) -> Finding:
    severity = severities.get(finding.rule, finding.severity)
    if severity is finding.severity:
        return finding
    return evolve(finding, severity=severity, platform=platform)


__all__ = ["RULES", "judge", "judge_for_any"]
