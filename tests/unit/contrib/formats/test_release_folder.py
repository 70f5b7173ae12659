"""The release folder: what authors write, and one finding for each thing they got wrong."""

import os
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.contrib.formats.conftest import PLAIN
from tests.unit.core.rules.conftest import Bench
from tunemantra.contrib.formats import ReleaseFolder, example_toml
from tunemantra.contrib.formats.release_folder import _text
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.party import ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Genre, ParentalWarning, Release, ReleaseKind
from tunemantra.core.rights import CLine, CommercialModel, PLine, Price, UseType
from tunemantra.core.rules import Case, judge
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText, Title


def only(submission):
    (finding,) = submission.findings
    assert finding.blocks
    assert finding.observed
    assert finding.expected
    assert finding.hint
    assert finding.file
    return finding


def everything_said(submission):
    """Return what the reader and the common rules say together."""
    bench = Bench()
    case = Case(submission.release, "spotify", bench.requirement, datetime(2026, 1, 1, tzinfo=UTC))
    return [finding for finding in (*submission.findings, *judge(case)) if finding.blocks]


def test_a_plain_release_reads_without_a_finding(folder):
    submission = folder.plain()
    release = submission.release
    assert submission.findings == ()
    assert submission.folder == folder.path
    assert (release.icpn, release.title, release.kind) == (
        Gtin("036000291452"),
        Title("Night Trains"),
        ReleaseKind.ALBUM,
    )
    assert (release.p_line, release.c_line) == (PLine(2026, "Acme"), CLine(2026, "Acme"))
    assert release.deals[0].territories == TerritorySet.worldwide()
    assert release.deals[0].start == ReleaseMoment.local(date(2026, 4, 24))
    assert release.parental_warning is ParentalWarning.NOT_EXPLICIT
    (track,) = release.tracks
    assert (track.isrc, track.position, track.audio.path) == (Isrc("QMACM2600001"), (1, 1), "audio/1.wav")


def test_everything_an_author_can_say_reaches_the_release(folder):
    release = """
    version = "Deluxe"
    titles = [{ title = "夜行列車", version = "豪華盤", language = "ja", territory = "JP" }]
    subgenre = "Synth"
    language = "de"
    original_release_date = "1999-01-01"
    catalog_number = "ACME-1"
    grid = "A1-2425G-ABC1234002-M"
    parental_warning = "ExplicitContentEdited"
    contributors = [{ name = "Jo Ferro", roles = "Composer", instruments = "Piano", ipi = "123456789" }]
    platforms = { beatport = { exclusive = true, weeks = 2, until = 2026-05-01, mix = "Dub", factor = 1.50 } }
    """
    deal = """
    exclude = ["KP", "EU"]
    start = 2026-05-01T09:30:00Z
    end = 2030-01-01
    models = "PayAsYouGoModel"
    uses = ["PermanentDownload"]
    price = ["Mid", { amount = 7.50, currency = "EUR", territory = "DE" }]
    pre_order = true
    exclusive = true
    """
    track = """
    version = "Live"
    disc = 2
    number = 4
    duration = "1:02:03.5"
    artists = [
        { name = "Mira", isni = "000000012281955X", names = [{name="ミラ", language="ja"}], ids = { spotify = "7" } },
        { name = "Jo", role = "FeaturedArtist" },
    ]
    p_line = { year = 2020, owner = "Other" }
    subgenre = "Techno"
    explicit = true
    iswc = "T-034.524.680-1"
    language = "zxx"
    bpm = 122.5
    key = "A min"
    preview_start = 30
    """
    read = folder.plain(release, deal, track)
    assert read.findings == ()
    made = read.release
    assert made.titles == (Title("Night Trains", "Deluxe"), Title("夜行列車", "豪華盤", "ja", "JP"))
    assert made.genre == Genre("Pop", "Synth")
    assert (made.language, made.catalog_number, made.grid) == ("de", "ACME-1", Grid("A12425GABC1234002M"))
    assert made.original_release_date == date(1999, 1, 1)
    assert made.parental_warning is ParentalWarning.EDITED
    assert made.contributors == (Contributor("Jo Ferro", (ContributorRole.COMPOSER,), ("Piano",), None, "00123456789"),)
    assert made.extras == tuple(
        ("beatport", name, value)
        for name, value in sorted(
            {"exclusive": "true", "weeks": "2", "until": "2026-05-01", "mix": "Dub", "factor": "1.5"}.items()
        )
    )
    terms = made.deals[0]
    assert terms.territories == TerritorySet.resolve(None, ["KP", "EU"], on=date(2026, 5, 1))
    assert terms.start == ReleaseMoment.instant(datetime(2026, 5, 1, 9, 30, tzinfo=UTC))
    assert terms.end == ReleaseMoment.local(date(2030, 1, 1))
    assert (terms.models, terms.uses) == ((CommercialModel.PAY_AS_YOU_GO,), (UseType.PERMANENT_DOWNLOAD,))
    assert terms.prices == (Price("Mid"), Price("", Decimal("7.5"), "EUR", "DE"))
    assert terms.pre_order
    assert terms.exclusive
    one = made.tracks[0]
    assert (one.titles, one.position, one.duration) == ((Title("Station", "Live"),), (2, 4), Decimal("3723.5"))
    assert one.artists[0].isni == Isni("000000012281955X")
    assert one.artists[0].names == (LocalText("ミラ", "ja"),)
    assert one.artists[0].ids == (("spotify", "7"),)
    assert one.artists[1].role is ArtistRole.FEATURED
    assert (one.p_line, one.genre) == (PLine(2020, "Other"), Genre("Pop", "Techno"))
    assert (one.parental_warning, one.iswc) == (ParentalWarning.EXPLICIT, Iswc("T0345246801"))
    assert (one.language, one.bpm, one.key, one.preview_start) == ("zxx", Decimal("122.5"), "A min", Decimal(30))
    assert str(one.preview_start) == "30"


