"""What Apple Music refuses beyond what everybody refuses (`platform-facts` 5.4). Pure functions of an order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.core.analysis import PictureAnalysis
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity, error, warning
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rules.case import Case
from tunemantra.core.rules.lyrics import moments_in_order, within_the_recording, words_alone
from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.immersive import check_mixes
from tunemantra.plugins.apple.layout import COVER, audio_name, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.text import Title
    from tunemantra.ports.package import Order

_STEREO: Final = 2
_AUDIO: Final = re.compile(r"tracks\[\d+\]\.audio")
_CREDIT: Final = re.compile(r"(?P<open>[(\[]?)\s*\b(?P<word>feat|ft|featuring|with)\b(?P<dot>\.?)\s+\S", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
SUFFIXES: Final = (profile.SINGLE, profile.EXTENDED_PLAY)
_COUNTED: Final = frozenset({ReleaseKind.ALBUM, ReleaseKind.EP, ReleaseKind.SINGLE})


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything the platform's rules have to say."""
    for rule in RULES:
        for finding in rule(order):
            yield finding.on(profile.KEY)


def good_cover(order: Order) -> Iterator[Finding]:
    """APPL-IMG-001: the cover is square, 3000 pixels or more, and does not name the store."""
    made = order.renditions.get(COVER)
    facts = made.facts if made else None
    least = profile.REQUIREMENT.image.min_side
    if isinstance(facts, ImageFacts) and not (facts.square and facts.side >= least):
        yield error(
            "APPL-IMG-001",
            COVER,
            "The cover that would be sent is not square, or too small.",
            observed=f"{facts.width} x {facts.height} pixels",
            expected=f"square, {least} pixels or more",
            hint="ask for a larger one; it is never enlarged",
        )
    seen = order.analyses.get(COVER)
    read = [text.text for text in seen.texts] if isinstance(seen, PictureAnalysis) else []
    named = [text for text in read if profile.STORE_WORDS & set(re.findall(r"\w+", text.casefold()))]
    if named:
        yield error(
            "APPL-IMG-001",
            COVER,
            "The cover names the store.",
            observed=", ".join(map(repr, named)),
            expected="neither names nor marks of a store",
            hint="take the words out",
        )


def both_in_motion(order: Order) -> Iterator[Finding]:
    """APPL-MOT-001: motion artwork is there in both shapes, 1:1 and 3:4, or in none."""
    there = {subject: asset for subject in profile.MOTION if (asset := getattr(order.release, subject)) is not None}
    for subject, ratio in profile.MOTION.items():
        if there and subject not in there:
            (found,) = there.values()
            yield error(
                "APPL-MOT-001",
                subject,
                f"The cover is in motion in one shape alone, without {ratio}.",
                observed=found.path,
                expected=" and ".join(f"{key} ({shape})" for key, shape in profile.MOTION.items()),
                hint=f"add {subject}, or leave out the other one",
            )


def stereo(order: Order) -> Iterator[Finding]:
    """APPL-AUD-001: each recording has two channels; a single one is refused."""
    for index in range(len(order.release.tracks)):
        made = order.renditions.get(f"tracks[{index}].audio")
        if made is not None and isinstance(made.facts, AudioFacts) and made.facts.channels != _STEREO:
            yield error(
                "APPL-AUD-001",
                made.subject,
                "The recording that would be sent is not stereo.",
                observed=f"{made.facts.channels} channels",
                expected="2 channels",
                hint="ask for the stereo master",
            )


def credit_style(order: Order) -> Iterator[Finding]:
    """APPL-TTL-001: a guest in a title stands as `(feat. Name)` or `(with Name)`, in small letters and brackets."""
    for path, title in _titles(order):
        found = _CREDIT.search(title.text)
        if found is None or (found["word"].lower() == "with" and not found["open"]):
            continue
        if not found["open"] or found["word"] + found["dot"] not in {"feat.", "with"}:
            yield error(
                "APPL-TTL-001",
                f"{path}.text",
                "The title names a guest in another style than the store's.",
                observed=title.text,
                expected="(feat. Name) or (with Name), in round or square brackets",
                hint="credit the guest as an artist with the role FeaturedArtist; the store adds the words itself",
            )


