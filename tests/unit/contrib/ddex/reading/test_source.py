"""One door for bytes: reading and validation take the same messages, and refuse the same ones in the same words."""

from __future__ import annotations

import gzip
import io
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from tests.unit.contrib.ddex.reading.test_frame import message
from tunemantra.contrib.ddex.reading import Limits, read_message, stream
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.validation import validate_message

TEXT = message("<Odd>é</Odd>").decode()
PLAIN = TEXT.encode()
PACKED = gzip.compress(PLAIN)


def declared(encoding, text=TEXT):
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


GOOD = {
    "plain": PLAIN,
    "with a mark": TEXT.encode("utf-8-sig"),
    "UTF-8 as declared": declared("UTF-8").encode(),
    "UTF-16 with a mark": declared("UTF-16").encode("utf-16"),
    "UTF-16 without a declaration": TEXT.encode("utf-16"),
    "UTF-16 without a mark": declared("UTF-16").encode("utf-16-be"),
    "latin-1 as declared": declared("ISO-8859-1").encode("latin-1"),
    "Windows as declared": declared("windows-1252").encode("cp1252"),
    "compressed": PACKED,
    "compressed latin-1": gzip.compress(declared("ISO-8859-1").encode("latin-1")),
    "compressed in two members": gzip.compress(PLAIN[:900]) + gzip.compress(PLAIN[900:]),
    "compressed and padded": PACKED + bytes(100_000),
}
BROKEN = {
    "nothing": b"",
    "cut": PLAIN[:-20],
    "latin-1 without a word": TEXT.encode("latin-1"),
    "latin-1 that says UTF-8": declared("UTF-8").encode("latin-1"),
    "UTF-8 that says UTF-16": declared("UTF-16").encode(),
    "UTF-16 that says UTF-8": declared("UTF-8").encode("utf-16"),
    "UTF-8 with a mark that says latin-1": declared("ISO-8859-1").encode("utf-8-sig"),
    "half a character of UTF-16": TEXT.encode("utf-16")[:-1],
    "half a pair of UTF-16": TEXT.replace("é", "é\ud800").encode("utf-16", "surrogatepass"),
    "not in the code page": declared("cp1252").encode("cp1252").replace(b"\xe9", b"\x81"),
    "UTF-32": TEXT.encode("utf-32"),
    "an encoding of two bytes": declared("shift_jis").encode(),
    "an encoding of nobody": declared("klingon").encode(),
    "a codec that is no encoding": declared("rot13").encode(),
    "XML of the future": f'<?xml version="2.0"?>{TEXT}'.encode(),
    "compressed and cut": PACKED[:-20],
    "compressed and cut in the sum": PACKED[:-3],
    "compressed and cut in the head": PACKED[:5],
    "compressed and damaged": PACKED[:30] + b"damaged" + PACKED[37:],
    "compressed, with more behind": PACKED + b"<more/>",
    "compressed, with half a member behind": PACKED + PACKED[:30],
    "not ended, of somebody else": b"<mead><a>",
}
UNSAFE = {
    "a document type": b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">' + PLAIN,
    "too deep": message("<a>" * 64 + "</a>" * 64),
    "too many attributes": message("<a " + " ".join(f'a{number}="1"' for number in range(101)) + "/>"),
    "too many in one": message(f"<a>{'<b/>' * 20_001}</a>"),
    "too many in the root": message("<b/>" * 20_001),
    "too long a name": message(f"<{'a' * 1001}/>"),
    "too long an attribute": message(f'<a {"a" * 1001}="1"/>'),
}


def told(findings):
    return [finding for finding in findings if finding.rule.startswith("ERN-XML")]


@pytest.mark.parametrize("name", GOOD)
def test_good_bytes_say_the_same_to_both(name):
    read = read_message(GOOD[name])
    assert read == read_message(PLAIN)
    assert [one.text for one in read.unmapped] == ["é"]
    assert validate_message(GOOD[name]) == validate_message(PLAIN)


