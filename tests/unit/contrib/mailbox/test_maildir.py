"""Reading a Maildir."""

from __future__ import annotations

import logging
import mailbox
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunemantra.contrib.mailbox import MaildirMailbox, _message, maildir, open_mailbox
from tunemantra.contrib.mailbox._html import text_of
from tunemantra.errors import ConnectError
from tunemantra.ports.transport import Endpoint

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASS = "mx.label.test; dkim=pass header.d=beatport.test; spf=pass smtp.mailfrom=bounce@beatport.test"


@pytest.fixture
def box(tmp_path):
    return mailbox.Maildir(tmp_path / "mail", create=True)


@pytest.fixture
def read(tmp_path, box):
    def call(query="", **options):
        with MaildirMailbox(Endpoint("mail", f"maildir://{tmp_path}/mail{query}")) as opened:
            return list(opened.messages(**options))

    return call


def message(subject="Release accepted", text="All good\n", at=NOON, **headers):
    made = EmailMessage()
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made["From"] = "Beatport <Status@Beatport.test>"
    made["Subject"], made["Message-ID"], made["Date"] = subject, "<1@beatport.test>", format_datetime(at)
    made.set_content(text)
    return made


def test_a_message_is_read_whole(box, read):
    box.add(message())
    (mail,) = read()
    assert mail.id == "<1@beatport.test>"
    assert mail.sender == "status@beatport.test"
    assert (mail.subject, mail.text, mail.received) == ("Release accepted", "All good\n", NOON)
    assert mail.authenticated is False


def test_subjects_in_any_script_are_decoded(box, read):
    box.add(message(subject="承認: فجر — 5 % Ümläute " * 5))
    assert read()[0].subject == ("承認: فجر — 5 % Ümläute " * 5).strip()


def test_html_alone_becomes_text(box, read):
    made = message()
    made.set_content(
        "<html><head><title>no</title><style>p{}</style></head><body><p>UPC&nbsp;<b>123</b></p>"
        "<script>no()</script><table><tr><td>State</td><td>Live</td></tr></table></body></html>",
        subtype="html",
    )
    box.add(made)
    assert read()[0].text == "UPC 123\nState Live"


def test_plain_text_is_preferred_to_html(box, read):
    made = message(text="plain")
    made.add_alternative("<p>html</p>", subtype="html")
    box.add(made)
    assert read()[0].text == "plain\n"


def test_messages_come_oldest_first_and_not_before_since(box, read):
    for hours in (3, 1, 2):
        box.add(message(subject=str(hours), at=NOON + timedelta(hours=hours)))
    assert [mail.subject for mail in read()] == ["1", "2", "3"]
    assert [mail.subject for mail in read(since=NOON + timedelta(hours=2))] == ["2", "3"]


def test_what_our_server_says_counts_more_than_the_senders_clock(box, read):
    box.add(message(at=NOON, Received="from a by b; Sun, 01 Mar 2026 14:00:00 +0100"))
    assert read()[0].received == datetime(2026, 3, 1, 13, tzinfo=UTC)


def test_what_was_read_is_not_read_again(box, read):
    box.add(message())
    assert read()[0] is read()[0]


def test_reading_changes_nothing(box, read, tmp_path):
    box.add(message())
    before = sorted(str(path) for path in (tmp_path / "mail").rglob("*"))
    assert len(read()) == len(read()) == 1
    assert sorted(str(path) for path in (tmp_path / "mail").rglob("*")) == before


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x00\xff\xfe not a message",
        b"Subject: nobody sent it\r\n\r\nx",
        b"From: a@b.test, c@d.test\r\n\r\nx",
        b"From: a@b.test\r\nFrom: c@d.test\r\n\r\nx",
        b"From: nobody\r\n\r\nx",
    ],
)
def test_broken_ones_are_skipped_and_logged(box, read, caplog, broken):
    box.add(broken)
    box.add(message())
    with caplog.at_level(logging.WARNING):
        assert [mail.id for mail in read()] == ["<1@beatport.test>"]
    assert "skipped" in caplog.text


def test_large_ones_are_skipped_and_logged(box, read, caplog, monkeypatch):
    monkeypatch.setattr(maildir, "LARGEST_MESSAGE", 1000)
    box.add(message(text="x" * 500 + "\n" + "y" * 500))
    assert read() == []
    assert "larger" in caplog.text


def test_text_is_cut_at_its_limit(box, read, monkeypatch):
    monkeypatch.setattr(_message, "LARGEST_TEXT", 10)
    box.add(message(text="é" * 100))
    assert read()[0].text == "é" * 5


def test_without_an_id_the_bytes_give_one(box, read):
    made = message()
    del made["Message-ID"]
    box.add(made)
    assert read()[0].id.startswith("sha256:")
    assert read()[0].id == read()[0].id