def test_one_explicit_track_makes_an_explicit_release(folder):
    assert folder.plain(track="explicit = true").release.parental_warning is ParentalWarning.EXPLICIT
    assert (
        folder.plain("explicit = false", track="explicit = true").release.parental_warning
        is ParentalWarning.NOT_EXPLICIT
    )


def test_tracks_count_up_on_each_disc_unless_they_say(folder):
    more = '\n[[tracks]]\nisrc="QMACM260000{0}"\ntitle="S{0}"\nfile="audio/1.wav"\ndisc={1}'
    read = folder.plain(track=more.format(2, 2) + more.format(3, 1) + more.format(4, 2))
    assert [track.position for track in read.release.tracks] == [(1, 1), (2, 1), (1, 2), (2, 2)]


MISTAKES = [
    ('lable = "Acme"', "", "", "DOC-KEY-001", "lable", "label"),
    ("xyzzy = 1", "", "", "DOC-KEY-001", "xyzzy", "one of additional_titles"),
    ('language = "german"', "", "", "DOC-VAL-001", "language", "BCP 47"),
    ('grid = "A1-2425G-ABC1234002-N"', "", "", "DOC-VAL-001", "grid", "check digit M"),
    ("catalog_number = 7", "", "", "DOC-VAL-001", "catalog_number", "text"),
    ('catalog_number = " "', "", "", "DOC-VAL-001", "catalog_number", "text"),
    ('catalog_number = "a\\u0001"', "", "", "DOC-VAL-001", "catalog_number", "text"),
    (f'catalog_number = "{"x" * 3000}"', "", "", "DOC-VAL-001", "catalog_number", "at most 2000 characters"),
    ('original_release_date = "1999-02-30"', "", "", "DOC-VAL-001", "original_release_date", "a date"),
    ("original_release_date = 1999-01-01T00:00:00", "", "", "DOC-VAL-001", "original_release_date", "a date"),
    ('explicit = "yes"', "", "", "DOC-VAL-001", "parental_warning", "true or false"),
    ('explicit = true\nparental_warning = "Explicit"', "", "", "DOC-VAL-001", "parental_warning", "explicit or"),
    ('parental_warning = "explicit"', "", "", "DOC-VAL-001", "parental_warning", "one of Explicit"),
    ("titles = {}", "", "", "DOC-VAL-001", "titles", "a list"),
    ("titles = [5]", "", "", "DOC-VAL-001", "titles[1]", "a table"),
    ('titles = [{ language = "ja" }]', "", "", "DOC-KEY-002", "titles[1].text", "The title"),
    ('titles = [{ title = "A", territory = "UK" }]', "", "", "CMN-TER-002", "titles[1].territory", "ISO 3166-1"),
    ('titles = [{ title = "A", territory = "EU" }]', "", "", "CMN-TER-002", "titles[1].territory", "ISO 3166-1"),
    ('contributors = [{ name = "A B", roles = [] }]', "", "", "DOC-VAL-001", "contributors[0].roles", "1 to"),
    ("platforms = 1", "", "", "DOC-VAL-001", "extras", "a table"),
    ("platforms = { beatport = { a = [1] } }", "", "", "DOC-VAL-001", "extras.beatport.a", "text or a number"),
    (f"platforms = {{ beatport = {{ a = 0x{'f' * 5000} }} }}", "", "", "DOC-VAL-001", "extras.beatport.a", "text"),
    ("platforms = { beatport = { a = nan } }", "", "", "DOC-VAL-001", "extras.beatport.a", "text or a number"),
    ('platforms = { "" = {} }', "", "", "DOC-KEY-001", "extras.", "letters"),
    ("", "territories = []", "", "CMN-TER-001", "deals[0].territories", "at least one"),
    ("", 'territories = []\nexclude = ["RU"]', "", "CMN-TER-001", "deals[0].territories", "at least one"),
    ("", "pre_order = false", "", "CMN-TER-001", "deals[0].territories", "at least one"),
    ("", 'territories = ["DE"]\nexclude = ["EU"]', "", "CMN-TER-001", "deals[0].territories", "at least one"),
    ("", 'territories = ["DE", "UK"]', "", "CMN-TER-002", "deals[0].territories[1]", "Worldwide"),
    ("", 'territories = "Narnia"', "", "CMN-TER-002", "deals[0].territories[0]", "Worldwide"),
    ("", 'exclude = "Narnia"', "", "CMN-TER-002", "deals[0].exclude[0]", "Worldwide"),
    ("", "territories = 5", "", "DOC-VAL-001", "deals[0].territories[0]", "text"),
    ("", 'territories = "DE"\nstart = "soon"\nend = 2030-01-01', "", "DOC-VAL-001", "deals[0].start", "a date"),
    ("", 'territories = "DE"\nstart = 2026-04-24T00:00:00.5', "", "DOC-VAL-001", "deals[0].start", "a date"),
    ("", 'territories = "DE"\nstart = 5', "", "DOC-VAL-001", "deals[0].start", "a date"),
    ("", 'territories = "DE"\nmodels = ["Barter"]', "", "DOC-VAL-001", "deals[0].models[0]", "one of Subscr"),
    ("", 'territories = "DE"\nprice = {}', "", "DOC-VAL-001", "deals[0].prices[0]", "a tier"),
    (
        "",
        'territories = "DE"\nprice = { amount = 5 }',
        "",
        "DOC-KEY-002",
        "deals[0].prices[0].currency",
        "the currency",
    ),
    ("", 'territories = "DE"', 'iswc = "T-034.524.680-2"', "DOC-VAL-001", "tracks[0].iswc", "check digit 1"),
    ("", 'territories = "DE"', 'duration = "3:75"', "DOC-VAL-001", "tracks[0].duration", "minutes"),
    ("", 'territories = "DE"', "duration = -1", "DOC-VAL-001", "tracks[0].duration", "a number from 0"),
    ("", 'territories = "DE"', "bpm = inf", "DOC-VAL-001", "tracks[0].bpm", "a number from 1"),
    ("", 'territories = "DE"', "disc = 1.0", "DOC-VAL-001", "tracks[0].disc", "a whole number"),
    ("", 'territories = "DE"', "number = true", "DOC-VAL-001", "tracks[0].number", "a whole number"),
    ("", 'territories = "DE"', 'p_line = "Acme"', "DOC-VAL-001", "tracks[0].p_line", "a year and an owner"),
    ("", 'territories = "DE"', "p_line = 2026", "DOC-VAL-001", "tracks[0].p_line", "text"),
    ("", 'territories = "DE"', 'version = "Li\\uFFFEve"', "DOC-VAL-001", "tracks[0].titles[0].version", "text"),
    ("", 'territories = "DE"', 'genre = "Ho\\uFFFFuse"', "DOC-VAL-001", "tracks[0].genre.name", "text"),
    ("", 'territories = "DE"', "artists = []", "DOC-VAL-001", "tracks[0].artists", "1 to"),
    ("", 'territories = "DE"', "deals = 5", "DOC-VAL-001", "tracks[0].deals", "a list"),
]


