"""What a user has to fill in to deliver to Beatport."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import field, frozen, validators

from tunemantra.contrib.batches import MailedAccount, endpoints, texts
from tunemantra.core.identifiers import Dpid
from tunemantra.errors import IdentifierError
from tunemantra.ports.transport import Endpoint

_FOLDER = r"[A-Za-z0-9][A-Za-z0-9._-]*"


def _party(_instance: object, attribute: object, value: str) -> None:
    try:
        Dpid.parse(value)
    except IdentifierError as problem:
        raise ValueError(f"{getattr(attribute, 'name', '')}: {problem}") from None


@frozen(kw_only=True)
class BeatportSettings(MailedAccount):
    """The table `[platforms.beatport]`, beside what every account for batches has.

    Args:
        distributor: our folder on the server, the first part of every path.
        sender: our DDEX party id.
        recipient: the store's DDEX party id, as its onboarding papers state it.
        sender_name: our name in the messages.
        labels: names of labels the store has approved; empty where it is not known.
        genres: the store's own closed list where it is at hand; empty for the bundled one.
    """

    distributor: str = field(validator=validators.matches_re(_FOLDER))
    sender: str = field(validator=_party)
    recipient: str = field(validator=_party)
    sender_name: str = ""
    labels: tuple[str, ...] = field(default=(), converter=texts)
    genres: tuple[str, ...] = field(default=(), converter=texts)

    def approved(self, label: str) -> bool:
        """Return whether the store has approved a label; True where that is not known."""
        return not self.labels or _plain(label) in {_plain(name) for name in self.labels}


def account_of(settings: object) -> BeatportSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, BeatportSettings):
        raise TypeError(f"these are no settings of Beatport but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoints: `files` always, `portal` and `mail` where they are configured."""
    return endpoints(account_of(settings))


def _plain(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip().casefold()


__all__ = ["BeatportSettings", "account_of", "connections"]
