"""The versions of ERN this adapter speaks, as data (`ddex-facts` section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from tunemantra.errors import TuneMantraError


@frozen
class ErnVersion:
    """One version of the Electronic Release Notification standard.

    Args:
        number: as in the namespace and in the folder of its schema: `43`.
        avs: number of the allowed-value sets its messages are written with.
    """

    number: str
    avs: str

    @property
    def namespace(self) -> str:
        """Return the namespace of the root element; every other element has none."""
        return f"http://ddex.net/xml/ern/{self.number}"

    @property
    def schema_path(self) -> str:
        """Return where the schema lies in a folder of schemas."""
        return f"ern/{self.number}/release-notification.xsd"


ERN_43: Final = ErnVersion("43", avs="9")

VERSIONS: Final[Mapping[str, ErnVersion]] = MappingProxyType({ERN_43.number: ERN_43})


def version_of(number: str) -> ErnVersion:
    """Return the version with this number.

    Raises:
        TuneMantraError: this adapter does not speak it.
    """
    if number not in VERSIONS:
        raise TuneMantraError(f"ERN {number!r} is not spoken here", hint=f"one of {', '.join(VERSIONS)}")
    return VERSIONS[number]


__all__ = ["ERN_43", "VERSIONS", "ErnVersion", "version_of"]