@pytest.mark.parametrize(("release", "deal", "track", "rule", "path", "expected"), MISTAKES)
def test_a_mistake_gets_one_finding_and_no_rule_repeats_it(folder, release, deal, track, rule, path, expected):
    submission = folder.plain(release, deal or 'territories = "Worldwide"', track)
    finding = only(submission)
    assert (finding.rule, finding.path) == (rule, path)
    assert expected in finding.expected
    assert everything_said(submission) == [finding]


@pytest.mark.parametrize(
    "key", ["upc", "title", "artists", "label", "kind", "genre", "release_date", "p_line", "c_line"]
)
def test_a_missing_key_gets_one_finding_and_a_stand_in_no_rule_minds(folder, key):
    lines = [line for line in PLAIN.splitlines() if not line.startswith(f"{key} =")]
    kept = [*lines[:8], *[line for line in PLAIN.splitlines() if line.startswith(f"{key} =")][1:], *lines[8:]]
    text = "\n".join(kept).format(release="", deal='territories = "DE"', track="")
    submission = folder.write(text).read()
    finding = only(submission)
    assert (finding.rule, key in finding.message) == ("DOC-KEY-002", True)
    assert everything_said(submission) == [finding]


@pytest.mark.parametrize(
    ("wrong", "rule", "path", "expected"),
    [
        (("036000291452", "036000291453"), "CMN-ID-002", "icpn", "check digit 2"),
        (('"036000291452"', "36000291452"), "DOC-VAL-001", "icpn", "a GTIN"),
        (("QM-ACM-26-00001", "QM-ACM-26-1"), "CMN-ID-001", "tracks[0].isrc", "two letters"),
        (("audio/1.wav", "audio/l.wav"), "CMN-AUD-007", "tracks[0].audio", "a file"),
        (("cover.jpg", "audio"), "CMN-IMG-001", "artwork", "a file"),
        (("cover.jpg", "/etc/passwd"), "DOC-REF-001", "artwork", "a path relative"),
        (("audio/1.wav", "../secret.wav"), "DOC-REF-001", "tracks[0].audio", "a path relative"),
        (("audio/1.wav", "C:/secret.wav"), "DOC-REF-001", "tracks[0].audio", "a path relative"),
        (("audio/1.wav", "audio\\\\1.wav"), "DOC-REF-001", "tracks[0].audio", "a path relative"),
        (("audio/1.wav", "link/1.wav"), "DOC-REF-001", "tracks[0].audio", "a path relative"),
        (("audio/1.wav", "x" * 300), "CMN-AUD-007", "tracks[0].audio", "a file"),
        (("2026 Acme", "Acme 2026"), "DOC-VAL-001", "p_line", "a year"),
    ],
)
def test_wrong_codes_and_files_get_one_finding(folder, tmp_path_factory, wrong, rule, path, expected):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "1.wav").write_bytes(b"secret")
    (folder.path / "link").symlink_to(elsewhere)
    text = PLAIN.format(release="", deal='territories = "DE"', track="").replace(*wrong, 1)
    submission = folder.write(text).read()
    finding = only(submission)
    assert (finding.rule, finding.path) == (rule, path)
    assert expected in finding.expected
    assert everything_said(submission) == [finding]


