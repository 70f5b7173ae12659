"""What an account needs, and the connections it names."""

from __future__ import annotations

import pytest

from tests.unit.plugins.amazon import material
from tunemantra.plugins.amazon.settings import connections
from tunemantra.ports import SecretRef


@pytest.mark.parametrize(
    "changes",
    [
        {"bucket": "No Bucket"},
        {"partner": ""},
        {"folder": "/absolute"},
        {"service": "ftp://x"},
        {"status_secret": None, "status_url": "https://status.example"},
        {"status_url": "http://status.example", "status_secret": SecretRef("env:PW")},
        {"maildir": "mail"},
        {"timeout": 0},
        {"verify": "trust"},
    ],
)
def test_a_wrong_value_is_refused(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        material.settings(**changes)


def test_only_what_is_configured_is_named():
    assert set(connections(material.settings())) == {"files"}
    more = {"status_url": "https://status.example", "status_secret": SecretRef("env:PW"), "maildir": "/var/mail/a b"}
    found = connections(material.settings(**more, mail_server="mx.label.test"))
    assert set(found) == {"files", "status", "mail"}
    assert found["mail"].url == "maildir:///var/mail/a%20b?server=mx.label.test"
    assert found["status"].login.user == "quay"


def test_the_bucket_and_the_store_behind_it():
    made = material.settings(
        folder="in/new", service="https://s3.example", path_style=True, session_token=SecretRef("env:T")
    )
    files = connections(made)["files"]
    assert files.url == "s3://label-deliveries/in/new"
    assert (files.store.service, files.store.path_style) == ("https://s3.example", True)
    assert files.login.session_token == SecretRef("env:T")


def test_settings_of_another_platform_are_refused():
    with pytest.raises(TypeError):
        connections(object())