@pytest.mark.parametrize("name", [*BROKEN, *UNSAFE])
def test_bad_bytes_are_refused_by_both_in_the_same_words(name, tmp_path):
    data = (BROKEN | UNSAFE)[name]
    path = tmp_path / "message.xml"
    path.write_bytes(data)
    (finding,) = told(read_message(data).findings)
    assert finding.rule == ("ERN-XML-001" if name in BROKEN else "ERN-XML-002")
    assert told(read_message(path).findings) == [finding]
    for source in (data, path):
        (other,) = validate_message(source).findings
        assert (other.rule, other.message) == (finding.rule, finding.message)


def test_a_fault_of_encoding_is_on_its_line():
    spoilt = declared("cp1252", "<a>\n\n\x81</a>").encode("latin-1")
    assert told(read_message(spoilt).findings)[0].message.startswith("This is no well-formed XML. Line 3:")


def test_a_name_space_that_is_no_uri_is_told_alike_after_other_faults():
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(b"<a><b></a>")
    spoilt = PLAIN.replace(b"http://ddex", b"!ttp://ddex")
    one, other = read_message(spoilt), validate_message(spoilt)
    assert [finding.message for finding in told(one.findings)] == [finding.message for finding in told(other.findings)]


@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255))
@example(PLAIN.index(b"http://ddex"), ord("!"))
def test_any_damage_is_told_by_both(position, byte):
    data = bytearray(PLAIN)
    data[position] = byte
    one, other = read_message(bytes(data)), validate_message(bytes(data))
    assert [finding.message for finding in told(one.findings)] == [finding.message for finding in told(other.findings)]


@given(st.integers(0, len(PACKED)), st.binary(max_size=3))
def test_any_damage_to_compressed_bytes_is_told_by_both(position, more):
    data = PACKED[:position] + more
    one, other = read_message(data), validate_message(data)
    assert [finding.message for finding in told(one.findings)] == [finding.message for finding in told(other.findings)]


def test_a_stream_that_gives_little_at_a_time_is_read_alike():
    class Drops(io.BytesIO):
        def read(self, _size=-1):
            return super().read(1)

    assert read_message(Drops(PACKED)) == read_message(Drops(PLAIN)) == read_message(PLAIN)


@pytest.mark.parametrize("judge", [read_message, validate_message])
def test_a_bomb_costs_no_more_than_the_limit(judge):
    bomb = gzip.compress(b" " * 40_000_000, 1)
    tracemalloc.start()
    try:
        assert [one.rule for one in told(judge(bomb, limits=Limits(size=1_000_000)).findings)] == ["ERN-XML-002"]
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def copied(monkeypatch, body):
    """Return how many characters are copied into elements while a body is read."""
    work = 0

    class Counted(Piece):
        @property
        def text(self):
            return self.kept

        @text.setter
        def text(self, value):
            nonlocal work
            work += len(value)
            self.kept = value

    monkeypatch.setattr(stream, "Piece", Counted)
    read_message(message(body))
    return work


@pytest.mark.parametrize("between", ["<b/>", "<!---->", "<?p?>"])
def test_text_in_many_parts_is_read_in_linear_work(monkeypatch, between):
    few, many = (copied(monkeypatch, f"<a>{f'word{between}' * count}</a>") for count in (500, 4_000))
    assert few > 500 * len("word")
    assert many < few * 8 * 1.2


def test_text_in_many_parts_is_all_there():
    read = read_message(message("<a>one<b/>two<!-- no -->three<?p?> four<b>five</b> six </a>"))
    assert [one.text for one in read.unmapped] == ["one twothree four six", "five"]


def test_text_between_the_parts_of_a_message_is_listed():
    read = read_message(message("lost <DealList>found</DealList> again"))
    assert [(one.path, one.text) for one in read.unmapped] == [
        ("/ern:NewReleaseMessage", "lost again"),
        ("/ern:NewReleaseMessage/DealList", "found"),
    ]
