"""Reports to test with: one written by hand, and any that a profile allows."""

from __future__ import annotations

import gzip
from datetime import timedelta, timezone
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from tunemantra.contrib.ddex.dsr import Cell, CellKind, Head, RecordKind, Row
from tunemantra.contrib.ddex.dsr.escape import escape

NAME = "DSR_Label_Store_AdSupport_2026-02_DE_1of1_20260301T120000.tsv"
HEAD = Head(
    profile="BasicAudioProfile",
    profile_version="1.2",
    message_id="M1",
    created="2026-03-01T12:00:00Z",
    usage_start="2026-02-01",
    usage_end="2026-02-28",
    sender_id="PADPIDA2014999999Z",
    sender_name="Store",
    service="AdSupport",
    recipient_id="PADPIDA2014111801Y",
    recipient_name="Label",
)
PROFILES = (
    ("AudioVisualProfile", "1.0"),
    ("AudioVisualProfile", "1.1"),
    ("AudioVisualProfileSRB", "1.1"),
    ("BasicAudioProfile", "1.0"),
    ("BasicAudioProfile", "1.1"),
    ("BasicAudioProfile", "1.2"),
    ("BasicAudioProfileSRB", "1.2"),
    ("FinancialReportingToRecordCompaniesProfileSRB", "1.0"),
    ("MasterListProfile", "1.0"),
    ("MasterListProfileSRB", "1.0"),
    ("RadioBroadcastProfile", "1.0"),
    ("RoyaltyReportingProfile", "1.0.1"),
    ("UgcProfile", "1.0"),
    ("UgcProfile", "1.1.1"),
    ("UgcProfile", "1.2"),
    ("UgcProfileSRB", "1.2"),
)
_HEAD = (
    "HEAD|dsrf/30|BasicAudioProfile|1.2|M1|2026-03-01T12:00:00Z|1|1|2026-02-01|2026-02-28"
    "|PADPIDA2014999999Z|Store|AdSupport|PADPIDA2014111801Y|Label|"
)
LINES = (
    _HEAD,
    "#SY02.02|SummaryRecordId",
    "SY02.02|S1|||SubscriptionModel|OnDemandStream|DE|AdSupport|1200||EUR|99.50|||||||Music|||",
    "SY02.02|S2|||SubscriptionModel|OnDemandStream|AT|AdSupport|300||EUR|12.25|||||||Music|||",
    "",
    "AS02.02|1|A1|dsp1|USRC17600001|Nachtlied||Die Künstlerin||PT3M25S|SoundRecording|T0345246801||||||||||true",
    "SU02|1|S1|T1||A1|true|700|0.99|",
    "SU02|1|S2|T2||A1|true|300",
    "AS02.02|2|A1|dsp2||夜の歌||Artist||PT2M|SoundRecording",
    "SU02|2|S1|T3||A1|true|500",
    "FOOT|11|11|2|2|2",
)
"""A valid report, written with pipes for tabs; the last row but one leaves the cells at its end out."""


def text(*changes, lines=LINES, end="\n"):
    """The report with some lines changed: ``(number, old, new)``, pipes for tabs."""
    made = [line.replace("|", "\t") for line in lines]
    for number, old, new in changes:
        before = made[number - 1]
        made[number - 1] = before.replace(old.replace("|", "\t"), new.replace("|", "\t"), 1)
        assert made[number - 1] != before, f"line {number} has no {old}"
    return "".join(line + end for line in made)


def place(folder, content=None, name=NAME):
    """Put a report into a folder and return its file."""
    data = text() if content is None else content
    data = data.encode() if isinstance(data, str) else data
    file = folder / name
    file.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    return file


def rules(findings):
    return [finding.rule for finding in findings]


def told(findings):
    """What tests compare: rule and place."""
    return [(finding.rule, finding.path) for finding in findings]


letters = st.characters(codec="utf-8", exclude_characters="\r\n")
texts = st.text(letters, min_size=1, max_size=6) | st.sampled_from(
    [
        "\\",
        "|",
        "\t",
        "a|b",
        "\\\t",
        "\\\\|",
        "|\\",
        "#x",
        '"',
        " ",
        "Künstler",
        "夜の歌",
        "\x85\u2028",
        "\0",
        "x" * 300,
    ]
)
moments = st.datetimes(
    timezones=st.none() | st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)
_VALUES = {
    CellKind.TEXT: texts,
    CellKind.INTEGER: st.integers(-(10**12), 10**12),
    CellKind.DECIMAL: st.decimals(-(10**9), 10**9, places=4).map(Decimal.normalize),
    CellKind.BOOLEAN: st.booleans(),
    CellKind.DATE: st.dates(),
    CellKind.DATE_TIME: moments,
    CellKind.DURATION: st.timedeltas(timedelta(days=-400), timedelta(days=400)),
}


@cache
def values(cell: Cell):
    """Any value that a cell may have."""
    if cell.kind is CellKind.CODE:
        one = st.sampled_from(sorted(cell.allowed))
    elif cell.kind is CellKind.PATTERN:
        one = st.from_regex(cell.form, fullmatch=True, alphabet=letters)
    else:
        one = _VALUES[cell.kind]
    if cell.many:
        filled = st.lists(one, min_size=1, max_size=3).map(tuple)
        return st.just(()) | filled if cell.optional else filled
    return st.none() | one if cell.optional else one


@cache
def _values_of(record):
    return st.fixed_dictionaries({cell.name: values(cell) for cell in record.cells[1:]})


@st.composite
def rows_of(draw, record, fixed):
    """Any row of a record, with some cells as given; the values beside the row."""
    if not record.cells:
        return {}, Row(0, record, (record.code, escape(fixed["BlockId"])))
    given = draw(_values_of(record)) | {name: value for name, value in fixed.items() if name in record.places}
    return given, record.row(given)


@st.composite
def reports(draw, profile):
    """The rows of any report of a profile, each with the values it was made of."""
    summary_ids = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    summaries = st.sampled_from(profile.of_kind(RecordKind.SUMMARY))
    made = [draw(rows_of(draw(summaries), {"SummaryRecordId": one})) for one in summary_ids]
    reference = st.sampled_from(summary_ids)
    if profile.single:
        kinds = st.sampled_from(profile.of_kind(RecordKind.SINGLE))
        drawn = draw(st.lists(kinds, max_size=4))
        return [*made, *(draw(rows_of(kind, {"SummaryRecordId": draw(reference)})) for kind in drawn)]
    record_of = {letter: profile.records[code] for code, letter in profile.letters.items()}
    # Drawing knows no possessive quantifiers.
    form = profile.block_form.replace("++", "+").replace("*+", "*").replace("?+", "?")
    for block in draw(st.lists(texts, max_size=2, unique=True)):
        for letter in draw(st.from_regex(form, fullmatch=True)):
            fixed = {"BlockId": block, "SummaryRecordId": draw(reference)}
            made.append(draw(rows_of(record_of[letter], fixed)))
    return made
