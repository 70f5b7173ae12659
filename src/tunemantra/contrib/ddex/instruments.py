"""Instruments the value sets have a word for; any other is told in the sender's own words.

The newest sets know more: they are 709 to 853, and no store asks for the rarer ones. What an older version lacks of
these is on `ErnVersion`; a test holds both against the official value sets.
"""

from __future__ import annotations

from typing import Final

INSTRUMENTS: Final = frozenset(
    {
        "Accordion", "AcousticBassGuitar", "AcousticGuitar", "AltoFlute", "AltoSaxophone", "Bagpipes", "Balalaika",
        "Bandoneon", "Banjo", "BaritoneSaxophone", "BassClarinet", "Bass", "BassGuitar", "Bassoon", "Bongos",
        "Bouzouki", "Bugle", "Celesta", "Cello", "Clarinet", "Clavichord", "Concertina", "Congas",
        "Cornet", "Cowbell", "Cymbals", "Didgeridoo", "DoubleBass", "Drum", "DrumKit", "DrumMachine",
        "ElectricBassGuitar", "ElectricGuitar", "ElectricPiano", "ElectricViolin", "EnglishHorn", "Erhu", "Euphonium",
        "Fiddle", "Flugelhorn", "Flute", "FrenchHorn", "Glockenspiel", "Gong", "Guitar", "HammondOrgan", "Harmonica",
        "Harmonium", "Harp", "Harpsichord", "Horn", "Kalimba", "Keyboard", "Kora", "Koto", "LapSteelGuitar", "Lute",
        "Lyre", "Mandolin", "Maracas", "Marimba", "Melodica", "Mellotron", "Oboe", "Ocarina", "Organ", "Oud",
        "PanFlute",        "PedalSteelGuitar", "Piano", "PipeOrgan", "Recorder", "Sampler", "Sarod", "Saxophone",
        "Shakuhachi", "Shamisen", "Sitar", "SnareDrum", "SopranoSaxophone", "SteelDrums",
        "Synthesizer", "Tabla", "Tambourine", "TenorSaxophone", "Theremin", "Timpani", "Triangle", "Trombone",
        "Trumpet", "Tuba", "Turntable", "Ukulele", "UprightBass", "Vibraphone", "Viola",
        "ViolaDaGamba", "Violin", "Voice", "Xylophone", "Zither",
    }
)  # fmt: skip
"""Words of DDEX InstrumentType."""

__all__ = ["INSTRUMENTS"]