def bracket_style(order: Order) -> Iterator[Finding]:
    """APPL-TTL-002: the first addition to a title stands in round brackets, further ones in square ones."""
    for path, title in _titles(order):
        groups = _BRACKETS.findall(title.display)
        if len(groups) > 1 and [group[0] for group in groups] != ["(", *"[" * (len(groups) - 1)]:
            inner = [group[1:-1] for group in groups]
            yield warning(
                "APPL-TTL-002",
                path,
                "The additions to the title stand in the wrong brackets.",
                observed=title.display,
                expected=" ".join((f"({inner[0]})", *(f"[{text}]" for text in inner[1:]))),
                hint="write the additions into the title in these brackets",
            )


def product_suffix(order: Order) -> Iterator[Finding]:
    """APPL-TTL-003: a title ends with no other product's word; ` - Single` and ` - EP` are added on the way out."""
    wanted = suffix_of(order)
    for place, title in enumerate(order.release.titles):
        stated = next((suffix for suffix in SUFFIXES if title.text.endswith(suffix)), "")
        if wanted is not None and stated not in {"", wanted}:
            yield error(
                "APPL-TTL-003",
                f"titles[{place}].text",
                "The title ends as that of another product.",
                observed=title.text,
                expected=title.text.removesuffix(stated),
                hint="leave the word out: the store counts tracks and their lengths, and is sent the right one",
            )


def suffix_of(order: Order) -> str | None:
    """Return the words the store wants behind a title, none for an album; None where nobody can say or counts."""
    lengths = [seconds_of(order, index) for index in range(len(order.release.tracks))]
    known = [length for length in lengths if length is not None]
    if order.release.kind not in _COUNTED or len(known) < len(lengths) or not known:
        return None
    is_long = max(known) >= profile.LONG_TRACK_SECONDS
    if len(known) <= profile.SHORT_RELEASE and not is_long:
        return profile.SINGLE
    if len(known) <= profile.EXTENDED_RELEASE and sum(known) <= profile.EXTENDED_SECONDS:
        return profile.EXTENDED_PLAY
    return ""


def good_lyrics(order: Order) -> Iterator[Finding]:
    """APPL-LYR-001: moments follow one another, none is a second behind the audio, and no line is a label."""
    facts = {subject: made.facts for subject, made in order.renditions.items()}
    case = Case(order.release, profile.KEY, profile.REQUIREMENT, order.created_at, {**order.masters, **facts})
    for rule in (moments_in_order, within_the_recording, words_alone):
        for finding in rule(case):
            yield evolve(finding, rule="APPL-LYR-001", severity=Severity.ERROR)


def frozen_tracks(order: Order) -> Iterator[Finding]:
    """APPL-FRZ-001: what the store holds keeps its ISRCs and its track list; an update changes neither."""
    if order.kind is not OrderKind.UPDATE or order.previous is None:
        return
    held = {file.subject: file.path for file in order.previous.files if re.fullmatch(_AUDIO, file.subject)}
    now = {f"tracks[{index}].audio": audio_name(track) for index, track in enumerate(order.release.tracks)}
    for subject in sorted({*held, *now}):
        if held.get(subject) != now.get(subject):
            yield error(
                "APPL-FRZ-001",
                f"{subject.removesuffix('.audio')}.isrc" if subject in now else "tracks",
                "The store does not change ISRCs or the track list of what it has.",
                observed=_of_name(now.get(subject)),
                expected=_of_name(held.get(subject)),
                hint="take it down and deliver it anew under another UPC",
            )


def _of_name(name: str | None) -> str:
    if name is None:
        return "no such track"
    disc, number, isrc = name.removesuffix(".wav").split("_")
    return f"{isrc} as track {int(number)} of disc {int(disc)}"


def _titles(order: Order) -> Iterator[tuple[str, Title]]:
    for place, title in enumerate(order.release.titles):
        yield f"titles[{place}]", title
    for index, track in enumerate(order.release.tracks):
        for place, title in enumerate(track.titles):
            yield f"tracks[{index}].titles[{place}]", title


RULES = (
    good_cover,
    both_in_motion,
    stereo,
    check_mixes,
    credit_style,
    bracket_style,
    product_suffix,
    good_lyrics,
    frozen_tracks,
)
