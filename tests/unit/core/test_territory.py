"""Exact territory sets, and every platform's way to write them (rows A-140, A-141, A-143)."""

import os
import pickle
import random
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import draws
from tunemantra.core.territory import (
    ENCODINGS,
    GROUP_NAMES,
    ISO_CODES,
    M49_AREAS,
    SELECTABLE,
    TERRITORY_NAMES,
    DdexTerritories,
    TerritoryExpression,
    TerritorySet,
    check_tokens,
    from_legacy,
    group_members,
)
from tunemantra.errors import EmptyTerritoryError, TerritoryError

TODAY = date(2026, 4, 24)
CODES = sorted(SELECTABLE)
TOKENS = [*CODES, *M49_AREAS, *GROUP_NAMES, "Worldwide"]
SCHEMAS = Path(os.environ.get("TUNEMANTRA_DDEX_SCHEMAS", Path(__file__).parents[4] / "shared/ddex"))

any_set = st.builds(
    lambda mask: TerritorySet(frozenset(code for bit, code in enumerate(CODES) if mask >> bit & 1)),
    st.integers(0, 2 ** len(CODES) - 1),
)


def resolve(include, exclude=(), on=TODAY):
    return TerritorySet.resolve(include, exclude, on=on)


# The table


def test_there_are_249_iso_codes_and_kosovo():
    assert len(ISO_CODES) == 249
    assert {"XK"} == SELECTABLE - ISO_CODES
    assert set(TERRITORY_NAMES) == SELECTABLE


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="needs the official DDEX schemas")
def test_codes_are_those_of_the_official_ddex_value_set():
    tree = ET.parse(SCHEMAS / "ern/43/allowed-value-sets.xsd")
    namespace = {"xs": "http://www.w3.org/2001/XMLSchema"}
    wanted = ".//xs:simpleType[@name='CurrentTerritoryCode']//xs:enumeration"
    official = {node.get("value") for node in tree.iterfind(wanted, namespace)}
    two_letters = {code for code in official if len(code) == 2 and code.isalpha()}
    assert two_letters - {"AN", "CS"} == SELECTABLE


@pytest.mark.parametrize(
    ("area", "count"),
    [("002", 60), ("019", 57), ("142", 50), ("150", 51), ("009", 29), ("419", 52), ("003", 41), ("001", 248)],
)
def test_m49_areas_have_the_size_the_united_nations_give(area, count):
    assert len(resolve([area])) == count


def test_continents_share_nobody_and_leave_out_three():
    continents = [resolve([area]) for area in ("002", "019", "142", "150", "009")]
    assert sum(map(len, continents)) == len(set().union(*continents))
    assert set(TerritorySet.worldwide()) - set().union(*continents) == {"AQ", "TW", "XK"}


def test_worldwide_holds_who_m49_leaves_out():
    assert {"TW", "XK"} <= set(TerritorySet.worldwide())
    assert not {"TW", "XK"} & set(resolve(["001"]))


@pytest.mark.parametrize(
    ("group", "on", "count"),
    [
        ("EU", date(1957, 12, 31), 0),
        ("EU", date(1958, 1, 1), 6),
        ("EU", date(1973, 1, 1), 9),
        ("EU", date(1981, 1, 1), 10),
        ("EU", date(1986, 1, 1), 12),
        ("EU", date(1995, 1, 1), 15),
        ("EU", date(2004, 5, 1), 25),
        ("EU", date(2007, 1, 1), 27),
        ("EU", date(2013, 7, 1), 28),
        ("EU", date(2020, 1, 31), 28),
        ("EU", date(2020, 2, 1), 27),
        ("EEA", date(2019, 1, 1), 31),
        ("EEA", date(2026, 1, 1), 30),
        ("EFTA", date(1961, 1, 1), 7),
        ("EFTA", date(2026, 1, 1), 4),
        ("EUROZONE", date(2025, 12, 31), 20),
        ("EUROZONE", date(2026, 1, 1), 21),
        ("ASEAN", date(2026, 1, 1), 11),
    ],
)
def test_groups_have_the_members_of_the_day(group, on, count):
    assert len(group_members(group, on)) == count


