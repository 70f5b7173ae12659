"""Codes of the trade: shapes, check digits, and which typing errors each scheme can see (row A-031)."""

import copy
import itertools
import pickle
import random
import string
import subprocess
import sys

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.identifiers import Dpid, Grid, Gtin, GtinKind, Isni, Isrc, Iswc
from tunemantra.errors import IdentifierError

ALPHANUMERIC = string.digits + string.ascii_uppercase
CYCLIC_NEIGHBOURS = list(zip(ALPHANUMERIC, ALPHANUMERIC[1:] + ALPHANUMERIC[0], strict=True))
MUTATIONS_PER_SCHEME = 2_000

# Published examples: the code as printed, and its compact form.
KNOWN = [
    (Isrc, "US-S1Z-99-00001", "USS1Z9900001"),
    (Isrc, "qz-es8-21-00123", "QZES82100123"),
    (Gtin, "0 36000 29145 2", "036000291452"),
    (Gtin, "4 006381 333931", "4006381333931"),
    (Gtin, "9638 5074", "96385074"),
    (Gtin, "1 00 12345 67890 2", "10012345678902"),
    (Grid, "A1-2425G-ABC1234002-M", "A12425GABC1234002M"),
    (Iswc, "T-034.524.680-1", "T0345246801"),
    (Isni, "0000 0001 2281 955X", "000000012281955X"),
    (Isni, "0000 0001 2150 090X", "000000012150090X"),
    (Dpid, "PA-DPIDA-2011072101-T", "PADPIDA2011072101T"),
    (Dpid, "PA-DPIDA-3897722461-G", "PADPIDA3897722461G"),
]
SCHEMES = [Isrc, Gtin, Grid, Iswc, Isni, Dpid]


@pytest.mark.parametrize(("scheme", "printed", "compact"), KNOWN)
def test_printed_form_is_read_and_written(scheme, printed, compact):
    code = scheme.parse(printed)
    assert str(code) == code.value == compact
    assert code.formatted == printed.upper()
    assert scheme.is_valid(printed)


@pytest.mark.parametrize(("scheme", "printed", "compact"), KNOWN)
def test_equal_codes_are_one_value(scheme, printed, compact):
    assert {scheme.parse(printed), scheme(compact)} == {scheme(compact)}
    assert pickle.loads(pickle.dumps(scheme(compact))) == copy.deepcopy(scheme(compact)) == scheme(compact)


def test_typographic_hyphens_and_spaces_are_separators():
    assert Isrc.parse(" us\u2011s1z\u201399\u221200001\u00a0") == Isrc("USS1Z9900001")


def test_codes_of_two_schemes_are_never_equal():
    class Lookalike(Isrc):
        pass

    assert Isrc("USS1Z9900001") != Lookalike("USS1Z9900001")


def test_a_code_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Isrc("USS1Z9900001").value = "X"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "nonsense", "0", "٠٣٦٠٠٠٢٩١٤٥٢", "036000291452\n1", "T034524680", "USS1Z990", "PADPIDA12"],
)
def test_malformed_text_is_refused(scheme, text):
    assert not scheme.is_valid(text)
    with pytest.raises(IdentifierError) as caught:
        scheme.parse(text)
    assert caught.value.facts["scheme"] == scheme.scheme
    assert caught.value.facts["observed"] == text


def test_dotless_i_is_not_an_i():
    assert Isrc.is_valid("dei1z9900001")
    assert not Isrc.is_valid("deı1z9900001")


@pytest.mark.parametrize(
    ("scheme", "text", "expected"),
    [
        (Gtin, "4006381333932", "1"),
        (Grid, "A12425GABC1234002N", "M"),
        (Iswc, "T0345246802", "1"),
        (Isni, "0000000122819550", "X"),
        (Dpid, "PADPIDA0000000001A", "O"),
    ],
)
def test_error_names_the_expected_check_digit(scheme, text, expected):
    with pytest.raises(IdentifierError, match=f"check digit {text[-1]}, expected {expected}"):
        scheme.parse(text)


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        (Isrc, "us-s1z-99-00001"),
        (Isrc, "uss1z9900001"),
        (Gtin, "4006381333932"),
        (Gtin, 4006381333931),
        (Isni, "0000 0001 2281 955X"),
    ],
)
def test_construction_takes_nothing_but_the_canonical_form(scheme, value):
    with pytest.raises(IdentifierError):
        scheme(value)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("96385074", GtinKind.EAN8),
        ("036000291452", GtinKind.UPC),
        ("4006381333931", GtinKind.EAN),
        ("10012345678902", GtinKind.GTIN14),
    ],
)
def test_gtin_is_called_by_its_length(digits, kind):
    assert Gtin(digits).kind is kind


def test_one_product_has_several_spellings():
    upc, ean = Gtin("036000291452"), Gtin("0036000291452")
    assert upc != ean
    assert upc.same_product(ean)
    assert upc.gtin14 == "00036000291452"
    assert not upc.same_product(Gtin("4006381333931"))


def test_lost_leading_zero_is_recognised():
    with pytest.raises(IdentifierError, match="leading zero of 036000291452"):
        Gtin.parse("36000291452")


def test_other_short_gtin_gets_the_general_hint():
    with pytest.raises(IdentifierError, match="digit by digit"):
        Gtin.parse("36000291451")