def test_what_goes_with_the_recordings_has_its_place(folder):
    for name in ("booklet.pdf", "audio/1-atmos.wav", "canvas.mp4"):
        (folder.path / name).touch()
    mix = 'immersive = { file = "audio/1-atmos.wav", isrc = "QM-ACM-26-00002" }'
    submission = folder.plain('booklet = "booklet.pdf"', track=f'canvas = "canvas.mp4"\n{mix}')
    assert submission.findings == ()
    assert {path: asset.path for path, asset in submission.release.additions()} == {
        "booklet": "booklet.pdf",
        "tracks[0].editions[0].audio": "audio/1-atmos.wav",
        "tracks[0].canvas": "canvas.mp4",
    }
    assert str(submission.release.tracks[0].editions[0].isrc) == "QMACM2600002"


@pytest.mark.parametrize(
    ("release", "track", "rule", "path"),
    [
        ('booklet = "none.pdf"', "", "CMN-BKL-001", "booklet"),
        ('booklet = "../booklet.pdf"', "", "DOC-REF-001", "booklet"),
        ("", 'immersive = "none.wav"', "CMN-AUD-007", "tracks[0].editions[0].audio"),
        ("", 'canvas = "none.mp4"', "CMN-VID-001", "tracks[0].canvas"),
        ('motion_square = "none.mp4"', "", "CMN-VID-001", "motion_square"),
        ('motion_tall = "../tall.mp4"', "", "DOC-REF-001", "motion_tall"),
        ("", 'canvas = "/canvas.mp4"', "DOC-REF-001", "tracks[0].canvas"),
    ],
)
def test_what_goes_with_the_recordings_and_is_not_there_gets_one_finding(folder, release, track, rule, path):
    submission = folder.plain(release, track=track)
    assert (only(submission).rule, only(submission).path) == (rule, path)


