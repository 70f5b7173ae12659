"""What words on a cover say that no store wants to see there (CMN-IMG-005, CMN-IMG-008)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tunemantra.core.analysis import PictureFault, PictureFaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.analysis import PictureText

Kind = PictureFaultKind

_WORDS: Final[tuple[tuple[PictureFaultKind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.CONTACT, r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),  # an e-mail address
        (Kind.CONTACT, r"(?<![\w.])@[a-z0-9_][\w.]{2,}"),  # a handle
        (Kind.CONTACT, r"(?<!\d)(\+|00)\d[\d ().-]{7,}\d(?!\d)|(?<!\d)(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)"),
        (Kind.ADDRESS, r"(https?:/+|www\.)[^\s]+"),
        (Kind.ADDRESS, r"(?<![\w@.])([a-z0-9-]+\.)+(com|net|org|info|biz|io|fm|tv|app|link|ly|gg|co\.uk)(/\S*)?(?!\w)"),
        (Kind.PRICE, r"[$€£¥] ?\d+([.,]\d\d)?(?!\w)|(?<!\w)\d+[.,]\d\d ?([$€£¥]|(usd|eur|gbp)\b)"),
        (Kind.PROMOTION, r"\bexclusive(ly)?\b|\bout now\b|\bavailable (now|on|at)\b|\blimited edition\b"),
        (
            Kind.PROMOTION,
            r"\bfree download\b|\bpre-?order\b|\bbonus tracks?\b|\bstream (it )?now\b|\bnew (album|single)\b",
        ),
        (
            Kind.PROMOTION,
            r"\bdolby ?atmos\b|\bloss-?less\b|\bhi-?res\b|\b(16|24|32)[ -]?bit\b|\bmp3\b|\bspatial audio\b",
        ),
        (Kind.PROMOTION, r"\bcd\b|\bcompact disc\b|\bvinyl\b|\bdigital\b|\bcassette\b"),
        (Kind.STORE, r"\bon (tidal|amazon|pandora|shazam)\b"),
    )
)
# Names and marks that are no part of other words; the reader often drops the spaces of large letters.
_RUN_TOGETHER: Final[tuple[tuple[PictureFaultKind, tuple[str, ...]], ...]] = (
    (
        Kind.STORE,
        (
            *("spotify", "itunes", "applemusic", "amazonmusic", "beatport", "bandcamp", "soundcloud", "deezer"),
            *("qobuz", "youtube", "tiktok", "jiosaavn", "qqmusic", "instagram", "facebook"),
        ),
    ),
    (Kind.ADVISORY, ("parentaladvisory", "explicitcontent", "explicitlyrics")),
)


def claims(text: PictureText) -> Iterator[PictureFault]:
    """Yield what one line says that is none of a cover's business, each kind once, with the text that was read."""
    run_together = re.sub(r"[\W_]", "", text.text.casefold())
    kinds = [kind for kind, names in _RUN_TOGETHER if any(name in run_together for name in names)]
    kinds += [kind for kind, pattern in _WORDS if pattern.search(text.text)]
    for kind in dict.fromkeys(kinds):
        yield PictureFault(kind, text.region, text.confidence, text.text)


__all__ = ["claims"]
