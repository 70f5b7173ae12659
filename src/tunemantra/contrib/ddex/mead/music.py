"""What can be measured or heard: tempo, key, metre, pitch, voices and instruments."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Xml
from tunemantra.contrib.ddex.mead.element import Choice, Element
from tunemantra.contrib.ddex.mead.terms import AllowedValue, FlagAttribute, Sources, as_value

_PLACE = Choice((("start_point", "end_point"), ("start_bar", "end_bar")), required=True, led=True)


def as_optional_value(value: AllowedValue | str | None) -> AllowedValue | None:
    """Return a word of a set of allowed values, or none."""
    return None if value is None else as_value(value)


@frozen
class Modulation(Element):
    """Where a number changes, and to what: from seconds to seconds, or from bar to bar."""

    start_point: Decimal | None = field(default=None, kw_only=True)
    end_point: Decimal | None = field(default=None, kw_only=True)
    start_bar: int | None = field(default=None, kw_only=True)
    end_bar: int | None = field(default=None, kw_only=True)
    value: Decimal

    choices: ClassVar[tuple[Choice, ...]] = (_PLACE,)


Modulations = Annotated[tuple[Modulation, ...], Xml("Modulation")]


@frozen
class BeatsPerMinute(Element):
    """The tempo in beats per minute."""

    sources: Sources = field(default=(), kw_only=True)
    value: Decimal
    modulations: Modulations = ()


@frozen
class AbsolutePitch(Element):
    """The pitch of the A above middle C in hertz."""

    sources: Sources = field(default=(), kw_only=True)
    value: Decimal
    modulations: Modulations = ()


@frozen
class HarmonyModulation(Element):
    """Where the key changes, and to what."""

    start_point: Decimal | None = None
    end_point: Decimal | None = None
    start_bar: int | None = None
    end_bar: int | None = None
    root_chord_note: Annotated[AllowedValue | None, Xml(values="RootChordNote")] = field(
        default=None, converter=as_optional_value
    )
    root_chord_quality: Annotated[AllowedValue | None, Xml(values="RootChordQuality")] = field(
        default=None, converter=as_optional_value
    )
    mode: Annotated[AllowedValue | None, Xml(values="Mode")] = field(default=None, converter=as_optional_value)

    choices: ClassVar[tuple[Choice, ...]] = (_PLACE,)


@frozen
class Harmony(Element):
    """The key, told by its root chord: note `A`, quality `MinorTriad` (RootChordNote, RootChordQuality, Mode)."""

    sources: Sources = field(default=(), kw_only=True)
    root_chord_note: Annotated[AllowedValue, Xml(values="RootChordNote")] = field(converter=as_value)
    root_chord_quality: Annotated[AllowedValue | None, Xml(values="RootChordQuality")] = field(
        default=None, converter=as_optional_value
    )
    mode: Annotated[AllowedValue | None, Xml(values="Mode")] = field(default=None, converter=as_optional_value)
    modulations: Annotated[tuple[HarmonyModulation, ...], Xml("Modulation")] = ()


@frozen
class Meter(Element):
    """The metre: 3 beats of a 4th note."""

    beats: Annotated[int, Xml("NumberOfBeatsInBar")]
    note: Annotated[int, Xml("NoteEquivalentToBeat")]


@frozen
class TimeSignatureModulation(Element):
    """Where the metre changes, and to what; the value is in beats per minute."""

    start_point: Decimal | None = field(default=None, kw_only=True)
    end_point: Decimal | None = field(default=None, kw_only=True)
    start_bar: int | None = field(default=None, kw_only=True)
    end_bar: int | None = field(default=None, kw_only=True)
    meter: Meter | None = field(default=None, kw_only=True)
    no_meter_available: bool | None = field(default=None, kw_only=True)
    value: Decimal

    choices: ClassVar[tuple[Choice, ...]] = (_PLACE, Choice((("meter",), ("no_meter_available",))))


@frozen
class TimeSignature(Element):
    """The metre, or why there is none."""

    sources: Sources = field(default=(), kw_only=True)
    meter: Meter | None = None
    no_meter_available: bool | None = None
    too_many_tempi: bool | None = None
    modulations: Annotated[tuple[TimeSignatureModulation, ...], Xml("Modulation")] = ()

    choices: ClassVar[tuple[Choice, ...]] = (Choice((("meter",), ("no_meter_available",), ("too_many_tempi",))),)


@frozen
class VocalRegister(Element):
    """How high a voice sings (VocalRegister)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="VocalRegister")] = field(converter=as_value)


@frozen
class Intensity(Element):
    """How intense it is: `Low`, `Medium`, `High` (Intensity)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="Intensity")] = field(converter=as_value)


@frozen
class InstrumentUsed(Element):
    """An instrument heard in the recording, featured or not (InstrumentType)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="InstrumentType")] = field(converter=as_value)
    is_featured: FlagAttribute = None


@frozen
class Instrument(Element):
    """An instrument a work is written for (InstrumentType)."""

    sources: Sources = field(default=(), kw_only=True)
    value: Annotated[AllowedValue, Xml(values="InstrumentType")] = field(converter=as_value)


__all__ = [
    "AbsolutePitch",
    "BeatsPerMinute",
    "Harmony",
    "HarmonyModulation",
    "Instrument",
    "InstrumentUsed",
    "Intensity",
    "Meter",
    "Modulation",
    "Modulations",
    "TimeSignature",
    "TimeSignatureModulation",
    "VocalRegister",
    "as_optional_value",
]
