"""What a label tells about its account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from tunemantra.plugins.musicbrainz import profile
from tunemantra.ports.addresses import web_address, without_slash
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ClientCredentials, Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrs import Attribute

_CONTACT = re.compile(r"[^\s@()]+@[^\s@()]+\.[^\s@()]+|https://[^\s()]+")


def _contact(_settings: object, _attribute: Attribute[str], value: str) -> None:
    if not _CONTACT.fullmatch(value):
        raise ValueError(f"contact: {value!r} is neither an e-mail address nor an https address")


@frozen
class MusicBrainzSettings:
    """The table `[platforms.musicbrainz]`.

    Args:
        contact: e-mail or https address of whoever runs this; goes into the User-Agent, which is obligatory.
        client_id: of the OAuth client.
        client_secret: reference to its secret.
        accept_cc0: that whatever is submitted is given away under CC0; nothing is sent before somebody said so.
        bot: whether the account is a bot's; then `editor` has to be a person.
        editor: who confirms what is entered.
        token_url: of the token endpoint; `url` with `/oauth2/token` where empty.
        url: of the site, without a trailing slash; http on loopback only.
        covers_url: of the Cover Art Archive.
        redirect_url: where the site leads a person back to; the order is told in its query.
        confirming: seconds after which it is asked again whether a person has confirmed a seed.
        spacing: seconds between two calls.
        timeout: seconds without progress before giving up.
        ca_file: path of the certificates to trust instead of the system's.
    """

    contact: str = field(validator=_contact)
    client_id: str = field(validator=validators.min_len(1))
    client_secret: SecretRef
    accept_cc0: bool = field(default=False, validator=validators.instance_of(bool))
    bot: bool = field(default=False, validator=validators.instance_of(bool))
    editor: str = ""
    token_url: str = field(default="", validator=web_address)
    url: str = field(default=profile.URL, validator=web_address, converter=without_slash)
    covers_url: str = field(default=profile.COVERS_URL, validator=web_address, converter=without_slash)
    redirect_url: str = field(default="http://localhost/musicbrainz", validator=web_address)
    confirming: float = field(default=profile.CONFIRMING, validator=validators.gt(0))
    spacing: float = field(default=profile.SPACING, validator=validators.ge(0))
    timeout: float = field(default=60.0, validator=validators.gt(0))
    ca_file: str = ""


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoints `api`, the site, and `covers`, the Cover Art Archive."""
    account = account_of(settings)
    token_url = account.token_url or f"{account.url}/oauth2/token"
    login = ClientCredentials(token_url, account.client_id, account.client_secret, profile.SCOPES)
    return {
        "api": Endpoint("api", account.url, login, timeout=account.timeout, ca_file=account.ca_file),
        # What may be uploaded there, and by whom, is told by a signature of the site's.
        "covers": Endpoint("covers", account.covers_url, timeout=account.timeout, ca_file=account.ca_file),
    }


def account_of(settings: object) -> MusicBrainzSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, MusicBrainzSettings):
        raise TypeError(f"settings of MusicBrainz expected, not {type(settings).__name__}")
    return settings
