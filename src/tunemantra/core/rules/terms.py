"""Rules on what a platform can be told: a term that its document cannot carry is not lost in silence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import Finding, Severity, error
from tunemantra.core.rules.case import Case, Rule
from tunemantra.core.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES: Final[Mapping[Term, tuple[str, str]]] = {
    Term.TERRITORIES: ("CMN-TRM-001", "single territories"),
    Term.END: ("CMN-TRM-002", "the end of a deal"),
    Term.TIME: ("CMN-TRM-003", "a time of day"),
    Term.INSTANT: ("CMN-TRM-004", "one instant everywhere"),
    Term.EXCLUSIVE: ("CMN-TRM-005", "exclusivity"),
    Term.EXCLUSIVE_TERRITORIES: ("CMN-TRM-006", "exclusivity in some territories"),
    Term.PRE_ORDER: ("CMN-TRM-007", "a pre-order"),
    Term.INSTANT_GRATIFICATION: ("CMN-TRM-008", "instant gratification"),
    Term.PRICE_TIER: ("CMN-TRM-009", "a price tier"),
    Term.PRICE: ("CMN-TRM-010", "a price"),
    Term.PRICE_TERRITORIES: ("CMN-TRM-011", "a price in one territory"),
    Term.TRACK_TERMS: ("CMN-TRM-012", "terms of a single track"),
    Term.ANNOUNCEMENT: ("CMN-TRM-013", "when a coming release may be shown"),
    Term.TITLE_LANGUAGES: ("CMN-TRM-014", "a title in a further language"),
    Term.TRACK_LANGUAGE: ("CMN-TRM-015", "the language of a single track"),
}
"""The rule of each term, and what the term is called."""


def expressible(term: Term, case: Case) -> Iterator[Finding]:
    """Say where a release states a term that the platform cannot be told."""
    if term in case.requirement.terms.says:
        return
    rule, name = NAMES[term]
    for lost in case.stated:
        if lost.term is term:
            yield error(
                rule,
                lost.path,
                f"this platform cannot be told {name}, and it would be lost",
                observed=lost.observed,
                expected=f"nothing that needs {name}",
                hint="take it out of the release for this platform, or leave the platform out",
            ).on(case.platform)


def deals_sent(case: Case) -> Iterator[Finding]:
    """CMN-TRM-020: a deal for nothing the platform does is not sent, and a note says so."""
    terms = case.requirement.terms
    release = case.release
    listed = [("", release.deals), *((f"tracks[{i}].", track.deals) for i, track in enumerate(release.tracks))]
    for prefix, deals in listed if terms.told else ():
        for place, deal in enumerate(deals):
            if not terms.concern(deal):
                yield Finding(
                    "CMN-TRM-020",
                    Severity.NOTE,
                    f"{prefix}deals[{place}]",
                    "the platform does not do what this deal is for, and is not sent it",
                    observed=f"{', '.join(deal.uses) or 'no use'} ({', '.join(deal.models) or 'no model'})",
                    expected=f"{', '.join(sorted(terms.uses))} with {', '.join(sorted(terms.models))}",
                    platform=case.platform,
                )


def some_deal(case: Case) -> Iterator[Finding]:
    """CMN-TRM-021: each track has a deal for something the platform does."""
    terms = case.requirement.terms
    for index, track in enumerate(case.release.tracks if terms.told else ()):
        deals = case.release.deals_of(track)
        if deals and not any(map(terms.concern, deals)):
            yield error(
                "CMN-TRM-021",
                f"tracks[{index}].deals",
                "no deal is for anything the platform does",
                observed=f"{len(deals)} deals for something else",
                expected=f"a deal for one of {', '.join(sorted(terms.uses))}",
                hint="add such a deal, or leave the platform out",
            ).on(case.platform)


RULES: Final[tuple[Rule, ...]] = (
    *(
        Rule(rule, f"A platform that cannot be told {name} is sent no release that states it.", partial(expressible, t))
        for t, (rule, name) in NAMES.items()
    ),
    Rule("CMN-TRM-020", "A deal for nothing the platform does is told of, and not sent.", deals_sent),
    Rule("CMN-TRM-021", "Each track has a deal for something the platform does.", some_deal),
)

__all__ = ["NAMES", "RULES", "deals_sent", "expressible", "some_deal"]