def test_great_britain_left_the_union():
    assert "GB" in group_members("eu", date(2020, 1, 31))
    assert "GB" not in group_members("EU", date(2020, 2, 1))
    assert group_members("EU27", TODAY) == group_members("EU", TODAY)


@pytest.mark.parametrize("group", GROUP_NAMES)
def test_every_group_holds_known_territories(group):
    assert group_members(group, TODAY)
    assert group_members(group, TODAY) <= SELECTABLE


def test_dependencies_are_not_their_states():
    assert set(resolve(["FR"])) == {"FR"}
    assert not {"HK", "MO", "TW"} & set(resolve(["CN"]))


# Resolving rules


def test_rules_take_codes_regions_groups_and_worldwide():
    assert set(resolve(["dach", " lu "], ["AT"])) == {"CH", "DE", "LU"}
    assert resolve(["WW"], ["150"]) == ~resolve(["150"])
    assert "GB" in resolve(["EU"], on=date(2019, 1, 1))


def test_exclusions_alone_are_taken_from_worldwide():
    assert resolve(None, ["DE"]) == TerritorySet.worldwide() - TerritorySet.of("DE")


@pytest.mark.parametrize(("include", "exclude"), [(None, []), ([], []), ([], ["DE"]), ((), ("Worldwide",))])
def test_including_nothing_is_never_worldwide(include, exclude):
    with pytest.raises(EmptyTerritoryError):
        resolve(include, exclude)


def test_excluding_everything_leaves_nothing():
    nothing = resolve(["DE"], ["EU"])
    assert nothing == TerritorySet.nothing()
    assert not nothing


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("UK", "use GB"),
        ("EL", "use GR"),
        ("AN", "use BQ, CW, SX"),
        ("TP", "use TL"),
        ("ZR", "use CD"),
        ("BU", "use MM"),
        ("DD", "use DE"),
        ("FX", "use FR"),
        ("SU", "AM, AZ, BY, EE, GE, KG, KZ, LT, LV, MD, RU, TJ, TM, UA, UZ"),
        ("CS", "CZ, ME, RS, SK"),
        ("YU", "BA, HR, ME, MK, RS, SI"),
        ("EZ", "use EUROZONE"),
        ("ES-CN", "use ES"),
        ("germany", "use DE"),
        ("276", "DE, not 276"),
        ("", "ISO 3166-1"),
        ("QQ", "ISO 3166-1"),
        ("D E", "ISO 3166-1"),
        ("XX-YY", "ISO 3166-1"),
    ],
)
def test_unknown_tokens_are_refused_with_a_way_out(token, hint):
    (error,) = check_tokens([token])
    assert error.facts["token"] == token
    assert hint in error.hint
    with pytest.raises(TerritoryError) as caught:
        resolve(["DE"], [token])
    assert caught.value.message == error.message


def test_all_bad_tokens_are_named_at_once():
    assert [error.facts["token"] for error in check_tokens(["DE", "UK", "EU", "SU", "UK"])] == [
        "UK",
        "SU",
        "UK",
    ]
    with pytest.raises(TerritoryError, match=r"UK, SU.*3 tokens.*UK: use GB.*EL: use GR"):
        resolve(["UK", "SU"], ["EL"])


def test_group_without_members_on_the_day_is_refused():
    with pytest.raises(TerritoryError, match="had no members on 1950-01-01"):
        resolve(["EU"], on=date(1950, 1, 1))
    assert len(check_tokens(["EU"], on=date(1950, 1, 1))) == 1
    assert not check_tokens(["EU"])


def test_unknown_group_is_refused():
    with pytest.raises(TerritoryError, match=r"the groups are .*NORDICS"):
        group_members("ATLANTIS", TODAY)


