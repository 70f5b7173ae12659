"""Booklets: measured page by page, and hostile ones survived."""

from __future__ import annotations

import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from tunemantra.contrib.media import PdfBooklet
from tunemantra.core.requirement import BookletSpec
from tunemantra.core.rules.booklet import judge_booklet

WIDE, HIGH = 792, 595.008
BOX = f"0 0 {WIDE} {HIGH}"


def pdf(
    *objects,
    root="<< /Type /Catalog /Pages 2 0 R >>",
    pages=4,
    resources="<< >>",
    content=b"",
    page="",
    contents="3 0 R",
):
    """Return a PDF of pages with the same content; further objects are numbered from 100."""
    parts = {1: root.encode()}
    kids = " ".join(f"{10 + number} 0 R" for number in range(pages))
    parts[2] = f"<< /Type /Pages /Kids [{kids}] /Count {pages} /MediaBox [{BOX}] >>".encode()
    parts[3] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    for number in range(pages):
        head = f"<< /Type /Page /Parent 2 0 R /Contents {contents} /Resources {resources} {page} >>"
        parts[10 + number] = head.encode()
    for number, body in enumerate(objects):
        parts[100 + number] = body if isinstance(body, bytes) else body.encode()
    out, at = bytearray(b"%PDF-1.7\n"), {}
    for number, body in parts.items():
        at[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in at.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<< /Size 1000 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def stream(head, data):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head.encode(), len(data), data)


def picture(space="/DeviceRGB", side=1100):
    head = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace {space}"
    return stream(head, b"")


FONT = "<< /Type /Font /Subtype /TrueType /BaseFont /Gill /FontDescriptor {} >>"
FULL = b"q 792 0 0 595 0 0 cm /P Do Q"


@pytest.fixture
def measured(tmp_path):
    def measure(data, seconds=60):
        path = tmp_path / "booklet.pdf"
        path.write_bytes(data)
        return PdfBooklet(seconds=seconds).measure(path)

    return measure


def rules(facts):
    return [finding.rule for finding in judge_booklet(facts, BookletSpec(), "booklet.pdf")]


def test_a_good_booklet_has_no_fault(measured):
    objects = (picture(), FONT.format("<< /FontFile2 102 0 R >>"), stream("", b"font"))
    good = pdf(*objects, resources="<< /XObject << /P 100 0 R >> /Font << /F 101 0 R >> >>", content=FULL)
    facts = measured(good)
    assert facts.size == len(good)
    assert facts.sizes == ((11.0, 8.264),) * 4
    assert facts.resolutions == tuple((page, 100.0) for page in (1, 2, 3, 4))
    assert rules(facts) == []


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (pdf(pages=3), "CMN-BKL-002"),
        (pdf(page="/MediaBox [0 0 595 842]"), "CMN-BKL-005"),
        (pdf(page="/Rotate 90"), "CMN-BKL-005"),
        (pdf(FONT.format("<< >>"), resources="<< /Font << /F 100 0 R >> >>"), "CMN-BKL-004"),
        (pdf("<< /Subtype /Type1 /BaseFont /Helvetica >>", resources="<< /Font << /F 100 0 R >> >>"), "CMN-BKL-004"),
        (
            pdf("<< /Subtype /Type0 /BaseFont /G /DescendantFonts [<< /FontDescriptor << >> >>] >>",
                resources="<< /Font << /F 100 0 R >> >>"),
            "CMN-BKL-004",
        ),
        (pdf(content=b"0 0 0 1 k 0 0 9 9 re f"), "CMN-BKL-006"),
        (pdf(content=b"/C cs 1 scn", resources="<< /ColorSpace << /C [/Separation /Gold /DeviceCMYK 9 0 R] >> >>"),
         "CMN-BKL-006"),
        (pdf(picture("/DeviceCMYK"), resources="<< /XObject << /P 100 0 R >> >>", content=FULL), "CMN-BKL-006"),
        (pdf(picture("[/ICCBased 101 0 R]"), stream("/N 4", b""), resources="<< /XObject << /P 100 0 R >> >>",
             content=FULL), "CMN-BKL-006"),
        (pdf(picture(side=700), resources="<< /XObject << /P 100 0 R >> >>", content=FULL), "CMN-BKL-007"),
        (
            pdf(stream("/Subtype /Form /Matrix [2 0 0 2 0 0] /Resources << /XObject << /P 101 0 R >> >>", b"/P Do"),
                picture(side=700), resources="<< /XObject << /F 100 0 R >> >>",
                content=b"q 396 0 0 297 0 0 cm /F Do Q"),
            "CMN-BKL-007",
        ),
        (pdf(content=b"q 792 0 0 595 0 0 cm BI /W 9 /H 9 /BPC 8 /CS /RGB ID \x00 EI Q"), "CMN-BKL-007"),
        (pdf(root="<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (x) >> >>"), "CMN-BKL-008"),
        (pdf("<< /S /Launch /F (calc.exe) >>", page="/AA << /O 100 0 R >>"), "CMN-BKL-008"),
        (pdf("<< /Type /Filespec /EF << /F 101 0 R >> >>", stream("/Type /EmbeddedFile", b"MZ")), "CMN-BKL-008"),
        (pdf(root="<< /Type /Catalog /Pages 2 0 R /AcroForm << /XFA (x) >> >>"), "CMN-BKL-008"),
        (pdf(page="/Annots [<< /Subtype /Link /A << /S /URI /URI (https://shop.example) >> >>]"), "CMN-BKL-009"),
        (pdf(stream("", b"x" * 10_000_001)), "CMN-BKL-003"),
    ],
)  # fmt: skip
def test_each_fault_is_one_finding(measured, data, rule):
    facts = measured(data)
    assert facts.problem == ""
    assert rules(facts) == [rule]


def encrypted():
    from io import BytesIO

    writer, out = PdfWriter(clone_from=PdfReader(BytesIO(pdf()))), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def form_in_itself():
    return pdf(stream("/Subtype /Form /Resources << /XObject << /F 100 0 R >> >>", b"/F Do"),
               resources="<< /XObject << /F 100 0 R >> >>", content=b"/F Do")  # fmt: skip


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"no booklet at all", "not a PDF"),
        (b"%PDF-1.7\n", "damaged"),
        (pdf()[:500], "damaged"),
        (pdf(root="<< /Type /Catalog >>"), "damaged"),
        (encrypted(), "encrypted"),
        (form_in_itself(), "without end"),
        (pdf(pages=501), "more than 500 pages"),
        (pdf(content=b" " * 16_000_001, pages=1), "too many drawing operations"),
    ],
)
def test_what_cannot_be_read_is_one_problem(measured, data, problem):
    facts = measured(data)
    assert problem in facts.problem
    assert rules(facts) == ["CMN-BKL-001"]


def test_a_page_that_unpacks_to_more_than_there_is_room_for_is_one_problem(measured):
    packed = stream("/Filter /FlateDecode", zlib.compress(b" " * 300_000_000, 9))
    assert measured(pdf(packed, contents="100 0 R")).problem


def test_one_that_takes_too_long_is_given_up(measured):
    assert "within 0.001 seconds" in measured(pdf(), seconds=0.001).problem


def test_a_missing_booklet_is_told(tmp_path):
    assert PdfBooklet().measure(tmp_path / "none.pdf").problem == "cannot be read: No such file or directory"
