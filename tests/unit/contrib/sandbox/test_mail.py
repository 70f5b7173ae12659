"""Mail goes over SMTP into a Maildir, vouched for or not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tunemantra.contrib.sandbox import MailServer, messages_in, send_raw_mail, send_status_mail

AT = datetime(2026, 4, 24, 9, tzinfo=UTC)


@pytest.fixture
def server(tmp_path):
    with MailServer(tmp_path / "mail") as running:
        yield running


def send(server, **more):
    return send_status_mail(
        server, sender="status@store.test", recipient="label@label.test", subject="状態", at=AT, **more
    )


def test_a_message_arrives_as_it_was_sent(server):
    identity = send(server, text="Delivered: 1")
    (message,) = messages_in(server.maildir)
    assert (message["Subject"], message["Message-ID"]) == ("状態", identity)
    assert message.get_content().strip() == "Delivered: 1"
    assert message["Date"].datetime == AT


@pytest.mark.parametrize(("vouched", "verdict"), [(True, "dkim=pass"), (False, "dkim=none")])
def test_only_the_platform_is_vouched_for(server, vouched, verdict):
    send(server, text="x", vouched=vouched)
    (message,) = messages_in(server.maildir)
    assert f"mx.label.test; {verdict} header.d=store.test" in message["Authentication-Results"]


def test_a_brought_verdict_is_taken_out(server):
    content = b"Authentication-Results: mx.label.test;\r\n dkim=pass header.d=store.test\r\nSubject: x\r\n\r\ny\r\n"
    send_raw_mail(server, "status@store.test", "label@label.test", content, vouched=False)
    (message,) = messages_in(server.maildir)
    assert ["dkim=none" in verdict for verdict in message.get_all("Authentication-Results")] == [True]
    assert message["Subject"] == "x"


def test_a_message_may_be_html_alone(server):
    send(server, html="<p>Delivered</p>")
    assert messages_in(server.maildir)[0].get_content_type() == "text/html"