@pytest.mark.parametrize("codes", [{"UK"}, {"de"}, {"DE", "150"}, {"EU"}, {"Worldwide"}])
def test_sets_hold_nothing_but_codes(codes):
    with pytest.raises(TerritoryError):
        TerritorySet(codes)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AN", {"BQ", "CW", "SX"}),
        ("uk", {"GB"}),
        ("CSXX", {"ME", "RS"}),
        ("CSHH", {"CZ", "SK"}),
        ("WW", SELECTABLE),
    ],
)
def test_former_codes_are_followed_on_import(code, expected):
    assert from_legacy(code) == TerritorySet(expected)


@pytest.mark.parametrize("code", ["SU", "YU", "CS", "SUHH", "DE", "EU", "nonsense", ""])
def test_uncertain_codes_are_not_followed(code):
    assert from_legacy(code) is None


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="needs the official DDEX schemas")
def test_every_former_code_of_ddex_is_known():
    tree = ET.parse(SCHEMAS / "ern/43/allowed-value-sets.xsd")
    namespace = {"xs": "http://www.w3.org/2001/XMLSchema"}
    wanted = ".//xs:simpleType[@name='AllTerritoryCode']//xs:enumeration"
    values = {node.get("value") for node in tree.iterfind(wanted, namespace)}
    former = {value for value in values if len(value) == 4 and value.isalpha()}
    assert len(former) == 31
    for code in former:
        (error,) = check_tokens([code])
        assert "is not in use" in str(error) or "no certain successor" in str(error)


# Algebra


@given(any_set, any_set, any_set)
def test_algebra_keeps_its_laws(a, b, c):
    assert a | b == b | a
    assert (a & b) & c == a & (b & c)
    assert a & (b | c) == (a & b) | (a & c)
    assert ~(a | b) == ~a & ~b
    assert ~~a == a
    assert a - b == a & ~b
    assert a ^ b == (a | b) - (a & b)
    assert a | ~a == TerritorySet.worldwide()
    assert a & ~a == TerritorySet.nothing()


@given(any_set, any_set)
def test_comparison_is_inclusion(a, b):
    assert a & b <= a <= a | b
    assert (a < b) == (a <= b and a != b)
    assert (a >= b) == (b <= a)
    assert (a == b) == (hash(a) == hash(b) and a <= b <= a)


@given(any_set)
def test_a_set_is_a_sorted_collection_of_its_codes(territories):
    assert list(territories) == sorted(territories.codes)
    assert len(territories) == len(list(territories))
    assert bool(territories) == (len(territories) > 0)
    assert all((code in territories) == (code in territories.codes) for code in CODES)
    assert pickle.loads(pickle.dumps(territories)) == territories


# Saying it


@pytest.mark.parametrize(
    ("territories", "said"),
    [
        (TerritorySet.worldwide(), "Worldwide"),
        (TerritorySet.nothing(), "nowhere"),
        (TerritorySet.of("DE", "AT"), "AT, DE"),
        (~TerritorySet.of("DE", "AT"), "Worldwide except AT, DE"),
        (TerritorySet.of("DE", "AT", "ch"), "DACH"),
        (resolve(["EU"]), "EU"),
        (resolve(["EU", "CH"]), "EU, CH"),
        (resolve(None, ["EU"]), "Worldwide except EU"),
        (resolve(["155"]), "Western Europe"),
        (resolve(["001"]), "Worldwide except TW, XK"),
    ],
)
def test_people_read_the_shortest_form(territories, said):
    assert str(territories) == said


@pytest.mark.parametrize("count", [1, 124, 125, 126, 127, 249])
def test_expression_is_the_shorter_of_the_two(count):
    territories = TerritorySet(CODES[:count])
    said = territories.expression()
    assert len(said.include) + len(said.exclude) == min(count, 1 + 250 - count)
    assert said.resolve() == territories


