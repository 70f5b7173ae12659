"""Messages made by hand or drawn: every class of the model, by what its annotations say."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from tunemantra.contrib.ddex import Partner
from tunemantra.contrib.ddex.mead import (
    AllowedValue,
    GenreValue,
    MeadMessage,
    MessageHeader,
    MetadataSource,
    MoodValue,
    WorkInformation,
)
from tunemantra.contrib.ddex.mead.binding import shape_of
from tunemantra.contrib.ddex.mead.lexical import SECONDS
from tunemantra.contrib.ddex.mead.terms import DATE_PATTERN, LANGUAGE_PATTERN
from tunemantra.testing.strategies import texts

SENDER = Partner("PADPIDA2013042401U", "Sender & Söhne")
RECIPIENT = Partner("PADPIDA2009101501Y")
WHEN = datetime(2026, 3, 1, 12, 30, 15, 123000, tzinfo=UTC)

OF_VALUE = (AllowedValue, MoodValue, GenreValue)
MOST_OPTIONS = 4
DEEPEST = 6
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PATTERNS = {
    DATE_PATTERN: st.sampled_from(("1969", "2021-07", "2021-07-30")),
    LANGUAGE_PATTERN: st.sampled_from(("en", "ja-Latn", "zh-Hant-TW", "es-419", "sl-rozaj-biske")),
    "[0-9]{11}": st.text("0123456789", min_size=11, max_size=11),
    "PADPIDA[a-zA-Z0-9]+": st.just(str(SENDER.dpid)),
}
TEXTS = texts() | st.sampled_from(("", " two  blanks ", "line\nline", "tab\there", "cr\r\nlf", "]]>&lt;"))
PLAIN = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(-(10**12), 10**12),
    Decimal: st.decimals(-(10**9), 10**9, places=3),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.none() | ZONES),  # noqa: DTZ001
}
POINTS = {"U": st.sampled_from(("U1", "U-two")), "W": st.sampled_from(("W1", "W-two"))}


class Sets:
    """Sets of allowed values to draw from; Hypothesis prints its arguments, so it is short in words."""

    def __init__(self, by_name):
        self._drawn = {name: st.sampled_from(sorted(values)) for name, values in by_name.items() if values}

    def one_of(self, name):
        return self._drawn[name]

    def __repr__(self):
        return "Sets()"


def header(**changes):
    return evolve(MessageHeader.between(SENDER, RECIPIENT, "m-0001", WHEN), **changes)


def message(**changes):
    return evolve(MeadMessage(header(), avs="3", language="en"), **changes)


def is_valid_for(opinion, xml):
    """What the second implementation says."""
    return [str(error) for error in opinion.iter_errors(io.BytesIO(xml))]


def _leaf(bound, sets):
    if bound.xml.values:
        return sets.one_of(bound.xml.values)
    if bound.xml.pointer or bound.xml.anchor:
        return POINTS[bound.xml.pointer or bound.xml.anchor]
    if bound.xml.pattern:
        return PATTERNS[bound.xml.pattern]
    if bound.lexical is SECONDS:
        return st.decimals(0, 10**7, places=3)
    if bound.required and bound.value_type is str:
        return texts()
    return PLAIN[bound.value_type]


def _value(draw, bound, sets, depth, route=()):
    if bound.lexical is not None:
        return draw(_leaf(bound, sets))
    value = element(draw, bound.value_type, sets, depth + 1, route)
    if bound.value_type in OF_VALUE and bound.xml.values:
        value = evolve(value, value=draw(sets.one_of(bound.xml.values)))
    return value


def _allowed(draw, cls, stated):
    """Return which of these optional fields the choices of the class allow together, and what they need."""
    for choice in cls.choices:
        taken = [group for group in choice.groups if stated & set(group)][:1]
        if not taken and choice.required:
            taken = [draw(st.sampled_from(choice.groups))]
            stated.add(taken[0][0])
        for group in choice.groups:
            if group not in taken:
                stated -= set(group)
        if taken and choice.led:
            stated.add(taken[0][0])
    return stated


def _options(draw, cls):
    options = [bound.field for bound in shape_of(cls).bounds if not bound.required]
    most = min(len(options), MOST_OPTIONS)
    return set(draw(st.lists(st.sampled_from(options), max_size=most, unique=True)) if options else ())


def element(draw, cls, sets, depth=0, route=()):
    """Draw an instance of a class of the model.

    A route names the only optional field that is stated, then the only one of what stands there, and so on.
    """
    stated = _allowed(draw, cls, {route[0]} if route else _options(draw, cls) if depth < DEEPEST else set())
    values = {}
    for bound in shape_of(cls).bounds:
        if bound.field not in stated and not bound.required:
            continue
        way = route[1:] if route and bound.field == route[0] else ()
        level = DEEPEST if route and not way else depth
        count = draw(st.sampled_from((1, 1, 1, 2))) if bound.many and level < DEEPEST - 2 else 1
        drawn = tuple(_value(draw, bound, sets, level, way) for _ in range(count))
        values[bound.field] = drawn if bound.many else drawn[0]
    return cls(**values)


def routes():
    """Return for every class of the model, and every field of it, the shortest way there from the message."""
    found, todo = {MeadMessage: ()}, [MeadMessage]
    for cls in todo:
        for bound in shape_of(cls).bounds:
            if bound.lexical is None and bound.value_type not in found:
                found[bound.value_type] = (*found[cls], bound.field)
                todo.append(bound.value_type)
    return {cls: [(*way, bound.field) for bound in shape_of(cls).bounds] for cls, way in found.items()}


@st.composite
def messages(draw, sets, route=()):
    """A message whose references lead somewhere."""
    drawn = element(draw, MeadMessage, sets, 0, route)
    depth = DEEPEST if route else 1
    sources = [*drawn.metadata_sources, *(element(draw, MetadataSource, sets, DEEPEST) for _ in range(2))]
    works = [*drawn.works, *(element(draw, WorkInformation, sets, depth) for _ in range(2))]
    return evolve(
        drawn,
        metadata_sources=tuple(map(_renamed, sources, ("U1", "U-two"))),
        works=tuple(map(_renamed, works, ("W1", "W-two"))),
    )


def _renamed(anchored, reference):
    return evolve(anchored, reference=reference)


__all__ = ["Sets", "header", "is_valid_for", "message", "messages", "routes"]
