"""What a user fills in, and that everything wrong is said at once."""

from __future__ import annotations

import pytest

from tests.unit.plugins.ddex_feed import material
from tunemantra.host.structuring import structure
from tunemantra.plugins.ddex_feed.settings import FeedSettings, account_of, connections
from tunemantra.ports.transport import AccessKey, PasswordLogin, SshLogin

SENDER = {"sender": "PADPIDA2011072101T"}


def findings(**table):
    return {finding.path: finding for finding in structure(FeedSettings, table, path="platforms.shop")[1]}


def test_every_wrong_word_is_said_at_once():
    found = findings(sender="nobody", profile="no-store", ern="5", transport="pigeon", suffix=99, colour="red")
    assert set(found) == {
        f"platforms.shop.{key}" for key in ("sender", "profile", "ern", "transport", "suffix", "colour")
    }
    assert "deezer" in found["platforms.shop.profile"].expected


@pytest.mark.parametrize(
    ("table", "missing"),
    [
        ({"profile": "deezer"}, "Deezer over sftp: dpid, host, user, host_key or known_hosts, key or password"),
        ({"profile": "labelcamp"}, "Labelcamp over s3: bucket"),
        ({"transport": "ftps", "dpid": material.STORE, "host": "x"}, "DDEX feed over ftps: user, password"),
        ({"profile": "labelcamp", "bucket": "b", "key_id": "env:ID"}, "over s3: key_id and secret together"),
    ],
)
def test_what_the_transport_needs_is_said_at_once(table, missing):
    (finding,) = findings(**SENDER, **table).values()
    assert missing in finding.observed


def test_the_profile_says_what_the_settings_do_not():
    account = material.settings(profile="sourceaudio", ern="43")
    assert (account.store.ern, account.store.ack, account.store.label) == ("43", "1.6", "SourceAudio")


@pytest.mark.parametrize(
    ("transport", "url", "login"),
    [
        ("sftp", "sftp://sftp.example:22/~", SshLogin),
        ("ftps", "ftps://ftps.example:21/~", PasswordLogin),
        ("s3", "s3://drop/label", AccessKey),
    ],
)
def test_each_transport_has_its_endpoint(transport, url, login):
    endpoint = connections(material.settings(transport=transport))["files"]
    assert endpoint.url == url
    assert isinstance(endpoint.login, login)


def test_an_absolute_folder_a_port_and_an_address_of_six_stand_in_the_url():
    endpoint = connections(material.settings(host="::1", port=2222, folder="/in/label"))["files"]
    assert endpoint.url == "sftp://[::1]:2222/in/label"


def test_a_bucket_without_keys_takes_those_of_the_machine():
    assert connections(material.settings(transport="s3", key_id=None, secret=None))["files"].login is None


def test_settings_of_somebody_else_are_refused():
    with pytest.raises(TypeError, match="no settings of a DDEX feed"):
        account_of(object())


def test_an_empty_table_says_everything_it_needs():
    (finding,) = findings().values()
    assert "sender, dpid, host, user, host_key or known_hosts, key or password" in finding.observed


OWN = {
    "mail": {"maildir": "/var/mail/label", "mail_server": "mx.label.test", "mail_senders": ["Status@Store.Example"]},
    "portal": {"portal_url": "https://portal.example"},
    "queue": {"queue_url": "https://sqs.example/1/label"},
    "soap": {"calls_url": "https://store.example/releases", "calls_user": "quay", "calls_password": "env:CALLS"},
}


@pytest.mark.parametrize(
    ("status", "name", "url"),
    [
        ("mail", "mail", "maildir:///var/mail/label?server=mx.label.test"),
        ("portal", "portal", "https://portal.example"),
        ("queue", "queue", "sqs+https://sqs.example/1/label"),
        ("soap", "calls", "soap+https://store.example/releases"),
    ],
)
def test_a_way_of_its_own_has_its_endpoint_and_says_what_it_needs(status, name, url):
    account = material.settings(status=status, **OWN[status])
    assert connections(account).keys() == {"files", name}
    assert connections(account)[name].url == url
    needed = next(iter(OWN[status]))
    login = {"dpid": material.STORE, "host": "h", "user": "u", "host_key": "k", "key": "env:K"}
    (finding,) = findings(**SENDER, **login, **{**OWN[status], needed: ""}, status=status).values()
    assert f"missing for DDEX feed over sftp: {needed}" in finding.observed


def test_acknowledgements_and_csv_come_with_the_files():
    assert connections(material.settings(status="csv")).keys() == {"files"}
    assert connections(material.settings()).keys() == {"files"}


def test_a_login_of_a_web_service_is_whole_or_not_there():
    half = {**OWN["soap"], "calls_password": None}
    with pytest.raises(ValueError, match="calls_user and calls_password together"):
        material.settings(status="soap", **half)
    assert connections(material.settings(status="soap", calls_url="https://a.example"))["calls"].login is None


def test_senders_are_compared_in_lower_case():
    assert material.settings(status="mail", **OWN["mail"]).mail_senders == ("status@store.example",)
