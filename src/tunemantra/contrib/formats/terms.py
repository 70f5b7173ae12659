"""From what was read to deals: where, when, how paid, how used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.contrib.formats import findings
from tunemantra.contrib.formats.places import Record
from tunemantra.core.finding import error
from tunemantra.core.identifiers import Isrc
from tunemantra.core.rights import CommercialModel, Deal, Price, PriceBasis, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import WORLDWIDE, TerritorySet, check_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.contrib.formats.places import Place
    from tunemantra.core.finding import Finding

# What stands in for territories that could not be read: no store is there, and it is not nothing and not the world.
NOWHERE_SOLD: Final = TerritorySet.of("AQ")
# What stands in for a release date that could not be read: late enough for no rule on dates to speak.
SOME_DAY: Final = date(2100, 1, 1)


def deals_of(record: Record, release_date: date | None) -> tuple[Deal, ...]:
    """Return the deals of a release or a track; a stand-in where deals were stated and cannot be read."""
    if "deals" in record.stated and "deals" not in record.values:
        return (Deal(NOWHERE_SOLD, ReleaseMoment.local(SOME_DAY)),)
    return tuple(_deal(one, release_date) for one in record.all("deals", Record))


def _deal(record: Record, release_date: date | None) -> Deal:
    start = _start(record, release_date)
    opening = start or ReleaseMoment.local(SOME_DAY)
    models, uses = record.all("models", CommercialModel), record.all("uses", UseType)
    plain = Deal(_territories(record, opening.day), opening)
    return evolve(
        plain,
        end=record.find("end", ReleaseMoment) if start else None,
        models=models or plain.models,
        uses=uses or plain.uses,
        prices=tuple(_price(one) for one in record.all("price", Record)),
        pre_order=record.get("pre_order", bool, otherwise=False),
        exclusive=record.get("exclusive", bool, otherwise=False),
        instant_gratification=record.all("instant_gratification", Isrc),
    )


def visibility_of(record: Record, release_date: date | None) -> tuple[Visibility, ...]:
    """Return from when a release or a track may be shown."""
    return tuple(
        Visibility(
            release=one.find("release", ReleaseMoment),
            cover=one.find("cover", ReleaseMoment),
            track_listing=one.find("track_listing", ReleaseMoment),
            clips=one.find("clips", ReleaseMoment),
            territories=_places(one, release_date or SOME_DAY),
            show_dates=one.get("show_dates", bool, otherwise=True),
        )
        for one in record.all("visibility", Record)
    )


def _places(record: Record, on: date) -> TerritorySet:
    """Return where something is so: everywhere unless stated."""
    stated = {"territories", "exclude"} & record.stated
    return _territories(record, on) if stated else TerritorySet.worldwide()


def _start(record: Record, release_date: date | None) -> ReleaseMoment | None:
    if "start" in record.stated:
        return record.find("start", ReleaseMoment)
    return ReleaseMoment.local(release_date) if release_date else None


def _territories(record: Record, on: date) -> TerritorySet:
    place = record.place.key("territories")
    include = _known(record.all("territories", str), place, on)
    exclude = _known(record.all("exclude", str), record.place.key("exclude"), on)
    if "territories" not in record.stated and exclude:
        include = (WORLDWIDE,)
    found = TerritorySet.resolve(include, exclude, on=on) if include else TerritorySet.nothing()
    if not found and not _flawed(record, include):
        place.add(_empty(place, include, exclude))
    return found or NOWHERE_SOLD


def _flawed(record: Record, include: tuple[str, ...]) -> bool:
    """Whether nothing is left because tokens could not be read: then findings have said so."""
    wrong = {"territories", "exclude"} & (record.stated - set(record.values))
    # An empty list is no flaw that somebody told of, whatever is taken away from it.
    tokens = record.all("territories" if "territories" in record.stated else "exclude", str)
    return bool(wrong) or (not include and bool(tokens))


def _known(tokens: Iterable[str], place: Place, on: date) -> tuple[str, ...]:
    known = []
    for index, token in enumerate(tokens):
        flaws = check_tokens([token], on=on)
        if not flaws:
            known.append(token)
        for flaw in flaws:
            place.add(
                error(
                    "CMN-TER-002",
                    place.item(index).path,
                    f"this territory {flaw.facts['reason']}",
                    observed=findings.quote(token),
                    expected="Worldwide, an ISO 3166-1 alpha-2 code, an M49 number or a group such as EU",
                    hint=flaw.hint,
                )
            )
    return tuple(known)


def _empty(place: Place, include: tuple[str, ...], exclude: tuple[str, ...]) -> Finding:
    return error(
        "CMN-TER-001",
        place.path,
        "no territory is left, and none is never Worldwide",
        observed=f"{', '.join(include)} without {', '.join(exclude)}" if include else "no territory",
        expected="at least one territory",
        hint="name the territories, or write Worldwide",
    )


def _price(record: Record) -> Price:
    tier, amount = record.get("tier", str, ""), record.find("amount", Decimal)
    currency, place = record.get("currency", str, ""), record.place
    if record.stated <= {"currency", "territory", "basis"}:
        place.wrong("a price needs a tier or an amount", "neither", "a tier such as Mid, or an amount and a currency")
    elif "amount" in record.stated and "currency" not in record.stated:
        place.add(findings.missing_key(place.key("currency").path, "currency", what="the currency of the amount"))
    basis = record.get("basis", PriceBasis, PriceBasis.WHOLESALE)
    return Price(tier, amount, currency, territory_of(record), basis)


def territory_of(record: Record) -> str:
    """Return the one territory a title, a name or a price is meant for; empty for everywhere."""
    code = record.get("territory", str, "")
    if not code or code in TerritorySet.worldwide():
        return code
    flaws = check_tokens([code])
    record.place.add(
        error(
            "CMN-TER-002",
            record.place.key("territory").path,
            "this is no single territory",
            observed=findings.quote(code),
            expected="an ISO 3166-1 alpha-2 code, or nothing for everywhere",
            hint=flaws[0].hint if flaws else "name the territories one by one",
        )
    )
    return ""


__all__ = ["NOWHERE_SOLD", "SOME_DAY", "deals_of", "territory_of", "visibility_of"]