def test_a_misspelt_key_is_one_fault_even_if_it_is_required(folder):
    text = PLAIN.format(release="", deal='territories = "DE"', track="").replace("label", "lable")
    submission = folder.write(text).read()
    assert only(submission).expected == "label"
    assert everything_said(submission) == [only(submission)]


def test_a_folder_of_very_many_files_is_not_searched_to_its_end(folder):
    for number in range(1100):
        (folder.path / f"{number}.txt").touch()
    (folder.path / "cover.jpg").unlink()
    assert only(folder.plain()).rule == "CMN-IMG-001"


def test_a_loop_of_links_leads_nowhere(folder):
    (folder.path / "cover.jpg").unlink()
    (folder.path / "cover.jpg").symlink_to("cover.jpg")
    assert only(folder.plain()).path == "artwork"


def test_a_name_of_something_else_than_a_file_is_told_as_that(folder):
    (folder.path / "cover.jpg").unlink()
    (folder.path / "cover.jpg").mkdir()
    finding = only(folder.plain())
    assert (finding.rule, finding.observed) == ("CMN-IMG-001", "cover.jpg, which is no file")
    assert finding.hint == "put the file into the folder, or correct its path"


def test_a_near_file_name_is_proposed(folder):
    (finding,) = (
        folder.write(PLAIN.format(release="", deal='territories="DE"', track="").replace("cover", "covr"))
        .read()
        .findings
    )
    assert finding.hint == "did you mean cover.jpg?"


def test_a_file_that_has_another_place_is_not_proposed(folder):
    (folder.path / "audio" / "2.wav").write_bytes(b"RIFF")
    tracks = '\n[[tracks]]\nisrc = "QM-ACM-26-00002"\ntitle = "Two"\nfile = "audio/{}.wav"'
    missing = folder.plain(track=tracks.format(3) + tracks.format(2).replace("00002", "00003"))
    assert [finding.hint for finding in missing.findings] == ["put the file into the folder, or correct its path"]
    meant = folder.plain(track=tracks.format(3))
    assert [finding.hint for finding in meant.findings] == ["did you mean audio/2.wav?"]


def test_everything_wrong_is_said_at_once(folder):
    submission = folder.plain('lable = "A"\nlanguage = "?"', 'territories = ["UK", "SU"]\nuses = "x"', 'bpm = "fast"')
    assert len(submission.findings) == 6
    assert isinstance(submission.release, Release)


def test_tracks_and_deals_that_are_missing_are_left_to_the_rules(folder):
    head = PLAIN[: PLAIN.index("{release}")]
    submission = folder.write(head).read()
    assert submission.findings == ()
    assert {finding.rule for finding in everything_said(submission)} == {"CMN-STR-001", "CMN-TER-001"}


@pytest.mark.parametrize("broken", ["tracks = 5", "deals = 5"])
def test_what_is_no_list_gets_one_finding(folder, broken):
    other = (
        '[[deals]]\nterritories="DE"'
        if "tracks" in broken
        else "[[tracks]]\nisrc='QMACM2600001'\ntitle='S'\nfile='audio/1.wav'"
    )
    submission = folder.write(PLAIN[: PLAIN.index("{release}")] + broken + "\n" + other).read()
    assert everything_said(submission) == [only(submission)]