@given(st.from_regex(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", fullmatch=True))
def test_isrc_survives_its_printed_form(value):
    assert Isrc.parse(Isrc(value).formatted.lower()) == Isrc(value)


def _check(scheme, body, alphabet):
    """Find the check character by trial, so that no formula is shared with the code under test."""
    (found,) = [body + character for character in alphabet if scheme.is_valid(body + character)]
    return found


def _digits(dice, count):
    return "".join(dice.choices(string.digits, k=count))


def _alphanumerics(dice, count):
    return "".join(dice.choices(ALPHANUMERIC, k=count))


def _make_gtin(dice):
    return _check(Gtin, _digits(dice, dice.choice([7, 11, 12, 13])), string.digits)


def _make_grid(dice):
    return _check(Grid, "A1" + _alphanumerics(dice, 15), ALPHANUMERIC)


def _make_iswc(dice):
    return _check(Iswc, "T" + _digits(dice, 9), string.digits)


def _make_isni(dice):
    return _check(Isni, _digits(dice, 15), string.digits + "X")


def _make_dpid(dice):
    return _check(Dpid, "PADPIDA" + _alphanumerics(dice, 10), ALPHANUMERIC)


def _never(*_arguments):
    return False


def _gtin_misses_swap(code, position):
    """Weights 3 and 1 differ by 2: a swap of digits that differ by 5 changes the sum by 10."""
    return abs(int(code[position]) - int(code[position + 1])) == 5


def _iswc_misses_substitution(code, position, new):
    """An even weight hides a change by 5, weight 5 an even change; the check digit weighs 1."""
    weight = position if position < 10 else 1
    change = abs(int(code[position]) - int(new))
    return (weight % 2 == 0 and change == 5) or (weight == 5 and change % 2 == 0)


def _iswc_misses_swap(code, position):
    """Neighbours differ by weight 1, the last digit (9) and the check digit (1) by 8: there 5 is not seen."""
    return position == 9 and abs(int(code[9]) - int(code[10])) == 5


def _mod_37_36_misses_swap(code, position):
    """One pair in each of the 36 running states (36 of 22 680): neighbours in the alphabet, or Z and 0."""
    state = 36
    for character in code[:position]:
        state = ((state + ALPHANUMERIC.index(character)) % 36 or 36) * 2 % 37
    unseen = (18 - state) % 36
    return set(code[position : position + 2]) == {ALPHANUMERIC[unseen], ALPHANUMERIC[(unseen + 1) % 36]}


MUTATED = {
    Gtin: (_make_gtin, _never, _gtin_misses_swap),
    Grid: (_make_grid, _never, _mod_37_36_misses_swap),
    Iswc: (_make_iswc, _iswc_misses_substitution, _iswc_misses_swap),
    Isni: (_make_isni, _never, _never),
    Dpid: (_make_dpid, _never, _mod_37_36_misses_swap),
}


def _codes(make, dice):
    """Yield each code ten times: finding its check character by trial is the expensive part."""
    for _ in range(MUTATIONS_PER_SCHEME // 20):
        yield from itertools.repeat(make(dice), 10)


def _characters_at(scheme, code, position):
    """Return what may stand at a position without breaking the shape, which would be found anyway."""
    if scheme in {Grid, Dpid}:
        return ALPHANUMERIC if position >= len(code) - 11 else ""
    if scheme is Isni and position == 15:
        return string.digits + "X"
    return string.digits if code[position].isdigit() else ""


@pytest.mark.parametrize("scheme", MUTATED)
def test_wrong_digit_is_found_where_the_scheme_can(scheme):
    make, misses, _ = MUTATED[scheme]
    dice = random.Random(f"substitute {scheme.scheme}")
    for code in _codes(make, dice):
        position = dice.choice([i for i in range(len(code)) if _characters_at(scheme, code, i)])
        new = dice.choice([c for c in _characters_at(scheme, code, position) if c != code[position]])
        mutated = code[:position] + new + code[position + 1 :]
        assert scheme.is_valid(mutated) == misses(code, position, new), (code, mutated)


def _places_to_swap(scheme, code):
    return [
        i
        for i in range(len(code) - 1)
        if code[i] != code[i + 1]
        and code[i + 1] in _characters_at(scheme, code, i)
        and code[i] in _characters_at(scheme, code, i + 1)
    ]


@pytest.mark.parametrize("scheme", MUTATED)
def test_swapped_neighbours_are_found_where_the_scheme_can(scheme):
    make, _, misses = MUTATED[scheme]
    dice = random.Random(f"swap {scheme.scheme}")
    for code in _codes(make, dice):
        i = dice.choice(_places_to_swap(scheme, code))
        mutated = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
        assert scheme.is_valid(mutated) == misses(code, i), (code, mutated)


def test_the_blind_spot_of_mod_37_36_is_where_we_say():
    """Chance meets one swap in 630: put the unseen pair where it is unseen, for every kind of prefix."""
    dice = random.Random("mod 37,36")
    for _ in range(200):
        prefix = "A1" + _alphanumerics(dice, dice.randrange(14))
        (pair,) = [a + b for a, b in CYCLIC_NEIGHBOURS if _mod_37_36_misses_swap(prefix + a + b, len(prefix))]
        code = _check(Grid, prefix + pair + _alphanumerics(dice, 15 - len(prefix)), ALPHANUMERIC)
        swapped = code.replace(prefix + pair, prefix + pair[::-1], 1)
        assert swapped != code
        assert Grid.is_valid(swapped)


def test_ten_thousand_codes_are_mutated():
    assert len(MUTATED) * MUTATIONS_PER_SCHEME == 10_000


def test_importing_loads_no_check_digit_library():
    code = "import sys, tunemantra.core.identifiers; sys.exit('stdnum' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
