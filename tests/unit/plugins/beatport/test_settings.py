"""What an account needs, and the connections it names."""

from __future__ import annotations

import pytest

from tests.unit.plugins.beatport import material
from tunemantra.plugins.beatport.settings import connections
from tunemantra.ports.runtime import SecretRef


def test_a_server_without_a_pinned_identity_is_refused():
    with pytest.raises(ValueError, match="host_key"):
        material.settings(host_key="")


def test_a_known_hosts_file_is_an_identity():
    assert connections(material.settings(host_key="", known_hosts="/etc/ssh/known"))["files"].known_hosts


@pytest.mark.parametrize(
    "changes",
    [
        {"host": ""},
        {"port": 0},
        {"port": 70000},
        {"distributor": "../other"},
        {"distributor": "a/b"},
        {"sender": "Acme"},
        {"maildir": "mail"},
        {"portal_url": "ftp://x"},
        {"folder": "a b"},
        {"timeout": 0},
    ],
)
def test_a_wrong_value_is_refused(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        material.settings(**changes)


@pytest.mark.parametrize(
    ("folder", "url"),
    [
        ("", "sftp://sftp.beatport.test:22/~"),
        ("in/new/", "sftp://sftp.beatport.test:22/~/in/new"),
        ("/srv/in", "sftp://sftp.beatport.test:22/srv/in"),
        ("/", "sftp://sftp.beatport.test:22"),
    ],
)
def test_the_folder_is_the_logins_own_or_absolute(folder, url):
    assert connections(material.settings(folder=folder))["files"].url == url


def test_only_one_mail_server_may_vouch_where_it_is_named():
    url = connections(material.settings(maildir="/var/mail/a b", mail_server="mx.label.test"))["mail"].url
    assert url == "maildir:///var/mail/a%20b?server=mx.label.test"
    assert connections(material.settings())["mail"].url == "maildir:///var/mail/beatport"


def test_only_what_is_configured_is_named():
    assert set(connections(material.settings())) == {"files", "portal", "mail"}
    assert set(connections(material.settings(portal_url="", maildir=""))) == {"files"}


def test_the_login_holds_references_and_no_secret():
    login = connections(material.settings(key=SecretRef("env:KEY")))["files"].login
    assert (login.user, login.key) == ("label", SecretRef("env:KEY"))


def test_settings_of_another_platform_are_refused():
    with pytest.raises(TypeError):
        connections(object())