def test_a_track_that_is_no_table_keeps_its_place(folder):
    submission = folder.write(PLAIN[: PLAIN.index("{release}")] + "tracks = [5]\n[[deals]]\nterritories='DE'").read()
    assert everything_said(submission) == [only(submission)]
    assert len(submission.release.tracks) == 1


@pytest.mark.parametrize(
    ("content", "observed"),
    [
        (b"\xff\xfe", "utf-8"),
        (b"a = ", "Invalid value"),
        (b"a = " + b"[" * 100_000, "nested"),
        (b"a" + b".a" * 40_000 + b" = 1", "too many parts"),
        (b'"a"' + b' . "a"' * 40_000 + b" = 1", "too many parts"),
        (b"#" * (1024 * 1024 + 1), "larger than 1 MiB"),
    ],
)
def test_a_document_that_cannot_be_read_is_one_finding(folder, content, observed):
    submission = folder.write(content).read()
    assert submission.release is None
    assert observed in only(submission).observed
    assert only(submission).expected == "TOML in UTF-8, of at most 1 MiB"


@pytest.mark.parametrize("text", ["[]", "{", '{"upc": NaN}', '{"upc": 1, "upc": 2}'])
def test_json_that_cannot_be_read_is_one_finding(folder, text):
    submission = folder.write(text, "release.json").read()
    assert submission.release is None
    assert only(submission).file == "release.json"


def test_json_says_the_same_as_toml(folder):
    track = {"isrc": "QMACM2600001", "title": "Station", "file": "audio/1.wav", "duration": 205.4}
    table = {
        "upc": "036000291452",
        "title": "Night Trains",
        "artists": "Mira Solano",
        "label": "Acme",
        "kind": "Album",
        "genre": "Pop",
        "release_date": "2026-04-24",
        "p_line": "2026 Acme",
        "c_line": "2026 Acme",
        "artwork": "cover.jpg",
        "deals": [{"territories": ["Worldwide"]}],
        "tracks": [track],
    }
    from_json = folder.json(table).release
    (folder.path / "release.json").unlink()
    assert folder.plain(track="duration = 205.4").release == from_json


def test_two_documents_are_one_too_many(folder):
    folder.write("{}", "release.json")
    assert only(folder.plain()).observed == "release.toml and release.json"


def test_an_empty_folder_and_none_at_all_are_findings(tmp_path):
    for path in (tmp_path, tmp_path / "missing"):
        submission = ReleaseFolder().read(path)
        assert submission.release is None
        assert only(submission).rule == "DOC-SYN-001"


def test_a_document_that_is_a_link_out_of_the_folder_is_not_followed(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text('upc = "hunter2"')
    (folder.path / "release.toml").symlink_to(secret)
    assert "hunter2" not in str(only(folder.read()))


def test_a_document_that_vanishes_while_it_is_opened_is_refused(folder):
    with pytest.raises(ValueError, match="No such file"):
        _text(folder.path, folder.path / "release.toml")


def test_a_folder_with_an_impossible_name_is_a_finding(tmp_path):
    assert only(ReleaseFolder().read(tmp_path / ("x" * 300))).rule == "DOC-SYN-001"


def test_a_pipe_is_no_document(folder):
    os.mkfifo(folder.path / "release.toml")
    assert only(folder.read()).rule == "DOC-SYN-001"


SEED = example_toml(2).encode()
mutations = st.lists(
    st.tuples(
        st.integers(0, len(SEED)),
        st.integers(0, 12),
        st.binary(max_size=8)
        | st.sampled_from([b"[", b"]", b"{", b'"', b"0x", b"nan", b"=", b"\n[[tracks]]\n", b"[1]", b"{}", b"true"]),
    ),
    min_size=1,
    max_size=5,
)


def mutated(changes):
    content = SEED
    for start, length, piece in changes:
        content = content[:start] + piece + content[start + length :]
    return content


@settings(max_examples=150, deadline=None)
@given(mutations.map(mutated) | st.binary(max_size=80), st.sampled_from(["release.toml", "release.json"]))
def test_no_bytes_make_the_reader_raise(content, name):
    with tempfile.TemporaryDirectory() as path:
        (Path(path) / name).write_bytes(content)
        submission = ReleaseFolder().read(Path(path))
        assert submission.findings
        if submission.release is not None:
            everything_said(submission)
