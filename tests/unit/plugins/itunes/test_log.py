"""The grammar of the Transporter's log, against lines in its public form."""

from __future__ import annotations

import pytest

from tests.support import REPO_ROOT
from tunemantra.plugins.itunes.log import Fault, read_line, read_log, read_words

TAKEN = """\
[2026-05-01 09:30:00 PDT] <main>  INFO: Configuring logging...
[2026-05-01 09:30:01 PDT] <main> DEBUG: Uploading a.wav, 17 bytes
[2026-05-01 09:31:00 PDT] <main>  WARN: WARN ITMS-4087: "The title is long" at Album (MZContentProvider)

Package Summary:

1 package was uploaded successfully:
\t/tmp/4006381333931.itmsp
"""
REFUSED = """\
[2026-05-01 09:30:00 PDT] <main> ERROR: ERROR ITMS-4000: "Say \\"no\\"" at Album/Track 2 (MZTrack)
[2026-05-01 09:30:00 PDT] <main> ERROR: ERROR ITMS-9000: "It is missing" at Package/a (1).wav (MZAsset)

Package Summary:

1 package(s) were not uploaded because they had problems:
\t/tmp/4006381333931.itmsp
\t\tERROR ITMS-4000: "Say \\"no\\"" at Album/Track 2 (MZTrack)
\t\tERROR ITMS-9000: "It is missing" at Package/a (1).wav (MZAsset)
"""


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            '[2026-05-01 09:30:00 PDT] <main> ERROR: ERROR ITMS-4000: "text" at Path (Class)',
            Fault("4000", "text", "Path", "Class", itms=True),
        ),
        (
            '[2026-05-01 09:30:00 GMT+01:00] <main>  WARN: WARN ITMS-5001: "a "good" word" at Album/Track (MZ.Track$1)',
            Fault("5001", 'a "good" word', "Album/Track", "MZ.Track$1", itms=True, warning=True),
        ),
        ('\tERROR ITMS-9000: "no place"', Fault("9000", "no place", itms=True)),
        ('ERROR ITMS-90000: "five digits" at Here', Fault("90000", "five digits", "Here", itms=True)),
        (
            "[2026-05-01 09:30:00 PDT] <main> ERROR: Your Apple ID or password was entered incorrectly. (-20101)",
            Fault("-20101", "Your Apple ID or password was entered incorrectly."),
        ),
        ("[2026-05-01 09:30:00 PDT] <main> ERROR: No words of mine", Fault("", "No words of mine")),
        ("[2026-05-01 09:30:00 PDT] <main>  INFO: ERROR is a word like another", None),
        ("[2026-05-01 09:30:00 PDT] <main> DEBUG: ITMS-4000", None),
        ("ERRORS: none", None),
        ("", None),
    ],
)
def test_a_line(line, fault):
    assert read_line(line) == fault


def test_a_package_that_was_taken():
    log = read_log(TAKEN)
    assert (log.done, log.undone, log.errors) == (1, 0, ())
    assert [str(fault) for fault in log.faults] == ['ITMS-4087: "The title is long" at Album']


def test_a_package_that_was_not_is_told_of_once():
    log = read_log(REFUSED)
    assert (log.done, log.undone) == (0, 1)
    assert [(fault.code, fault.path, fault.family) for fault in log.errors] == [
        ("4000", "Album/Track 2", 4),
        ("9000", "Package/a (1).wav", 9),
    ]


def test_several_packages_are_counted():
    log = read_log("Package Summary:\n\n2 packages were uploaded successfully:\n1 package(s) were not uploaded because")
    assert (log.done, log.undone) == (2, 1)


@pytest.mark.parametrize("cut", range(0, len(TAKEN) - 60, 7))
def test_a_log_that_is_cut_off_has_no_summary(cut):
    assert read_log(TAKEN[:cut]).done is None


def test_faults_of_a_status_run():
    log = read_log("Error Summary\nNo item was found for the identifier given. (1102)\n\nand nothing else\n")
    assert log.errors == (Fault("1102", "No item was found for the identifier given."),)
    assert str(log.errors[0]) == "No item was found for the identifier given. (1102)"


def test_words_alone():
    assert read_words('ITMS-8002: "x" at /package').family == 8
    assert read_words("nothing of the kind").family == 0


def test_the_page_shows_the_grammar_as_it_is_read():
    page = (REPO_ROOT / "docs" / "reference" / "platform-itunes.md").read_text("utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith("[2026-")]
    fault = read_line(line)
    assert fault is not None
    assert fault.itms
