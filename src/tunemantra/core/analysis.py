"""What listening to a master and looking at a cover finds, as plain values: rules judge these, adapters measure them.

The facts of a file (`core.media`) say what it is; an analysis says how it sounds or looks, and where something is off.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class SoundFaultKind(StrEnum):
    """What can be wrong with a recording; the rule that speaks of it stands behind."""

    LOSSY_ANCESTRY = "lossy-ancestry"  # CMN-AUD-002
    UPSAMPLED = "upsampled"  # CMN-AUD-003: no energy above the half of a lower rate
    PADDED_BITS = "padded-bits"  # CMN-AUD-003: low bits are zero throughout
    CLIPPING = "clipping"  # CMN-AUD-004: runs of full-scale samples
    TRUE_PEAK = "true-peak"  # CMN-AUD-004: above 0 dBTP between the samples
    LEADING_SILENCE = "leading-silence"  # CMN-AUD-005
    TRAILING_SILENCE = "trailing-silence"  # CMN-AUD-005
    SILENCE = "silence"  # CMN-AUD-005: nothing else in the whole file
    DROPOUT = "dropout"  # CMN-AUD-005: digital silence between two sounds
    DUAL_MONO = "dual-mono"  # CMN-AUD-006
    EMPTY_CHANNEL = "empty-channel"  # CMN-AUD-006
    INVERTED_PHASE = "inverted-phase"  # CMN-AUD-006: correlation below -0.9
    DC_OFFSET = "dc-offset"
    TRUNCATED = "truncated"  # CMN-AUD-007: less than the header promises
    PADDED_FILE = "padded-file"  # CMN-AUD-008: bytes behind the audio that are no audio
    CUT_START = "cut-start"  # sound begins in full swing
    CUT_END = "cut-end"  # sound ends in full swing
    CLICK = "click"
    NOT_A_NUMBER = "not-a-number"  # float samples that are no numbers or infinite


@frozen
class SoundFault:
    """One fault of a recording, with its place.

    Args:
        kind: what it is.
        start, end: seconds from the first sample; the whole length where it is everywhere.
        channel: counted from 0; None for all of them.
        value: the figure that was measured, in `unit`.
        unit: `dBTP`, `s`, `Hz`, `bit`, `samples`, …; empty for a ratio.
        detail: one clause for people.
    """

    kind: SoundFaultKind
    start: float
    end: float
    channel: int | None = None
    value: float = 0.0
    unit: str = ""
    detail: str = ""


@frozen
class Loudness:
    """How loud a recording is (ITU-R BS.1770-5, EBU Tech 3341 and 3342).

    Args:
        integrated: LUFS, gated over the whole; None where nothing passes the gate.
        range: LU.
        momentary, short_term: LUFS, the loudest 0.4 s and 3 s; None where nothing was that long.
        true_peak: dBTP, over all channels; None for silence.
        sample_peak: dBFS, over all channels; None for silence.
    """

    integrated: float | None
    range: float
    momentary: float | None
    short_term: float | None
    true_peak: float | None
    sample_peak: float | None


@frozen
class Guess:
    """Something heard that is not measured but estimated.

    Args:
        value: `120.0` for a tempo in beats a minute, `A min` for a key.
        confidence: 0 to 1.
    """

    value: str
    confidence: float


@frozen
class SoundAnalysis:
    """Everything heard in one recording.

    Args:
        edition: of the method; what an older one found is found anew.
        seconds: length that was decoded.
        loudness: as above.
        faults: by their start.
        bandwidth: Hz, where the music ends in the spectrum.
        bits: bits a sample that are really used; 0 where the codec has none.
        correlation: of the first two channels, -1 to 1; 1 for mono.
        dc_offset: by channel, as a share of full scale.
        leading, trailing: seconds of digital silence at both ends; 0 where there is nothing else.
        listened: whether tempo and key were listened for at all.
        tempo, key: None where no library that hears them is installed, or nothing is sure.
        fingerprint: Chromaprint's 32-bit words, eight a second (algorithm 2).
        envelope: the highest peak of each 1/500 of the length, 0 to 1, for pictures of it.
        curve: LUFS, the loudest momentary loudness of each 1/500 of the length, -70 at least.
        spectrum: dBFS, the mean level of 60 bands of equal ratio from 20 Hz to half the sample rate.
    """

    edition: int
    seconds: float
    loudness: Loudness
    faults: tuple[SoundFault, ...] = ()
    bandwidth: float = 0.0
    bits: int = 0
    correlation: float = 1.0
    dc_offset: tuple[float, ...] = ()
    leading: float = 0.0
    trailing: float = 0.0
    listened: bool = False
    tempo: Guess | None = None
    key: Guess | None = None
    fingerprint: tuple[int, ...] = ()
    envelope: tuple[float, ...] = ()
    curve: tuple[float, ...] = ()
    spectrum: tuple[float, ...] = ()


class PictureFaultKind(StrEnum):
    """What can be wrong with a cover; the rule that speaks of it stands behind."""

    UPSCALED = "upscaled"  # CMN-IMG-003
    BLURRED = "blurred"  # CMN-IMG-004
    BLOCKY = "blocky"  # CMN-IMG-004: the 8-pixel grid of strong JPEG compression
    BORDER = "border"  # CMN-IMG-004: an edge of one colour
    BLANK = "blank"  # CMN-IMG-004: one colour throughout
    ROTATED = "rotated"  # CMN-IMG-004: an orientation that most readers ignore
    TRUNCATED = "truncated"  # CMN-IMG-004: a JPEG whose end was never written; decoders paint it grey
    CODE = "code"  # CMN-IMG-005: QR or bar code
    ADDRESS = "address"  # CMN-IMG-005: URL
    CONTACT = "contact"  # CMN-IMG-005: e-mail, telephone, handle
    PRICE = "price"  # CMN-IMG-005
    STORE = "store"  # CMN-IMG-005: the name of a store
    PROMOTION = "promotion"  # CMN-IMG-005: "exclusive", formats, carriers
    PROGRESSIVE = "progressive"  # CMN-IMG-007
    HEAVY = "heavy"  # CMN-IMG-007
    ADVISORY = "advisory"  # CMN-IMG-008: the parental advisory mark


@frozen
class Region:
    """A part of a picture, in pixels of the upright picture."""

    left: int
    top: int
    width: int
    height: int


@frozen
class PictureFault:
    """One fault of a picture, with its place.

    Args:
        kind: what it is.
        region: None where it is everywhere.
        value: the figure that was measured.
        detail: one clause for people; the text that was read.
    """

    kind: PictureFaultKind
    region: Region | None = None
    value: float = 0.0
    detail: str = ""


@frozen
class PictureText:
    """Words read in a picture.

    Args:
        text: as read.
        region: where.
        confidence: 0 to 1.
    """

    text: str
    region: Region
    confidence: float


@frozen
class PictureAnalysis:
    """Everything seen in one picture.

    Args:
        edition: of the method; what an older one found is found anew.
        sharpness: variance of the Laplacian of the luminance, on 1000 pixels of the longer side.
        faults: in reading order.
        texts: words that were read; empty where no library that reads is installed.
        read: whether words were looked for at all.
        colours: the most frequent ones as `#rrggbb`, at most five.
    """

    edition: int
    sharpness: float
    faults: tuple[PictureFault, ...] = ()
    texts: tuple[PictureText, ...] = ()
    read: bool = False
    colours: tuple[str, ...] = ()


Analysis = SoundAnalysis | PictureAnalysis

__all__ = [
    "Analysis",
    "Guess",
    "Loudness",
    "PictureAnalysis",
    "PictureFault",
    "PictureFaultKind",
    "PictureText",
    "Region",
    "SoundAnalysis",
    "SoundFault",
    "SoundFaultKind",
]