@given(any_set.filter(bool))
def test_expression_means_the_set(territories):
    assert territories.expression().resolve() == territories
    assert territories.expression(regions=True).resolve() == territories
    assert territories.expression(regions=True, on=date(1999, 1, 1)).resolve(on=date(1999, 1, 1)) == territories


def test_regions_follow_the_day():
    then, now = date(2019, 1, 1), TODAY
    union = resolve(["EU"], on=then)
    assert union.expression(regions=True, on=then).include == ("EU",)
    assert union.expression(regions=True, on=now).include == ("EU", "GB")
    assert "EU" not in union.expression(regions=True).include
    assert union.expression(regions=True, on=then).exclude == ()


def test_nothing_cannot_be_said():
    for regions in (True, False):
        with pytest.raises(EmptyTerritoryError):
            TerritorySet.nothing().expression(regions=regions)
    with pytest.raises(EmptyTerritoryError):
        TerritoryExpression(())


def test_exceptions_are_taken_from_worldwide_only():
    with pytest.raises(TerritoryError):
        TerritoryExpression(("EU",), ("DE",))


# Platform forms


@pytest.mark.parametrize(
    ("name", "few", "most", "everywhere"),
    [
        ("include_list", ("AT", "DE"), None, tuple(CODES)),
        ("iso_semicolon", "AT;DE", None, ";".join(CODES)),
        ("ww_or_iso", ("AT", "DE"), None, ("WW",)),
        (
            "ddex",
            DdexTerritories(("AT", "DE")),
            DdexTerritories(excluded_territory_codes=("AT", "DE")),
            DdexTerritories(("Worldwide",)),
        ),
        ("ww_minus", "AT DE", "WW -AT -DE", "WW"),
        ("csv_tokens", "AT;DE", "WW;-AT;-DE", "WW"),
        (
            "ww_override",
            {"WW": False, "AT": True, "DE": True},
            {"WW": True, "AT": False, "DE": False},
            {"WW": True},
        ),
        (
            "include_exclude",
            {"include": ["AT", "DE"], "exclude": []},
            {"include": ["Worldwide"], "exclude": ["AT", "DE"]},
            {"include": ["Worldwide"], "exclude": []},
        ),
    ],
)
def test_platforms_get_their_form(name, few, most, everywhere):
    encoding, pair = ENCODINGS[name], TerritorySet.of("DE", "AT")
    assert encoding.encode(pair) == few
    assert most is None or encoding.encode(~pair) == most
    assert encoding.encode(TerritorySet.worldwide()) == everywhere


@pytest.mark.parametrize("name", ENCODINGS)
def test_no_platform_form_says_nothing(name):
    with pytest.raises(EmptyTerritoryError):
        ENCODINGS[name].encode(TerritorySet.nothing())


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_territory_survives_alone_and_as_the_only_exception(name):
    singles = [TerritorySet.of(code) for code in CODES]
    for territories in (*singles, *(~single for single in singles)):
        assert ENCODINGS[name].decode(ENCODINGS[name].encode(territories)) == territories


EMPTY_FORMS = [
    ("include_list", ()),
    ("iso_semicolon", ""),
    ("iso_semicolon", " ; "),
    ("ww_or_iso", []),
    ("ddex", DdexTerritories(excluded_territory_codes=tuple(CODES))),
    ("ww_minus", ""),
    ("ww_minus", "-DE"),
    ("ww_minus", "WW -" + " -".join(CODES)),
    ("csv_tokens", ""),
    ("csv_tokens", "-DE"),
    ("ww_override", {"WW": False}),
    ("ww_override", {"WW": False, "DE": False}),
    ("include_exclude", {}),
    ("include_exclude", {"include": [], "exclude": ["DE"]}),
    ("include_exclude", {"include": ["DE"], "exclude": ["DE"]}),
]


