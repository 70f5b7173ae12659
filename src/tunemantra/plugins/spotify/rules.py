"""What Spotify refuses beyond what everybody refuses (`platform-facts` 4.4). Pure functions of an order."""

from __future__ import annotations

import re
from functools import reduce
from operator import sub
from typing import TYPE_CHECKING

from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.plugins.spotify import profile
from tunemantra.plugins.spotify.canvas import check_canvas
from tunemantra.plugins.spotify.metadata import canvas_of, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.release import Release
    from tunemantra.core.rights import Deal
    from tunemantra.ports.package import Order

_PCM = 1


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything the platform's rules have to say."""
    for rule in RULES:
        for finding in rule(order):
            yield finding.on(profile.KEY)


def plain_wav(order: Order) -> Iterator[Finding]:
    """SPOT-AUD-001: a WAV of `fmt ` and `data` alone, format code 0x0001; EXTENSIBLE is refused."""
    for subject, rendition in order.renditions.items():
        facts = rendition.facts
        if isinstance(facts, AudioFacts) and (facts.format_code != _PCM or facts.foreign_chunks):
            code = "none" if facts.format_code is None else f"{facts.format_code:#06x}"
            yield error(
                "SPOT-AUD-001",
                subject,
                "The audio that would be sent is not plain PCM in a WAV file.",
                observed=f"format code {code}, chunks {', '.join(facts.foreign_chunks) or 'none'} besides the audio",
                expected="format code 0x0001, no chunks besides the audio",
                hint="deliver it again; if that does not help, tell whoever supplies the audio processor",
            )


def whole_tracks(order: Order) -> Iterator[Finding]:
    """SPOT-AUD-002: whole tracks only, no preview clips."""
    for index, track in enumerate(order.release.tracks):
        for title in track.titles:
            words = set(re.findall(r"\w+", title.version.lower()))
            if words & profile.PREVIEW_WORDS:
                yield error(
                    "SPOT-AUD-002",
                    f"tracks[{index}].titles",
                    "Whole tracks only: the version says that this is a part.",
                    observed=title.version,
                    expected="the whole recording",
                    hint="deliver the whole recording",
                )


def plain_cover(order: Order) -> Iterator[Finding]:
    """SPOT-IMG-001: the cover is RGB, not turned by EXIF, and carries no colour profile."""
    rendition = order.renditions.get("artwork")
    facts = rendition.facts if rendition else None
    if not isinstance(facts, ImageFacts):
        return
    if facts.mode != "RGB" or facts.orientation != 1:
        yield error(
            "SPOT-IMG-001",
            "artwork",
            "The cover that would be sent is not upright RGB.",
            observed=f"{facts.mode}, EXIF orientation {facts.orientation}",
            expected="RGB, EXIF orientation 1",
            hint="export the cover as upright sRGB",
        )
    elif facts.icc:
        yield warning(
            "SPOT-IMG-001", "artwork", "The cover carries a colour profile.", observed=facts.icc, expected="none"
        )


def good_canvas(order: Order) -> Iterator[Finding]:
    """Yield what is wrong with a Canvas that would be sent (SPOT-CNV)."""
    for index in range(len(order.release.tracks)):
        made = canvas_of(order, index)
        if made is not None and isinstance(made.facts, VideoFacts):
            yield from check_canvas(made.facts, made.subject)


def track_deals(order: Order) -> Iterator[Finding]:
    """SPOT-TER-001: every track has a deal that allows streaming; the release's alone leaves grey tracks."""
    release = order.release
    for index, track in enumerate(release.tracks):
        if not streaming(release.deals_of(track)):
            yield error(
                "SPOT-TER-001",
                f"tracks[{index}].deals",
                "No deal allows anybody to stream this track.",
                observed=f"{len(release.deals_of(track))} deals",
                expected="a deal with a streaming use and a subscription or advertisement model",
                hint="add such a deal to the release or to the track",
            )


def left_out_deals(order: Order) -> Iterator[Finding]:
    """SPOT-TER-002: deals that let nobody stream are not sent; a note names them, and where nothing else is sent."""
    release = order.release
    own = [deal for track in release.tracks for deal in track.deals]
    listed = [("", release.deals, (*release.deals, *own))]
    listed += [(f"tracks[{index}].", track.deals, track.deals) for index, track in enumerate(release.tracks)]
    for path, deals, beside in listed:
        sent = [deal.territories for deal in streaming(beside)]
        for place, deal in enumerate(deals):
            if not streaming((deal,)):
                dark = reduce(sub, sent, deal.territories)
                lost = f"nothing reaches it for {dark}" if dark else "other deals reach all its territories"
                yield Finding(
                    "SPOT-TER-002",
                    Severity.NOTE,
                    f"{path}deals[{place}]",
                    f"Spotify only streams and is not sent this deal; {lost}.",
                    observed=f"{_terms(deal)} in {deal.territories}",
                    expected="a streaming use with a subscription or advertisement model, to be sent",
                )


def _terms(deal: Deal) -> str:
    return f"{', '.join(deal.uses) or 'no use'} ({', '.join(deal.models) or 'no model'})"


def one_clock(order: Order) -> Iterator[Finding]:
    """SPOT-TIM-001: a deal does not begin by local time and end at one instant, or the other way round."""
    for path, deal in _deals(order.release):
        if streaming((deal,)) and deal.end is not None and deal.end.is_local != deal.start.is_local:
            yield error(
                "SPOT-TIM-001",
                path,
                "The deal mixes local time and one instant everywhere.",
                observed=f"{deal.start} to {deal.end}",
                expected="both local, or both with a time zone",
                hint="write both moments in the same way",
            )


def named_artists(order: Order) -> Iterator[Finding]:
    """SPOT-ART-001: a name that is only made to be found is refused."""
    release = order.release
    credited = [("artists", release.artists)]
    credited += [(f"tracks[{index}].artists", track.artists) for index, track in enumerate(release.tracks)]
    for path, artists in credited:
        for place, artist in enumerate(artists):
            if " ".join(artist.name.casefold().split()) in profile.SEO_NAMES:
                yield error(
                    "SPOT-ART-001",
                    f"{path}[{place}].name",
                    "The artist's name is a search word, not a name.",
                    observed=artist.name,
                    expected="the name of a person or a group",
                    hint="credit the artist by name",
                )


def _deals(release: Release) -> Iterator[tuple[str, Deal]]:
    for place, deal in enumerate(release.deals):
        yield f"deals[{place}]", deal
    for index, track in enumerate(release.tracks):
        for place, deal in enumerate(track.deals):
            yield f"tracks[{index}].deals[{place}]", deal


RULES = (plain_wav, whole_tracks, plain_cover, good_canvas, track_deals, left_out_deals, one_clock, named_artists)