def test_an_unknown_charset_is_read_as_well_as_can_be(box, read):
    box.add(b"From: a@b.test\r\nContent-Type: text/plain; charset=no-such\r\n\r\nhello")
    assert read()[0].text == "hello"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (PASS, True),
        ("mx.label.test; dmarc=pass (p=reject) header.from=beatport.test", True),
        ("mx.label.test 1; dkim=pass header.d=BEATPORT.test", True),
        ("mx.label.test; spf=pass smtp.mailfrom=status@beatport.test", True),
        ("mx.label.test; dkim=fail header.d=beatport.test", False),
        ("mx.label.test; dkim=pass header.d=evil.test", False),
        ("mx.label.test; dkim=pass header.d=notbeatport.test", False),
        ("mx.label.test; dkim=pass header.d=test", False),
        ("mx.label.test; dkim=fail (dkim=pass header.d=beatport.test)", False),
        ("mx.label.test; auth=pass smtp.auth=beatport.test", False),
        ("mx.label.test; none", False),
        ("", False),
    ],
)
def test_a_sender_counts_when_our_server_proved_its_domain(box, read, results, expected):
    box.add(message(Authentication_Results=results))
    assert read()[0].authenticated is expected


def test_a_result_that_came_with_the_message_does_not_count(box, read):
    box.add(message(Received="from a by mx.label.test; Sun, 01 Mar 2026 12:00:00 +0000", Authentication_Results=PASS))
    assert read()[0].authenticated is False


@pytest.mark.parametrize(("server", "expected"), [("mx.label.test", True), ("other.test", False)])
def test_only_the_named_servers_word_counts(box, read, server, expected):
    received = "from mx.label.test by inner; Sun, 01 Mar 2026 12:00:00 +0000"
    box.add(message(Received=received, Authentication_Results=PASS))
    assert read(f"?server={server}")[0].authenticated is expected


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(ConnectError, match="not a Maildir"):
        open_mailbox(Endpoint("mail", f"maildir://{tmp_path}/none"), None)


def test_an_unknown_scheme_is_refused():
    with pytest.raises(ConnectError, match="unknown scheme"):
        open_mailbox(Endpoint("mail", "pop3://host/"), None)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reading(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    box = mailbox.Maildir(folder / "mail", create=True)
    box.add(b"From: a@b.test\n" + content)
    box.add(message())
    with MaildirMailbox(Endpoint("mail", f"maildir://{folder}/mail")) as opened:
        assert "<1@beatport.test>" in [mail.id for mail in opened.messages()]


@given(st.text(alphabet="<>/abp! -\"'&;script\n", max_size=80))
def test_no_markup_stops_the_reading(html):
    assert isinstance(text_of(html), str)


@pytest.mark.parametrize(
    "results",
    [
        'dkim=fail reason="x; dmarc=pass header.from=beatport.test"',
        'spf=pass smtp.mailfrom="a; dmarc=pass header.from=beatport.test; b"@evil.test',
        'spf=pass smtp.mailfrom="("@evil.test; dkim=none reason=") ; dmarc=pass header.from=beatport.test"',
        'spf=fail reason="\\"; dmarc=pass header.from=beatport.test"',
        "dkim=fail (x \\) ; dmarc=pass header.from=beatport.test)",
        'dkim=fail ("); dmarc=fail ("; dmarc=pass header.from=beatport.test) header.from=beatport.test',
    ],
)
def test_what_a_sender_has_our_server_quote_is_no_result(box, read, results):
    box.add(message(Authentication_Results=f"mx.label.test; {results}"))
    assert read("?server=mx.label.test")[0].authenticated is False


FROM = b"From: status@beatport.test\r\n"
HTML = FROM + b"Content-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    "content",
    [
        FROM + b"Subject: " + b"=?utf-8?q?=41?= " * 20_000 + b"\r\n\r\nx",
        b"From: " + b",".join(b"a%d@b.c" % number for number in range(20_000)) + b"\r\n\r\nx",
        b"".join(b"X%d: y\r\n" % number for number in range(500_000)) + FROM + b"\r\nx",
        FROM + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 500_000,
        HTML + b"<a " * 700_000,
        HTML + b"<a " * 700_000 + b">" * 700_000,
        HTML + b"<!" * 700_000,
        HTML + b"<!--" * 700_000,
    ],
    ids=["words", "addresses", "headers", "parts", "tags", "closed tags", "declarations", "comments"],
)
def test_a_strangers_message_cannot_hold_us_up(box, read, content):
    box.add(content)
    box.add(message())
    before = time.process_time()
    assert "<1@beatport.test>" in [mail.id for mail in read()]
    assert time.process_time() - before < 5


def test_what_came_long_ago_is_not_opened(box, read, tmp_path, monkeypatch):
    for number in range(3):
        (tmp_path / "mail" / "new" / f"{int(NOON.timestamp()) - number * 2 * 86_400}.M{number}.h").write_bytes(
            message(at=NOON).as_bytes()
        )
    opened = []
    real = MaildirMailbox._read
    monkeypatch.setattr(MaildirMailbox, "_read", lambda self, key, limit: opened.append(key) or real(self, key, limit))
    assert len(read(since=NOON)) == 1
    assert len(set(opened)) == 1