@pytest.mark.parametrize(("name", "encoded"), EMPTY_FORMS)
def test_reading_nothing_is_never_worldwide(name, encoded):
    with pytest.raises(EmptyTerritoryError):
        ENCODINGS[name].decode(encoded)


UNREADABLE = [
    ("include_list", "DE"),
    ("include_list", ["DE", 1]),
    ("include_list", ["WW"]),
    ("include_list", None),
    ("iso_semicolon", ["DE"]),
    ("iso_semicolon", "DE;EU"),
    ("iso_semicolon", "DE,AT"),
    ("ww_or_iso", ["WW", "DE"]),
    ("ddex", ["DE"]),
    ("ddex", DdexTerritories(("Worldwide", "DE"))),
    ("ddex", DdexTerritories(excluded_territory_codes=("Worldwide",))),
    ("ww_minus", "DE -AT"),
    ("ww_minus", "WW -UK"),
    ("ww_minus", "WW DE"),
    ("ww_minus", "WW --DE"),
    ("csv_tokens", "DE;-AT"),
    ("csv_tokens", None),
    ("ww_override", {"DE": True}),
    ("ww_override", {"WW": "yes"}),
    ("ww_override", {"WW": True, "DE": 0}),
    ("ww_override", {"WW": True, 1: False}),
    ("ww_override", ["WW"]),
    ("include_exclude", {"include": ["Worldwide", "DE"]}),
    ("include_exclude", {"include": ["DE"], "excluded": ["AT"]}),
    ("include_exclude", {"include": "DE"}),
    ("include_exclude", ["DE"]),
]


@pytest.mark.parametrize(("name", "encoded"), UNREADABLE)
def test_what_cannot_be_read_exactly_is_refused(name, encoded):
    with pytest.raises(TerritoryError) as caught:
        ENCODINGS[name].decode(encoded)
    assert not isinstance(caught.value, EmptyTerritoryError)


def test_tight_form_of_the_sheet_is_read():
    assert ENCODINGS["ww_minus"].decode("WW-US-JP") == ~TerritorySet.of("US", "JP")


def test_ddex_choice_is_one_list_and_not_none():
    with pytest.raises(EmptyTerritoryError):
        DdexTerritories()
    with pytest.raises(TerritoryError):
        DdexTerritories(("DE",), ("AT",))


RULE_SETS = 10_000


def _random_rules(dice):
    """Return a rule set of tokens, and the codes it means, computed without the code under test."""
    include = dice.choices(TOKENS, k=dice.choice([0, 1, 1, 2, 3, 8, 40])) or None
    exclude = dice.choices(TOKENS[:-1], k=dice.choice([0, 0, 1, 2, 8, 40] if include else [1, 2, 8, 40]))
    meaning = dict.fromkeys(CODES, include is None)
    for tokens, value in ((include or (), True), (exclude, False)):
        for token in tokens:
            members = CODES if token == "Worldwide" else M49_AREAS.get(token, {token})
            meaning.update(dict.fromkeys(group_members(token, TODAY) if token in GROUP_NAMES else members, value))
    return include, exclude, {code for code, wanted in meaning.items() if wanted}


@pytest.mark.parametrize("part", range(4))
def test_random_rule_sets_survive_every_platform_form(part):
    dice = random.Random(f"rule sets {part}")
    for _ in range(RULE_SETS // 4):
        include, exclude, meaning = _random_rules(dice)
        territories = resolve(include, exclude)
        assert territories.codes == meaning, (include, exclude)
        for name, encoding in ENCODINGS.items():
            if territories:
                assert encoding.decode(encoding.encode(territories)) == territories, (name, include, exclude)
            else:
                with pytest.raises(EmptyTerritoryError):
                    encoding.encode(territories)


@settings(max_examples=draws(500))
@given(any_set.filter(bool), st.sampled_from(sorted(ENCODINGS)))
def test_any_set_survives_any_platform_form(territories, name):
    assert ENCODINGS[name].decode(ENCODINGS[name].encode(territories)) == territories
